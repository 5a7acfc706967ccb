//! Who calls the routes, and the filings they call them with.

use std::cell::Cell;

use beian::account;
use beian::account::token::{self, Purpose};
use beian::auth::session::{Site, Stage};
use beian::db::Tx;
use beian::filing::section::Part;
use beian::filing::service::{self, SavePart};
use beian::material::picture::Picture;
use beian::material::{self, Place, client};
use beian::paths::{self, pattern};
use beian::reference::book;
use beian::staff;
use beian::values::actor::{Actor, Role};
use beian::values::ids::{AccountId, StaffId};
use beian::values::{Email, Mobile};
use chrono::TimeDelta;
use uuid::Uuid;

use crate::filing::{Case, World};
use crate::support::people::{a_person_of_staff, application, drafts};
use crate::support::sites::{Sites, Visitor};

/// Somebody at one of the sites.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Who {
    /// Not signed in.
    Nobody,
    /// The applicant whose filing it is.
    Owner,
    /// Another applicant.
    Stranger,
    /// The specialist who has the case.
    Reviewer,
    /// A specialist of other provinces.
    Elsewhere,
    /// The lead.
    Lead,
    /// An administrator.
    Administrator,
    /// An auditor.
    Auditor,
    /// Staff between password and code.
    HalfWay,
    /// Somebody with the cookie of the other site.
    Astray,
}

impl Who {
    /// Everybody who may come to a site.
    pub fn at(site: Site) -> &'static [Self] {
        match site {
            Site::Portal => &[Self::Nobody, Self::Owner, Self::Stranger, Self::Astray],
            Site::Office => &[
                Self::Nobody,
                Self::Reviewer,
                Self::Elsewhere,
                Self::Lead,
                Self::Administrator,
                Self::Auditor,
                Self::HalfWay,
                Self::Astray,
            ],
        }
    }

    /// The role in the back office.
    pub fn role(self) -> Option<Role> {
        Some(match self {
            Self::Reviewer | Self::Elsewhere => Role::Specialist,
            Self::Lead => Role::Lead,
            Self::Administrator => Role::Administrator,
            Self::Auditor => Role::Auditor,
            _ => return None,
        })
    }

    /// How the table calls them.
    pub fn name(self) -> &'static str {
        match self {
            Self::Nobody => "nobody",
            Self::Owner => "owner",
            Self::Stranger => "stranger",
            Self::Reviewer => "reviewer",
            Self::Elsewhere => "of other provinces",
            Self::Lead => "lead",
            Self::Administrator => "administrator",
            Self::Auditor => "auditor",
            Self::HalfWay => "before the code",
            Self::Astray => "the other site's cookie",
        }
    }
}

/// A filing with everything an address may name.
#[derive(Debug, Clone)]
pub struct Scene {
    /// Names in patterns and their values.
    pub ids: Vec<(&'static str, String)>,
    pub(super) owner: AccountId,
}

impl Scene {
    /// The value of a name.
    pub fn id(&self, name: &str) -> &str {
        let found = self.ids.iter().find(|(known, _)| *known == name);
        found.map(|(_, value)| value.as_str()).unwrap_or_else(|| panic!("{name} is missing"))
    }
}

/// Both sites with people and filings.
pub struct Cast {
    /// The database and the filings.
    pub world: World,
    /// The sites.
    pub sites: Sites,
    pub(super) stranger: AccountId,
    elsewhere: Actor,
    administrator: Actor,
    auditor: Actor,
    half_way: Actor,
    pub(super) next: Cell<u32>,
    draft: Option<Scene>,
    case: Option<Scene>,
}

impl Cast {
    /// Everybody, with a draft and a case in review that all share.
    pub async fn start() -> Self {
        Self::start_on(World::start().await, Vec::new()).await
    }

    /// The same at sites to which the database shows every row, whoever acts.
    pub async fn seeing_every_row() -> Self {
        let world = World::start().await;
        let as_owner = vec![("DATABASE_URL", world.test_db.owner_url.clone())];
        Self::start_on(world, as_owner).await
    }

    async fn start_on(world: World, settings: Vec<(&'static str, String)>) -> Self {
        let test_db = &world.test_db;
        let hire =
            async |login: &str, role, provinces: &[&str]| a_person_of_staff(test_db, login, role, provinces).await;
        let elsewhere = hire("elsewhere", Role::Specialist, &["310000"]).await;
        let administrator = hire("administrator", Role::Administrator, &[]).await;
        let auditor = hire("auditor", Role::Auditor, &[]).await;
        let half_way = hire("halfway", Role::Specialist, &[]).await;
        let sites = Sites::start_with(test_db, settings);
        let stranger = AccountId::new();
        let next = Cell::new(1);
        let mut cast =
            Self { world, sites, stranger, elsewhere, administrator, auditor, half_way, next, draft: None, case: None };
        cast.stranger = cast.account().await;
        let factor = StaffId::from_uuid(half_way.id().unwrap());
        let enrol = async |tx: &mut Tx<'_>| {
            staff::store::update_factor(tx, factor, Some(&[7; 20])).await?;
            staff::store::take_step(tx, factor, 1).await
        };
        cast.write(half_way, enrol).await;
        cast.draft = Some(cast.a_draft().await);
        cast.case = Some(cast.a_case().await);
        cast
    }

    async fn write<T>(&self, actor: Actor, work: impl AsyncFnOnce(&mut Tx<'_>) -> beian::error::Result<T>) -> T {
        self.world.test_db.db.write(actor, work).await.unwrap()
    }

    fn number(&self) -> u32 {
        self.next.replace(self.next.get() + 1)
    }

    /// An account that can be written to.
    async fn account(&self) -> AccountId {
        let case = self.world.a_draft(self.number()).await;
        self.reach(&case).await;
        case.owner
    }

    async fn reach(&self, case: &Case) {
        let n = self.next.get();
        let email = Email::parse(&format!("applicant{n}@example.cn")).unwrap();
        let mobile = Mobile::parse(&format!("138{n:08}")).unwrap();
        let owner = case.owner;
        let reach = async |tx: &mut Tx<'_>| {
            account::store::update_email(tx, owner, &email).await?;
            account::store::update_mobile(tx, owner, &mobile).await
        };
        self.write(case.applicant(), reach).await;
    }

    /// A draft with everything filled in, a consent and a paper.
    pub(super) async fn draft_of(&self) -> (Case, Vec<(&'static str, String)>) {
        let case = self.world.a_draft(self.number()).await;
        self.reach(&case).await;
        let paper = Picture { width: 8, height: 8, jpeg: vec![1; 64], thumbnail: vec![2; 16], warnings: vec![] };
        let kept = client::keep(&self.sites.program.app.storage, vec![paper]).await.unwrap();
        let (owner, id, material) = (case.owner, case.id, kept.id);
        let add = async |tx: &mut Tx<'_>| {
            let day = beian::clock::china_day(tx.ctx.now);
            let rule = book().material_of_slot("entity-certificate", day).unwrap();
            let text = book().text(beian::reference::Text::IDENTITY_CONSENT, day).unwrap();
            material::consent::service::give(tx, owner, id, &text.version).await?;
            material::service::add(tx, book(), id, &Place::of(rule, 1, 1), &kept, None).await
        };
        self.write(case.applicant(), add).await;
        let ids = vec![
            ("ref", case.reference.to_string()),
            ("id", material.to_string()),
            ("n", "1".to_owned()),
            ("page", "1".to_owned()),
        ];
        (case, ids)
    }

    async fn a_draft(&self) -> Scene {
        let (case, ids) = self.draft_of().await;
        Scene { ids, owner: case.owner }
    }

    /// A draft whose paper was taken out a moment ago.
    async fn without_paper(&self) -> Scene {
        let (case, ids) = self.draft_of().await;
        let paper = ids[1].1.parse().unwrap();
        let remove = async |tx: &mut Tx<'_>| material::service::remove(tx, case.id, paper).await;
        self.write(case.applicant(), remove).await;
        Scene { ids, owner: case.owner }
    }

    /// A draft whose person in charge needs a letter.
    async fn with_letter(&self) -> Scene {
        let (case, mut ids) = self.draft_of().await;
        let mut person = drafts(1).entity_person;
        person.is_legal_rep = "no".into();
        person.legal_rep_name = "李大山".into();
        person.legal_rep_cert_kind = "2".into();
        person.legal_rep_cert_number = "44000019851112002X".into();
        let content = serde_json::to_value(person).unwrap();
        let save = SavePart { part: Part::ENTITY_PERSON, expected: 1, content, problems: 0, is_complete: true };
        let save = async |tx: &mut Tx<'_>| service::save_part(tx, case.owner, &case.reference, save).await;
        self.write(case.applicant(), save).await;
        ids.push(("slot", "entity-person-letter".to_owned()));
        Scene { ids, owner: case.owner }
    }

    /// A case that the specialist has.
    async fn a_case(&self) -> Scene {
        let (case, ids) = self.draft_of().await;
        self.world.submit(&case).await.unwrap();
        self.world.claim(&case).await;
        Scene { ids, owner: case.owner }
    }

    /// The filing a route is called with: one that all share, or a fresh one for who may change it.
    pub async fn scene(&self, site: Site, route: &str, is_fresh: bool) -> Scene {
        const STANDING: [&str; 4] =
            [pattern::FILING_CORRECTIONS, pattern::FILING_SMS, pattern::FILING_MAILING, pattern::FILING_NEXT_STEPS];
        let is_about_a_filing = route.contains("{ref}");
        let mut scene = match site {
            // Its owner's other sessions end.
            Site::Portal if route == pattern::HELD => self.a_draft().await,
            Site::Portal if route == pattern::FILING_MATERIAL_RESTORE => self.without_paper().await,
            Site::Portal if route == pattern::FILING_LETTER => self.with_letter().await,
            Site::Portal if STANDING.contains(&route) => self.standing_at(route).await,
            Site::Portal if is_fresh && is_about_a_filing => self.a_draft().await,
            Site::Office if is_fresh && is_about_a_filing => self.a_case().await,
            Site::Portal => self.draft.clone().unwrap(),
            Site::Office => self.case.clone().unwrap(),
        };
        match route {
            pattern::FILING_HELP | pattern::FILING_CAMERA => scene.ids.push(super::links::asked()),
            pattern::FILING_FACE => scene.ids.push(super::faces::asked()),
            pattern::CASE_CLIP => scene.ids.push(self.clip(&scene).await),
            pattern::FILING_UPLOAD => {
                let id = self.coming(&scene).await;
                scene.ids.retain(|(name, _)| *name != "id");
                scene.ids.push(("id", id));
            }
            _ => {}
        }
        if !is_about_a_filing {
            let own = self.other_ids(site, route, &scene).await;
            scene.ids = own;
        }
        scene
    }

    /// What addresses name that are about no filing.
    async fn other_ids(&self, site: Site, route: &str, scene: &Scene) -> Vec<(&'static str, String)> {
        if let Some(ids) = self.hosting_ids(route, scene).await {
            return ids;
        }
        let day = beian::clock::china_day(beian::clock::now());
        let link = async |purpose, detail: Option<&str>| {
            let make = async |tx: &mut Tx<'_>| {
                token::store::insert_link(tx, scene.owner, purpose, detail, TimeDelta::hours(1)).await
            };
            vec![("token", self.write(Actor::Operator, make).await.text())]
        };
        match route {
            pattern::GUIDE_TOPIC => vec![("id", book().guide_topics(day)[0].id.clone())],
            pattern::GUIDE_PROVINCE => vec![("code", "110000".into())],
            pattern::ASSET => vec![("name", paths::asset("portal.css").trim_start_matches("/assets/").to_owned())],
            pattern::VERIFY_EMAIL => link(Purpose::ConfirmEmail, None).await,
            pattern::PASSWORD_RESET => link(Purpose::ResetPassword, None).await,
            pattern::CONTACT_UNDO => link(Purpose::UndoEmail, Some("former@example.cn")).await,
            pattern::HELP => vec![("token", self.link(scene).await)],
            pattern::HELP_PICTURE => vec![("token", self.link_of_picture(scene).await)],
            pattern::HELP_UPLOADS => vec![("token", self.link_of_pieces(scene).await)],
            pattern::HELP_UPLOAD => {
                vec![("token", self.link_of_pieces(scene).await), ("id", Uuid::now_v7().to_string())]
            }
            pattern::HELD => vec![("id", self.held(scene).await)],
            pattern::OFFICE_HELD => vec![("id", self.held_of_staff(scene).await)],
            pattern::LOOKUP => vec![("id", self.lookup(scene).await)],
            pattern::STAFF_MEMBER => vec![("id", self.auditor.id().unwrap().to_string())],
            pattern::DELIVERY_JOB => vec![("id", self.dead_job().await)],
            pattern::EXCHANGE_FILE => vec![("id", self.file_of_the_bureau().await)],
            pattern::BUREAU_TASK => vec![("id", self.work_of_the_bureau().await)],
            pattern::EXCHANGE_UPLOAD => vec![("id", self.file_for_the_bureau().await)],
            pattern::DELIVERY_RESEND => {
                vec![("id", self.world.test_db.texts("select id::text from deliveries order by id").await.remove(0))]
            }
            _ => {
                assert!(!route.contains('{'), "{route} at {}: say here what its ids are", site.code());
                vec![]
            }
        }
    }

    /// A question what is on record.
    async fn lookup(&self, scene: &Scene) -> String {
        let check = application(&drafts(1)).type_check;
        let ask = async |tx: &mut Tx<'_>| service::lookups::ask(tx, scene.owner, &check, true).await;
        self.write(Actor::Applicant(scene.owner), ask).await;
        self.world.test_db.texts("select id::text from lookups order by id").await.remove(0)
    }

    /// The browser of somebody, as far as they are signed in.
    pub async fn visitor(&self, site: Site, who: Who, scene: &Scene) -> Visitor {
        let sites = &self.sites;
        match who {
            Who::Nobody => sites.nobody(site),
            Who::Owner => sites.applicant(scene.owner).await,
            Who::Stranger => sites.applicant(self.stranger).await,
            Who::Astray if site == Site::Portal => {
                sites.astray(&sites.staff(self.world.specialist, Stage::Full).await, site)
            }
            Who::Astray => sites.astray(&sites.applicant(scene.owner).await, site),
            Who::Reviewer => sites.staff(self.world.specialist, Stage::Full).await,
            Who::Elsewhere => sites.staff(self.elsewhere, Stage::Full).await,
            Who::Lead => sites.staff(self.world.lead, Stage::Full).await,
            Who::Administrator => sites.staff(self.administrator, Stage::Full).await,
            Who::Auditor => sites.staff(self.auditor, Stage::Full).await,
            Who::HalfWay => sites.staff(self.half_way, Stage::Code).await,
        }
    }

    /// A digest of every table, but of those that note who came: sessions and the audit.
    pub async fn digest(&self) -> Vec<String> {
        let tables = "select table_name::text from information_schema.tables where table_schema = 'public'
            and table_type = 'BASE TABLE' and table_name not in ('sessions', 'audit_events') order by 1";
        let tables = self.world.test_db.texts(tables).await;
        assert!(tables.len() > 30, "the tables are not read");
        let sum = "count(*) || ' ' || md5(coalesce(string_agg(t::text, '|' order by t::text), ''))";
        let one = |table: &String| format!("select '{table} ' || {sum} from {table} t");
        self.world.test_db.texts(&tables.iter().map(one).collect::<Vec<_>>().join(" union all ")).await
    }
}

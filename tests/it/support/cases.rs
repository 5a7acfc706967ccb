//! Cases for the desk of a running program: handed in through the services, with papers that can be looked at.

use beian::auth::password::Hasher;
use beian::config::Hashing;
use beian::db::Db;
use beian::demo::load::crew::Member;
use beian::demo::papers::{BusinessLicence, IdBack, IdFront, Papers, as_kept};
use beian::demo::store as demo;
use beian::filing::application::Drafts;
use beian::filing::state::Filing;
use beian::material::client::keep;
use beian::material::picture::{Picture, PictureLimits};
use beian::material::{Place, consent, service as materials};
use beian::reference::{Text, book};
use beian::storage::Storage;
use beian::values::FilingRef;
use beian::values::actor::{Actor, Role};
use beian::values::ids::{AccountId, FilingId, StaffId};
use image::{Rgb, RgbImage};
use serde_json::{Value, json};

use super::filings::{self, a_customer, today};
use super::guest::Guest;
use super::people::drafts;
use super::program::Program;

/// Password of everybody here.
pub const PASSWORD: &str = "quiet river stone bridge";

/// Secret of everybody's second factor.
pub const SECOND_FACTOR: &[u8] = b"a second factor of 1";

/// A case as it was handed in.
#[derive(Clone)]
pub struct Case {
    /// Row id.
    pub id: FilingId,
    /// What people quote.
    pub reference: FilingRef,
    /// Whose it is.
    pub owner: AccountId,
    /// The owner's mail address.
    pub email: String,
    /// What was typed.
    pub forms: Drafts,
}

impl Case {
    /// Its page on the desk.
    pub fn url(&self) -> String {
        format!("/cases/{}", self.reference)
    }
}

/// The people and cases of a running program.
pub struct Office<'a> {
    /// A pool on its database.
    pub db: Db,
    program: &'a Program,
    storage: Storage,
    password_hash: String,
    papers: Vec<(&'static str, Picture)>,
}

impl<'a> Office<'a> {
    /// With papers of one colour, for tests that look at none of them.
    pub async fn of(program: &'a Program) -> Self {
        let plain = |shade: u8| RgbImage::from_pixel(1000, 700, Rgb([shade, 240, 240]));
        Self::with(program, [plain(10), plain(20), plain(30)]).await
    }

    /// With papers as people send them.
    pub async fn with_drawn_papers(program: &'a Program) -> Self {
        let drawn = tokio::task::spawn_blocking(|| {
            let mut papers = Papers::new(None).unwrap();
            [papers.business_licence(&licence()), papers.id_front(&id_front()), papers.id_back(&id_back())]
        });
        Self::with(program, drawn.await.unwrap()).await
    }

    async fn with(program: &'a Program, images: [RgbImage; 3]) -> Self {
        let pepper = std::fs::read(program.setting("BEIAN_PEPPER_FILE")).unwrap();
        let hashing = Hashing { memory_kib: 1024, passes: 1, at_once: 2, waiting: 8 };
        let hasher = Hasher::new(pepper, hashing).unwrap();
        let limits = PictureLimits { kept_side: 1200, ..PictureLimits::default() };
        let slots = ["entity-certificate", "entity-person-id-front", "entity-person-id-back"];
        Self {
            db: program.db(),
            program,
            storage: Storage::open(program.setting("BEIAN_STORAGE_DIR").into(), program.sealer()).unwrap(),
            password_hash: hasher.hash(PASSWORD).await.unwrap(),
            papers: slots.into_iter().zip(images.map(|image| as_kept(image, &limits).unwrap())).collect(),
        }
    }

    /// Somebody of the staff, enrolled, who reviews these provinces (none given: all).
    pub async fn hire(&self, login: &'static str, role: Role, provinces: &'static [&'static str]) -> Actor {
        let id = StaffId::new();
        let member = Member { login, name: login, role, english: false, provinces };
        let hired = self.db.write(Actor::Operator, async |tx| {
            demo::insert_staff(tx, id, &member, &self.password_hash, SECOND_FACTOR).await
        });
        hired.await.unwrap();
        Actor::Staff(id, role)
    }

    /// Somebody of the staff at their browser, signed in.
    pub async fn sign_in(&self, who: Actor) -> Guest {
        Guest::clerk(self.program, &self.db, who).await
    }

    /// Somebody of the staff, hired and signed in.
    pub async fn clerk(&self, login: &'static str, role: Role, provinces: &'static [&'static str]) -> Guest {
        let who = self.hire(login, role, provinces).await;
        self.sign_in(who).await
    }

    /// The n-th enterprise's filing, handed in.
    pub async fn case(&self, n: u32) -> Case {
        let case = self.draft(n).await;
        self.submit(&case).await;
        case
    }

    /// The same, not handed in yet.
    pub async fn draft(&self, n: u32) -> Case {
        let owner = a_customer(&self.program.database, &self.db, "applicant", n, &self.password_hash).await;
        let (email, forms) = (format!("applicant{n}@example.com"), drafts(n));
        let filing = filings::a_draft(&self.db, owner, &forms).await;
        let case = Case { id: filing.id, reference: filing.reference, owner, email, forms };
        self.attach(&case).await;
        filings::verified(&self.db, &self.filing(&case.reference).await).await;
        case
    }

    /// Hands it in as it stands.
    pub async fn submit(&self, case: &Case) {
        self.submit_with(case, json!([])).await;
    }

    /// The same, with what the checks found.
    pub async fn submit_with(&self, case: &Case, findings: Value) {
        let filing = self.filing(&case.reference).await;
        filings::submit(&self.db, &filing, &case.forms, findings).await.unwrap();
    }

    /// A filing as it stands.
    pub async fn filing(&self, reference: &FilingRef) -> Filing {
        filings::load(&self.db, reference).await.unwrap()
    }

    async fn attach(&self, case: &Case) {
        let mut kept = Vec::new();
        for (slot, picture) in &self.papers {
            kept.push((*slot, keep(&self.storage, vec![picture.clone()]).await.unwrap()));
        }
        let attached = self.db.write(Actor::Applicant(case.owner), async |tx| {
            let version = &book().text(Text::IDENTITY_CONSENT, today()).unwrap().version;
            consent::service::give(tx, case.owner, case.id, version).await?;
            for (slot, kept) in &kept {
                let rule = book().material_of_slot(slot, today()).unwrap();
                let place = Place::at(slot, rule);
                materials::add(tx, book(), case.id, &place, kept, None).await?;
            }
            Ok(())
        });
        attached.await.unwrap();
    }
}

fn licence() -> BusinessLicence {
    let text = |text: &str| text.to_owned();
    BusinessLicence {
        credit_code: text("见所填信息"),
        name: text("北京示例花园有限公司"),
        kind: text("有限责任公司"),
        legal_person: text("王小明"),
        capital: text("壹佰万元整"),
        founded_on: text("2019年03月11日"),
        term: text("2019年03月11日至长期"),
        address: text("北京市海淀区示例路1号"),
        scope: text("园艺技术服务、技术开发；货物销售（内容为演示虚构）。"),
        authority: text("北京市海淀区示例登记局"),
        issued_on: text("2019年03月11日"),
    }
}

fn id_front() -> IdFront {
    let text = |text: &str| text.to_owned();
    IdFront {
        name: text("王小明"),
        sex: text("男"),
        ethnicity: text("汉"),
        born: [text("1990"), text("3"), text("7")],
        address: text("北京市海淀区示例路1号"),
        number: text("11000019900307001X"),
    }
}

fn id_back() -> IdBack {
    IdBack { authority: "北京市公安局示例分局".to_owned(), term: "2020.01.02-2040.01.02".to_owned() }
}

//! What goes on behind the pages of a story that is about something else: an entity on record, a case gone through.

use beian::db::Db;
use beian::demo::load::statuses;
use beian::filing::kind::Bureau;
use beian::filing::lookup::Answer;
use beian::filing::service::{self, lookups};
use beian::filing::state::{Acceptance, BureauFact, Event, Filing, Numbers};
use beian::filing::store;
use beian::registry::lookup::{DomainStatus, EntityStatus};
use beian::values::actor::{Actor, Role};
use beian::values::ids::AccountId;
use beian::values::{EntityNumber, FilingRef, WebsiteNumber};
use serde_json::json;

use super::filing::fill_section;
use crate::support::browser::Browser;
use crate::support::filings;
use crate::support::people::{a_person_of_staff, an_instance, drafts};
use crate::support::program::Program;

/// Somebody of the staff who works without a browser.
pub struct Registrar {
    db: Db,
    specialist: Actor,
}

/// Numbers of an entity of Beijing with these websites.
pub fn numbers(n: u32, websites: &[u32]) -> Numbers {
    let entity = format!("京ICP备2026{n:06}号");
    let number = |site: &u32| WebsiteNumber::parse(&format!("{entity}-{site}")).unwrap();
    Numbers { websites: websites.iter().map(number).collect(), entity: EntityNumber::parse(&entity).unwrap() }
}

impl Registrar {
    pub async fn enter(program: &Program) -> Self {
        let db = Db::new(&program.database.url, 2, program.sealer()).unwrap();
        let specialist = a_person_of_staff(&program.database, "backstage", Role::Specialist, &[]).await;
        Self { db, specialist }
    }

    /// The account of a mobile or mail is the newest one.
    pub async fn newest_account(&self, program: &Program) -> AccountId {
        let id = program.database.text("select id::text from accounts order by created_at desc limit 1").await;
        AccountId::from_uuid(id.parse().unwrap())
    }

    /// Buys the n-th server for an account.
    pub async fn an_instance(&self, program: &Program, account: AccountId, n: u32) {
        an_instance(&program.database, account, n).await;
    }

    /// Has looked up what the demo has a table of.
    pub async fn knows_the_table(&self, asker: AccountId) {
        let added = self.db.write(Actor::Operator, async |tx| statuses::add(tx, asker, self.specialist).await);
        added.await.unwrap();
    }

    /// Answers the question that waits.
    pub async fn answers(&self, entity: EntityStatus, domain: DomainStatus) {
        let answer = Answer { entity, domain, troubles: Vec::new() };
        let done = self.db.write(self.specialist, async |tx| {
            let waiting = store::lookups::list_waiting(tx, &[], 1).await?.remove(0);
            lookups::answer(tx, waiting.id, &answer, "工信部系统按证件号码查询").await
        });
        done.await.unwrap();
    }

    /// Puts the n-th company on record in an account, with one website; the path of its filing.
    pub async fn on_record(&self, program: &Program, account: AccountId, n: u32) -> String {
        an_instance(&program.database, account, n).await;
        let forms = drafts(n);
        let filing = filings::a_draft(&self.db, account, &forms).await;
        let filing = filings::load(&self.db, &filing.reference).await.unwrap();
        filings::submit(&self.db, &filing, &forms, json!([])).await.unwrap();
        self.go_through(filing.reference.as_str(), Some(numbers(n, &[1]))).await;
        format!("/filings/{}", filing.reference)
    }

    /// Everything after the submission: the desk, and the bureau as far as the kind goes there.
    pub async fn go_through(&self, reference: &str, numbers: Option<Numbers>) {
        let kind = self.load(reference).await.kind;
        self.perform(self.specialist, reference, Event::Claim { provinces: Vec::new() }).await;
        self.perform(self.specialist, reference, Event::Accept(Acceptance::clean())).await;
        if kind.profile().bureau != Bureau::None {
            self.perform(Actor::Bureau, reference, Event::Received(Self::fact())).await;
        }
        if kind.needs_sms() {
            self.perform(Actor::Bureau, reference, Event::Verified(Self::fact())).await;
        }
        if kind.profile().bureau != Bureau::None {
            self.perform(Actor::Bureau, reference, Event::Approve(Self::fact(), numbers)).await;
        }
    }

    async fn load(&self, reference: &str) -> Filing {
        filings::load(&self.db, &FilingRef::parse(reference).unwrap()).await.unwrap()
    }

    async fn perform(&self, actor: Actor, reference: &str, event: Event) {
        let reference = FilingRef::parse(reference).unwrap();
        let done = self.db.write(actor, async |tx| {
            let filing = store::load_by_ref(tx.conn, &reference).await?;
            service::perform(tx, filing.id, filing.version, event).await
        });
        done.await.unwrap();
    }

    fn fact() -> BureauFact {
        let happened_on = beian::clock::china_day(beian::clock::now());
        BureauFact { round: 1, happened_on, evidence: None, detail: None }
    }
}

/// Every text of a form as an answer to its input; what is empty stays as it is.
async fn fill_form(person: &Browser, filing: &str, section: &str, form: &impl serde::Serialize) {
    let form = serde_json::to_value(form).unwrap();
    let texts = form.as_object().unwrap().iter().flat_map(|(name, value)| match value {
        serde_json::Value::String(text) => vec![(name.clone(), text.clone())],
        serde_json::Value::Array(all) => {
            all.iter().filter_map(|text| Some((name.clone(), text.as_str()?.to_owned()))).collect()
        }
        _ => Vec::new(),
    });
    let texts: Vec<(String, String)> = texts.filter(|(_, text)| !text.is_empty()).collect();
    let answers: Vec<(&str, &str)> = texts.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
    fill_section(person, filing, section, &answers).await;
}

/// Fills in the n-th company and its person.
pub async fn fill_entity(person: &Browser, filing: &str, n: u32) {
    let forms = drafts(n);
    fill_form(person, filing, "entity", &forms.entity).await;
    fill_form(person, filing, "entity-person", &forms.entity_person).await;
}

/// Fills in its website, run by the same person.
pub async fn fill_website(person: &Browser, filing: &str, n: u32) {
    let form = &drafts(n).websites[0].website;
    let answers = [
        ("site_name", form.site_name.as_str()),
        ("service_content", "128"),
        ("pre_approval", "none"),
        ("site_remark", "介绍公司的园艺课程和上课时间，供客户了解和联系我们。"),
    ];
    fill_section(person, filing, "websites/1", &answers).await;
    fill_section(person, filing, "websites/1/person", &[("same_as_entity_person", "yes")]).await;
}

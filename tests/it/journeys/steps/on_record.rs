//! What goes on behind the pages of a story that is about something else: an entity on record, a case gone through.

use beian::db::Db;
use beian::filing::kind::Bureau;
use beian::filing::service;
use beian::filing::state::{Acceptance, BureauFact, Event, Filing, Numbers};
use beian::filing::store;
use beian::values::actor::{Actor, Role};
use beian::values::ids::AccountId;
use beian::values::{EntityNumber, FilingRef, WebsiteNumber};
use serde_json::json;

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
        if kind.profile().bureau == Bureau::Review {
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

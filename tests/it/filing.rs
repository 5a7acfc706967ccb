//! Filings through their services, on a real database.

use beian::audit::{self, Verdict as ChainVerdict};
use beian::db::Db;
use beian::error::{Error, Result};
use beian::filing::application::Drafts;
use beian::filing::decision::{DecisionKind, Verdict};
use beian::filing::finding::Finding;
use beian::filing::section::{Part, Target};
use beian::filing::service::{self, SavePart, Saved, Submitted};
use beian::filing::state::{Acceptance, BureauFact, Event, EventCode, Filing, Numbers, State, StateCode};
use beian::filing::store;
use beian::filing::submission::{Handover, SearchMark};
use beian::registry;
use beian::values::actor::{Actor, Role};
use beian::values::ids::{AccountId, FilingId, MaterialId};
use beian::values::{EntityNumber, FilingRef, WebsiteNumber};
use serde_json::{Value, json};

use crate::support::database::TestDb;
use crate::support::filings;
use crate::support::people::{a_person_of_staff, an_account, application, drafts};

mod beside;
mod corrections;
mod idle;
mod kinds;
mod life;
mod moving;
mod second_person;
mod times;
mod walk;
mod websites;

/// A world with one specialist, for filings of many accounts.
pub(crate) struct World {
    pub(crate) test_db: TestDb,
    pub(crate) specialist: Actor,
    pub(crate) lead: Actor,
}

impl World {
    pub(crate) async fn start() -> Self {
        let test_db = TestDb::start().await;
        let specialist = a_person_of_staff(&test_db, "specialist", Role::Specialist, &[]).await;
        let lead = a_person_of_staff(&test_db, "lead", Role::Lead, &[]).await;
        Self { test_db, specialist, lead }
    }

    fn db(&self) -> &Db {
        &self.test_db.db
    }

    /// A filing with every part saved, of a new account.
    pub(crate) async fn a_draft(&self, n: u32) -> Case {
        let owner = an_account(&self.test_db, n).await;
        self.a_draft_of(owner, drafts(n)).await
    }

    async fn a_draft_of(&self, owner: AccountId, forms: Drafts) -> Case {
        let filing = filings::a_draft(self.db(), owner, &forms).await;
        Case { id: filing.id, reference: filing.reference, owner, forms }
    }

    async fn begin(&self, owner: AccountId, forms: Drafts) -> Result<Case> {
        let filing = filings::begin(self.db(), owner, &forms).await?;
        Ok(Case { id: filing.id, reference: filing.reference, owner, forms })
    }

    async fn save(&self, case: &Case, part: Part, expected: i32, content: Value) -> Result<Saved> {
        let save = SavePart { part, expected, content, problems: 0, is_complete: true };
        let owner = case.owner;
        self.db()
            .write(Actor::Applicant(owner), async |tx| service::save_part(tx, owner, &case.reference, save).await)
            .await
    }

    pub(crate) async fn load(&self, case: &Case) -> Filing {
        self.db().read(Actor::Clock, async |tx| store::load(tx.conn, case.id).await).await.unwrap()
    }

    pub(crate) async fn submit(&self, case: &Case) -> Result<Submitted> {
        let version = self.load(case).await.version;
        self.submit_seen(case, version).await
    }

    async fn submit_seen(&self, case: &Case, version: i32) -> Result<Submitted> {
        let seen = Filing { version, ..self.load(case).await };
        filings::submit(self.db(), &seen, &case.forms, json!([])).await
    }

    /// An event at the version of this moment.
    pub(crate) async fn perform(&self, actor: Actor, case: &Case, event: Event) -> Result<()> {
        let version = self.load(case).await.version;
        self.db().write(actor, async |tx| service::perform(tx, case.id, version, event).await).await.map(|_| ())
    }

    pub(crate) async fn claim(&self, case: &Case) {
        let version = self.load(case).await.version;
        self.db().write(self.specialist, async |tx| service::claim(tx, case.id, version).await).await.unwrap();
    }

    /// A filing that stands at the bureau after SMS verification.
    async fn at_bureau(&self, n: u32) -> Case {
        let case = self.verifying(n).await;
        self.perform(Actor::Bureau, &case, Event::Verified(fact(1))).await.unwrap();
        case
    }

    /// A case whose persons are to verify.
    async fn verifying(&self, n: u32) -> Case {
        let case = self.a_draft(n).await;
        self.submit(&case).await.unwrap();
        self.claim(&case).await;
        self.perform(self.specialist, &case, Event::Accept(Acceptance::clean())).await.unwrap();
        self.perform(Actor::Bureau, &case, Event::Received(fact(1))).await.unwrap();
        case
    }

    /// A paper as a row; its pictures are another test's matter.
    async fn a_paper(&self, case: &Case, slot: &str) -> MaterialId {
        let id = MaterialId::new();
        let sql = format!(
            "update materials set removed_at = now() where filing_id = '{0}' and slot = '{slot}' and removed_at is null;
             insert into materials (id, filing_id, slot, kind, content_hash, bytes) values ('{id}', '{0}', '{slot}', 'x', '', 1)",
            case.id
        );
        self.test_db.as_owner(&sql).await;
        id
    }

    async fn is_audit_whole(&self) -> bool {
        let verdict = self.db().read(Actor::Clock, async |tx| audit::store::verify(tx.conn).await).await.unwrap();
        matches!(verdict, ChainVerdict::Whole { events, .. } if events > 0)
    }
}

/// A filing of a test.
pub(crate) struct Case {
    pub(crate) id: FilingId,
    pub(crate) reference: FilingRef,
    pub(crate) owner: AccountId,
    pub(crate) forms: Drafts,
}

impl Case {
    pub(crate) fn applicant(&self) -> Actor {
        Actor::Applicant(self.owner)
    }
}

pub(crate) fn fact(round: u32) -> BureauFact {
    let happened_on = beian::clock::china_day(beian::clock::now());
    BureauFact { round, happened_on, evidence: None, detail: None }
}

pub(crate) fn numbers(n: u32, websites: u32) -> Numbers {
    let entity = format!("京ICP备2026{n:06}号");
    Numbers {
        websites: (1..=websites).map(|site| WebsiteNumber::parse(&format!("{entity}-{site}")).unwrap()).collect(),
        entity: EntityNumber::parse(&entity).unwrap(),
    }
}

/// The key of a refusal.
fn refusal<T: std::fmt::Debug>(outcome: Result<T>) -> &'static str {
    match outcome {
        Err(Error::Refused(message)) => message.key,
        other => panic!("not refused: {other:?}"),
    }
}

//! Filings through their services, on a real database.

use beian::audit::{self, Verdict as ChainVerdict};
use beian::db::Db;
use beian::error::{Error, Result};
use beian::filing::application::Drafts;
use beian::filing::decision::{DecisionKind, Verdict};
use beian::filing::finding::Finding;
use beian::filing::kind::Kind;
use beian::filing::section::{Part, Target};
use beian::filing::service::{self, SavePart, Saved, StartFiling, Submitted};
use beian::filing::state::{Acceptance, BureauFact, Event, EventCode, Filing, Numbers, State, StateCode};
use beian::filing::store;
use beian::filing::submission::{Handover, Readiness, SearchMark};
use beian::registry;
use beian::values::actor::{Actor, Role};
use beian::values::ids::{AccountId, FilingId, MaterialId};
use beian::values::{EntityNumber, FilingRef, WebsiteNumber};
use serde_json::{Value, json};

use crate::support::database::TestDb;
use crate::support::people::{a_person_of_staff, an_account, application, drafts};

mod corrections;
mod idle;
mod life;
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
        let case = self.begin(owner, forms.clone()).await.unwrap();
        for (part, content) in parts(&forms) {
            self.save(&case, part, 0, content).await.unwrap();
        }
        case
    }

    async fn begin(&self, owner: AccountId, forms: Drafts) -> Result<Case> {
        let begin = StartFiling { kind: Kind::Initial, type_check: application(&forms).type_check };
        let reference =
            self.db().write(Actor::Applicant(owner), async |tx| service::start(tx, owner, begin).await).await?;
        let filing = self.db().read(Actor::Clock, async |tx| store::load_by_ref(tx.conn, &reference).await).await?;
        Ok(Case { id: filing.id, reference, owner, forms })
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
        let handover = Handover {
            readiness: Readiness::default(),
            application: application(&case.forms),
            findings: json!([]),
            declaration: "2026-11".into(),
        };
        self.db()
            .write(Actor::Applicant(case.owner), async |tx| service::submit(tx, case.id, version, handover).await)
            .await
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
        let case = self.a_draft(n).await;
        self.submit(&case).await.unwrap();
        self.claim(&case).await;
        self.perform(self.specialist, &case, Event::Accept(Acceptance::clean())).await.unwrap();
        self.perform(Actor::Bureau, &case, Event::Received(fact(1))).await.unwrap();
        self.perform(Actor::Bureau, &case, Event::Verified(fact(1))).await.unwrap();
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
    forms: Drafts,
}

impl Case {
    pub(crate) fn applicant(&self) -> Actor {
        Actor::Applicant(self.owner)
    }
}

/// Every part but the type check, as the wizard stores it.
fn parts(forms: &Drafts) -> Vec<(Part, Value)> {
    let mut parts = vec![
        (Part::ACCESS, json!(forms.access)),
        (Part::ENTITY, json!(forms.entity)),
        (Part::ENTITY_PERSON, json!(forms.entity_person)),
    ];
    for (ordinal, website) in (1..).zip(&forms.websites) {
        parts.push((Part::website(ordinal), json!(website.website)));
        parts.push((Part::website_person(ordinal), json!(website.person)));
    }
    parts
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

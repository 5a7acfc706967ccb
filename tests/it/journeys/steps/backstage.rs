//! What desk, bureau and applicant do with a filing behind their pages, for journeys whose story is about another part.

use beian::db::Db;
use beian::filing::decision::Verdict;
use beian::filing::service;
use beian::filing::state::{Acceptance, BureauFact, Event};
use beian::filing::store;
use beian::values::FilingRef;
use beian::values::actor::{Actor, Role};

use crate::support::people::a_person_of_staff;
use crate::support::program::Program;

/// One filing, and who reviews it.
pub struct Backstage {
    /// A pool on the program's database.
    pub db: Db,
    /// The filing.
    pub reference: FilingRef,
    /// Who reviews it.
    pub specialist: Actor,
}

impl Backstage {
    /// The filing of a path, with a specialist of its own.
    pub async fn enter(program: &Program, path: &str) -> Self {
        let specialist = a_person_of_staff(&program.database, "backstage", Role::Specialist, &[]).await;
        Self::of(program, FilingRef::parse(super::reference(path)).unwrap(), specialist)
    }

    /// A filing that somebody of the staff reviews.
    pub fn of(program: &Program, reference: FilingRef, specialist: Actor) -> Self {
        let db = Db::new(&program.database.url, 2, program.sealer()).unwrap();
        Self { db, reference, specialist }
    }

    /// Somebody does something with it.
    pub async fn perform(&self, actor: Actor, event: Event) {
        let done = self.db.write(actor, async |tx| {
            let filing = store::load_by_ref(tx.conn, &self.reference).await?;
            service::perform(tx, filing.id, filing.version, event).await
        });
        done.await.unwrap();
    }

    /// It is taken and accepted; with paper asked for by post or without.
    pub async fn accept(&self, paper: bool) {
        self.perform(self.specialist, Event::Claim { provinces: Vec::new() }).await;
        let words = paper.then(|| "请寄加盖公章的核验单原件。".to_owned());
        let acceptance =
            Acceptance { paper_asked: paper, verdict: Verdict::new(Vec::new(), words), ..Acceptance::clean() };
        self.perform(self.specialist, Event::Accept(acceptance)).await;
    }

    /// What the bureau did today.
    pub fn fact() -> BureauFact {
        let happened_on = beian::clock::china_day(beian::clock::now());
        BureauFact { round: 1, happened_on, evidence: None, detail: None }
    }
}

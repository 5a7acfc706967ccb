//! The whole program, server and worker in one process, is ended by kill -9.

use std::future::Future;
use std::time::{Duration, Instant};

use beian::values::actor::Role;
use futures_util::future::join;

use super::desk::Desk;
use super::home::Home;
use super::{moments, must_become, numbers};
use crate::bureau::gate::Hold;
use crate::papers::pictures;
use crate::support::cases::{Case, Office};
use crate::support::guest::{Answer, Guest, value_in, value_of};
use crate::support::program::Program;
use crate::support::upload::Upload;

/// How long it works at most before it is ended.
const WORKS: u64 = 800;

#[actix_web::test]
#[ignore = "takes minutes: make faults"]
async fn a_server_killed_at_random_moments_loses_no_answered_act_and_does_none_twice() {
    let (moments, mut chance) = moments(200);
    let mut program = Program::start().await;
    let mut desk = Desk::open(&program).await;
    let mut home = Home::open(&program).await;
    for _ in 0..moments {
        let life = Duration::from_millis(20 + chance.below(WORKS));
        // They go on a little after nobody is there any more.
        let until = Instant::now() + life + Duration::from_millis(30);
        let working = join(desk.work(until), home.work(until));
        let ending = async {
            tokio::time::sleep(life).await;
            program.end();
        };
        join(working, ending).await;
        program.start_again();
    }
    home.work_until_each_was_answered().await;
    println!("{} acts of the desk were answered", desk.done());
    assert!(desk.done() > moments, "hardly anybody worked");
    home.holds(&program).await;
    desk.holds(&program).await;
}

/// Where an act stands when the server is ended: what is not done yet, and the rows that hold it up there.
type Point = (&'static str, &'static str);

const CLAIM: [Point; 4] = [
    ("nothing is written", "select from filings for update"),
    ("its review is not opened", "lock table reviews in exclusive mode"),
    ("nothing stands in its timeline", "lock table filing_events in exclusive mode"),
    ("all is written but the audit", "lock table audit_events in exclusive mode"),
];

const DECIDE: [Point; 6] = [
    ("nothing is written", "select from filings for update"),
    ("it is not written, nor what it rests on", "lock table decisions in exclusive mode"),
    ("nothing stands in its timeline", "lock table filing_events in exclusive mode"),
    ("its review is not closed", "lock table reviews in exclusive mode"),
    ("nobody is told", "lock table notices in exclusive mode"),
    ("all is written but the audit", "lock table audit_events in exclusive mode"),
];

/// The end of a filing's time, and words of the statement that waits there: at a start others have work too.
const ERASE: [(Point, &str); 4] = [
    (("nothing is touched", "select from filings for update"), "for update of f"),
    (("its words are there", "lock table drafts in exclusive mode"), "erase_filing"),
    (("its papers have their keys", "lock table material_pages in exclusive mode"), "erase_filing"),
    (("all is gone but the audit", "lock table audit_events in exclusive mode"), "audit_events"),
];

const SUBMIT: [Point; 6] = [
    ("nothing is written", "select from filings for update"),
    ("nothing stands in its timeline", "lock table filing_events in exclusive mode"),
    ("its round is not frozen", "lock table submissions in exclusive mode"),
    ("it is not found by its name", "lock table filing_names in exclusive mode"),
    ("nobody is told", "lock table notices in exclusive mode"),
    ("all is written but the audit", "lock table audit_events in exclusive mode"),
];

const PAPER: [Point; 4] = [
    ("its pictures lie there, and nothing is written", "select from filings for update"),
    ("it is not written", "lock table materials in exclusive mode"),
    ("it is written without its pictures", "lock table material_pages in exclusive mode"),
    ("all is written but the audit", "lock table audit_events in exclusive mode"),
];

/// Ends the program while an act waits at a point, and starts it again. The act is not answered.
async fn end_at(program: &mut Program, (what, rows): Point, act: impl Future<Output = Option<Answer>>) {
    let hold = Hold::take(&program.database, rows).await;
    let killing = async {
        hold.is_waited_for("").await;
        program.end();
    };
    let (answer, ()) = join(act, killing).await;
    assert!(answer.is_none(), "{what}: answered {answer:?}");
    hold.give_back().await;
    program.start_again();
}

/// What an act leaves of each kind: one of all of them, or nothing.
struct Leaves(Vec<String>);

impl Leaves {
    /// Of rows that are told as what follows `from`.
    fn rows(of: &[String]) -> Self {
        Self(of.iter().map(|rows| format!("(select count(*) from {rows})")).collect())
    }

    /// Holds that an act that was not answered left nothing.
    async fn nothing(&self, program: &Program, what: &str) {
        self.count_is(program, 0, what).await;
    }

    /// Holds that it was done once.
    async fn all(&self, program: &Program, what: &str) {
        self.count_is(program, 1, what).await;
    }

    async fn count_is(&self, program: &Program, count: u64, what: &str) {
        assert_eq!(numbers(program, &self.0).await, vec![count; self.0.len()], "{what}: {:?}", self.0);
    }
}

/// An act on a case in its timeline.
fn event(case: &Case, event: &str) -> String {
    format!("filing_events where filing_id = '{}' and event = '{event}'", case.id)
}

/// What the owner of a case was told.
fn told(case: &Case, kind: &str) -> String {
    format!("notices where filing_id = '{}' and kind = '{kind}'", case.id)
}

/// Rows of a case.
fn of(case: &Case, table: &str) -> String {
    format!("{table} where filing_id = '{}'", case.id)
}

/// Owners with a filing that can be handed in.
async fn owners(program: &Program, count: usize) -> Vec<(Guest, Case)> {
    let office = Office::of(program).await;
    let mut owners = Vec::new();
    for n in (1..).take(count) {
        let case = office.draft(n).await;
        owners.push((Guest::applicant(program, &office.db, case.owner).await, case));
    }
    owners
}

#[actix_web::test]
#[ignore = "takes a minute: make faults"]
async fn a_server_killed_at_any_point_of_a_claim_has_done_all_of_it_or_nothing() {
    let mut program = Program::start().await;
    let office = Office::of(&program).await;
    let lin = office.clerk("lin", Role::Specialist, &[]).await;
    let mut cases = Vec::new();
    for n in (1..).take(CLAIM.len()) {
        cases.push(office.case(n).await);
    }
    drop(office);
    for (case, point) in cases.iter().zip(CLAIM) {
        let (what, claim) = (point.0, format!("{}/claim", case.url()));
        end_at(&mut program, point, lin.try_post(&claim, &[])).await;
        let leaves = Leaves::rows(&[event(case, "claim")]);
        leaves.nothing(&program, what).await;
        assert_eq!(lin.post(&claim, &[]).await.status, 303, "{what}: it can be done again");
        leaves.all(&program, what).await;
    }
    program.audit_is_whole();
}

#[actix_web::test]
#[ignore = "takes a minute: make faults"]
async fn a_server_killed_at_any_point_of_a_decision_has_done_all_of_it_or_nothing() {
    let mut program = Program::start().await;
    let office = Office::of(&program).await;
    let lin = office.clerk("lin", Role::Specialist, &[]).await;
    let mut cases = Vec::new();
    for n in (1..).take(DECIDE.len()) {
        cases.push(office.case(n).await);
    }
    drop(office);
    for (case, point) in cases.iter().zip(DECIDE) {
        let (what, decide) = (point.0, format!("{}/decide", case.url()));
        assert_eq!(lin.post(&format!("{}/claim", case.url()), &[]).await.status, 303, "{what}");
        let page = lin.get(&decide).await.page();
        let (version, stamp) = (value_of(&page, "version"), value_of(&page, "stamp"));
        let fields: [(&str, &str); 4] =
            [("choice", "reject"), ("reason", "ENT-02"), ("version", &version), ("stamp", &stamp)];
        end_at(&mut program, point, lin.try_post(&decide, &fields)).await;
        let closed = of(case, "reviews") + " and finished_at is not null";
        let leaves =
            Leaves::rows(&[of(case, "decisions"), event(case, "reject"), closed, told(case, "filing_rejected")]);
        leaves.nothing(&program, what).await;
        assert_eq!(lin.post(&decide, &fields).await.status, 303, "{what}: what was shown still stands");
        leaves.all(&program, what).await;
    }
    program.audit_is_whole();
}

#[actix_web::test]
#[ignore = "takes a minute: make faults"]
async fn a_worker_killed_at_any_point_of_an_erasure_has_erased_all_or_nothing_and_does_it_after_all() {
    let mut program = Program::start().await;
    let owners = owners(&program, ERASE.len()).await;
    for ((_, case), ((what, rows), words)) in owners.iter().zip(ERASE) {
        let left = format!(
            "select concat_ws(' ', (select count(*) from drafts where filing_id = '{0}') > 0,
                 (select count(*) from material_pages where material_id in (select id from materials where filing_id = '{0}')) > 0,
                 (select count(*) from audit_events where action = 'retention.erased' and subject_id = '{0}'))",
            case.id
        );
        program.end();
        let over = format!(
            "update filings set state = 'withdrawn', state_since = now() - interval '8 days' where id = '{}';
             delete from schedule_runs where name = 'retention'",
            case.id
        );
        program.database.as_owner(&over).await;
        let hold = Hold::take(&program.database, rows).await;
        program.start_again();
        hold.is_waited_for(words).await;
        program.end();
        hold.give_back().await;
        assert_eq!(program.database.text(&left).await, "t t 0", "{what}");
        program.start_again();
        must_become(&program, &left, "f f 1").await;
    }
    program.audit_is_whole();
}

#[actix_web::test]
#[ignore = "takes a minute: make faults"]
async fn a_server_killed_at_any_point_of_a_submission_has_done_all_of_it_or_nothing() {
    let mut program = Program::start().await;
    let owners = owners(&program, SUBMIT.len()).await;
    for ((owner, case), point) in owners.iter().zip(SUBMIT) {
        let (what, filing) = (point.0, format!("/filings/{}", case.reference));
        let check = format!("{filing}/check");
        let version = value_in(&owner.get(&check).await.page(), &check, "version");
        let fields = [("version", version.as_str()), ("declared", "yes")];
        end_at(&mut program, point, owner.try_post(&check, &fields)).await;
        let leaves = Leaves::rows(&[
            event(case, "submit"),
            of(case, "submissions"),
            of(case, "filing_names"),
            told(case, "filing_submitted"),
        ]);
        leaves.nothing(&program, what).await;
        let seen = value_in(&owner.get(&check).await.page(), &check, "version");
        assert_eq!(seen, version, "{what}: it stands as before");
        owner.post(&check, &fields).await.must_lead_to(&filing);
        leaves.all(&program, what).await;
    }
    program.audit_is_whole();
}

#[actix_web::test]
#[ignore = "takes a minute: make faults"]
async fn a_server_killed_at_any_point_of_keeping_a_paper_has_kept_all_of_it_or_nothing() {
    const SLOT: &str = "entity-certificate";
    let mut program = Program::start().await;
    let owners = owners(&program, PAPER.len()).await;
    let photo = pictures::photo(90);
    for ((owner, case), point) in owners.iter().zip(PAPER) {
        let (what, page) = (point.0, format!("/filings/{}/materials", case.reference));
        owner.get(&page).await.page();
        let form = || Upload::default().file(SLOT, "photo.jpg", &photo);
        end_at(&mut program, point, owner.try_upload(&page, form())).await;
        // The one from before stands, and can be looked at.
        let current = async || {
            let of = format!("filing_id = '{}' and slot = '{SLOT}'", case.id);
            let sql = format!("select id::text from materials where {of} order by created_at");
            let all = program.database.texts(&sql).await;
            let paper = all.last().cloned().unwrap_or_default();
            assert_eq!(owner.get(&format!("{page}/{paper}/pages/1")).await.status, 200, "{what}");
            all.len()
        };
        assert_eq!(current().await, 1, "{what}");
        owner.upload(&page, form()).await.must_lead_to(&page);
        assert_eq!(current().await, 2, "{what}");
    }
    program.audit_is_whole();
}

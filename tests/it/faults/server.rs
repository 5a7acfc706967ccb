//! The whole program, server and worker in one process, is ended by kill -9.

use std::time::{Duration, Instant};

use beian::values::actor::Role;
use futures_util::future::join;

use super::desk::Desk;
use super::home::Home;
use super::points::{self, Point};
use super::{moments, must_become, numbers};
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

/// What each act writes to among others; the first is written by it alone.
const CLAIM: [&str; 4] = ["filing_events", "filings", "reviews", "audit_events"];
const DECIDE: [&str; 6] = ["decisions", "filings", "filing_events", "reviews", "notices", "audit_events"];
const SUBMIT: [&str; 6] = ["submissions", "filings", "filing_events", "filing_names", "notices", "audit_events"];
const PAPER: [&str; 3] = ["materials", "material_pages", "audit_events"];

/// The end of a filing's time: what only it takes away comes first.
const ERASE: [&str; 4] = ["drafts", "filings", "material_pages", "audit_events"];

/// Ends the program while an act stands at a point, and starts it again. The act is not answered.
async fn end_at(program: &mut Program, point: &Point, act: impl Future<Output = Option<Answer>>) {
    let hold = point.hold(program).await;
    let killing = async {
        points::is_reached(program).await;
        program.end();
    };
    let (answer, ()) = join(act, killing).await;
    assert!(answer.is_none(), "{point}: answered {answer:?}");
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

    /// Holds that an act that was not answered left nothing, or all where all was written; whether it is to be done again.
    async fn nothing(&self, program: &Program, point: &Point) -> bool {
        let counts = numbers(program, &self.0).await;
        let is_done = point.is_end() && counts[0] == 1;
        assert_eq!(counts, vec![u64::from(is_done); self.0.len()], "{point}: {:?}", self.0);
        !is_done
    }

    /// Holds that it was done once.
    async fn all(&self, program: &Program, point: &Point) {
        assert_eq!(numbers(program, &self.0).await, vec![1; self.0.len()], "{point}: {:?}", self.0);
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

/// Owners with a filing that can be handed in, from the n-th on.
async fn owners(program: &Program, from: u32, count: usize) -> Vec<(Guest, Case)> {
    let office = Office::of(program).await;
    let mut owners = Vec::new();
    for n in (from..).take(count) {
        let case = office.draft(n).await;
        owners.push((Guest::applicant(program, &office.db, case.owner).await, case));
    }
    owners
}

/// Cases that were handed in, from the n-th on.
async fn cases(office: &Office<'_>, from: u32, count: usize) -> Vec<Case> {
    let mut cases = Vec::new();
    for n in (from..).take(count) {
        cases.push(office.case(n).await);
    }
    cases
}

#[actix_web::test]
#[ignore = "takes a minute: make faults"]
async fn a_server_killed_at_any_point_of_a_claim_has_done_all_of_it_or_nothing() {
    let mut program = Program::start().await;
    points::watch(&program).await;
    let office = Office::of(&program).await;
    let lin = office.clerk("lin", Role::Specialist, &[]).await;
    let claim = |case: &Case| format!("{}/claim", case.url());
    let first = office.case(1).await;
    let points = points::of(&program, "staff", &CLAIM, lin.post(&claim(&first), &[])).await;
    let cases = cases(&office, 2, points.len()).await;
    drop(office);
    for (case, point) in cases.iter().zip(&points) {
        let leaves = Leaves::rows(&[event(case, "claim")]);
        end_at(&mut program, point, lin.try_post(&claim(case), &[])).await;
        if leaves.nothing(&program, point).await {
            assert_eq!(lin.post(&claim(case), &[]).await.status, 303, "{point}: it can be done again");
        }
        leaves.all(&program, point).await;
    }
    program.audit_is_whole();
}

/// The page on which a case is turned down, and what is sent from it.
async fn rejection(lin: &Guest, case: &Case) -> (String, [(&'static str, String); 4]) {
    assert_eq!(lin.post(&format!("{}/claim", case.url()), &[]).await.status, 303);
    let decide = format!("{}/decide", case.url());
    let page = lin.get(&decide).await.page();
    let (version, stamp) = (value_of(&page, "version"), value_of(&page, "stamp"));
    let fields =
        [("choice", "reject".to_owned()), ("reason", "ENT-02".to_owned()), ("version", version), ("stamp", stamp)];
    (decide, fields)
}

#[actix_web::test]
#[ignore = "takes a minute: make faults"]
async fn a_server_killed_at_any_point_of_a_decision_has_done_all_of_it_or_nothing() {
    let mut program = Program::start().await;
    points::watch(&program).await;
    let office = Office::of(&program).await;
    let lin = office.clerk("lin", Role::Specialist, &[]).await;
    let first = office.case(1).await;
    let (decide, fields) = rejection(&lin, &first).await;
    let fields = fields.each_ref().map(|(name, value)| (*name, value.as_str()));
    let points = points::of(&program, "staff", &DECIDE, lin.post(&decide, &fields)).await;
    let cases = cases(&office, 2, points.len()).await;
    drop(office);
    for (case, point) in cases.iter().zip(&points) {
        let (decide, fields) = rejection(&lin, case).await;
        let fields = fields.each_ref().map(|(name, value)| (*name, value.as_str()));
        end_at(&mut program, point, lin.try_post(&decide, &fields)).await;
        let closed = of(case, "reviews") + " and finished_at is not null";
        let leaves =
            Leaves::rows(&[of(case, "decisions"), event(case, "reject"), closed, told(case, "filing_rejected")]);
        if leaves.nothing(&program, point).await {
            assert_eq!(lin.post(&decide, &fields).await.status, 303, "{point}: what was shown still stands");
        }
        leaves.all(&program, point).await;
    }
    program.audit_is_whole();
}

/// Whether words and pages of a filing are there, and how often it was erased.
fn left(case: &Case) -> String {
    format!(
        "select concat_ws(' ', (select count(*) from drafts where filing_id = '{0}') > 0,
             (select count(*) from material_pages where material_id in (select id from materials where filing_id = '{0}')) > 0,
             (select count(*) from audit_events where action = 'retention.erased' and subject_id = '{0}'))",
        case.id
    )
}

/// The program has ended, and the time of a filing is over when it begins again.
async fn runs_out(program: &mut Program, case: &Case) {
    program.end();
    let over = format!(
        "update filings set state = 'withdrawn', state_since = now() - interval '8 days' where id = '{}';
         delete from schedule_runs where name = 'retention'",
        case.id
    );
    program.database.as_owner(&over).await;
}

#[actix_web::test]
#[ignore = "takes a minute: make faults"]
async fn a_worker_killed_at_any_point_of_an_erasure_has_erased_all_or_nothing_and_does_it_after_all() {
    let mut program = Program::start().await;
    points::watch(&program).await;
    let (_, first) = owners(&program, 1, 1).await.remove(0);
    runs_out(&mut program, &first).await;
    points::begin(&program).await;
    program.start_again();
    must_become(&program, &left(&first), "f f 1").await;
    let points = points::of_work(&program, &ERASE).await;
    let owners = owners(&program, 2, points.len()).await;
    for ((_, case), point) in owners.iter().zip(&points) {
        runs_out(&mut program, case).await;
        let hold = point.hold(&program).await;
        program.start_again();
        points::is_reached(&program).await;
        program.end();
        hold.give_back().await;
        let found = program.database.text(&left(case)).await;
        assert!(found == "t t 0" || point.is_end() && found == "f f 1", "{point}: {found}");
        program.start_again();
        must_become(&program, &left(case), "f f 1").await;
    }
    program.audit_is_whole();
}

/// What the page of the last look shows of a filing: its version.
async fn seen(owner: &Guest, case: &Case) -> String {
    let check = format!("/filings/{}/check", case.reference);
    value_in(&owner.get(&check).await.page(), &check, "version")
}

#[actix_web::test]
#[ignore = "takes a minute: make faults"]
async fn a_server_killed_at_any_point_of_a_submission_has_done_all_of_it_or_nothing() {
    let mut program = Program::start().await;
    points::watch(&program).await;
    let (owner, case) = owners(&program, 1, 1).await.remove(0);
    let (check, version) = (format!("/filings/{}/check", case.reference), seen(&owner, &case).await);
    let fields = [("version", version.as_str()), ("declared", "yes")];
    let points = points::of(&program, "applicant", &SUBMIT, owner.post(&check, &fields)).await;
    let owners = owners(&program, 2, points.len()).await;
    for ((owner, case), point) in owners.iter().zip(&points) {
        let filing = format!("/filings/{}", case.reference);
        let (check, version) = (format!("{filing}/check"), seen(owner, case).await);
        let fields = [("version", version.as_str()), ("declared", "yes")];
        end_at(&mut program, point, owner.try_post(&check, &fields)).await;
        let leaves = Leaves::rows(&[
            event(case, "submit"),
            of(case, "submissions"),
            of(case, "filing_names"),
            told(case, "filing_submitted"),
        ]);
        if leaves.nothing(&program, point).await {
            assert_eq!(seen(owner, case).await, version, "{point}: it stands as before");
            owner.post(&check, &fields).await.must_lead_to(&filing);
        }
        leaves.all(&program, point).await;
    }
    program.audit_is_whole();
}

#[actix_web::test]
#[ignore = "takes a minute: make faults"]
async fn a_server_killed_at_any_point_of_keeping_a_paper_has_kept_all_of_it_or_nothing() {
    const SLOT: &str = "entity-certificate";
    let mut program = Program::start().await;
    points::watch(&program).await;
    let photo = pictures::photo(90);
    let form = || Upload::default().file(SLOT, "photo.jpg", &photo);
    let page = |case: &Case| format!("/filings/{}/materials", case.reference);
    let (owner, case) = owners(&program, 1, 1).await.remove(0);
    owner.get(&page(&case)).await.page();
    let points = points::of(&program, "applicant", &PAPER, owner.upload(&page(&case), form())).await;
    let owners = owners(&program, 2, points.len()).await;
    for ((owner, case), point) in owners.iter().zip(&points) {
        let page = page(case);
        owner.get(&page).await.page();
        end_at(&mut program, point, owner.try_upload(&page, form())).await;
        // The one from before, or the new one, can be looked at.
        let current = async |program: &Program| {
            let of = format!("filing_id = '{}' and slot = '{SLOT}'", case.id);
            let sql = format!("select id::text from materials where {of} order by created_at");
            let all = program.database.texts(&sql).await;
            let paper = all.last().cloned().unwrap_or_default();
            assert_eq!(owner.get(&format!("{page}/{paper}/pages/1")).await.status, 200, "{point}");
            all.len()
        };
        let left = current(&program).await;
        assert!(left == 1 || left == 2 && point.is_end(), "{point}: {left}");
        if left == 1 {
            owner.upload(&page, form()).await.must_lead_to(&page);
        }
        assert_eq!(current(&program).await, 2, "{point}");
    }
    program.audit_is_whole();
}

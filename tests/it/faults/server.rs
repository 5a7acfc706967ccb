//! The whole program, server and worker in one process, is ended by kill -9.

use std::time::{Duration, Instant};

use beian::values::actor::Role;

use super::desk::Desk;
use super::moments;
use crate::bureau::gate::Hold;
use crate::support::cases::Office;
use crate::support::program::Program;

/// How long it works at most before it is ended.
const WORKS: u64 = 800;

#[actix_web::test]
#[ignore = "takes minutes: make faults"]
async fn a_server_killed_at_random_moments_loses_no_answered_act_and_does_none_twice() {
    let (moments, mut chance) = moments(100);
    let mut program = Program::start().await;
    let mut desk = Desk::open(&program).await;
    for _ in 0..moments {
        let life = Duration::from_millis(20 + chance.below(WORKS));
        // They go on a little after nobody is there any more.
        let working = desk.work(Instant::now() + life + Duration::from_millis(30));
        let ending = async {
            tokio::time::sleep(life).await;
            program.end();
        };
        futures_util::future::join(working, ending).await;
        program.start_again();
    }
    println!("{} acts were answered", desk.done());
    assert!(desk.done() > moments, "hardly anybody worked");
    desk.holds(&program).await;
}

#[actix_web::test]
#[ignore = "takes a minute: make faults"]
async fn a_server_killed_at_any_point_of_an_act_has_done_all_of_it_or_nothing() {
    let mut program = Program::start().await;
    let office = Office::of(&program).await;
    let lin = office.clerk("lin", Role::Specialist, &[]).await;
    let mut cases = Vec::new();
    for n in 1..=4 {
        cases.push(office.case(n).await);
    }
    drop(office);
    for (case, (what, rows)) in cases.iter().zip([
        ("nothing is written", "select from filings for update"),
        ("its review is not opened", "lock table reviews in exclusive mode"),
        ("nothing stands in its timeline", "lock table filing_events in exclusive mode"),
        ("all is written but the audit", "lock table audit_events in exclusive mode"),
    ]) {
        let claim = format!("{}/claim", case.url());
        let hold = Hold::take(&program.database, rows).await;
        let killing = async {
            hold.is_waited_for("").await;
            program.end();
        };
        let (answer, ()) = futures_util::future::join(lin.try_post(&claim, &[]), killing).await;
        assert!(answer.is_none(), "{what}: answered {answer:?}");
        hold.give_back().await;
        program.start_again();
        let events =
            format!("select count(*)::text from filing_events where filing_id = '{}' and event = 'claim'", case.id);
        assert_eq!(program.database.text(&events).await, "0", "{what}");
        assert_eq!(lin.post(&claim, &[]).await.status, 303, "{what}: it can be done again");
        assert_eq!(program.database.text(&events).await, "1", "{what}");
    }
    assert!(program.command(&["audit", "verify"]).starts_with("whole"));
}

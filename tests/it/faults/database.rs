//! The database goes away while people work, and comes back.

use std::time::{Duration, Instant};

use futures_util::future::join;

use super::cluster::Cluster;
use super::desk::Desk;
use super::moments;
use crate::support::database::TestDb;
use crate::support::program::Program;

/// How long it is away.
const AWAY: Duration = Duration::from_secs(4);
/// How long it stands still: longer than whatever was begun before may take.
const STILL: Duration = Duration::from_secs(40);
/// How soon a good answer comes after its return.
const SOON: Duration = Duration::from_secs(10);

/// A status that was answered, and when.
type Heard = (u16, Instant);

/// Nothing but good answers and busy ones.
fn ensure_fit(heard: &[Heard], round: u64, program: &Program) {
    let odd: Vec<u16> = heard.iter().map(|(status, _)| *status).filter(|s| ![200, 303, 503].contains(s)).collect();
    assert!(odd.is_empty(), "round {round}: {odd:?}\n{}", program.log());
}

/// What was heard between two instants: busy answers, and all others.
fn between(heard: &[Heard], from: Instant, to: Instant) -> (Vec<Heard>, Vec<Heard>) {
    heard.iter().copied().filter(|(_, at)| *at > from && *at < to).partition(|(status, _)| *status == 503)
}

/// How long after its return the first good answer came.
fn first_good(heard: &[Heard], back: Instant, round: u64, program: &Program) -> Duration {
    let good = heard.iter().filter(|(status, at)| *at > back && *status != 503).map(|(_, at)| *at - back).min();
    good.unwrap_or_else(|| panic!("round {round}: no good answer within {SOON:?}\n{}", program.log()))
}

#[actix_web::test]
#[ignore = "takes a minute: make faults"]
async fn a_database_killed_under_load_is_told_as_busy_and_its_return_needs_no_restart() {
    let (rounds, mut chance) = moments(5);
    let cluster = Cluster::start();
    let mut program = Program::start_on(TestDb::start_at(&cluster.url()).await, &[]).await;
    let mut desk = Desk::open(&program).await;
    for round in 0..rounds {
        let works = Duration::from_millis(500 + chance.below(1000));
        let before = Instant::now();
        let (mut killed, mut back) = (before, before);
        let breaking = async {
            tokio::time::sleep(works).await;
            cluster.end();
            killed = Instant::now();
            tokio::time::sleep(AWAY).await;
            cluster.start_again();
            back = Instant::now();
        };
        join(desk.work(before + works + AWAY + SOON), breaking).await;
        let heard = desk.heard(before);
        ensure_fit(&heard, round, &program);
        // What was answered before is heard a moment later: whoever kills holds up the one thread here.
        let gone = killed + Duration::from_millis(250);
        let (busy, fine) = between(&heard, gone, back - Duration::from_secs(1));
        assert!(fine.is_empty() && busy.len() > 10, "round {round}: {fine:?} and {} busy", busy.len());
        let first = first_good(&heard, back, round, &program);
        println!("{} answers said busy; the first good one came {first:.0?} after its return", busy.len());
    }
    assert!(!program.has_ended(), "it was the same process all the time");
    desk.holds(&program).await;
}

#[actix_web::test]
#[ignore = "takes a minute: make faults"]
async fn a_database_that_stands_still_under_load_is_told_as_busy_and_goes_on_without_a_restart() {
    let (_, mut chance) = moments(1);
    let cluster = Cluster::start();
    let mut program = Program::start_on(TestDb::start_at(&cluster.url()).await, &[]).await;
    let mut desk = Desk::open(&program).await;
    let works = Duration::from_millis(500 + chance.below(1000));
    let before = Instant::now();
    let (mut still, mut back) = (before, before);
    let breaking = async {
        tokio::time::sleep(works).await;
        cluster.stand_still();
        still = Instant::now();
        tokio::time::sleep(STILL).await;
        cluster.go_on();
        back = Instant::now();
    };
    join(desk.work(before + works + STILL + SOON), breaking).await;
    let heard = desk.heard(before);
    ensure_fit(&heard, 1, &program);
    let (busy, fine) = between(&heard, still + Duration::from_millis(250), back);
    assert!(fine.is_empty() && busy.len() >= 4, "everybody is told: {fine:?} and {} busy", busy.len());
    let first = first_good(&heard, back, 1, &program);
    println!("{} answers said busy; the first good one came {first:.0?} after it went on", busy.len());
    assert!(!program.has_ended(), "it was the same process all the time");
    desk.holds(&program).await;
}

//! The database goes away while people work, and comes back.

use std::time::{Duration, Instant};

use super::cluster::Cluster;
use super::desk::Desk;
use super::moments;
use crate::support::database::TestDb;
use crate::support::program::Program;

/// How long it is away.
const AWAY: Duration = Duration::from_secs(4);
/// How soon a good answer comes after its return.
const SOON: Duration = Duration::from_secs(10);

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
        futures_util::future::join(desk.work(before + works + AWAY + SOON), breaking).await;
        let heard = desk.heard(before);
        let odd: Vec<u16> = heard.iter().map(|(status, _)| *status).filter(|s| ![200, 303, 503].contains(s)).collect();
        assert!(odd.is_empty(), "round {round}: {odd:?}\n{}", program.log());
        // What was answered before is heard a moment later: whoever kills holds up the one thread here.
        let gone = killed + Duration::from_millis(250);
        let away = heard.iter().filter(|(_, at)| *at > gone && *at < back - Duration::from_secs(1));
        type Heard<'h> = Vec<&'h (u16, Instant)>;
        let (busy, fine): (Heard, Heard) = away.partition(|(status, _)| *status == 503);
        assert!(fine.is_empty() && busy.len() > 10, "round {round}: {fine:?} and {} busy", busy.len());
        let first = heard.iter().filter(|(status, at)| *at > back && *status != 503).map(|(_, at)| *at - back).min();
        let first = first.unwrap_or_else(|| panic!("round {round}: no good answer within {SOON:?}\n{}", program.log()));
        println!("{} answers said busy; the first good one came {first:.0?} after its return", busy.len());
    }
    assert!(!program.has_ended(), "it was the same process all the time");
    desk.holds(&program).await;
}

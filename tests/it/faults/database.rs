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

/// A time without a database, and what people at work heard before, meanwhile and after.
struct Away {
    gone: Instant,
    back: Instant,
    heard: Vec<Heard>,
}

impl Away {
    /// After they worked for a while it goes for a time, and returns.
    async fn while_at_work(
        desk: &mut Desk,
        works: Duration,
        time: Duration,
        goes: impl FnOnce(),
        returns: impl FnOnce(),
    ) -> Self {
        let before = Instant::now();
        let breaking = async {
            tokio::time::sleep(works).await;
            goes();
            let gone = Instant::now();
            tokio::time::sleep(time).await;
            returns();
            (gone, Instant::now())
        };
        let ((), (gone, back)) = join(desk.work(before + works + time + SOON), breaking).await;
        Self { gone, back, heard: desk.heard(before) }
    }

    /// Holds that nothing but good answers and busy ones were heard, meanwhile so many busy ones and no other, and good ones
    /// after its return.
    fn was_told_as_busy(&self, busy: usize, until: Instant, program: &Program) {
        let statuses = self.heard.iter().map(|(status, _)| *status);
        let odd: Vec<u16> = statuses.filter(|status| ![200, 303, 503].contains(status)).collect();
        assert!(odd.is_empty(), "{odd:?}\n{}", program.log());
        // What was answered before is heard a moment later: whoever ends it holds up the one thread here.
        let from = self.gone + Duration::from_millis(250);
        let meanwhile = self.heard.iter().copied().filter(|(_, at)| *at > from && *at < until);
        let (told, fine): (Vec<Heard>, Vec<Heard>) = meanwhile.partition(|(status, _)| *status == 503);
        assert!(fine.is_empty() && told.len() >= busy, "{fine:?} and {} busy", told.len());
        let good = self.heard.iter().filter(|(status, at)| *at > self.back && *status != 503);
        let first = good.map(|(_, at)| *at - self.back).min();
        let first = first.unwrap_or_else(|| panic!("no good answer within {SOON:?}\n{}", program.log()));
        println!("{} answers said busy; the first good one came {first:.0?} after its return", told.len());
    }
}

#[actix_web::test]
#[ignore = "takes a minute: make faults"]
async fn a_database_killed_under_load_is_told_as_busy_and_its_return_needs_no_restart() {
    let (rounds, mut chance) = moments(5);
    let cluster = Cluster::start();
    let mut program = Program::start_on(TestDb::start_at(&cluster.url()).await, &[]).await;
    let mut desk = Desk::open(&program).await;
    for _ in 0..rounds {
        let works = Duration::from_millis(500 + chance.below(1000));
        let away = Away::while_at_work(&mut desk, works, AWAY, || cluster.end(), || cluster.start_again()).await;
        // While it starts it may answer already.
        away.was_told_as_busy(11, away.back - Duration::from_secs(1), &program);
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
    let away = Away::while_at_work(&mut desk, works, STILL, || cluster.stand_still(), || cluster.go_on()).await;
    // Each of the four is told at least once.
    away.was_told_as_busy(4, away.back, &program);
    assert!(!program.has_ended(), "it was the same process all the time");
    desk.holds(&program).await;
}

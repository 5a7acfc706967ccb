//! `make faults`: the worker is ended by kill -9 at random moments while cases go up and decisions come down. In the end the
//! bureau's ledger shows each case acted on once, under numbers without a gap, and nothing is lost.

use std::time::{Duration, Instant};

use beian::bureau::sandbox::Stage;
use beian::bureau::sandbox::chance::Chance;
use beian::filing::state::{Filing, StateCode};

use super::house::{House, UNIT};
use crate::support::workplace::Workplace;

/// How long a worker takes to begin, and how long it works at most before it is ended.
const BEGINS: Duration = Duration::from_millis(150);
const WORKS: u64 = 2000;
/// Cases that wait for something at a time.
const AT_ONCE: usize = 6;

#[actix_web::test]
#[ignore = "takes many minutes: make faults"]
async fn a_worker_killed_at_random_moments_loses_nothing_and_sends_nothing_twice() {
    let (moments, mut chance) = crate::faults::moments(200);
    let house = House::open().await;
    house.bureau().rules.per_file = 3;
    // Long enough that many a worker ends in the middle of a call.
    house.bureau().switches.slow = 40;
    let workplace = house.workplace();
    let mut cases: Vec<Filing> = Vec::new();
    let started = Instant::now();
    for moment in 1..=moments {
        let waiting = cases.len() - decided(&house);
        for _ in waiting..AT_ONCE {
            cases.push(house.accepted(u32::try_from(cases.len()).unwrap() + 1).await);
        }
        house.only_the_line().await;
        let worker = workplace.start();
        let life = BEGINS + Duration::from_millis(chance.below(WORKS));
        decide(&house, &mut chance, Instant::now() + life).await;
        worker.end();
        house.leases_lapse().await;
        if moment % 20 == 0 {
            println!("{moment} moments, {} cases, {:.0?}", cases.len(), started.elapsed());
        }
    }
    finish(&house, &workplace, &cases, &mut chance).await;
    holds(&house, &workplace, &cases).await;
    println!("{} cases, each once: {:.0?}", cases.len(), started.elapsed());
}

/// Cases that the bureau has decided.
fn decided(house: &House) -> usize {
    house.bureau().cases.iter().filter(|case| !matches!(case.stage, Stage::Review)).count()
}

/// The bureau decides now and then, until a moment.
async fn decide(house: &House, chance: &mut Chance, until: Instant) {
    loop {
        tokio::time::sleep(Duration::from_millis(20 + chance.below(60))).await;
        if Instant::now() >= until {
            return;
        }
        decide_one(house, chance);
    }
}

/// Decides the case that waits longest, if one does: two of three are approved.
fn decide_one(house: &House, chance: &mut Chance) {
    let now = beian::clock::now();
    let waiting = house.bureau().cases.iter().find(|case| case.stage == Stage::Review).map(|case| case.number);
    let Some(number) = waiting else { return };
    if chance.percent(66) {
        house.bureau().approve(number, None, now);
    } else {
        house.bureau().refuse(number, "材料需补充", now);
    }
}

/// Everything that waits is sent, decided and applied.
async fn finish(house: &House, workplace: &Workplace, cases: &[Filing], chance: &mut Chance) {
    house.bureau().switches.slow = 0;
    for _ in 0..20 {
        house.work().await;
        while house.bureau().cases.iter().any(|case| case.stage == Stage::Review) {
            decide_one(house, chance);
        }
        if house.bureau().cases.len() == cases.len() && house.bureau().waiting(UNIT).is_empty() {
            return house.work().await;
        }
    }
    panic!("{} of {} cases arrived: {:?}\n{}", decided(house), cases.len(), house.alarms().await, workplace.log());
}

async fn holds(house: &House, workplace: &Workplace, cases: &[Filing]) {
    let numbers: Vec<i64> = (1..).take(cases.len()).collect();
    assert_eq!(house.uploads(), numbers, "each case once, and no gap: {:?}\n{}", house.alarms().await, workplace.log());
    for (n, case) in (1..).zip(cases) {
        let domain = format!("example{n}.cn");
        let of_case = |asked: &beian::bureau::sandbox::Case| asked.asked.domains().contains(&domain);
        let stages: Vec<Stage> =
            house.bureau().cases.iter().filter(|case| of_case(case)).map(|case| case.stage.clone()).collect();
        let state = match stages.as_slice() {
            [Stage::Approved] => StateCode::Approved,
            [Stage::Refused(_)] => StateCode::Rejected,
            other => panic!("{domain}: {other:?}"),
        };
        assert_eq!(house.state(case).await, state, "{domain}: {:?}", house.alarms().await);
    }
    let files = house.bureau().outgoing.len();
    let approved = house.bureau().cases.iter().filter(|case| case.stage == Stage::Approved).count();
    let refused = cases.len() - approved;
    let counts = "select concat_ws(' ', (select count(*) from bureau_downloads),
         (select count(*) from bureau_downloads where applied_at is null or acknowledged_at is null),
         (select count(*) from bureau_items where outcome = 'left'), (select count(*) from bureau_items),
         (select count(*) from notices where kind = 'filing_approved'),
         (select count(*) from notices where kind = 'bureau_refused'))";
    let wanted = format!("{files} 0 0 {} {approved} {refused}", 2 * approved + refused);
    assert_eq!(house.test.text(counts).await, wanted, "each file and each piece of it once, told once");
    assert_eq!(house.alarms().await, Vec::<String>::new());
}

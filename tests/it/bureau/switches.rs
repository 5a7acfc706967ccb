//! Each switch of the sandbox, met by the gateway on the way there and on the way back: what is only unusual is read all the
//! same; what is wrong is lived with until it is over. Nothing is sent twice.

use beian::bureau::sandbox::Switches;
use beian::filing::state::{Filing, StateCode};

use super::house::{House, UNIT};

/// A switch, whether an upload gets through all the same, and whether a download does.
type Row = (&'static str, fn(&mut Switches), bool, bool);

const ROWS: [Row; 15] = [
    ("plain", |switches| switches.encrypt = false, true, true),
    ("lines without end", |switches| switches.wrap = false, true, true),
    ("codes 1 and 3", |switches| switches.codes_1_and_3 = true, true, true),
    ("without texts", |switches| switches.no_texts = true, true, true),
    ("wrong order", |switches| switches.wrong_order = true, true, true),
    ("no replay", |switches| switches.no_replay = true, true, true),
    ("slow", |switches| switches.slow = 20, true, true),
    ("hours", |switches| switches.hours = Some((0, 0)), false, false),
    ("another code", |switches| switches.always = 999, false, false),
    ("status 500", |switches| switches.error_500 = true, false, false),
    ("garbage", |switches| switches.garbage = true, false, false),
    ("cut after acting", |switches| switches.cut = true, false, false),
    ("wrong hash", |switches| switches.wrong_hash = true, true, false),
    ("maintenance of uploads", |switches| switches.maintenance_up = true, false, true),
    ("maintenance of downloads", |switches| switches.maintenance_down = true, true, false),
];

#[actix_web::test]
async fn every_switch_of_the_sandbox_is_lived_with() {
    let house = House::open().await;
    for (n, (what, set, goes_up, comes_down)) in (1..).zip(ROWS) {
        let case = house.accepted(n).await;
        set(&mut house.bureau().switches);
        house.work().await;
        let at_once = house.state(&case).await;
        assert_eq!(at_once == StateCode::Verifying, goes_up, "{what}: {at_once:?} {:?}", house.alarms().await);
        house.bureau().switches = Switches::default();
        house.work().await;
        assert_eq!(house.state(&case).await, StateCode::Verifying, "{what}: {:?}", house.alarms().await);

        assert!(house.bureau().approve(n as usize, None, beian::clock::now()), "{what}");
        set(&mut house.bureau().switches);
        house.work().await;
        let at_once = house.state(&case).await;
        assert_eq!(at_once == StateCode::Approved, comes_down, "{what}: {at_once:?} {:?}", house.alarms().await);
        house.bureau().switches = Switches::default();
        house.work().await;
        house.work().await;
        assert_eq!(house.state(&case).await, StateCode::Approved, "{what}: {:?}", house.alarms().await);
        assert!(house.bureau().waiting(UNIT).is_empty(), "{what}: all is confirmed");
        let numbers: Vec<i64> = (1..=i64::from(n)).collect();
        assert_eq!(house.uploads(), numbers, "{what}");
    }
    assert_eq!(house.alarms().await, Vec::<String>::new());
}

/// Works until all cases stand so.
async fn work_until(house: &House, cases: &[Filing], state: StateCode) {
    for _ in 0..60 {
        house.work().await;
        let mut waiting = 0;
        for case in cases {
            waiting += usize::from(house.state(case).await != state);
        }
        if waiting == 0 {
            return;
        }
    }
    panic!("not all are {state:?}: {:?}", house.alarms().await);
}

/// By the chance of a seed calls are refused, answered with nonsense, or cut after the bureau acted.
#[actix_web::test]
async fn faults_by_chance_lose_nothing_and_send_nothing_twice() {
    let house = House::open().await;
    let mut cases = Vec::new();
    for n in 1..=4 {
        cases.push(house.accepted(n).await);
    }
    house.bureau().switches.fault_percent = 40;
    work_until(&house, &cases, StateCode::Verifying).await;
    for n in 1..=4 {
        assert!(house.bureau().approve(n, None, beian::clock::now()), "{n}");
    }
    work_until(&house, &cases, StateCode::Approved).await;
    house.bureau().switches.fault_percent = 0;
    house.work().await;
    assert_eq!(house.uploads(), [1, 2, 3, 4]);
    assert!(house.bureau().waiting(UNIT).is_empty(), "all is confirmed");
    let without = "select (count(*) > 0)::text from bureau_calls where code is null";
    assert_eq!(house.test.text(without).await, "true", "some were met");
    assert_eq!(house.alarms().await, Vec::<String>::new());
}

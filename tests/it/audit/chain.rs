//! What the owner of the tables could do to the audit behind the program's back, and what the check says of it.

use std::process::Command;

use beian::audit::{self, Action, Event, Subject, Verdict};
use beian::db::Tx;
use beian::values::actor::Actor;
use futures_util::future::join_all;
use tempfile::TempDir;

use crate::support::database::{KEY, TestDb};
use crate::support::{http, program};

/// Six events.
async fn an_audit() -> TestDb {
    let test_db = TestDb::start().await;
    for n in 1..=6 {
        let write = async |tx: &mut Tx<'_>| {
            let event = Event::new(Action::Marked, Subject::new("filing", n));
            audit::record(tx, event.because("因为").detail(format!("event {n}"))).await
        };
        test_db.db.write(Actor::Operator, write).await.unwrap();
    }
    test_db
}

async fn verify(test_db: &TestDb) -> Verdict {
    test_db.db.read(Actor::Operator, async |tx| audit::store::verify(tx.conn).await).await.unwrap()
}

/// What somebody does to the table, and where the chain breaks then, and how.
const TAMPERINGS: [(&str, &str, i64, &str); 12] = [
    ("another reason", "update audit_events set reason = '所以' where seq = 3", 3, "its content was changed"),
    ("another actor", "update audit_events set actor_kind = 'clock' where seq = 3", 3, "its content was changed"),
    ("another time", "update audit_events set at_us = at_us + 1 where seq = 6", 6, "its content was changed"),
    ("another subject", "update audit_events set subject_id = '9' where seq = 1", 1, "its content was changed"),
    (
        "words moved",
        "update audit_events set reason = '', detail = reason || detail where seq = 4",
        4,
        "its content was changed",
    ),
    ("another hash", "update audit_events set hash = sha256('x') where seq = 2", 2, "its content was changed"),
    ("one taken out of the middle", "delete from audit_events where seq = 4", 4, "an event is missing"),
    ("the first taken out", "delete from audit_events where seq = 1", 1, "an event is missing"),
    (
        "one taken out and the rest moved up",
        "delete from audit_events where seq = 4; update audit_events set seq = seq - 1 where seq > 4",
        4,
        "it does not follow the event before it",
    ),
    (
        "two exchanged",
        "update audit_events set seq = -seq where seq in (3, 4);
         update audit_events set seq = 7 + seq where seq < 0",
        3,
        "it does not follow the event before it",
    ),
    (
        "one put in between",
        "update audit_events set seq = -(seq + 1) where seq >= 3; update audit_events set seq = -seq where seq < 0;
         insert into audit_events (seq, at_us, actor_kind, action, subject_kind, subject_id, prev_hash, hash)
         select 3, at_us, 'staff', action, subject_kind, subject_id, hash, sha256('x') from audit_events where seq = 2",
        3,
        "its content was changed",
    ),
    (
        "one put at the end",
        "insert into audit_events (seq, at_us, actor_kind, action, subject_kind, subject_id, prev_hash, hash)
         select 7, at_us, 'staff', action, subject_kind, subject_id, prev_hash, hash from audit_events where seq = 6",
        7,
        "it does not follow the event before it",
    ),
];

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_tampering_is_told_with_its_place() {
    for (name, sql, seq, why) in TAMPERINGS {
        let test_db = an_audit().await;
        assert!(matches!(verify(&test_db).await, Verdict::Whole { events: 6, .. }), "{name}");
        // The trigger stops even the owner, until the owner switches it off.
        let refused = test_db.try_as_owner(sql).await;
        assert!(sql.starts_with("insert") || refused.is_err_and(|told| told.contains("append only")), "{name}");
        if sql.starts_with("insert") {
            test_db
                .as_owner("alter table audit_events disable trigger user; delete from audit_events where seq = 7")
                .await;
        }
        test_db.as_owner(&format!("alter table audit_events disable trigger user; {sql}")).await;
        assert_eq!(verify(&test_db).await, Verdict::Broken { seq, why }, "{name}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_rewritten_with_its_hash_is_betrayed_by_the_next_and_a_cut_end_by_the_head() {
    let test_db = an_audit().await;
    let Verdict::Whole { head, .. } = verify(&test_db).await else { panic!("not whole") };
    let links = test_db.db.read(Actor::Operator, async |tx| audit::store::list(tx.conn, &Default::default(), 10).await);
    let mut third = links.await.unwrap().into_iter().find(|link| link.seq == 3).unwrap();
    third.reason = "所以".into();
    let hash = data_encoding::HEXLOWER.encode(&third.expected_hash());
    let sql = format!("update audit_events set reason = '所以', hash = '\\x{hash}' where seq = 3");
    test_db.as_owner(&format!("alter table audit_events disable trigger user; {sql}")).await;
    let why = "it does not follow the event before it";
    assert_eq!(verify(&test_db).await, Verdict::Broken { seq: 4, why });

    // A chain alone is whole without its end: whoever wrote the head down elsewhere sees that it is another.
    let test_db = an_audit().await;
    test_db.as_owner("alter table audit_events disable trigger user; delete from audit_events where seq > 4").await;
    let Verdict::Whole { events: 4, head: cut } = verify(&test_db).await else { panic!("not whole") };
    assert_ne!(cut, head);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_command_says_whole_or_where_it_is_broken() {
    let test_db = an_audit().await;
    let folder = TempDir::new().unwrap();
    let settings = program::settings(&test_db.url, &folder, KEY, http::free_ports());
    let run = || {
        let mut command = Command::new(env!("CARGO_BIN_EXE_beian"));
        let output = command.args(["audit", "verify"]).env_clear().envs(settings.iter().cloned()).output().unwrap();
        (output.status.code(), String::from_utf8(output.stdout).unwrap())
    };
    let (code, told) = run();
    assert_eq!(code, Some(0));
    assert!(told.starts_with("whole: 6 events, head "), "{told}");
    test_db.as_owner("alter table audit_events disable trigger user; delete from audit_events where seq = 5").await;
    assert_eq!(run(), (Some(1), "broken at event 5: an event is missing\n".to_owned()));
}

/// Writers stand in line: a hundred at once make one chain without a gap.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn writers_at_once_make_one_chain() {
    let test_db = TestDb::start().await;
    let db = &test_db.db;
    let write = async |n: i32| {
        let event = Event::new(Action::Marked, Subject::new("filing", n));
        db.write(Actor::Clock, async |tx| audit::record(tx, event).await).await
    };
    for one in join_all((0..100).map(write)).await {
        one.unwrap();
    }
    assert!(matches!(verify(&test_db).await, Verdict::Whole { events: 100, .. }));
}

//! Whoever owns the tables can make a whole chain anew, and it holds. The heads that left the database betray it.

use std::net::UdpSocket;
use std::os::unix::net::UnixDatagram;
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use beian::audit::{self, Action, Event, Link, Subject, Verdict, head};
use beian::config::AuditHead;
use beian::db::Tx;
use beian::values::Email;
use beian::values::actor::Actor;
use beian::worker::Schedule;
use data_encoding::HEXLOWER;
use tempfile::TempDir;

use crate::messages::house::House;
use crate::support::database::{KEY, TestDb};
use crate::support::{http, program};

async fn record(test_db: &TestDb, n: i64) {
    let write = async |tx: &mut Tx<'_>| {
        let event = Event::new(Action::Marked, Subject::new("filing", n));
        audit::record(tx, event.because("因为")).await
    };
    test_db.db.write(Actor::Operator, write).await.unwrap();
}

const A_MINUTE_LATER: &str = "update schedule_runs set last_run_at = last_run_at - interval '1 minute'";

/// Six events, and a head in the file after every second one, as the worker writes them.
async fn an_audit(heads: &Path) -> TestDb {
    let test_db = TestDb::start().await;
    let mut schedule = Schedule::default();
    schedule.add_head(&AuditHead::File(heads.to_owned()));
    schedule.run_due(&test_db.db).await.unwrap();
    for n in 1..=6 {
        record(&test_db, n).await;
        if n % 2 == 0 {
            test_db.as_owner(A_MINUTE_LATER).await;
            schedule.run_due(&test_db.db).await.unwrap();
            // Within the minute nothing leaves.
            schedule.run_due(&test_db.db).await.unwrap();
        }
    }
    test_db
}

async fn links(test_db: &TestDb) -> Vec<Link> {
    let all = async |tx: &mut Tx<'_>| audit::store::list(tx.conn, &Default::default(), 10).await;
    let mut links = test_db.db.read(Actor::Operator, all).await.unwrap();
    links.reverse();
    links
}

/// Puts other events in place of all, their chain made anew: what the owner of the tables can do.
async fn replace(test_db: &TestDb, mut links: Vec<Link>) {
    let mut sql = "alter table audit_events disable trigger user; delete from audit_events;".to_owned();
    let mut head = vec![0; 32];
    for (seq, link) in (1..).zip(&mut links) {
        (link.seq, link.prev_hash) = (seq, head);
        link.hash = link.expected_hash().to_vec();
        head = link.hash.clone();
        let Link { seq, at_us, actor_kind, action, subject_kind, subject_id, reason, .. } = link;
        let (before, own) = (HEXLOWER.encode(&link.prev_hash), HEXLOWER.encode(&link.hash));
        sql.push_str(&format!(
            "insert into audit_events (seq, at_us, actor_kind, action, subject_kind, subject_id, reason, detail, prev_hash, hash)
             values ({seq}, {at_us}, '{actor_kind}', '{action}', '{subject_kind}', '{subject_id}', '{reason}', '',
                 '\\x{before}', '\\x{own}');"
        ));
    }
    test_db.as_owner(&sql).await;
}

/// What is done to the events, and which of them no longer fits a head.
type Tampering = (&'static str, fn(&mut Vec<Link>), i64);

const TAMPERINGS: [Tampering; 5] = [
    ("one changed", |links| links[2].reason = "所以".into(), 4),
    ("one taken out of the middle", |links| drop(links.remove(2)), 4),
    ("the end cut off", |links| links.truncate(4), 5),
    ("two exchanged", |links| links.swap(2, 3), 4),
    ("one put in between", |links| links.insert(3, links[0].clone()), 4),
];

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_chain_made_anew_is_whole_by_itself_and_broken_by_the_heads_outside() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("heads");
    let test_db = an_audit(&path).await;
    let written = std::fs::read_to_string(&path).unwrap();
    let heads = head::parse_all(&written);
    assert_eq!(heads.iter().map(|head| head.seq).collect::<Vec<_>>(), [2, 4, 6], "{written}");
    let settings = program::settings(&test_db.url, &folder, KEY, http::free_ports());
    let told = |more: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_beian"));
        command.args(["audit", "verify"]).args(more).env_clear().envs(settings.iter().cloned());
        let output = command.output().unwrap();
        (output.status.success(), String::from_utf8(output.stdout).unwrap())
    };
    let with_heads = ["--heads", path.to_str().unwrap()];
    let (is_whole, words) = told(&with_heads);
    assert!(is_whole && words.ends_with("It fits 3 heads from outside.\n"), "{words}");

    let before = links(&test_db).await;
    for (name, tamper, seq) in TAMPERINGS {
        let mut links = before.clone();
        tamper(&mut links);
        replace(&test_db, links).await;
        let alone = test_db.db.read(Actor::Operator, async |tx| audit::store::verify(tx.conn).await).await.unwrap();
        assert!(matches!(alone, Verdict::Whole { .. }), "{name}: {alone:?}");
        let (is_whole, words) = told(&with_heads);
        assert!(!is_whole && words.starts_with(&format!("broken at event {seq}: ")), "{name}: {words}");
        assert!(told(&[]).0, "{name}: without the heads nothing shows");
    }
    replace(&test_db, before[..4].to_vec()).await;
    let why = "broken at event 5: the end was cut off: a later head was written down outside\n";
    assert_eq!(told(&with_heads), (false, why.to_owned()));
    // What holds no head proves nothing.
    std::fs::write(&path, "nothing\n").unwrap();
    assert_eq!(told(&with_heads), (false, String::new()));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_head_goes_to_the_log_of_this_machine_or_of_another_each_minute() {
    let folder = TempDir::new().unwrap();
    let socket = folder.path().join("log");
    let (local, far) = (UnixDatagram::bind(&socket).unwrap(), UdpSocket::bind("127.0.0.1:0").unwrap());
    local.set_read_timeout(Some(Duration::from_secs(10))).unwrap();
    far.set_read_timeout(Some(Duration::from_secs(10))).unwrap();
    let there = far.local_addr().unwrap().to_string();
    for to in [AuditHead::LocalLog(socket), AuditHead::Log(there)] {
        let test_db = TestDb::start().await;
        let mut schedule = Schedule::default();
        schedule.add_head(&to);
        for n in 1..=2 {
            record(&test_db, n).await;
            schedule.run_due(&test_db.db).await.unwrap();
            let mut bytes = [0; 300];
            let length =
                if matches!(to, AuditHead::LocalLog(_)) { local.recv(&mut bytes) } else { far.recv(&mut bytes) };
            let message = String::from_utf8_lossy(&bytes[..length.unwrap()]).into_owned();
            let told: Vec<_> = head::parse_all(&message).into_iter().map(|head| (head.seq, head.hash)).collect();
            assert_eq!(told, [(n, links(&test_db).await.pop().unwrap().hash)], "{to:?}: {message}");
            test_db.as_owner(A_MINUTE_LATER).await;
        }
    }
}

#[actix_web::test]
async fn a_head_goes_by_mail_to_who_keeps_it() {
    let mut house = House::open().await;
    let keeper = AuditHead::Mail(Email::parse("keeper@example.cn").unwrap());
    house.mail.config.audit_head = Some(keeper.clone());
    record(&house.test, 1).await;
    let mut schedule = Schedule::default();
    schedule.add_head(&keeper);
    schedule.run_due(&house.test.db).await.unwrap();
    house.worker().run_until_idle().await.unwrap();
    let mail = house.mail.wait("keeper@example.cn").await;
    let told = head::parse_all(&mail.text);
    let now = links(&house.test).await;
    assert_eq!(told.iter().map(|head| (head.seq, head.hash.clone())).collect::<Vec<_>>(), [(1, now[0].hash.clone())]);
    // A minute later the next one, in a letter of its own.
    record(&house.test, 2).await;
    let letters = "select count(*)::text from outbox where topic = 'audit.head'";
    for (later, count) in [("", "1"), (A_MINUTE_LATER, "2")] {
        house.test.as_owner(later).await;
        schedule.run_due(&house.test.db).await.unwrap();
        assert_eq!(house.test.text(letters).await, count, "{later}");
    }
}

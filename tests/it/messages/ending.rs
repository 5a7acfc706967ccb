//! A worker that is told to stop ends, whatever hangs; what it leaves unfinished runs again.

use std::cell::RefCell;
use std::future::{Future, pending};
use std::process::Command;
use std::rc::Rc;
use std::time::Duration;

use beian::audit::{self, Action, Event, Subject};
use beian::outbox::{self, Job};
use beian::values::actor::Actor;
use beian::worker::{Registry, Schedule, Worker};
use serde::{Deserialize, Serialize};
use tokio::sync::Notify;
use tokio::time::timeout;

use crate::bureau::gate::Hold;
use crate::support::database::TestDb;
use crate::support::program::ends_in_time;
use crate::support::workplace::Workplace;

#[derive(Serialize, Deserialize)]
struct Call {
    number: u32,
}

impl Job for Call {
    const TOPIC: &'static str = "test.call";
}

/// A database with one job.
async fn with_a_job() -> TestDb {
    let test = TestDb::start().await;
    test.db.write(Actor::Clock, async |tx| outbox::enqueue(tx, &Call { number: 1 }).await).await.unwrap();
    test
}

/// As long as a database that answers may take on a busy machine, and no time for one that does not.
const LONG: Duration = Duration::from_secs(20);
const SHORT: Duration = Duration::from_millis(300);

/// A worker whose job calls somebody who never answers; it tells when it calls.
fn hanging(test: &TestDb, calls: &Rc<Notify>, moment: Duration) -> Worker {
    let (mut registry, calls) = (Registry::default(), Rc::clone(calls));
    registry.add(move |_: Call, _| {
        calls.notify_one();
        pending()
    });
    let worker = Worker::new(test.db.clone(), registry, Schedule::default());
    worker.ending_within(Duration::from_millis(50), moment)
}

/// One whose job is done at once.
fn doing(test: &TestDb) -> Worker {
    let mut registry = Registry::default();
    registry.add(|_: Call, _| async { Ok(()) });
    Worker::new(test.db.clone(), registry, Schedule::default())
}

/// Waits for what must end by itself.
async fn ended(work: impl Future<Output = ()>) {
    timeout(Duration::from_secs(30), work).await.expect("it goes on");
}

const STANDS: &str = "select concat_ws(' ', (leased_until is not null)::text, attempts, outcome) from outbox";

#[actix_web::test]
async fn a_job_that_hangs_outside_is_given_to_the_next_worker() {
    let (test, calls) = (with_a_job().await, Rc::new(Notify::new()));
    ended(hanging(&test, &calls, LONG).run(calls.notified())).await;
    assert_eq!(test.text(STANDS).await, "false 0", "given back, and the attempt does not count");
    assert_eq!(doing(&test).run_until_idle().await.unwrap(), 1);
    assert_eq!(test.text(STANDS).await, "false 1 done");
}

#[actix_web::test]
async fn a_lease_that_cannot_be_given_back_keeps_no_worker_and_lapses() {
    let (test, calls) = (with_a_job().await, Rc::new(Notify::new()));
    let hold = RefCell::new(None);
    let stop = async {
        calls.notified().await;
        let taken = Hold::take(&test, "select from outbox for update").await;
        hold.replace(Some(taken));
    };
    ended(hanging(&test, &calls, SHORT).run(stop)).await;
    hold.take().unwrap().give_back().await;
    assert_eq!(test.text(STANDS).await, "true 1");
    assert_eq!(doing(&test).run_until_idle().await.unwrap(), 0, "it is not over yet");
    test.as_owner("update outbox set leased_until = now() - interval '1 second'").await;
    assert_eq!(doing(&test).run_until_idle().await.unwrap(), 1);
    assert_eq!(test.text(STANDS).await, "false 2 done");
}

#[actix_web::test]
async fn a_database_without_an_answer_keeps_no_worker() {
    let (test, calls) = (with_a_job().await, Rc::new(Notify::new()));
    let hold = Hold::take(&test, "lock table outbox in access exclusive mode").await;
    ended(hanging(&test, &calls, SHORT).run(hold.is_waited_for("outbox"))).await;
    hold.give_back().await;
    assert_eq!(doing(&test).run_until_idle().await.unwrap(), 1);
    assert_eq!(test.text(STANDS).await, "false 1 done");
}

/// Here it hands the head of the audit to somebody who never reads it.
#[actix_web::test]
async fn a_thread_that_hangs_keeps_no_program() {
    let test = TestDb::start().await;
    let event = Event::new(Action::Marked, Subject::new("filing", 1)).because("因为");
    test.db.write(Actor::Operator, async |tx| audit::record(tx, event).await).await.unwrap();
    let workplace = Workplace::with(&test, |folder| {
        let pipe = folder.join("heads");
        assert!(Command::new("mkfifo").arg(&pipe).status().unwrap().success());
        vec![("BEIAN_AUDIT_HEAD", format!("file:{}", pipe.display()))]
    });
    let mut worker = workplace.start();
    // What is done by the clock holds a lock of its own while it is at it.
    let is_at_it = "select count(*)::text from pg_locks where locktype = 'advisory' and classid::bigint = 25189
        and objid::bigint = (hashtext('audit head')::bigint & 4294967295)
        and database = (select oid from pg_database where datname = current_database())";
    for _ in 0..1500 {
        if test.text(is_at_it).await == "1" {
            break;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    assert_eq!(test.text(is_at_it).await, "1", "{}", workplace.log());
    worker.tell_to_end();
    ends_in_time(|| worker.has_ended()).await;
}

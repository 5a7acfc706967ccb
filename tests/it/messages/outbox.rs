//! The outbox by itself: order, leases and their fencing, waits, giving up, pausing.

use std::cell::RefCell;
use std::rc::Rc;

use beian::db::Db;
use beian::error::Result;
use beian::outbox::{self, Job, JobError, Leased, retry, store};
use beian::values::actor::Actor;
use beian::values::ids::OutboxId;
use beian::worker::{Registry, Schedule, Worker};
use serde::{Deserialize, Serialize};

use crate::support::database::TestDb;

#[derive(Serialize, Deserialize)]
struct Step {
    line: Option<String>,
    number: u32,
}

impl Job for Step {
    const TOPIC: &'static str = "test.step";

    fn order_key(&self) -> Option<String> {
        self.line.clone()
    }
}

async fn enqueue(db: &Db, line: Option<&str>, number: u32) -> OutboxId {
    let job = Step { line: line.map(str::to_owned), number };
    db.write(Actor::Clock, async |tx| outbox::enqueue(tx, &job).await).await.unwrap()
}

async fn enqueue_once(db: &Db, number: u32) {
    let job = Step { line: None, number };
    db.write(Actor::Clock, async |tx| outbox::enqueue_once(tx, &job).await).await.unwrap();
}

async fn lease(db: &Db) -> Option<Leased> {
    db.write(Actor::Clock, async |tx| store::lease(tx.conn).await).await.unwrap()
}

async fn finish(db: &Db, job: &Leased) -> bool {
    db.write(Actor::Clock, async |tx| store::finish(tx.conn, job).await).await.unwrap()
}

async fn fail(db: &Db, job: &Leased, gives_up: bool) -> bool {
    db.write(Actor::Clock, async |tx| store::fail(tx.conn, job, "weather", gives_up).await).await.unwrap()
}

fn number(job: &Leased) -> u64 {
    job.payload["number"].as_u64().unwrap()
}

#[actix_web::test]
async fn jobs_of_one_line_run_one_at_a_time_and_in_order() {
    let test = TestDb::start().await;
    let db = &test.db;
    for number in 1..=3 {
        enqueue(db, Some("line"), number).await;
    }
    enqueue(db, None, 9).await;
    let first = lease(db).await.unwrap();
    assert_eq!(number(&first), 1);
    let other = lease(db).await.unwrap();
    assert_eq!(number(&other), 9, "another line does not wait");
    assert!(lease(db).await.is_none(), "the line waits for its first");
    // Even while the first waits to be tried again.
    assert!(!fail(db, &first, false).await);
    assert!(lease(db).await.is_none());
    test.as_owner("update outbox set run_at = now()").await;
    let again = lease(db).await.unwrap();
    assert_eq!((number(&again), again.attempts), (1, 2));
    assert!(finish(db, &again).await);
    assert_eq!(number(&lease(db).await.unwrap()), 2);
}

/// What a worker passes over on its way grows with what waits, unless nobody stands behind another in its way.
#[actix_web::test]
async fn of_a_long_line_the_first_alone_is_looked_at_and_each_comes_forward_in_its_turn() {
    let test = TestDb::start().await;
    let db = &test.db;
    let behind = "select coalesce(string_agg(payload ->> 'number', ' ' order by id), '') from outbox where is_behind";
    for number in 1..=4 {
        enqueue(db, Some("line"), number).await;
    }
    assert_eq!(test.text(behind).await, "2 3 4");
    assert!(finish(db, &lease(db).await.unwrap()).await);
    assert_eq!(test.text(behind).await, "3 4");
    let second = lease(db).await.unwrap();
    assert!(fail(db, &second, true).await, "given up, it holds up nobody");
    assert_eq!(test.text(behind).await, "4");
    // Sent again, it goes before those that came after it.
    let again = OutboxId::from_uuid(second.id);
    assert!(db.write(Actor::Operator, async |tx| store::run_again(tx.conn, again).await).await.unwrap());
    assert_eq!(number(&lease(db).await.unwrap()), 2);
    assert!(lease(db).await.is_none());
    // Put in while the one before was finished, it saw that one and was seen by nobody.
    test.as_owner(
        "update outbox set finished_at = now(), outcome = 'done' where finished_at is null and not is_behind",
    )
    .await;
    test.as_owner("update outbox set is_behind = true where payload ->> 'number' = '4'").await;
    assert!(lease(db).await.is_none());
    let bring = async || db.write(Actor::Clock, async |tx| store::bring_forward(tx.conn).await).await.unwrap();
    assert_eq!((bring().await, bring().await), (1, 0));
    assert_eq!(number(&lease(db).await.unwrap()), 4);
}

/// Whoever presses twice asks once; what is under way may have asked already, so it is asked again.
#[actix_web::test]
async fn a_job_that_waits_already_is_not_put_in_twice() {
    let test = TestDb::start().await;
    let db = &test.db;
    for number in [1, 1, 2] {
        enqueue_once(db, number).await;
    }
    let first = lease(db).await.unwrap();
    assert_eq!(number(&first), 1);
    enqueue_once(db, 1).await;
    let left = [lease(db).await.unwrap(), lease(db).await.unwrap()];
    assert_eq!(left.each_ref().map(number), [2, 1]);
    assert!(lease(db).await.is_none());
}

#[actix_web::test]
async fn a_lost_lease_can_neither_finish_nor_fail_nor_renew() {
    let test = TestDb::start().await;
    let db = &test.db;
    enqueue(db, None, 1).await;
    let lost = lease(db).await.unwrap();
    assert!(lease(db).await.is_none(), "leased");
    test.as_owner("update outbox set leased_until = now() - interval '1 s'").await;
    let held = lease(db).await.unwrap();
    assert_eq!((held.id, held.lease), (lost.id, lost.lease + 1));
    assert!(!finish(db, &lost).await);
    assert!(!db.write(Actor::Clock, async |tx| store::renew(tx.conn, &lost).await).await.unwrap());
    fail(db, &lost, true).await;
    db.write(Actor::Clock, async |tx| store::give_back(tx.conn, &lost).await).await.unwrap();
    assert!(lease(db).await.is_none(), "the newer lease still holds");
    assert!(db.write(Actor::Clock, async |tx| store::renew(tx.conn, &held).await).await.unwrap());
    assert!(finish(db, &held).await);
    assert!(!finish(db, &held).await, "finished once");
}

#[actix_web::test]
async fn a_failing_job_waits_longer_each_time_and_is_given_up() {
    let test = TestDb::start().await;
    let db = &test.db;
    let id = enqueue(db, None, 1).await;
    for attempt in 1..=retry::MOST_ATTEMPTS {
        let job = lease(db).await.unwrap();
        assert_eq!(job.attempts, attempt);
        assert_eq!(job.attempt().is_last, attempt == retry::MOST_ATTEMPTS);
        assert_eq!(fail(db, &job, false).await, attempt == retry::MOST_ATTEMPTS);
        if attempt < retry::MOST_ATTEMPTS {
            let waits = "select (extract(epoch from run_at - now()))::int8::text from outbox where finished_at is null";
            let waits: i64 = test.text(waits).await.parse().unwrap();
            let expected = retry::delay(attempt).num_seconds();
            assert!((expected - waits).abs() <= 2, "attempt {attempt}: {waits} for {expected}");
        }
        test.as_owner("update outbox set run_at = now()").await;
    }
    assert!(lease(db).await.is_none(), "dead");
    assert!(db.write(Actor::Clock, async |tx| store::run_again(tx.conn, id).await).await.unwrap());
    assert_eq!(lease(db).await.unwrap().attempts, 1, "from the start, by hand");
}

#[actix_web::test]
async fn a_paused_topic_rests_and_a_job_that_has_not_begun_can_be_cancelled() {
    let test = TestDb::start().await;
    let db = &test.db;
    let id = enqueue(db, None, 1).await;
    test.as_owner("insert into outbox_pauses (topic) values ('test.step')").await;
    assert!(lease(db).await.is_none());
    test.as_owner("delete from outbox_pauses").await;
    let job = lease(db).await.unwrap();
    let cancel = async |id| db.write(Actor::Clock, async |tx| store::cancel(tx.conn, id).await).await.unwrap();
    assert!(!cancel(id).await, "begun");
    db.write(Actor::Clock, async |tx| store::give_back(tx.conn, &job).await).await.unwrap();
    assert!(cancel(id).await);
    assert!(lease(db).await.is_none());
}

#[actix_web::test]
async fn two_workers_never_hold_the_same_job() -> Result<()> {
    let test = TestDb::start().await;
    for number in 0..40 {
        enqueue(&test.db, (number % 4 == 0).then_some("line"), number).await;
    }
    let seen = Rc::new(RefCell::new(Vec::new()));
    let worker = || {
        let seen = Rc::clone(&seen);
        let mut registry = Registry::default();
        registry.add(move |job: Step, _| {
            let seen = Rc::clone(&seen);
            async move {
                tokio::task::yield_now().await;
                seen.borrow_mut().push(job.number);
                Ok(())
            }
        });
        Worker::new(test.db.clone(), registry, Schedule::default())
    };
    let (a, b, c) = (worker(), worker(), worker());
    let (a, b, c) = tokio::join!(a.run_until_idle(), b.run_until_idle(), c.run_until_idle());
    assert_eq!(a? + b? + c?, 40);
    let mut all = seen.take();
    let line: Vec<u32> = all.iter().copied().filter(|number| number % 4 == 0).collect();
    assert!(line.is_sorted(), "{line:?}");
    all.sort_unstable();
    assert_eq!(all, (0..40).collect::<Vec<_>>());
    Ok(())
}

#[actix_web::test]
async fn panics_unreadable_payloads_and_unknown_topics_do_not_stop_the_worker() -> Result<()> {
    let test = TestDb::start().await;
    let mut registry = Registry::default();
    registry.add(|job: Step, _| async move {
        match job.number {
            1 => panic!("a bug"),
            2 => Err(JobError::GiveUp(anyhow::anyhow!("never"))),
            _ => Ok(()),
        }
    });
    for number in 1..=3 {
        enqueue(&test.db, None, number).await;
    }
    test.as_owner("insert into outbox (id, topic, payload) values (gen_random_uuid(), 'test.step', '{}'), (gen_random_uuid(), 'test.newer', '{}')").await;
    let worker = Worker::new(test.db.clone(), registry, Schedule::default());
    assert_eq!(worker.run_until_idle().await?, 5);
    let count = async |sql: &str| {
        use diesel_async::RunQueryDsl as _;
        #[derive(diesel::QueryableByName)]
        struct Count {
            #[diesel(sql_type = diesel::sql_types::BigInt)]
            count: i64,
        }
        let sql = format!("select count(*) as count from outbox where {sql}");
        let ask =
            async |tx: &mut beian::db::Tx<'_>| Ok(diesel::sql_query(sql).get_result::<Count>(tx.conn).await?.count);
        test.db.read(Actor::Clock, ask).await.unwrap()
    };
    assert_eq!(count("outcome = 'done'").await, 1);
    assert_eq!(count("outcome = 'dead'").await, 2, "given up, and unreadable");
    assert_eq!(count("outcome is null and run_at > now() and last_error like '%panicked%'").await, 1);
    assert_eq!(count("outcome is null and run_at > now() and last_error like 'no handler%'").await, 1);
    // A job that takes its worker down each time is given up too.
    test.as_owner("update outbox set run_at = now(), attempts = 12").await;
    worker.run_until_idle().await?;
    assert_eq!(count("outcome = 'dead'").await, 4);
    Ok(())
}

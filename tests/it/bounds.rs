//! No page waits for ever, whatever somebody holds and however silent the database is.

use std::cell::Cell;
use std::time::{Duration, Instant};

use anyhow::anyhow;
use beian::db::begun::Entry;
use beian::db::bounds::Bounds;
use beian::db::pools::Shares;
use beian::db::{Db, PoolStatus, Tx};
use beian::error::{Error, Result};
use beian::values::actor::Actor;
use diesel::sql_types::Text;
use diesel::{QueryableByName, sql_query};
use diesel_async::RunQueryDsl as _;

use crate::support::database::{TestDb, sealer};
use crate::support::people::an_account;

#[derive(QueryableByName)]
struct Told {
    #[diesel(sql_type = Text)]
    told: String,
}

/// What a statement tells, in a transaction of its own.
async fn asked(db: &Db, sql: &str) -> Result<String> {
    db.write(Actor::Operator, async |tx| {
        let Told { told } = sql_query(sql).get_result(tx.conn).await?;
        Ok(told)
    })
    .await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_somebody_holds_keeps_nobody_longer_than_a_statement_may_take() {
    let test_db = TestDb::start().await;
    let set = "select concat_ws(' ', current_setting('statement_timeout'),
        current_setting('idle_in_transaction_session_timeout')) as told";
    for (bounds, told) in [(Bounds::SERVING, "5s 10s"), (Bounds::WORKING, "10min 0"), (Bounds::NONE, "0 0")] {
        let db = Db::bounded(&test_db.url, Shares::of_all(1), sealer(), bounds).unwrap();
        assert_eq!(asked(&db, set).await.unwrap(), told);
    }
    let own = an_account(&test_db, 1).await;
    let take = format!("select id::text as told from accounts where id = '{own}' for update");
    let short = Bounds { statement: Some(Duration::from_millis(200)), ..Bounds::SERVING };
    let db = Db::bounded(&test_db.url, Shares::of_all(1), sealer(), short).unwrap();
    let holder = test_db.client().await;
    holder.batch_execute(&format!("begin; {take}")).await.unwrap();
    let began = Instant::now();
    assert!(matches!(asked(&db, &take).await, Err(Error::Busy(_))));
    assert!(began.elapsed() < Duration::from_secs(5), "{:?}", began.elapsed());
    assert_eq!(db.pool().idle, 1, "its connection is as good as before");
    holder.batch_execute("rollback").await.unwrap();
    assert_eq!(asked(&db, &take).await.unwrap(), own.to_string());
}

/// The server ends nothing by itself here: it is as one that was stopped.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_database_without_an_answer_is_told_as_busy_and_its_connection_is_thrown_away() {
    let test_db = TestDb::start().await;
    let bounds = Bounds { whole: Some(Duration::from_secs(1)), ..Bounds::NONE };
    let db = Db::bounded(&test_db.url, Shares::of_all(1), sealer(), bounds).unwrap();
    assert!(matches!(asked(&db, "select pg_sleep(60)::text as told").await, Err(Error::Busy(_))));
    assert_eq!((db.pool().used, db.pool().idle), (0, 0), "it may be in the middle of anything");
    assert_eq!(asked(&db, "select 'here' as told").await.unwrap(), "here");
    // What is asked outside of a transaction, as who is signed in.
    let bounds = Bounds { answer: Some(Duration::from_millis(200)), ..Bounds::NONE };
    let db = Db::bounded(&test_db.url, Shares::of_all(1), sealer(), bounds).unwrap();
    let asleep = db.alone(async |conn| {
        sql_query("select pg_sleep(60)").execute(conn).await?;
        Ok(())
    });
    assert!(matches!(asleep.await, Err(Error::Busy(_))));
    assert_eq!((db.pool().used, db.pool().idle), (0, 0));
}

/// Whoever asked again at once would keep a page waiting twice as long, and make it busier.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn that_the_database_is_busy_is_an_answer_and_a_connection_that_broke_is_replaced_once() {
    let test_db = TestDb::start().await;
    let db = Db::bounded(&test_db.url, Shares::of_all(1), sealer(), Bounds::SERVING).unwrap();
    let times = Cell::new(0);
    let count = || times.replace(times.get() + 1);

    let alone = db.alone(async |_| {
        count();
        Err::<(), _>(Error::Busy(60))
    });
    assert!(matches!(alone.await, Err(Error::Busy(60))), "with the time that was told");
    assert_eq!(times.take(), 1);
    let entered = db.enter(async |_| {
        count();
        Err::<Entry<()>, _>(Error::Busy(60))
    });
    assert!(matches!(entered.await, Err(Error::Busy(60))));
    assert_eq!(times.take(), 1);

    let broken = async |mends: bool| {
        let alone = db.alone(async |_| {
            let is_first = count() == 0;
            if is_first || !mends { Err(Error::Internal(anyhow!("connection closed"))) } else { Ok(()) }
        });
        alone.await
    };
    assert!(broken(true).await.is_ok());
    assert_eq!(times.take(), 2);
    assert!(matches!(broken(false).await, Err(Error::Busy(5))));
    assert_eq!(times.take(), 2, "no third time");
    assert_eq!(asked(&db, "select 'here' as told").await.unwrap(), "here");
}

/// Which process of the server answers.
async fn backend(db: &Db) -> String {
    asked(db, "select pg_backend_pid()::text as told").await.unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_thread_asks_its_own_connections_and_one_of_all_where_they_are_in_use() {
    let test_db = TestDb::start().await;
    let db = Db::bounded(&test_db.url, Shares { shared: 1, own: 1 }, sealer(), Bounds::SERVING).unwrap();
    let (thread, other) = (db.of_this_thread(), db.of_this_thread());
    let (own, others, shared) = (backend(&thread).await, backend(&other).await, backend(&db).await);
    assert!(own != others && own != shared && others != shared, "{own}, {others} and {shared}");
    assert_eq!(backend(&thread).await, own);
    assert_eq!(backend(&thread.patient()).await, shared, "a long walk keeps no thread's own");
    let held = async |_: &mut Tx<'_>| {
        assert_eq!(backend(&thread).await, shared, "nobody waits for a page that takes its time");
        assert_eq!(backend(&other).await, others, "another thread waits for none of them");
        assert_eq!(thread.pool(), PoolStatus { used: 1, idle: 2, waiting: 0, most: 3 });
        Ok(())
    };
    thread.write(Actor::Operator, held).await.unwrap();
    assert_eq!(backend(&thread).await, own, "it came back");
    assert_eq!(db.pool(), PoolStatus { used: 0, idle: 3, waiting: 0, most: 3 }, "all are counted from everywhere");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_thread_that_ends_takes_its_own_connections_along_and_nobody_elses() {
    let test_db = TestDb::start().await;
    let db = Db::bounded(&test_db.url, Shares { shared: 1, own: 2 }, sealer(), Bounds::SERVING).unwrap();
    let of_it = db.clone();
    let serve = move || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let thread = of_it.of_this_thread();
            assert_eq!(thread.pool().most, 3);
            (backend(&thread).await, backend(&thread.patient()).await)
        })
    };
    let (own, shared) = tokio::task::spawn_blocking(serve).await.unwrap();
    assert_eq!(db.pool().most, 1, "nobody counts what is gone");
    assert_eq!(backend(&db).await, shared, "what all share is driven where the program runs");
    let left = format!("select count(*)::text as told from pg_stat_activity where pid = {own}");
    // The server notices in its own time.
    for _ in 0..200 {
        if asked(&db, &left).await.unwrap() == "0" {
            return;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("the thread's connection is still open");
}

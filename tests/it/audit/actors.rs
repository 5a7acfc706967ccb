//! Every transaction opens with its actor, and leaves none behind on the connection.

use beian::db::{Db, Tx};
use beian::error::{Error, Result};
use beian::values::actor::{Actor, Role};
use beian::values::ids::{AccountId, RelayTaskId, StaffId};
use diesel::sql_types::{BigInt, Integer, Text};
use diesel::{QueryableByName, sql_query};
use diesel_async::RunQueryDsl;

use crate::support::database::{TestDb, sealer};

#[derive(QueryableByName, PartialEq, Debug)]
struct Seen {
    #[diesel(sql_type = Text)]
    kind: String,
    #[diesel(sql_type = Text)]
    id: String,
    #[diesel(sql_type = Integer)]
    pid: i32,
}

async fn ask(tx: &mut Tx<'_>) -> Result<Seen> {
    let sql = "select current_setting('beian.actor_kind') as kind, current_setting('beian.actor_id') as id,
        pg_backend_pid() as pid";
    Ok(sql_query(sql).get_result(tx.conn).await?)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn each_transaction_has_its_own_actor_on_one_connection() {
    let test_db = TestDb::start().await;
    let db = Db::new(&test_db.url, 1, sealer()).unwrap();
    let first = db.read(Actor::Visitor, async |tx| ask(tx).await).await.unwrap();
    let people = [
        Actor::Applicant(AccountId::new()),
        Actor::Visitor,
        Actor::Staff(StaffId::new(), Role::Auditor),
        Actor::Clock,
        Actor::Helper(RelayTaskId::new()),
        Actor::Applicant(AccountId::new()),
        Actor::Bureau,
        Actor::Operator,
    ];
    for actor in people {
        for keeps in [true, false] {
            let seen = if keeps {
                db.write(actor, async |tx| ask(tx).await).await.unwrap()
            } else {
                db.read(actor, async |tx| ask(tx).await).await.unwrap()
            };
            let id = actor.id().map(|id| id.to_string()).unwrap_or_default();
            assert_eq!(seen, Seen { kind: actor.kind().into(), id, pid: first.pid }, "{actor:?}");
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn work_that_fails_leaves_neither_an_actor_nor_a_row() {
    let test_db = TestDb::start().await;
    let db = Db::new(&test_db.url, 1, sealer()).unwrap();
    let actor = Actor::Applicant(AccountId::new());
    let fails = async |tx: &mut Tx<'_>| {
        let event =
            beian::audit::Event::new(beian::audit::Action::SignedOut, beian::audit::Subject::new("session", "x"));
        beian::audit::record(tx, event).await?;
        Err::<(), _>(Error::NotFound)
    };
    assert!(db.write(actor, fails).await.is_err());
    let seen = db.read(Actor::Clock, async |tx| ask(tx).await).await.unwrap();
    assert_eq!((seen.kind.as_str(), seen.id.as_str()), ("clock", ""));
    assert_eq!(test_db.text("select count(*)::text from audit_events").await, "0", "the act failed, so did its event");
}

#[derive(QueryableByName)]
struct Prepared {
    #[diesel(sql_type = BigInt)]
    count: i64,
}

/// Each number of rows has a text of its own: those of a few are kept, for most acts are no more.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_statement_of_a_few_events_stays_prepared() {
    let test_db = TestDb::start().await;
    let db = Db::new(&test_db.url, 1, sealer()).unwrap();
    for rows in [2, 20, 2, 1] {
        let write = async |tx: &mut Tx<'_>| {
            let event = |_| {
                beian::audit::Event::new(beian::audit::Action::SignedOut, beian::audit::Subject::new("session", "x"))
            };
            beian::audit::record_all(tx, (0..rows).map(event).collect()).await
        };
        db.write(Actor::Clock, write).await.unwrap();
    }
    let count = async |tx: &mut Tx<'_>| {
        let sql =
            "select count(*) as count from pg_prepared_statements where statement like 'INSERT INTO \"audit_events\"%'";
        let found: Prepared = sql_query(sql).get_result(tx.conn).await?;
        Ok::<_, Error>(found.count)
    };
    assert_eq!(db.read(Actor::Clock, count).await.unwrap(), 2, "of one and of two");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_a_read_writes_is_gone() {
    let test_db = TestDb::start().await;
    let write = async |tx: &mut Tx<'_>| {
        let event =
            beian::audit::Event::new(beian::audit::Action::SignedOut, beian::audit::Subject::new("session", "x"));
        beian::audit::record(tx, event).await
    };
    test_db.db.read(Actor::Clock, write).await.unwrap();
    assert_eq!(test_db.text("select count(*)::text from audit_events").await, "0");
    test_db.db.write(Actor::Clock, write).await.unwrap();
    assert_eq!(test_db.text("select actor_kind from audit_events").await, "clock");
}

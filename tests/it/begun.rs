//! A page goes on in the transaction in which it was found out who asks.

use beian::auth::session::{Found, Site};
use beian::auth::store::{self as sessions, Owner};
use beian::db::bounds::Bounds;
use beian::db::pools::Shares;
use beian::db::{Db, Tx};
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

/// Whom the database takes for acting.
async fn who_acts(db: &Db, actor: Actor) -> String {
    let sql = "select concat_ws(' ', current_setting('beian.actor_kind'), current_setting('beian.actor_id')) as told";
    let ask = async |tx: &mut Tx<'_>| Ok(sql_query(sql).get_result::<Told>(tx.conn).await?.told);
    db.read(actor, ask).await.unwrap()
}

/// With one connection: whoever wanted a second one would wait for ever.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_request_goes_on_where_it_was_found_out_who_asks() {
    let test_db = TestDb::start().await;
    let account = an_account(&test_db, 1).await;
    let begin = async |tx: &mut Tx<'_>| sessions::begin(tx, Owner::Account(account), "a test").await;
    let token = test_db.db.write(Actor::Operator, begin).await.unwrap();
    let db = Db::bounded(&test_db.url, Shares::of_all(1), sealer(), Bounds::SERVING).unwrap();
    let enter = async || {
        let look = async |conn: &_| sessions::find(conn, db.sealer(), Site::Portal, &token, true).await;
        let (found, begun) = db.enter(look).await.unwrap();
        assert!(matches!(found, Found::Live(_)));
        begun
    };
    let owner = Actor::Applicant(account);
    let named = format!("applicant {account}");
    assert_eq!(enter().await.during(who_acts(&db, owner)).await, named);
    assert_eq!(enter().await.during(who_acts(&db, Actor::Clock)).await.trim(), "clock", "another acts as another");
    enter().await.during(async {}).await;
    let begun = enter().await;
    assert_eq!(db.pool().used, 1, "one that nobody went on in gave its place back");
    // Whose the session is and that they act is one statement: the last one is both.
    let last =
        "select query from pg_stat_activity where datname = current_database() and state = 'idle in transaction'";
    let last: String = test_db.client().await.query_one(last, &[]).await.unwrap().get(0);
    assert!(last.contains("session_of(") && last.contains("set_config('beian.actor_id'"), "{last}");
    drop(begun);

    // What the look itself writes is kept, and the page begins anew.
    test_db.as_owner("update sessions set seen_at = now() - interval '5 minutes'").await;
    assert_eq!(enter().await.during(who_acts(&db, owner)).await, named);
    assert_eq!(test_db.text("select (seen_at > now() - interval '1 minute')::text from sessions").await, "true");
}

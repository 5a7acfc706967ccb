//! What a program looks at before it serves from a database: is it up to date, may the role do too much, are these demo data.

use std::time::Duration;

use anyhow::{Context as _, bail, ensure};
use diesel::sql_types::{BigInt, Bool, Text};
use diesel::{QueryableByName, sql_query};
use diesel_async::{AsyncConnection as _, AsyncPgConnection, RunQueryDsl};
use tokio::time::sleep;

use super::{Db, migrate};
use crate::values::actor::Actor;

#[derive(QueryableByName)]
struct Look {
    #[diesel(sql_type = Text)]
    role: String,
    #[diesel(sql_type = Bool)]
    is_superuser: bool,
    #[diesel(sql_type = Bool)]
    owns_tables: bool,
}

#[derive(QueryableByName)]
struct Demo {
    #[diesel(sql_type = Bool)]
    is_demo: bool,
}

const LOOK: &str = "select current_user::text as role,
        (select rolsuper or rolbypassrls from pg_roles where rolname = current_user) as is_superuser,
        exists (select 1 from pg_tables where schemaname = 'public' and tableowner = current_user) as owns_tables";

/// Refuses a database that lacks migrations of this program.
///
/// # Errors
/// When it lacks some or cannot be reached; the error names the setting.
pub async fn ensure_migrated(url: &str) -> anyhow::Result<()> {
    let lacking = migrate::pending(url).await.context("DATABASE_URL: the database does not let us in")?;
    ensure!(
        lacking.is_empty(),
        "DATABASE_URL: this database lacks {} migrations of this program; run `beian migrate`",
        lacking.len()
    );
    Ok(())
}

#[derive(QueryableByName)]
struct There {
    #[diesel(sql_type = Text)]
    names: String,
}

/// Some relations that a database has, those of extensions left out.
const THERE: &str = "select coalesce(string_agg(name, ', '), '') as names from (select c.oid::regclass::text as name
    from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where n.nspname <> 'information_schema' and n.nspname !~ '^pg_' and c.relkind in ('r', 'p', 'v', 'm', 'S')
        and not exists (select from pg_depend d where d.classid = 'pg_class'::regclass and d.objid = c.oid and d.deptype = 'e')
    order by 1 limit 5) named";

/// Refuses a database that has anything in it.
///
/// # Errors
/// When it has, or cannot be reached.
pub async fn ensure_empty(owner_url: &str) -> anyhow::Result<()> {
    let conn = AsyncPgConnection::establish(owner_url).await;
    let mut conn = conn.context("MIGRATION_DATABASE_URL: the database does not let us in")?;
    let There { names } = sql_query(THERE).get_result(&mut conn).await?;
    ensure!(names.is_empty(), "the database is not empty: {names} and more are there; restore into a new one");
    Ok(())
}

/// Number of the advisory lock of who changes keys.
const KEYS_LOCK: i64 = 7_017_280_452_245_743_465;

#[derive(QueryableByName)]
struct Free {
    #[diesel(sql_type = Bool)]
    yes: bool,
}

/// How often, with a pause between, the lock is asked for: the database lets go of it a moment after its command is over, which
/// the next one of a script must not take for another at the same time.
const KEYS_TRIES: usize = 20;
const KEYS_PAUSE: Duration = Duration::from_millis(100);

/// Keeps everybody else from changing keys as long as the connection lives; none where somebody does already.
///
/// # Errors
/// When the database is not reached.
pub async fn alone_with_keys(owner_url: &str) -> anyhow::Result<Option<AsyncPgConnection>> {
    let mut conn = AsyncPgConnection::establish(owner_url).await.context("cannot reach the database")?;
    for _ in 0..KEYS_TRIES {
        let held = sql_query("select pg_try_advisory_lock($1) as yes").bind::<BigInt, _>(KEYS_LOCK);
        let Free { yes } = held.get_result(&mut conn).await?;
        if yes {
            return Ok(Some(conn));
        }
        sleep(KEYS_PAUSE).await;
    }
    Ok(None)
}

/// Refuses a database that cannot be served from. Outside the demo also a role that may do more than it must, and demo data.
///
/// # Errors
/// When it does not fit; the error says why and names the setting.
pub async fn ensure_fit(db: &Db, demo: bool) -> anyhow::Result<()> {
    let look = db.read(Actor::Operator, async |tx| Ok(sql_query(LOOK).get_result(tx.conn).await?)).await;
    let look: Look = look.context("DATABASE_URL: the database does not let us in")?;
    if demo {
        return Ok(());
    }
    let role = look.role;
    if look.is_superuser {
        bail!("DATABASE_URL: {role} is a superuser; serve as a role of its own, without rights beyond its tables");
    }
    ensure!(
        !look.owns_tables,
        "DATABASE_URL: {role} owns the tables; it must be another role than that of MIGRATION_DATABASE_URL"
    );
    let found: Demo = db
        .read(Actor::Operator, async |tx| {
            let demo = "select exists (select 1 from audit_events where action = 'demo.loaded') as is_demo";
            Ok(sql_query(demo).get_result(tx.conn).await?)
        })
        .await?;
    ensure!(
        !found.is_demo,
        "DATABASE_URL: this database holds demo data, whose passwords everybody knows; start with an empty one"
    );
    Ok(())
}

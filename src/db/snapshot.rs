//! The database as it stood at one moment, for a backup: what is counted here is what the dump holds.

use anyhow::{Context as _, ensure};
use chrono::{DateTime, Utc};
use diesel::sql_types::{Bool, Text, Timestamptz};
use diesel::{QueryableByName, sql_query};
use diesel_async::{AsyncConnection as _, AsyncPgConnection, RunQueryDsl as _, SimpleAsyncConnection as _};
use uuid::Uuid;

use super::{Context, Tx};
use crate::sealing::Sealer;
use crate::values::actor::Actor;

/// An open transaction that only reads and sees one moment. It ends when it is dropped.
pub struct Snapshot {
    conn: AsyncPgConnection,
    /// What `pg_dump --snapshot` takes.
    pub id: String,
    /// The moment, by the database's clock.
    pub now: DateTime<Utc>,
    /// Whether row-level security holds for this role, and its rules show it every row.
    pub shows_all_by_rule: bool,
}

#[derive(QueryableByName)]
struct Opened {
    #[diesel(sql_type = Text)]
    id: String,
    #[diesel(sql_type = Timestamptz)]
    now: DateTime<Utc>,
}

#[derive(QueryableByName)]
struct Ruled {
    #[diesel(sql_type = Text)]
    name: String,
    #[diesel(sql_type = Bool)]
    shows_all: bool,
}

/// It may stay open for hours while others copy.
const BEGIN: &str = "set statement_timeout = 0; set idle_in_transaction_session_timeout = 0;
    begin isolation level repeatable read read only";
const OPEN: &str = "select pg_export_snapshot()::text as id, now() as now,
    set_config('beian.actor_kind', 'operator', true), set_config('beian.actor_id', '', true)";
/// Tables whose rows are shown to this role by rules only, and whether a rule shows all of them. Words are compared, as nobody
/// can tell what an expression lets through: `true` lets everything through.
const RULED: &str = "select c.relname::text as name,
        exists (select from pg_policy p where p.polrelid = c.oid and p.polpermissive and p.polcmd in ('*', 'r')
            and pg_get_expr(p.polqual, p.polrelid) = 'true'
            and exists (select from unnest(p.polroles) r where r = 0 or pg_has_role(current_user, r, 'usage')))
        and not exists (select from pg_policy p where p.polrelid = c.oid and not p.polpermissive) as shows_all
    from pg_class c
    where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and row_security_active(c.oid)";

impl Snapshot {
    /// Opens one as the role that owns the tables.
    ///
    /// # Errors
    /// When the server cannot be reached, or rows are kept from this role: counted or dumped by it, they would be lacking
    /// without a word.
    pub async fn open(owner_url: &str) -> anyhow::Result<Self> {
        let mut conn = AsyncPgConnection::establish(owner_url).await.context("cannot reach the database")?;
        conn.batch_execute(BEGIN).await?;
        let Opened { id, now } = sql_query(OPEN).get_result(&mut conn).await?;
        let ruled: Vec<Ruled> = sql_query(RULED).get_results(&mut conn).await?;
        let kept_back = ruled.iter().filter(|table| !table.shows_all).map(|table| table.name.as_str());
        let kept_back: Vec<&str> = kept_back.collect();
        ensure!(
            kept_back.is_empty(),
            "row-level security keeps rows of {} from this role: give it a rule `using (true)`",
            kept_back.join(", ")
        );
        let shows_all_by_rule = !ruled.is_empty();
        if !shows_all_by_rule {
            // As pg_dump does: where a rule held after all, a query fails instead of leaving rows out.
            conn.batch_execute("set local row_security = off").await?;
        }
        Ok(Self { conn, id, now, shows_all_by_rule })
    }

    /// The transaction, for stores.
    pub fn tx<'a>(&'a mut self, sealer: &'a Sealer) -> Tx<'a> {
        let ctx = Context { actor: Actor::Operator, now: self.now, request_id: Uuid::nil() };
        Tx { conn: &mut self.conn, ctx, sealer, moves: false, last: None }
    }
}

//! The table of tasks.

use anyhow::Context as _;
use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::upsert::excluded;
use diesel::{delete, insert_into, update};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use uuid::Uuid;

use super::task::{Kind, SentBy, State, Task};
use crate::auth::session::Token;
use crate::db::Tx;
use crate::error::Result;
use crate::schema::relay_tasks as t;
use crate::text::Reason;
use crate::values::ids::{FilingId, RelayTaskId};

/// The channel on which the database tells which filing changed, or what others do for it.
pub const CHANNEL: &str = "filing_changes";

#[derive(Queryable, Selectable)]
#[diesel(table_name = t)]
struct Row {
    id: Uuid,
    filing_id: Uuid,
    target: String,
    website: Option<i32>,
    state: String,
    reason: Option<serde_json::Value>,
    phone_hash: Option<Vec<u8>>,
    begun_at: Option<DateTime<Utc>>,
    expires_at: DateTime<Utc>,
    changed_at: DateTime<Utc>,
}

impl TryFrom<Row> for Task {
    type Error = anyhow::Error;

    fn try_from(row: Row) -> anyhow::Result<Self> {
        Ok(Self {
            id: RelayTaskId::from_uuid(row.id),
            filing: FilingId::from_uuid(row.filing_id),
            target: row.target,
            website: row.website.and_then(|website| u32::try_from(website).ok()),
            state: State::from_code(&row.state).context("unknown state of a task")?,
            reason: row.reason.and_then(|reason| serde_json::from_value(reason).ok()),
            phone_hash: row.phone_hash,
            begun_at: row.begun_at,
            expires_at: row.expires_at,
            changed_at: row.changed_at,
        })
    }
}

/// What a new link is for.
pub struct NewLink<'a> {
    /// The filing.
    pub filing: FilingId,
    /// What is asked.
    pub kind: Kind,
    /// What within the kind.
    pub target: &'a str,
    /// The website it is for, counted from one.
    pub website: Option<i32>,
    /// How it goes out.
    pub sent_by: SentBy,
    /// When it ends.
    pub expires_at: DateTime<Utc>,
}

/// Makes the link of a task, in place of the one before: what was done and agreed to by that is not of this one.
///
/// # Errors
/// When the database refuses.
pub async fn put_link(tx: &mut Tx<'_>, link: &NewLink<'_>, token: &Token) -> Result<Task> {
    let now = tx.ctx.now;
    let row: Row = insert_into(t::table)
        .values((
            t::id.eq(Uuid::now_v7()),
            t::filing_id.eq(link.filing.uuid()),
            t::kind.eq(link.kind.code()),
            t::target.eq(link.target),
            t::website.eq(link.website),
            t::token_hash.eq(token.hash()),
            t::sent_by.eq(link.sent_by.code()),
            t::state.eq(State::Made.code()),
            t::made_at.eq(now),
            t::expires_at.eq(link.expires_at),
            t::changed_at.eq(now),
        ))
        .on_conflict((t::filing_id, t::kind, t::target))
        .do_update()
        .set((
            t::id.eq(excluded(t::id)),
            t::token_hash.eq(excluded(t::token_hash)),
            t::sent_by.eq(excluded(t::sent_by)),
            t::state.eq(excluded(t::state)),
            t::reason.eq(None::<serde_json::Value>),
            t::phone_hash.eq(None::<Vec<u8>>),
            t::begun_at.eq(None::<DateTime<Utc>>),
            t::made_at.eq(excluded(t::made_at)),
            t::expires_at.eq(excluded(t::expires_at)),
            t::changed_at.eq(excluded(t::changed_at)),
        ))
        .returning(Row::as_returning())
        .get_result(tx.conn)
        .await?;
    Ok(row.try_into()?)
}

/// The tasks of a filing.
///
/// # Errors
/// When the database refuses.
pub async fn list(conn: &AsyncPgConnection, filing: FilingId) -> Result<Vec<Task>> {
    let rows: Vec<Row> =
        t::table.select(Row::as_select()).filter(t::filing_id.eq(filing.uuid())).load(&mut &*conn).await?;
    Ok(rows.into_iter().map(Task::try_from).collect::<anyhow::Result<_>>()?)
}

/// The task of a link.
///
/// # Errors
/// When the database refuses.
pub async fn find_by_token(tx: &mut Tx<'_>, token: &Token) -> Result<Option<Task>> {
    let own = t::table.select(Row::as_select()).filter(t::token_hash.eq(token.hash()));
    let row: Option<Row> = tx.reach_all(async |tx| Ok(own.first(tx.conn).await.optional()?)).await?;
    let Some(row) = row else { return Ok(None) };
    let task: Task = row.try_into()?;
    tx.reach_filing(task.filing).await?;
    Ok(Some(task))
}

/// The task of a link, which nobody else changes until the transaction ends; none when the link was replaced meanwhile.
///
/// # Errors
/// When the database refuses.
pub async fn lock_by_token(conn: &mut AsyncPgConnection, token: &Token) -> Result<Option<Task>> {
    let own = t::table.select(Row::as_select()).filter(t::token_hash.eq(token.hash()));
    let row: Option<Row> = own.for_update().first(conn).await.optional()?;
    Ok(row.map(Task::try_from).transpose()?)
}

/// The task of a filing with a target, which nobody else changes until the transaction ends.
///
/// # Errors
/// `NotFound` when there is none.
pub async fn lock_by_target(conn: &mut AsyncPgConnection, filing: FilingId, target: &str) -> Result<Task> {
    let row: Row = t::table
        .select(Row::as_select())
        .filter(t::filing_id.eq(filing.uuid()).and(t::target.eq(target)))
        .for_update()
        .first(conn)
        .await?;
    Ok(row.try_into()?)
}

/// Writes a new state, with why it failed.
///
/// # Errors
/// When the database refuses.
pub async fn update_state(tx: &mut Tx<'_>, task: &Task, state: State, reason: Option<&Reason>) -> Result<()> {
    let reason = reason.map(serde_json::to_value).transpose().map_err(anyhow::Error::from)?;
    let now = tx.ctx.now;
    update(t::table.find(task.id.uuid()))
        .set((t::state.eq(state.code()), t::reason.eq(reason), t::changed_at.eq(now)))
        .execute(tx.conn)
        .await?;
    Ok(())
}

/// Writes which phone goes on with a task, from now.
///
/// # Errors
/// When the database refuses.
pub async fn update_phone(tx: &mut Tx<'_>, task: &Task, state: State, phone: &Token) -> Result<()> {
    let now = tx.ctx.now;
    update(t::table.find(task.id.uuid()))
        .set((
            t::state.eq(state.code()),
            t::reason.eq(None::<serde_json::Value>),
            t::phone_hash.eq(Some(phone.hash())),
            t::begun_at.eq(Some(now)),
            t::changed_at.eq(now),
        ))
        .execute(tx.conn)
        .await?;
    Ok(())
}

/// Removes a task.
///
/// # Errors
/// When the database refuses.
pub async fn remove(conn: &mut AsyncPgConnection, task: &Task) -> Result<()> {
    delete(t::table.find(task.id.uuid())).execute(conn).await?;
    Ok(())
}

/// Removes the tasks of a website and of those behind it, and returns them.
///
/// # Errors
/// When the database refuses.
pub async fn remove_from(tx: &mut Tx<'_>, filing: FilingId, website: u32) -> Result<Vec<Task>> {
    let moved = t::website.ge(i32::try_from(website).unwrap_or(i32::MAX));
    let gone = delete(t::table.filter(t::filing_id.eq(filing.uuid()).and(moved)));
    let rows: Vec<Row> = gone.returning(Row::as_returning()).get_results(tx.conn).await?;
    Ok(rows.into_iter().map(Task::try_from).collect::<anyhow::Result<_>>()?)
}

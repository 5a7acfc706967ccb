//! The audit table: one way in, and reading it in order.

use anyhow::Context as _;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Bytea};
use diesel::{insert_into, sql_query};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use futures_util::FutureExt as _;
use futures_util::future::{BoxFuture, join};
use uuid::Uuid;

use super::chain::{Link, Verdict, Walk};
use super::event::Event;
use super::head::Head;
use crate::db::Tx;
use crate::db::kept::{Kept, OfRows};
use crate::db::last::Last;
use crate::error::Result;
use crate::schema::audit_events;
use crate::values::actor::Actor;

#[derive(Queryable, Insertable, Selectable)]
#[diesel(table_name = audit_events)]
struct Row {
    seq: i64,
    at_us: i64,
    actor_kind: String,
    actor_id: Option<Uuid>,
    action: String,
    subject_kind: String,
    subject_id: String,
    reason: String,
    detail: String,
    request_id: Option<Uuid>,
    prev_hash: Vec<u8>,
    hash: Vec<u8>,
}

#[derive(QueryableByName)]
struct End {
    #[diesel(sql_type = BigInt)]
    seq: i64,
    #[diesel(sql_type = Bytea)]
    hash: Vec<u8>,
}

/// Number of the advisory lock that puts writers of the chain in a row until their transactions end.
const CHAIN_LOCK: i64 = 0x0062_6569_616e;

/// What was done in a transaction, by whom: written as it ends, for whoever writes the chain is alone with it until then.
#[derive(Default)]
struct Done(Vec<(Actor, Event)>);

/// Records an event in this transaction: it stands if and only if the act does. It is written right before the commit.
///
/// # Errors
/// When something else waits for the end of the transaction.
pub async fn record(tx: &mut Tx<'_>, event: Event) -> Result<()> {
    record_all(tx, vec![event]).await
}

/// Records events one after the other, as [`record`] does with one.
///
/// # Errors
/// As [`record`].
pub async fn record_all(tx: &mut Tx<'_>, events: Vec<Event>) -> Result<()> {
    if events.is_empty() {
        return Ok(());
    }
    let actor = tx.ctx.actor;
    let done: &mut Done = tx.last().context("something else waits for the end of the transaction")?;
    done.0.extend(events.into_iter().map(|event| (actor, event)));
    Ok(())
}

impl Last for Done {
    fn finish<'t>(self: Box<Self>, tx: &'t mut Tx<'_>) -> BoxFuture<'t, Result<()>> {
        write(tx, self.0).boxed()
    }
}

/// As many events in one statement as keep well below the parameters PostgreSQL takes.
const PORTION: usize = 1000;

async fn write(tx: &mut Tx<'_>, events: Vec<(Actor, Event)>) -> Result<()> {
    let end = end(&*tx.conn).await?;
    let (mut seq, mut prev_hash) = end.map_or((0, vec![0; 32]), |end| (end.seq, end.hash));
    let mut rows = Vec::with_capacity(events.len());
    for (actor, event) in events {
        seq += 1;
        let mut link = Link {
            seq,
            at_us: tx.ctx.now.timestamp_micros(),
            actor_kind: actor.kind().to_owned(),
            actor_id: actor.id(),
            action: event.action.code().to_owned(),
            subject_kind: event.subject.kind.to_owned(),
            subject_id: event.subject.id,
            reason: event.reason,
            detail: event.detail,
            request_id: Some(tx.ctx.request_id).filter(|id| !id.is_nil()),
            prev_hash,
            hash: Vec::new(),
        };
        link.hash = link.expected_hash().to_vec();
        prev_hash = link.hash.clone();
        rows.push(Row::from(link));
    }
    for portion in rows.chunks(PORTION) {
        OfRows(insert_into(audit_events::table).values(portion), portion.len()).execute(tx.conn).await?;
    }
    Ok(())
}

/// The end of the chain, which is ours until the transaction ends.
async fn end(conn: &AsyncPgConnection) -> Result<Option<End>> {
    let (mut first, mut then) = (conn, conn);
    // Sent together: the second begins, and looks, once the first has the lock.
    let lock = Kept(sql_query("select pg_advisory_xact_lock($1)").bind::<BigInt, _>(CHAIN_LOCK)).execute(&mut first);
    // Whoever acts adds to the chain; few read it.
    let end = Kept(sql_query("select seq, hash from audit_end()")).get_result(&mut then);
    let (held, end) = join(lock, end).await;
    held?;
    Ok(end.optional()?)
}

/// What to look for in the audit; empty fields do not narrow.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    /// Stored code of an action.
    pub action: Option<String>,
    /// A person who acted.
    pub actor_id: Option<Uuid>,
    /// Ids or references of a subject; none: any.
    pub subjects: Vec<String>,
    /// Not before, in microseconds since 1970.
    pub from_us: Option<i64>,
    /// Before, in microseconds since 1970.
    pub until_us: Option<i64>,
    /// Older than this position: the next page.
    pub before: Option<i64>,
}

/// Events that fit, newest first, at most `limit`.
///
/// # Errors
/// When the database refuses.
pub async fn list(conn: &mut AsyncPgConnection, filter: &Filter, limit: i64) -> Result<Vec<Link>> {
    let mut query = narrowed(filter);
    if let Some(before) = filter.before {
        query = query.filter(audit_events::seq.lt(before));
    }
    let rows: Vec<Row> = query.order(audit_events::seq.desc()).limit(limit).select(Row::as_select()).load(conn).await?;
    Ok(rows.into_iter().map(Link::from).collect())
}

/// Events that fit between two positions, oldest first, at most `limit`: the next piece of a file.
///
/// # Errors
/// When the database refuses.
pub async fn list_between(
    conn: &mut AsyncPgConnection,
    filter: &Filter,
    (after, until): (i64, i64),
    limit: i64,
) -> Result<Vec<Link>> {
    let query = narrowed(filter).filter(audit_events::seq.gt(after).and(audit_events::seq.le(until)));
    let rows: Vec<Row> = query.order(audit_events::seq).limit(limit).select(Row::as_select()).load(conn).await?;
    Ok(rows.into_iter().map(Link::from).collect())
}

/// The position of the last event; 0 before the first.
///
/// # Errors
/// When the database refuses.
pub async fn last_seq(conn: &mut AsyncPgConnection) -> Result<i64> {
    let last: Option<i64> = audit_events::table.select(diesel::dsl::max(audit_events::seq)).first(conn).await?;
    Ok(last.unwrap_or_default())
}

fn narrowed(filter: &Filter) -> audit_events::BoxedQuery<'_, diesel::pg::Pg> {
    let mut query = audit_events::table.into_boxed();
    if let Some(action) = &filter.action {
        query = query.filter(audit_events::action.eq(action.clone()));
    }
    if let Some(actor) = filter.actor_id {
        query = query.filter(audit_events::actor_id.eq(actor));
    }
    if !filter.subjects.is_empty() {
        query = query.filter(audit_events::subject_id.eq_any(filter.subjects.clone()));
    }
    if let Some(from) = filter.from_us {
        query = query.filter(audit_events::at_us.ge(from));
    }
    if let Some(until) = filter.until_us {
        query = query.filter(audit_events::at_us.lt(until));
    }
    query
}

/// The last event, as its head is told outside; none before the first.
///
/// # Errors
/// When the database refuses.
pub async fn head(tx: &mut Tx<'_>) -> Result<Option<Head>> {
    let last: Option<(i64, Vec<u8>)> = audit_events::table
        .select((audit_events::seq, audit_events::hash))
        .order(audit_events::seq.desc())
        .first(tx.conn)
        .await
        .optional()?;
    Ok(last.map(|(seq, hash)| Head { seq, hash, at: tx.ctx.now }))
}

/// Walks the whole chain, a thousand events at a time.
///
/// # Errors
/// When the database refuses.
pub async fn verify(conn: &mut AsyncPgConnection) -> Result<Verdict> {
    verify_past(conn, Walk::default()).await
}

/// The same against heads that were written down outside.
///
/// # Errors
/// When the database refuses.
pub async fn verify_against(conn: &mut AsyncPgConnection, heads: Vec<Head>) -> Result<Verdict> {
    verify_past(conn, Walk::past(heads.into_iter().map(|head| (head.seq, head.hash)))).await
}

async fn verify_past(conn: &mut AsyncPgConnection, mut walk: Walk) -> Result<Verdict> {
    const BATCH: i64 = 1000;
    let mut after = 0;
    loop {
        let rows: Vec<Row> = audit_events::table
            .filter(audit_events::seq.gt(after))
            .order(audit_events::seq)
            .limit(BATCH)
            .select(Row::as_select())
            .load(conn)
            .await?;
        let Some(last) = rows.last() else { return Ok(walk.finish()) };
        after = last.seq;
        for row in rows {
            if let Err(verdict) = walk.step(&Link::from(row)) {
                return Ok(verdict);
            }
        }
    }
}

macro_rules! same_fields {
    ($from:ident -> $to:ident) => {
        impl From<$from> for $to {
            fn from(f: $from) -> Self {
                Self {
                    seq: f.seq,
                    at_us: f.at_us,
                    actor_kind: f.actor_kind,
                    actor_id: f.actor_id,
                    action: f.action,
                    subject_kind: f.subject_kind,
                    subject_id: f.subject_id,
                    reason: f.reason,
                    detail: f.detail,
                    request_id: f.request_id,
                    prev_hash: f.prev_hash,
                    hash: f.hash,
                }
            }
        }
    };
}
same_fields!(Row -> Link);
same_fields!(Link -> Row);

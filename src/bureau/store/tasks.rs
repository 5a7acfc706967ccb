//! Work that the bureau gives: each piece of a download once, until its answer is there.

use anyhow::Context as _;
use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;
use diesel::{insert_into, update};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use uuid::Uuid;

use crate::bureau::work::{Piece, Sort};
use crate::bureau::xml::{self, Element, Limits};
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::schema::bureau_tasks as t;
use crate::values::ids::StaffId;

/// Table and columns, for the sealing.
const CONTENT: &str = "bureau_tasks.content";
const WORDS: &str = "bureau_tasks.words";

/// The outcome of work that was closed without an answer to the bureau; stored.
pub const SEEN: &str = "seen";

/// A piece of work without its content.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Task {
    /// Row id.
    pub id: Uuid,
    /// The download it came in.
    pub download: Uuid,
    /// What sort of work.
    pub sort: Sort,
    /// What it is about.
    pub subject: String,
    /// Code of the province it belongs to, where that is told.
    pub province: Option<String>,
    /// When it came.
    pub received_at: DateTime<Utc>,
    /// The last day.
    pub due_on: Option<NaiveDate>,
    /// Who has it in hand.
    pub claimed_by: Option<StaffId>,
    /// Code of what was done.
    pub outcome: Option<String>,
    /// Who answered.
    pub answered_by: Option<StaffId>,
    /// When.
    pub answered_at: Option<DateTime<Utc>>,
    /// When the bureau had the answer, or when it was seen.
    pub done_at: Option<DateTime<Utc>>,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = t)]
pub(super) struct Row {
    id: Uuid,
    download_id: Uuid,
    sort: String,
    subject: String,
    province: Option<String>,
    received_at: DateTime<Utc>,
    due_on: Option<NaiveDate>,
    claimed_by: Option<Uuid>,
    outcome: Option<String>,
    answered_by: Option<Uuid>,
    answered_at: Option<DateTime<Utc>>,
    done_at: Option<DateTime<Utc>>,
}

pub(super) fn task(row: Row) -> Result<Task> {
    Ok(Task {
        id: row.id,
        download: row.download_id,
        sort: Sort::from_code(&row.sort).context("unknown sort of work")?,
        subject: row.subject,
        province: row.province,
        received_at: row.received_at,
        due_on: row.due_on,
        claimed_by: row.claimed_by.map(StaffId::from_uuid),
        outcome: row.outcome,
        answered_by: row.answered_by.map(StaffId::from_uuid),
        answered_at: row.answered_at,
        done_at: row.done_at,
    })
}

/// Keeps a piece of work.
///
/// # Errors
/// When this piece of the download is kept already, or the database refuses.
pub async fn insert(tx: &mut Tx<'_>, download: Uuid, place: i32, piece: &Piece, due_on: NaiveDate) -> Result<()> {
    let id = Uuid::now_v7();
    let text = xml::to_text(&piece.content);
    insert_into(t::table)
        .values((
            t::id.eq(id),
            t::download_id.eq(download),
            t::place.eq(place),
            t::sort.eq(piece.sort.code()),
            t::subject.eq(&piece.subject),
            t::province.eq(&piece.province),
            t::content_sealed.eq(tx.sealer.seal_text(CONTENT, &text, id.as_bytes())?),
            t::received_at.eq(tx.ctx.now),
            t::due_on.eq(due_on),
        ))
        .execute(tx.conn)
        .await?;
    Ok(())
}

/// A piece of work.
///
/// # Errors
/// `NotFound` when there is none.
pub async fn load(conn: &mut AsyncPgConnection, id: Uuid) -> Result<Task> {
    task(t::table.select(Row::as_select()).find(id).first(conn).await?)
}

/// A piece of work, locked until the transaction ends.
///
/// # Errors
/// `NotFound` when there is none.
pub async fn load_for_update(conn: &mut AsyncPgConnection, id: Uuid) -> Result<Task> {
    task(t::table.select(Row::as_select()).find(id).for_update().first(conn).await?)
}

/// The piece as it came; none once it is over.
///
/// # Errors
/// When it does not open.
pub async fn find_content(tx: &mut Tx<'_>, id: Uuid) -> Result<Option<Element>> {
    let sealed: Option<Vec<u8>> = t::table.find(id).select(t::content_sealed).first(tx.conn).await?;
    let Some(sealed) = sealed else { return Ok(None) };
    let text = tx.sealer.open_text(CONTENT, &sealed, id.as_bytes())?;
    let element = xml::read_inner(&text, &Limits::default()).map_err(anyhow::Error::from)?;
    Ok(Some(element))
}

/// The words of the answer; of work that is to be answered again, what the bureau said of the answer before.
///
/// # Errors
/// When they do not open.
pub async fn find_words(tx: &mut Tx<'_>, id: Uuid) -> Result<Option<String>> {
    let sealed: Option<Vec<u8>> = t::table.find(id).select(t::words_sealed).first(tx.conn).await?;
    Ok(sealed.map(|sealed| tx.sealer.open_text(WORDS, &sealed, id.as_bytes())).transpose()?)
}

/// Notes who has it in hand; nobody gives it back.
///
/// # Errors
/// When the database refuses.
pub async fn set_claimed(conn: &mut AsyncPgConnection, id: Uuid, by: Option<StaffId>) -> Result<()> {
    update(t::table.find(id)).set(t::claimed_by.eq(by.map(StaffId::uuid))).execute(conn).await?;
    Ok(())
}

/// Keeps an answer.
///
/// # Errors
/// `Refused` when it was answered already.
pub async fn set_answered(tx: &mut Tx<'_>, id: Uuid, by: StaffId, outcome: &str, words: &str) -> Result<()> {
    let open = t::table.find(id).filter(t::answered_at.is_null());
    let rows = update(open)
        .set((
            t::outcome.eq(outcome),
            t::words_sealed.eq(tx.sealer.seal_text(WORDS, words, id.as_bytes())?),
            t::claimed_by.eq(by.uuid()),
            t::answered_by.eq(by.uuid()),
            t::answered_at.eq(tx.ctx.now),
        ))
        .execute(tx.conn)
        .await?;
    if rows == 1 { Ok(()) } else { Err(Error::refused("task-answered-already")) }
}

/// Whether its answer waits for its way to the bureau.
///
/// # Errors
/// When the database refuses.
pub async fn is_answered(conn: &mut AsyncPgConnection, id: Uuid) -> Result<bool> {
    let own = t::table.find(id).filter(t::answered_at.is_not_null().and(t::done_at.is_null()));
    Ok(diesel::select(diesel::dsl::exists(own)).get_result(conn).await?)
}

/// The bureau has the answer, or it needs none.
///
/// # Errors
/// When the database refuses.
pub async fn set_done(tx: &mut Tx<'_>, id: Uuid) -> Result<()> {
    update(t::table.find(id)).set(t::done_at.eq(tx.ctx.now)).execute(tx.conn).await?;
    Ok(())
}

/// It is to be answered again, its answer gone: the bureau lost that, or did not take it and said why.
///
/// # Errors
/// When the database refuses.
pub async fn open_again(tx: &mut Tx<'_>, id: Uuid, why: Option<&str>) -> Result<()> {
    let sealed = why.map(|words| tx.sealer.seal_text(WORDS, words, id.as_bytes())).transpose()?;
    update(t::table.find(id))
        .set((
            t::outcome.eq(None::<String>),
            t::words_sealed.eq(sealed),
            t::answered_by.eq(None::<Uuid>),
            t::answered_at.eq(None::<DateTime<Utc>>),
            t::done_at.eq(None::<DateTime<Utc>>),
        ))
        .execute(tx.conn)
        .await?;
    Ok(())
}

//! The line to the bureau and its uploads. Contents are sealed; numbers go up by one, and what is not sent yet can get others.

pub mod calls;
pub mod codes;
pub mod concerned;
pub mod downloads;
pub mod known;
mod line;
pub mod overview;
pub mod papers;
mod parts;
pub mod tasks;
mod waiting;
pub mod work;

pub use self::waiting::{count_pending, is_due, is_pending, list_waiting};

use anyhow::Context as _;
use chrono::{DateTime, Utc};
use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Bool, Integer, Text};
use diesel::{insert_into, sql_query, update};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use uuid::Uuid;

pub use self::line::{
    Line, let_go_on, load_line, lock_line, note_closed, note_contact, note_failure, note_fetched, note_not_fetched,
    set_in_step, set_lacks, set_rests, set_synced, stop,
};
use super::codes::Operation;
use super::upload::{About, BLOCK, Names, Upload, UploadState};
use crate::db::Tx;
use crate::db::kept::Kept;
use crate::error::{Error, Result};
use crate::schema::{bureau_line, bureau_uploads};
use crate::values::ids::FilingId;

/// Table and column, for the sealing.
const CONTENT: &str = "bureau_uploads.content";

/// A block of ids. Those of a file that is not sent after all are lost: only numbers must have no gap.
///
/// # Errors
/// When the database refuses.
pub async fn take_ids(conn: &mut AsyncPgConnection) -> Result<i64> {
    let next: i64 = update(bureau_line::table)
        .set(bureau_line::next_ids.eq(bureau_line::next_ids + BLOCK))
        .returning(bureau_line::next_ids)
        .get_result(conn)
        .await?;
    Ok(next - BLOCK)
}

/// The block of ids that would be taken next.
///
/// # Errors
/// When the database refuses.
pub async fn next_ids(conn: &mut AsyncPgConnection) -> Result<i64> {
    Ok(bureau_line::table.select(bureau_line::next_ids).first(conn).await?)
}

/// A file as it goes up.
pub struct File {
    /// What it is, by the name of the interface.
    pub method: &'static str,
    /// By which names its results come.
    pub names: Names,
    /// The exact bytes.
    pub content: Vec<u8>,
}

/// Fixes a file under the next number.
///
/// # Errors
/// When another upload about the same is on its way, or the database refuses.
pub async fn insert(tx: &mut Tx<'_>, about: About, ids: i64, file: File) -> Result<()> {
    let (filing, round, task) = match about {
        About::Case(filing, round) | About::Papers(filing, round) => {
            (Some(filing.uuid()), Some(i32::try_from(round).context("round beyond the column")?), None)
        }
        About::Task(task) => (None, None, Some(task)),
    };
    let next: i64 = update(bureau_line::table)
        .set(bureau_line::next_number.eq(bureau_line::next_number + 1))
        .returning(bureau_line::next_number)
        .get_result(tx.conn)
        .await?;
    let id = Uuid::now_v7();
    let operation = column(file.names.operation)?;
    let sealed = tx.sealer.seal_bytes(CONTENT, &file.content, id.as_bytes())?;
    // On its way into the database a file is in memory several times more.
    drop(file.content);
    insert_into(bureau_uploads::table)
        .values((
            bureau_uploads::id.eq(id),
            bureau_uploads::number.eq(next - 1),
            bureau_uploads::ids.eq(ids),
            bureau_uploads::filing_id.eq(filing),
            bureau_uploads::round.eq(round),
            bureau_uploads::task_id.eq(task),
            bureau_uploads::method.eq(file.method),
            bureau_uploads::operation.eq(operation),
            bureau_uploads::keys.eq(file.names.keys.iter().map(Some).collect::<Vec<_>>()),
            bureau_uploads::content_sealed.eq(sealed),
            bureau_uploads::state.eq(UploadState::Fixed.code()),
            bureau_uploads::fixed_at.eq(tx.ctx.now),
        ))
        .execute(tx.conn)
        .await?;
    Ok(())
}

type Row = (Uuid, Option<i64>, i64, Option<Uuid>, Option<i32>, Option<Uuid>, i32, String, Option<DateTime<Utc>>);
const COLUMNS: (
    bureau_uploads::id,
    bureau_uploads::number,
    bureau_uploads::ids,
    bureau_uploads::filing_id,
    bureau_uploads::round,
    bureau_uploads::task_id,
    bureau_uploads::operation,
    bureau_uploads::state,
    bureau_uploads::again_at,
) = (
    bureau_uploads::id,
    bureau_uploads::number,
    bureau_uploads::ids,
    bureau_uploads::filing_id,
    bureau_uploads::round,
    bureau_uploads::task_id,
    bureau_uploads::operation,
    bureau_uploads::state,
    bureau_uploads::again_at,
);

fn upload((id, number, ids, filing, round, task, operation, state, again_at): Row) -> Result<Upload> {
    let operation = Operation::of(operation.into()).context("unknown operation of an upload")?;
    let about = match (filing, round, task) {
        (Some(filing), Some(round), _) => {
            let (filing, round) = (FilingId::from_uuid(filing), u32::try_from(round).context("negative round")?);
            let is_alone = operation == Operation::Attachments;
            if is_alone { About::Papers(filing, round) } else { About::Case(filing, round) }
        }
        (_, _, task) => About::Task(task.context("an upload about nothing")?),
    };
    let state = UploadState::from_code(&state).context("unknown state of an upload")?;
    Ok(Upload { id, number, ids, about, operation, state, is_again: again_at.is_some() })
}

/// An operation as its column has it.
fn column(operation: Operation) -> Result<i32> {
    Ok(i32::try_from(operation.code()).context("operation beyond the column")?)
}

const OPEN: [&str; 3] = ["fixed", "sending", "held"];

/// Whether an upload of a filing is on its way.
///
/// # Errors
/// When the database refuses.
pub async fn has_open(conn: &mut AsyncPgConnection, filing: FilingId) -> Result<bool> {
    let own = bureau_uploads::filing_id.eq(filing.uuid()).and(bureau_uploads::state.eq_any(OPEN));
    Ok(diesel::select(diesel::dsl::exists(bureau_uploads::table.filter(own))).get_result(conn).await?)
}

/// The upload whose turn it is: that of the lowest number that is not done.
///
/// # Errors
/// When the database refuses.
pub async fn find_next(conn: &mut AsyncPgConnection) -> Result<Option<Upload>> {
    let query = bureau_uploads::table.select(COLUMNS).filter(bureau_uploads::state.eq_any(OPEN));
    let row: Option<Row> = query.order(bureau_uploads::number).first(conn).await.optional()?;
    row.map(upload).transpose()
}

/// An upload, locked until the transaction ends.
///
/// # Errors
/// `NotFound` when there is none.
pub async fn load_for_update(conn: &mut AsyncPgConnection, id: Uuid) -> Result<Upload> {
    upload(bureau_uploads::table.select(COLUMNS).find(id).for_update().first(conn).await?)
}

/// The upload with a block of ids.
///
/// # Errors
/// When the database refuses.
pub async fn find_by_ids(conn: &mut AsyncPgConnection, ids: i64) -> Result<Option<Upload>> {
    let query = bureau_uploads::table.select(COLUMNS).filter(bureau_uploads::ids.eq(ids)).for_update();
    let row: Option<Row> = query.first(conn).await.optional()?;
    row.map(upload).transpose()
}

/// The last upload of an operation that named a record so; one that did not go up only where no other did.
///
/// # Errors
/// When the database refuses.
pub async fn find_by_key(conn: &mut AsyncPgConnection, operation: Operation, key: &str) -> Result<Option<Upload>> {
    let operation = column(operation)?;
    // Past the rule of the table's rows, which would keep the index of keys from being used.
    let own = sql::<Bool>("id in (select uploads_of_key(").bind::<Integer, _>(operation).sql(", ");
    let own = own.bind::<Text, _>(key).sql("))");
    let stayed = bureau_uploads::state.eq_any([UploadState::Fixed.code(), UploadState::Dropped.code()]);
    let query = bureau_uploads::table.select(COLUMNS).filter(own).order((stayed, bureau_uploads::ids.desc()));
    let row: Option<Row> = Kept(query.limit(1).for_update()).get_result(conn).await.optional()?;
    row.map(upload).transpose()
}

/// The last upload of a filing itself: not of its papers alone.
///
/// # Errors
/// When the database refuses.
pub async fn find_last(conn: &mut AsyncPgConnection, filing: FilingId) -> Result<Option<Upload>> {
    let own =
        bureau_uploads::filing_id.eq(filing.uuid()).and(bureau_uploads::operation.ne(column(Operation::Attachments)?));
    let query = bureau_uploads::table.select(COLUMNS).filter(own);
    let row: Option<Row> = query.order(bureau_uploads::ids.desc()).first(conn).await.optional()?;
    row.map(upload).transpose()
}

/// The last time the papers of a filing went up on their own.
///
/// # Errors
/// When the database refuses.
pub async fn find_last_papers(conn: &mut AsyncPgConnection, filing: FilingId) -> Result<Option<Uuid>> {
    use bureau_uploads as t;
    let own = t::filing_id.eq(filing.uuid()).and(t::operation.eq(column(Operation::Attachments)?));
    Ok(t::table.select(t::id).filter(own).order(t::ids.desc()).first(conn).await.optional()?)
}

/// The last answer to a piece of work.
///
/// # Errors
/// When the database refuses.
pub async fn find_last_of_task(conn: &mut AsyncPgConnection, task: Uuid) -> Result<Option<Uuid>> {
    use bureau_uploads as t;
    Ok(t::table.select(t::id).filter(t::task_id.eq(task)).order(t::ids.desc()).first(conn).await.optional()?)
}

/// The exact file; none once it is over.
///
/// # Errors
/// When it does not open.
pub async fn find_content(tx: &mut Tx<'_>, id: Uuid) -> Result<Option<Vec<u8>>> {
    let sealed: Option<Vec<u8>> =
        bureau_uploads::table.find(id).select(bureau_uploads::content_sealed).first(tx.conn).await?;
    let open = |sealed: Vec<u8>| tx.sealer.open_bytes(CONTENT, &sealed, id.as_bytes());
    Ok(sealed.map(open).transpose()?)
}

/// Whether the file of an upload is kept.
///
/// # Errors
/// When the database refuses.
pub async fn has_content(conn: &mut AsyncPgConnection, id: Uuid) -> Result<bool> {
    let kept = bureau_uploads::table.find(id).filter(bureau_uploads::content_sealed.is_not_null());
    Ok(diesel::select(diesel::dsl::exists(kept)).get_result(conn).await?)
}

/// The exact file.
///
/// # Errors
/// When it is over or does not open.
pub async fn load_content(tx: &mut Tx<'_>, id: Uuid) -> Result<Vec<u8>> {
    Ok(find_content(tx, id).await?.context("the file of an upload is over")?)
}

/// Notes that a call begins.
///
/// # Errors
/// `Stale` when it stands elsewhere meanwhile, or when the database refuses.
pub async fn begin(tx: &mut Tx<'_>, upload: &Upload) -> Result<()> {
    let own = bureau_uploads::table.find(upload.id).filter(bureau_uploads::state.eq(UploadState::Fixed.code()));
    let rows = update(own)
        .set((bureau_uploads::state.eq(UploadState::Sending.code()), bureau_uploads::sent_at.eq(tx.ctx.now)))
        .execute(tx.conn)
        .await?;
    moved(rows)
}

/// Notes how far an upload is, with the code of the answer if there was one. Why one that waits was refused stands until it is
/// answered otherwise.
///
/// # Errors
/// `Stale` when it stands elsewhere meanwhile, or when the database refuses.
pub async fn set_state(tx: &mut Tx<'_>, upload: &Upload, state: UploadState, code: Option<i64>) -> Result<()> {
    let own = bureau_uploads::table.find(upload.id).filter(bureau_uploads::state.eq(upload.state.code()));
    let rows = update(own)
        .set((
            bureau_uploads::state.eq(state.code()),
            (code.is_some() || state != UploadState::Fixed).then(|| bureau_uploads::answer_code.eq(code)),
            bureau_uploads::answered_at.eq(tx.ctx.now),
        ))
        .execute(tx.conn)
        .await?;
    moved(rows)
}

fn moved(rows: usize) -> Result<()> {
    if rows == 1 { Ok(()) } else { Err(Error::Stale) }
}

/// Counts that a call about an upload led nowhere; returns how many did.
///
/// # Errors
/// When the database refuses.
pub async fn count_try(conn: &mut AsyncPgConnection, id: Uuid) -> Result<i32> {
    let own = update(bureau_uploads::table.find(id)).set(bureau_uploads::tries.eq(bureau_uploads::tries + 1));
    Ok(own.returning(bureau_uploads::tries).get_result(conn).await?)
}

/// Takes an upload out of the line. What comes after it is to be numbered anew.
///
/// # Errors
/// `Stale` when it stands elsewhere meanwhile, or when the database refuses.
pub async fn take_out(conn: &mut AsyncPgConnection, upload: &Upload) -> Result<()> {
    let own = bureau_uploads::table.find(upload.id).filter(bureau_uploads::state.eq(upload.state.code()));
    let rows = update(own)
        .set((bureau_uploads::number.eq(None::<i64>), bureau_uploads::state.eq(UploadState::Dropped.code())))
        .execute(conn)
        .await?;
    moved(rows)
}

/// Numbers what is not done from `next` on, in its order.
///
/// # Errors
/// When a number is taken or the database refuses.
pub async fn renumber(conn: &mut AsyncPgConnection, next: i64) -> Result<()> {
    sql_query(
        "with line as (
             select id, $1 + row_number() over (order by number) - 1 as number from bureau_uploads
             where state in ('fixed', 'sending', 'held')),
         moved as (update bureau_uploads u set number = line.number from line where u.id = line.id returning 1)
         update bureau_line set next_number = $1 + (select count(*) from moved)",
    )
    .bind::<BigInt, _>(next)
    .execute(conn)
    .await?;
    Ok(())
}

/// Puts an upload back that the bureau lost: it keeps its place and goes again.
///
/// # Errors
/// `Stale` when it stands elsewhere meanwhile, or when the database refuses.
pub async fn put_back(tx: &mut Tx<'_>, upload: &Upload) -> Result<()> {
    let own = bureau_uploads::table.find(upload.id).filter(bureau_uploads::state.eq(upload.state.code()));
    let rows = update(own)
        .set((
            bureau_uploads::state.eq(UploadState::Fixed.code()),
            bureau_uploads::again_at.eq(tx.ctx.now),
            bureau_uploads::tries.eq(0),
        ))
        .execute(tx.conn)
        .await?;
    moved(rows)
}

/// The uploads of this number and later ones that were taken, locked until the transaction ends.
///
/// # Errors
/// When the database refuses.
pub async fn list_accepted_from(conn: &mut AsyncPgConnection, from: i64) -> Result<Vec<Upload>> {
    let accepted = bureau_uploads::state.eq(UploadState::Accepted.code()).and(bureau_uploads::number.ge(from));
    let query = bureau_uploads::table.select(COLUMNS).filter(accepted).order(bureau_uploads::number).for_update();
    let rows: Vec<Row> = query.load(conn).await?;
    rows.into_iter().map(upload).collect()
}

//! The calls of the bureau's system, each with its answer. Messages are sealed: they may repeat what was sent.

use chrono::{DateTime, Utc};
use diesel::insert_into;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use uuid::Uuid;

use crate::db::Tx;
use crate::error::Result;
use crate::schema::bureau_calls as t;

/// Table and column, for the sealing.
const MESSAGE: &str = "bureau_calls.message";
/// Most characters of a message: what answers may be anything.
const LONGEST: usize = 1000;

/// The file that a call was about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CallAbout {
    /// One that goes up.
    Upload(Uuid),
    /// One that came down.
    Download(Uuid),
    /// None: it asked for news and brought none, what is on record, or whether a filing password is right.
    NoFile,
}

/// A call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CallLine {
    /// Stored code of the method.
    pub method: String,
    /// When it began.
    pub begun_at: DateTime<Utc>,
    /// When it was answered, or given up.
    pub ended_at: DateTime<Utc>,
    /// Code of the answer; none where none came.
    pub code: Option<i64>,
    /// Words of the answer, or why none came; none where they are not asked for, and once they are over.
    pub message: Option<String>,
}

/// Notes a call.
///
/// # Errors
/// When the database refuses.
pub async fn insert(tx: &mut Tx<'_>, about: CallAbout, call: &CallLine) -> Result<()> {
    let id = Uuid::now_v7();
    let (upload, download) = match about {
        CallAbout::Upload(upload) => (Some(upload), None),
        CallAbout::Download(download) => (None, Some(download)),
        CallAbout::NoFile => (None, None),
    };
    let message = call.message.as_ref().map(|words| words.chars().take(LONGEST).collect::<String>());
    let message = message.map(|words| tx.sealer.seal_text(MESSAGE, &words, id.as_bytes())).transpose()?;
    insert_into(t::table)
        .values((
            t::id.eq(id),
            t::upload_id.eq(upload),
            t::download_id.eq(download),
            t::method.eq(&call.method),
            t::begun_at.eq(call.begun_at),
            t::ended_at.eq(call.ended_at),
            t::code.eq(call.code),
            t::message_sealed.eq(message),
        ))
        .execute(tx.conn)
        .await?;
    Ok(())
}

type Row = (Uuid, (Option<Uuid>, Option<Uuid>), String, DateTime<Utc>, DateTime<Utc>, Option<i64>, Option<Vec<u8>>);
const COLUMNS: (
    t::id,
    (t::upload_id, t::download_id),
    t::method,
    t::begun_at,
    t::ended_at,
    t::code,
    t::message_sealed,
) = (t::id, (t::upload_id, t::download_id), t::method, t::begun_at, t::ended_at, t::code, t::message_sealed);

/// The last calls about a file, the latest first; with their messages where those are revealed.
///
/// # Errors
/// When the database refuses or a message does not open.
pub async fn list(tx: &mut Tx<'_>, about: CallAbout, limit: i64, reveals: bool) -> Result<Vec<CallLine>> {
    let query = t::table.select(COLUMNS).into_boxed();
    let query = match about {
        CallAbout::Upload(upload) => query.filter(t::upload_id.eq(upload)),
        CallAbout::Download(download) => query.filter(t::download_id.eq(download)),
        CallAbout::NoFile => return Ok(Vec::new()),
    };
    let rows: Vec<Row> = query.order((t::begun_at.desc(), t::id.desc())).limit(limit).load(tx.conn).await?;
    rows.into_iter().map(|row| Ok(line(tx, row, reveals)?.1)).collect()
}

/// The last calls of all, each with the file it was about; with their messages where those are revealed.
///
/// # Errors
/// When the database refuses or a message does not open.
pub async fn list_last(tx: &mut Tx<'_>, limit: i64, reveals: bool) -> Result<Vec<(CallAbout, CallLine)>> {
    let query = t::table.select(COLUMNS).order((t::ended_at.desc(), t::id.desc()));
    let rows: Vec<Row> = query.limit(limit).load(tx.conn).await?;
    rows.into_iter().map(|row| line(tx, row, reveals)).collect()
}

fn line(tx: &Tx<'_>, row: Row, reveals: bool) -> Result<(CallAbout, CallLine)> {
    let (id, about, method, begun_at, ended_at, code, message) = row;
    let about = match about {
        (Some(upload), _) => CallAbout::Upload(upload),
        (None, Some(download)) => CallAbout::Download(download),
        (None, None) => CallAbout::NoFile,
    };
    let open = |sealed: Vec<u8>| tx.sealer.open_text(MESSAGE, &sealed, id.as_bytes());
    let message = message.filter(|_| reveals).map(open).transpose()?;
    Ok((about, CallLine { method, begun_at, ended_at, code, message }))
}

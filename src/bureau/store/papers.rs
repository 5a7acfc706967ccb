//! Papers that went up on their own, and what the bureau said of them.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use uuid::Uuid;

use super::downloads::open_words;
use crate::bureau::codes::Operation;
use crate::bureau::news::PAPERS;
use crate::bureau::upload::UploadState;
use crate::db::Tx;
use crate::error::Result;
use crate::schema::{bureau_items, bureau_uploads, outbox};
use crate::values::ids::FilingId;

/// A time that papers went up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sent {
    /// How far they are.
    pub state: UploadState,
    /// When their file was written.
    pub at: DateTime<Utc>,
}

/// What the bureau said of papers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Said {
    /// Stored code of what became of it.
    pub outcome: String,
    /// The codes it told, or why it is left.
    pub reason: Option<String>,
    /// What it said in words; none once they are over.
    pub words: Option<String>,
    /// When.
    pub at: DateTime<Utc>,
}

/// The last times the papers of a filing went up on their own, the latest first.
///
/// # Errors
/// When the database refuses.
pub async fn list(conn: &mut AsyncPgConnection, filing: FilingId, limit: i64) -> Result<Vec<Sent>> {
    use bureau_uploads as t;
    let own = t::filing_id.eq(filing.uuid()).and(t::operation.eq(super::column(Operation::Attachments)?));
    let query = t::table.filter(own).order(t::ids.desc()).limit(limit);
    let rows: Vec<(String, DateTime<Utc>)> = query.select((t::state, t::fixed_at)).load(conn).await?;
    Ok(rows.into_iter().filter_map(|(state, at)| Some(Sent { state: UploadState::from_code(&state)?, at })).collect())
}

/// What the bureau said last of the papers of a filing, the latest first.
///
/// # Errors
/// When the database refuses or its words do not open.
pub async fn list_said(tx: &mut Tx<'_>, filing: FilingId, limit: i64) -> Result<Vec<Said>> {
    use bureau_items as t;
    type Row = (Uuid, i32, String, Option<String>, Option<Vec<u8>>, DateTime<Utc>);
    let own = t::filing_id.eq(filing.uuid()).and(t::sort.eq(PAPERS));
    let columns = (t::download_id, t::place, t::outcome, t::reason, t::words_sealed, t::decided_at);
    let query = t::table.filter(own).order((t::decided_at.desc(), t::place)).limit(limit);
    let rows: Vec<Row> = query.select(columns).load(tx.conn).await?;
    let said = |(id, place, outcome, reason, sealed, at): Row| {
        let words = sealed.map(|sealed| open_words(tx, id, place, &sealed)).transpose()?;
        Ok(Said { outcome, reason, words, at })
    };
    rows.into_iter().map(said).collect()
}

/// Whether a job of a topic about a filing waits or runs.
///
/// # Errors
/// When the database refuses.
pub async fn is_asked(conn: &mut AsyncPgConnection, topic: &str, filing: FilingId) -> Result<bool> {
    let of_filing = outbox::topic.eq(topic).and(outbox::filing.eq(filing.to_string()));
    let own = outbox::table.filter(of_filing).filter(outbox::finished_at.is_null());
    Ok(diesel::select(diesel::dsl::exists(own)).get_result(conn).await?)
}

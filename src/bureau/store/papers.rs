//! Papers that went up on their own, and what the bureau said of them.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::{Bool, Text};
use diesel_async::{AsyncPgConnection, RunQueryDsl};

use crate::bureau::upload::UploadState;
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
#[derive(Debug, Clone, PartialEq, Eq, Queryable)]
pub struct Said {
    /// Stored code of what became of it.
    pub outcome: String,
    /// The codes it told, or why it is left.
    pub reason: Option<String>,
    /// When.
    pub at: DateTime<Utc>,
}

/// The sort of the pieces that tell of papers; stored.
pub const SORT: &str = "papers";

/// The times the papers of a filing went up on their own, the latest first.
///
/// # Errors
/// When the database refuses.
pub async fn list(conn: &mut AsyncPgConnection, filing: FilingId) -> Result<Vec<Sent>> {
    use bureau_uploads as t;
    let own = t::filing_id.eq(filing.uuid()).and(t::method.eq("XZHYD"));
    let rows: Vec<(String, DateTime<Utc>)> =
        t::table.filter(own).order(t::ids.desc()).select((t::state, t::fixed_at)).load(conn).await?;
    Ok(rows.into_iter().filter_map(|(state, at)| Some(Sent { state: UploadState::from_code(&state)?, at })).collect())
}

/// What the bureau said of the papers of a filing, the latest first.
///
/// # Errors
/// When the database refuses.
pub async fn list_said(conn: &mut AsyncPgConnection, filing: FilingId) -> Result<Vec<Said>> {
    use bureau_items as t;
    let own = t::filing_id.eq(filing.uuid()).and(t::sort.eq(SORT));
    let columns = (t::outcome, t::reason, t::decided_at);
    Ok(t::table.filter(own).order((t::decided_at.desc(), t::place)).select(columns).load(conn).await?)
}

/// Whether a job of a topic about a filing waits or runs.
///
/// # Errors
/// When the database refuses.
pub async fn is_asked(conn: &mut AsyncPgConnection, topic: &str, filing: FilingId) -> Result<bool> {
    let of_filing = diesel::dsl::sql::<Bool>("payload ->> 'filing' = ").bind::<Text, _>(filing.to_string());
    let own = outbox::table.filter(outbox::topic.eq(topic).and(outbox::finished_at.is_null())).filter(of_filing);
    Ok(diesel::select(diesel::dsl::exists(own)).get_result(conn).await?)
}

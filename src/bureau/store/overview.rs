//! What the operator sees of the line: uploads, downloads and what is left, the newest first. No content is opened.

use anyhow::Context as _;
use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};

use crate::bureau::upload::UploadState;
use crate::error::Result;
use crate::schema::{bureau_downloads, bureau_items, bureau_uploads, filings};

/// An upload.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UploadLine {
    /// Its number; none once it is dropped.
    pub number: Option<i64>,
    /// Reference of its case.
    pub case: String,
    /// How far it is.
    pub state: UploadState,
    /// Code of the last answer.
    pub code: Option<i64>,
    /// When its file was written.
    pub fixed_at: DateTime<Utc>,
    /// When it was last sent.
    pub sent_at: Option<DateTime<Utc>>,
}

/// The last uploads.
///
/// # Errors
/// When the database refuses.
pub async fn uploads(conn: &mut AsyncPgConnection, limit: i64) -> Result<Vec<UploadLine>> {
    type Row = (Option<i64>, String, String, Option<i64>, DateTime<Utc>, Option<DateTime<Utc>>);
    let rows: Vec<Row> = bureau_uploads::table
        .inner_join(filings::table)
        .select((
            bureau_uploads::number,
            filings::ref_,
            bureau_uploads::state,
            bureau_uploads::answer_code,
            bureau_uploads::fixed_at,
            bureau_uploads::sent_at,
        ))
        .order(bureau_uploads::ids.desc())
        .limit(limit)
        .load(conn)
        .await?;
    let line = |(number, case, state, code, fixed_at, sent_at): Row| {
        let state = UploadState::from_code(&state).context("unknown state of an upload")?;
        Ok(UploadLine { number, case, state, code, fixed_at, sent_at })
    };
    rows.into_iter().map(line).collect()
}

/// How many uploads are not done.
///
/// # Errors
/// When the database refuses.
pub async fn count_open(conn: &mut AsyncPgConnection) -> Result<i64> {
    let open = bureau_uploads::table.filter(bureau_uploads::state.eq_any(super::OPEN));
    Ok(open.count().get_result(conn).await?)
}

/// A download.
#[derive(Debug, Clone, PartialEq, Eq, Queryable)]
pub struct DownloadLine {
    /// The bureau's name of it.
    pub name: String,
    /// When it came.
    pub received_at: DateTime<Utc>,
    /// When the bureau heard that it is here.
    pub acknowledged_at: Option<DateTime<Utc>>,
    /// When all of it was dealt with.
    pub applied_at: Option<DateTime<Utc>>,
    /// Why it cannot be read.
    pub trouble: Option<String>,
}

/// The last downloads.
///
/// # Errors
/// When the database refuses.
pub async fn downloads(conn: &mut AsyncPgConnection, limit: i64) -> Result<Vec<DownloadLine>> {
    use bureau_downloads as t;
    let columns = (t::name, t::received_at, t::acknowledged_at, t::applied_at, t::trouble);
    Ok(t::table.select(columns).order((t::received_at.desc(), t::id.desc())).limit(limit).load(conn).await?)
}

/// A piece of a download that somebody has to look at.
#[derive(Debug, Clone, PartialEq, Eq, Queryable)]
pub struct LeftLine {
    /// The download it stands in.
    pub name: String,
    /// What sort of piece it is.
    pub sort: String,
    /// Why it is left, or what it is.
    pub reason: Option<String>,
    /// Reference of the case it is about.
    pub case: Option<String>,
    /// Since when.
    pub at: DateTime<Utc>,
}

/// The last pieces that are left.
///
/// # Errors
/// When the database refuses.
pub async fn left(conn: &mut AsyncPgConnection, limit: i64) -> Result<Vec<LeftLine>> {
    use bureau_items as t;
    let columns = (bureau_downloads::name, t::sort, t::reason, filings::ref_.nullable(), t::decided_at);
    Ok(t::table
        .inner_join(bureau_downloads::table)
        .left_join(filings::table)
        .filter(t::outcome.eq("left"))
        .select(columns)
        .order((t::decided_at.desc(), t::download_id, t::place))
        .limit(limit)
        .load(conn)
        .await?)
}

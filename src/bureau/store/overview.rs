//! What the operator sees of the line: uploads, downloads and what is left, the newest first. No content is opened.

use anyhow::Context as _;
use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use uuid::Uuid;

use crate::bureau::upload::UploadState;
use crate::error::Result;
use crate::schema::{bureau_downloads, bureau_items, bureau_uploads, filings};

/// An upload.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UploadLine {
    /// Row id.
    pub id: Uuid,
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

type UploadRow = (Uuid, Option<i64>, String, String, Option<i64>, DateTime<Utc>, Option<DateTime<Utc>>);
const UPLOAD: (
    bureau_uploads::id,
    bureau_uploads::number,
    filings::ref_,
    bureau_uploads::state,
    bureau_uploads::answer_code,
    bureau_uploads::fixed_at,
    bureau_uploads::sent_at,
) = (
    bureau_uploads::id,
    bureau_uploads::number,
    filings::ref_,
    bureau_uploads::state,
    bureau_uploads::answer_code,
    bureau_uploads::fixed_at,
    bureau_uploads::sent_at,
);

fn upload_line((id, number, case, state, code, fixed_at, sent_at): UploadRow) -> Result<UploadLine> {
    let state = UploadState::from_code(&state).context("unknown state of an upload")?;
    Ok(UploadLine { id, number, case, state, code, fixed_at, sent_at })
}

/// The last uploads.
///
/// # Errors
/// When the database refuses.
pub async fn uploads(conn: &mut AsyncPgConnection, limit: i64) -> Result<Vec<UploadLine>> {
    let all = bureau_uploads::table.inner_join(filings::table).select(UPLOAD);
    let rows: Vec<UploadRow> = all.order(bureau_uploads::ids.desc()).limit(limit).load(conn).await?;
    rows.into_iter().map(upload_line).collect()
}

/// An upload by its id.
///
/// # Errors
/// `NotFound` when there is none.
pub async fn upload(conn: &mut AsyncPgConnection, id: Uuid) -> Result<UploadLine> {
    let own = bureau_uploads::table.inner_join(filings::table).filter(bureau_uploads::id.eq(id));
    upload_line(own.select(UPLOAD).first(conn).await?)
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
    /// Row id.
    pub id: Uuid,
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
    let columns = (t::id, t::name, t::received_at, t::acknowledged_at, t::applied_at, t::trouble);
    Ok(t::table.select(columns).order((t::received_at.desc(), t::id.desc())).limit(limit).load(conn).await?)
}

/// A download by its id.
///
/// # Errors
/// `NotFound` when there is none.
pub async fn download(conn: &mut AsyncPgConnection, id: Uuid) -> Result<DownloadLine> {
    use bureau_downloads as t;
    let columns = (t::id, t::name, t::received_at, t::acknowledged_at, t::applied_at, t::trouble);
    Ok(t::table.find(id).select(columns).first(conn).await?)
}

/// A piece of a download.
#[derive(Debug, Clone, PartialEq, Eq, Queryable)]
pub struct PieceLine {
    /// Its place in the file.
    pub place: i32,
    /// What sort of piece it is.
    pub sort: String,
    /// Stored code of what became of it.
    pub outcome: String,
    /// Why it is left, or what it is.
    pub reason: Option<String>,
    /// Reference of the case it is about.
    pub case: Option<String>,
    /// When somebody ticked it off.
    pub settled_at: Option<DateTime<Utc>>,
}

/// The pieces of a download in their order.
///
/// # Errors
/// When the database refuses.
pub async fn pieces(conn: &mut AsyncPgConnection, id: Uuid) -> Result<Vec<PieceLine>> {
    use bureau_items as t;
    let own = t::table.left_join(filings::table).filter(t::download_id.eq(id)).order(t::place);
    let columns = (t::place, t::sort, t::outcome, t::reason, filings::ref_.nullable(), t::settled_at);
    Ok(own.select(columns).load(conn).await?)
}

/// A piece of a download that somebody has to look at.
#[derive(Debug, Clone, PartialEq, Eq, Queryable)]
pub struct LeftLine {
    /// Row id of that download.
    pub download: Uuid,
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

/// The last pieces that are left and not ticked off.
///
/// # Errors
/// When the database refuses.
pub async fn left(conn: &mut AsyncPgConnection, limit: i64) -> Result<Vec<LeftLine>> {
    use bureau_items as t;
    let columns = (t::download_id, bureau_downloads::name, t::sort, t::reason, filings::ref_.nullable(), t::decided_at);
    Ok(t::table
        .inner_join(bureau_downloads::table)
        .left_join(filings::table)
        .filter(t::outcome.eq("left").and(t::settled_at.is_null()))
        .select(columns)
        .order((t::decided_at.desc(), t::download_id, t::place))
        .limit(limit)
        .load(conn)
        .await?)
}

//! What the operator sees of the line: uploads, downloads and what is left, the newest first. No content is opened.

use anyhow::Context as _;
use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use uuid::Uuid;

use super::downloads::LEFT;
use crate::bureau::upload::UploadState;
use crate::error::{Error, Result};
use crate::schema::{bureau_downloads, bureau_items, bureau_tasks, bureau_uploads, filings, outbox};

/// An upload.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UploadLine {
    /// Row id.
    pub id: Uuid,
    /// Its number; none once it is dropped.
    pub number: Option<i64>,
    /// What it is about.
    pub about: UploadAbout,
    /// How far it is.
    pub state: UploadState,
    /// Code of the last answer.
    pub code: Option<i64>,
    /// When its file was written.
    pub fixed_at: DateTime<Utc>,
    /// When it was last sent.
    pub sent_at: Option<DateTime<Utc>>,
}

/// What an upload is about, as it is shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum UploadAbout {
    /// Reference of its case.
    Case(String),
    /// A piece of work that it answers, with what that is about.
    Task(Uuid, String),
}

/// The last uploads.
///
/// # Errors
/// When the database refuses.
pub async fn uploads(conn: &mut AsyncPgConnection, limit: i64) -> Result<Vec<UploadLine>> {
    list_uploads(conn, None, limit).await
}

/// An upload by its id.
///
/// # Errors
/// `NotFound` when there is none.
pub async fn upload(conn: &mut AsyncPgConnection, id: Uuid) -> Result<UploadLine> {
    list_uploads(conn, Some(id), 1).await?.pop().ok_or(Error::NotFound)
}

async fn list_uploads(conn: &mut AsyncPgConnection, only: Option<Uuid>, limit: i64) -> Result<Vec<UploadLine>> {
    use bureau_uploads as t;
    type About = (Option<String>, Option<Uuid>, Option<String>);
    type Row = (Uuid, Option<i64>, About, String, Option<i64>, DateTime<Utc>, Option<DateTime<Utc>>);
    let about = (filings::ref_.nullable(), t::task_id, bureau_tasks::subject.nullable());
    let mut query = t::table
        .left_join(filings::table)
        .left_join(bureau_tasks::table)
        .select((t::id, t::number, about, t::state, t::answer_code, t::fixed_at, t::sent_at))
        .order(t::ids.desc())
        .limit(limit)
        .into_boxed();
    if let Some(id) = only {
        query = query.filter(t::id.eq(id));
    }
    let rows: Vec<Row> = query.load(conn).await?;
    let line = |(id, number, about, state, code, fixed_at, sent_at): Row| -> Result<UploadLine> {
        let about = match about {
            (Some(case), ..) => UploadAbout::Case(case),
            (None, task, subject) => UploadAbout::Task(task.context("about nothing")?, subject.unwrap_or_default()),
        };
        let state = UploadState::from_code(&state).context("unknown state of an upload")?;
        Ok(UploadLine { id, number, about, state, code, fixed_at, sent_at })
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
        .filter(t::outcome.eq(LEFT).and(t::settled_at.is_null()))
        .select(columns)
        .order((t::decided_at.desc(), t::download_id, t::place))
        .limit(limit)
        .load(conn)
        .await?)
}

/// What the operator was told, and nobody has dealt with.
#[derive(Debug, Clone, PartialEq, Eq, Queryable)]
pub struct Alarm {
    /// The topic of the job that was given up.
    pub topic: String,
    /// What is told of it, as it is kept.
    pub told: Option<String>,
    /// When.
    pub at: Option<DateTime<Utc>>,
}

/// The last alarms of the line.
///
/// # Errors
/// When the database refuses.
pub async fn alarms(conn: &mut AsyncPgConnection, limit: i64) -> Result<Vec<Alarm>> {
    let told = outbox::outcome.eq("dead").and(outbox::topic.like("bureau.%"));
    let query = outbox::table.filter(told).select((outbox::topic, outbox::last_error, outbox::finished_at));
    Ok(query.order(outbox::finished_at.desc()).limit(limit).load(conn).await?)
}

//! The list of what the bureau gives to do, narrowed, page by page by the last line of the page before.

use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;
use diesel::sql_types::{Bool, Date, Nullable, Uuid as SqlUuid};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use uuid::Uuid;

use super::tasks::{Row, Task, task};
use crate::bureau::work::Sort;
use crate::error::Result;
use crate::schema::bureau_tasks as t;

/// What narrows the list.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    /// Codes of the provinces that the reader reviews; none given: all.
    pub within: Vec<String>,
    /// Code of the province.
    pub province: Option<String>,
    /// What sort of work.
    pub sort: Option<Sort>,
}

impl Filter {
    /// The provinces that are shown, along with what tells none; none where all are.
    fn provinces(&self) -> Option<Vec<&str>> {
        let is_within = |code: &&str| self.within.is_empty() || self.within.iter().any(|own| own == code);
        match self.province.as_deref() {
            Some(code) => Some(Some(code).filter(is_within).into_iter().collect()),
            None if self.within.is_empty() => None,
            None => Some(self.within.iter().map(String::as_str).collect()),
        }
    }
}

/// The last line of a page of what waits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AfterOpen {
    /// It is answered, and the answer on its way.
    pub is_answered: bool,
    /// The day it is due.
    pub due_on: Option<NaiveDate>,
    /// Row id.
    pub id: Uuid,
}

/// The last line of a page of what is done, or of the blacklists.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AfterDone {
    /// Since when.
    pub at: DateTime<Utc>,
    /// Row id.
    pub id: Uuid,
}

impl AfterOpen {
    /// The place of a piece of work.
    pub fn of(task: &Task) -> Self {
        Self { is_answered: task.answered_at.is_some(), due_on: task.due_on, id: task.id }
    }
}

/// What waits for an answer or for its way to the bureau, the most urgent first.
///
/// # Errors
/// When the database refuses.
pub async fn list_open(
    conn: &mut AsyncPgConnection,
    filter: &Filter,
    after: Option<AfterOpen>,
    limit: i64,
) -> Result<Vec<Task>> {
    let mut query = t::table.select(Row::as_select()).filter(t::done_at.is_null()).into_boxed();
    if let Some(provinces) = filter.provinces() {
        query = query.filter(t::province.is_null().or(t::province.eq_any(provinces)));
    }
    if let Some(sort) = filter.sort {
        query = query.filter(t::sort.eq(sort.code()));
    }
    if let Some(after) = after {
        let later = diesel::dsl::sql::<Bool>("(answered_at is not null, coalesce(due_on, 'infinity'::date), id) > (")
            .bind::<Bool, _>(after.is_answered)
            .sql(", coalesce(")
            .bind::<Nullable<Date>, _>(after.due_on)
            .sql(", 'infinity'::date), ")
            .bind::<SqlUuid, _>(after.id)
            .sql(")");
        query = query.filter(later);
    }
    // As the index has them.
    let due_on = diesel::dsl::sql::<Date>("coalesce(due_on, 'infinity'::date)");
    let rows: Vec<Row> = query.order((t::answered_at.is_not_null(), due_on, t::id)).limit(limit).load(conn).await?;
    rows.into_iter().map(task).collect()
}

/// What is done, the last first.
///
/// # Errors
/// When the database refuses.
pub async fn list_done(
    conn: &mut AsyncPgConnection,
    filter: &Filter,
    after: Option<AfterDone>,
    limit: i64,
) -> Result<Vec<Task>> {
    let mut query = t::table.select(Row::as_select()).filter(t::done_at.is_not_null()).into_boxed();
    if let Some(provinces) = filter.provinces() {
        query = query.filter(t::province.is_null().or(t::province.eq_any(provinces)));
    }
    if let Some(sort) = filter.sort {
        query = query.filter(t::sort.eq(sort.code()));
    }
    if let Some(AfterDone { at, id }) = after {
        query = query.filter(t::done_at.lt(at).or(t::done_at.eq(at).and(t::id.gt(id))));
    }
    let rows: Vec<Row> = query.order((t::done_at.desc(), t::id)).limit(limit).load(conn).await?;
    rows.into_iter().map(task).collect()
}

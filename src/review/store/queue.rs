//! The queue: tabs, filters, keyset pages. A page reads about as many rows as it shows, however many filings there are.

use std::cmp::Reverse;

use chrono::{DateTime, Utc};
use diesel::dsl::exists;
use diesel::prelude::*;
use diesel::sql_types::Uuid as SqlUuid;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use uuid::Uuid;

use super::walks::{Age, Asked, waited};
use crate::error::Result;
use crate::filing::state::{Filing, StateCode};
use crate::filing::store;
use crate::review::due::{BureauLate, Cutoffs};
use crate::review::queue::{Filter, Tab};
use crate::schema::{filings, reviews};
use crate::values::ids::{FilingId, StaffId};

/// Whose queue, and when it is read.
#[derive(Debug, Clone)]
pub struct Scope {
    /// Who looks.
    pub staff: StaffId,
    /// Provinces they review; empty means all.
    pub provinces: Vec<String>,
    /// The database's time.
    pub now: DateTime<Utc>,
    /// Since when a case must have waited to be late.
    pub late: Cutoffs,
    /// The same of each bureau.
    pub bureaus: Vec<BureauLate>,
}

/// Where a page begins: after the last case of the one before.
#[derive(Debug, Clone, Copy)]
pub struct After {
    /// Since when that case waited.
    pub since: DateTime<Utc>,
    /// Its id.
    pub id: FilingId,
}

impl After {
    /// After this case of a tab.
    pub fn of(tab: Tab, case: &Filing) -> Self {
        Self { since: since(tab, case), id: case.id }
    }
}

/// What a case of a tab stands by in its order.
fn since(tab: Tab, case: &Filing) -> DateTime<Utc> {
    let since = match Age::of(tab, case) {
        Age::Submitted => case.submitted_at,
        Age::Since => None,
        Age::Until => case.state.until(),
    };
    since.unwrap_or(case.state_since)
}

#[derive(QueryableByName)]
struct Found {
    #[diesel(sql_type = SqlUuid)]
    id: Uuid,
}

/// The cases that a statement finds, in its order.
async fn found(conn: &AsyncPgConnection, asked: &Asked<'_>, sql: String) -> Result<Vec<Filing>> {
    let found: Vec<Found> = asked.bound(sql).load(&mut &*conn).await?;
    by_ids(conn, found.into_iter().map(|row| row.id).collect()).await
}

/// One page of a tab: what waits longest first; of all cases the newest first.
///
/// # Errors
/// When the database refuses.
pub async fn page(
    conn: &AsyncPgConnection,
    scope: &Scope,
    tab: Tab,
    filter: &Filter,
    after: Option<After>,
    limit: i64,
) -> Result<Vec<Filing>> {
    let asked = Asked { scope, filter, late: scope.late, after };
    let has_rejected = tab == Tab::All || tab.states().contains(&StateCode::Rejected.code());
    // Found and loaded in one statement, which keeps no order: they are put in that of the walks here.
    let mut cases = store::list_walked(conn, asked.bound(asked.page(tab, limit)), has_rejected).await?;
    match tab {
        Tab::All => cases.sort_by_key(|case| Reverse(case.id.uuid())),
        _ => cases.sort_by_key(|case| (since(tab, case), case.id.uuid())),
    }
    Ok(cases)
}

async fn by_ids(conn: &AsyncPgConnection, ids: Vec<Uuid>) -> Result<Vec<Filing>> {
    let ids: Vec<FilingId> = ids.into_iter().map(FilingId::from_uuid).collect();
    store::list_by_ids(conn, &ids).await
}

/// Cases of somebody's that came back: changed by the applicant, or not usable for the bureau. Reads what waits, never
/// everything this person ever reviewed.
///
/// # Errors
/// When the database refuses.
pub async fn returned(conn: &mut AsyncPgConnection, scope: &Scope, limit: i64) -> Result<Vec<Filing>> {
    let own = reviews::table
        .filter(reviews::filing_id.eq(filings::id).and(reviews::reviewer_id.eq(scope.staff.uuid())))
        .filter(reviews::round.ge(filings::round - 1));
    let ids: Vec<Uuid> = filings::table
        .filter(filings::state.eq("submitted").and(exists(own)))
        .select(filings::id)
        .order((filings::submitted_at, filings::id))
        .limit(limit)
        .load(conn)
        .await?;
    by_ids(conn, ids).await
}

/// Cases whose server ended, what was found first first.
///
/// # Errors
/// When the database refuses.
pub async fn list_without_server(conn: &mut AsyncPgConnection, scope: &Scope, limit: i64) -> Result<Vec<Filing>> {
    let asked = Asked { scope, filter: &Filter::default(), late: scope.late, after: None };
    let sql = format!(
        "select id from filings join (select filing_id, min(found_at) as found_at from instance_findings
             where gone_at is null group by filing_id) ended on ended.filing_id = id
         where {} order by ended.found_at, id limit {limit}",
        asked.narrowed()
    );
    found(conn, &asked, sql).await
}

/// What the desk should finish by these instants, what waits longest first.
///
/// # Errors
/// When the database refuses.
pub async fn list_due(
    conn: &mut AsyncPgConnection,
    scope: &Scope,
    cutoffs: Cutoffs,
    limit: i64,
) -> Result<Vec<Filing>> {
    let asked = Asked { scope, filter: &Filter::default(), late: cutoffs, after: None };
    let mut cases = store::list_walked(conn, asked.bound(asked.page_of(&waited(), limit)), false).await?;
    cases.sort_by_key(|case| (case.submitted_at, case.id.uuid()));
    Ok(cases)
}

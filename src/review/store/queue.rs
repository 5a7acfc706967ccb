//! The queue: tabs, filters, keyset pages. A page reads about as many rows as it shows, however many filings there are.

use chrono::{DateTime, Utc};
use diesel::dsl::{exists, sql};
use diesel::pg::Pg;
use diesel::prelude::*;
use diesel::sql_query;
use diesel::sql_types::{Array, BigInt, Bool, Nullable, Text, Timestamptz, Uuid as SqlUuid};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use uuid::Uuid;

use crate::db::kept::Kept;
use crate::error::Result;
use crate::filing::state::Filing;
use crate::filing::store;
use crate::reference::book;
use crate::review::due::{BureauLate, Cutoffs};
use crate::review::queue::{Filter, Tab, Whose};
use crate::schema::{filings, instance_findings, reviews};
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
        let submitted = case.submitted_at.filter(|_| is_by_submission(tab));
        Self { since: submitted.unwrap_or(case.state_since), id: case.id }
    }
}

/// What the desk itself is to do is ordered by when it was handed in: a case that was given back keeps its place.
fn is_by_submission(tab: Tab) -> bool {
    matches!(tab, Tab::Unassigned | Tab::Mine | Tab::Overdue)
}

/// The desk itself is to act.
const REVIEWING: [&str; 2] = ["submitted", "in_review"];

type Boxed<'a> = filings::BoxedQuery<'a, Pg>;

/// What was handed in, within somebody's provinces.
fn within(scope: &Scope) -> Boxed<'static> {
    let query = filings::table.filter(filings::round.gt(0).and(filings::erased_at.is_null())).into_boxed();
    if scope.provinces.is_empty() { query } else { query.filter(filings::province.eq_any(scope.provinces.clone())) }
}

fn narrowed(scope: &Scope, tab: Tab, filter: &Filter) -> Boxed<'static> {
    let mut query = within(scope);
    if let Some(province) = &filter.province {
        query = query.filter(filings::province.eq(province.clone()));
    }
    match filter.whose {
        Some(Whose::Organisation) => query = query.filter(filings::entity_name.is_not_null()),
        Some(Whose::Individual) => query = query.filter(filings::entity_name.is_null()),
        None => {}
    }
    match filter.again {
        Some(true) => query = query.filter(filings::round.gt(1)),
        Some(false) => query = query.filter(filings::round.eq(1)),
        None => {}
    }
    match tab {
        Tab::Unassigned => query.filter(filings::state.eq("submitted")),
        Tab::Mine => query.filter(filings::reviewer_id.eq(scope.staff.uuid())),
        Tab::Overdue => query.filter(is_late(scope)),
        Tab::Applicant | Tab::Bureau => query.filter(filings::state.eq_any(tab.states().to_vec())),
        Tab::All => query,
    }
}

type Condition = Box<dyn BoxableExpression<filings::table, Pg, SqlType = Nullable<Bool>>>;

/// The desk has had it since before these instants: states and the later instant come first, as the index holds them.
fn has_waited(cutoffs: Cutoffs) -> Condition {
    let first = filings::round.eq(1).and(filings::submitted_at.lt(cutoffs.first));
    let again = filings::round.gt(1).and(filings::submitted_at.lt(cutoffs.again));
    let either = filings::submitted_at.lt(cutoffs.first.max(cutoffs.again));
    Box::new(filings::state.eq_any(REVIEWING).and(either).and(first.or(again)))
}

/// The desk is late, the persons in charge are, or the bureau.
fn is_late(scope: &Scope) -> Condition {
    let late = scope.late;
    let reviewing = has_waited(late);
    let sending = filings::state.eq("ready_to_send").and(filings::state_since.lt(late.send));
    let verifying = filings::state.eq("verifying").and(filings::until.lt(scope.now));
    let mut late: Condition = Box::new(reviewing.or(sending).or(verifying));
    for group in &scope.bureaus {
        let of_group = filings::province.eq_any(group.provinces.clone()).and(filings::state_since.lt(group.before));
        let mut of_group: Condition = Box::new(filings::state.eq("bureau_review").and(of_group).nullable());
        if let Some(from) = group.from {
            of_group = Box::new(of_group.and(filings::first_submitted_at.ge(from)));
        }
        if let Some(to) = group.to {
            of_group = Box::new(of_group.and(filings::first_submitted_at.lt(to)));
        }
        late = Box::new(late.or(of_group));
    }
    late
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
    if tab == Tab::All {
        let ids = all(conn, scope, filter, after, limit).await?;
        return by_ids(conn, ids).await;
    }
    let states = match tab {
        Tab::Overdue => &["submitted", "in_review", "ready_to_send", "verifying", "bureau_review"],
        _ => tab.states(),
    };
    let key = if is_by_submission(tab) { "submitted_at" } else { "state_since" };
    let part = |state: &'static str| narrowed(scope, tab, filter).filter(filings::state.eq(state));
    by_age(conn, (states, key), after, limit, part).await
}

/// The next cases by age. An index holds those of each state in order, so the next of every state are read and merged.
async fn by_age(
    conn: &AsyncPgConnection,
    (states, key): (&[&'static str], &'static str),
    after: Option<After>,
    limit: i64,
    part: impl Fn(&'static str) -> Boxed<'static>,
) -> Result<Vec<Filing>> {
    let age = || sql::<Timestamptz>(key);
    let mut found: Vec<(DateTime<Utc>, Uuid)> = Vec::new();
    for state in states {
        let mut query = part(state).select((age(), filings::id)).order((age(), filings::id)).limit(limit);
        if let Some(After { since, id }) = after {
            // The first condition tells the index where to begin.
            query = query.filter(age().ge(since)).filter(age().gt(since).or(filings::id.gt(id.uuid())));
        }
        found.extend(Kept(query).load::<(DateTime<Utc>, Uuid)>(&mut &*conn).await?);
    }
    found.sort_unstable();
    let ids = found.into_iter().map(|(_, id)| id).take(usize::try_from(limit).unwrap_or(0)).collect();
    by_ids(conn, ids).await
}

/// Every combination of province, sort of entity and round that a filter lets through: each is one walk down an index.
pub(super) fn walks(scope: &Scope, filter: &Filter) -> (Vec<String>, Vec<bool>, Vec<bool>) {
    let today = crate::clock::china_day(scope.now);
    let every = || book().provinces(today).into_iter().map(|row| row.code.clone()).collect();
    let mut provinces: Vec<String> = if scope.provinces.is_empty() { every() } else { scope.provinces.clone() };
    provinces.retain(|code| filter.province.as_ref().is_none_or(|wanted| wanted == code));
    let both = |wanted: Option<bool>| wanted.map_or_else(|| vec![true, false], |one| vec![one]);
    (provinces, both(filter.whose.map(|whose| whose == Whose::Individual)), both(filter.again))
}

#[derive(QueryableByName)]
struct Found {
    #[diesel(sql_type = SqlUuid)]
    id: Uuid,
}

/// Ids of all cases that a filter lets through, newest first. However many cases there are, each walk stops at the limit.
async fn all(
    conn: &AsyncPgConnection,
    scope: &Scope,
    filter: &Filter,
    after: Option<After>,
    limit: i64,
) -> Result<Vec<Uuid>> {
    let (provinces, individual, again) = walks(scope, filter);
    let found: Vec<Found> = sql_query(
        "select found.id from unnest($1::text[]) p, unnest($2::boolean[]) w, unnest($3::boolean[]) r,
         lateral (select id from filings
             where province = p and (entity_name is null) = w and (round > 1) = r and round > 0 and erased_at is null
               and ($4::uuid is null or id < $4)
             order by id desc limit $5) found
         order by found.id desc limit $5",
    )
    .bind::<Array<Text>, _>(provinces)
    .bind::<Array<Bool>, _>(individual)
    .bind::<Array<Bool>, _>(again)
    .bind::<Nullable<SqlUuid>, _>(after.map(|after| after.id.uuid()))
    .bind::<BigInt, _>(limit)
    .load(&mut &*conn)
    .await?;
    Ok(found.into_iter().map(|row| row.id).collect())
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
    let found = instance_findings::table.filter(instance_findings::gone_at.is_null());
    let of_case = found.filter(instance_findings::filing_id.eq(filings::id));
    let since = of_case.select(diesel::dsl::min(instance_findings::found_at)).single_value();
    let ids: Vec<Uuid> = within(scope)
        .filter(exists(of_case))
        .order((since, filings::id))
        .select(filings::id)
        .limit(limit)
        .load(conn)
        .await?;
    by_ids(conn, ids).await
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
    let part = |state: &'static str| due(scope, cutoffs).filter(filings::state.eq(state));
    by_age(conn, (&REVIEWING, "submitted_at"), None, limit, part).await
}

fn due(scope: &Scope, cutoffs: Cutoffs) -> Boxed<'static> {
    within(scope).filter(has_waited(cutoffs))
}

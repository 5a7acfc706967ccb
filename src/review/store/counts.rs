//! How many cases stand under the tabs of the queue: all of them in one statement, of walks that go down an index in its order
//! and end at the cap, however many filings there are.

use diesel::pg::Pg;
use diesel::prelude::*;
use diesel::query_builder::{BoxedSqlQuery, SqlQuery};
use diesel::sql_query;
use diesel::sql_types::{Array, BigInt, Bool, Nullable, Text, Timestamptz, Uuid as SqlUuid};
use diesel_async::{AsyncPgConnection, RunQueryDsl};

use super::queue::{Scope, walks};
use crate::error::Result;
use crate::review::due::Cutoffs;
use crate::review::queue::{Filter, Tab, Whose};

/// Counts stop here.
pub const MOST_COUNTED: i64 = 1000;

/// What was handed in, within somebody's provinces, as a filter lets it through.
const NARROWED: &str = "round > 0 and erased_at is null
    and (cardinality($1::text[]) = 0 or province = any($1)) and ($2::text is null or province = $2)
    and ($3::boolean is null or (entity_name is null) = $3) and ($4::boolean is null or (round > 1) = $4)";

/// Late are those that the desk had before these instants.
const WAITED: &str = "submitted_at < greatest($7::timestamptz, $8::timestamptz)
    and submitted_at < case when round = 1 then $7::timestamptz else $8::timestamptz end";

/// The number of the first parameter of the bureaus' groups, and how many each has.
const BUREAUS: usize = 13;
const OF_BUREAU: usize = 4;

#[derive(QueryableByName)]
struct Counts {
    #[diesel(sql_type = Array<BigInt>)]
    counts: Vec<i64>,
}

/// One walk: of a condition that an index holds, in the order of the index.
fn walk(of: &str, order: &str) -> String {
    format!("(select 1 from filings where {of} and {NARROWED} order by {order} limit {MOST_COUNTED})")
}

/// The states a desk works in, by when a case was handed in.
fn reviewing(states: &[&str], more: &str) -> Vec<String> {
    states.iter().map(|state| walk(&format!("state = '{state}'{more}"), "submitted_at")).collect()
}

fn walks_of(tab: Tab, bureaus: usize) -> Vec<String> {
    match tab {
        Tab::Unassigned => reviewing(&["submitted"], ""),
        Tab::Mine => vec![walk("reviewer_id = $5::uuid and state = 'in_review'", "state_since")],
        Tab::Applicant | Tab::Bureau => {
            tab.states().iter().map(|state| walk(&format!("state = '{state}'"), "state_since, id")).collect()
        }
        Tab::Overdue => late(bureaus),
        Tab::All => vec![
            format!("(select 1 from unnest($10::text[]) p, unnest($11::boolean[]) w, unnest($12::boolean[]) r,
                 lateral (select 1 from filings where province = p and (entity_name is null) = w and (round > 1) = r
                     and round > 0 and erased_at is null order by id desc limit {MOST_COUNTED}) found limit {MOST_COUNTED})"),
        ],
    }
}

/// The desk is late, the persons in charge are, or the bureau.
fn late(bureaus: usize) -> Vec<String> {
    let mut all = reviewing(&["submitted", "in_review"], &format!(" and {WAITED}"));
    all.push(walk("state = 'ready_to_send' and state_since < $9::timestamptz", "state_since, id"));
    all.push(walk("state = 'verifying' and until < $6::timestamptz", "until"));
    for group in 0..bureaus {
        let [provinces, before, from, to] = [0, 1, 2, 3].map(|part| BUREAUS + OF_BUREAU * group + part);
        let of_group = format!(
            "state = 'bureau_review' and province = any(${provinces}::text[]) and state_since < ${before}::timestamptz
             and (${from}::timestamptz is null or first_submitted_at >= ${from})
             and (${to}::timestamptz is null or first_submitted_at < ${to})"
        );
        all.push(walk(&of_group, "state_since, id"));
    }
    all
}

fn counted(walks: &[String]) -> String {
    format!("(select count(*) from (select 1 from ({}) walked limit {MOST_COUNTED}) found)", walks.join(" union all "))
}

fn bound(sql: String, scope: &Scope, filter: &Filter, late: Cutoffs) -> BoxedSqlQuery<'static, Pg, SqlQuery> {
    let (provinces, individual, again) = walks(scope, filter);
    let whose = filter.whose.map(|whose| whose == Whose::Individual);
    let mut query = sql_query(sql)
        .into_boxed()
        .bind::<Array<Text>, _>(scope.provinces.clone())
        .bind::<Nullable<Text>, _>(filter.province.clone())
        .bind::<Nullable<Bool>, _>(whose)
        .bind::<Nullable<Bool>, _>(filter.again)
        .bind::<SqlUuid, _>(scope.staff.uuid())
        .bind::<Timestamptz, _>(scope.now)
        .bind::<Timestamptz, _>(late.first)
        .bind::<Timestamptz, _>(late.again)
        .bind::<Timestamptz, _>(late.send)
        .bind::<Array<Text>, _>(provinces)
        .bind::<Array<Bool>, _>(individual)
        .bind::<Array<Bool>, _>(again);
    for group in &scope.bureaus {
        query = query
            .bind::<Array<Text>, _>(group.provinces.clone())
            .bind::<Timestamptz, _>(group.before)
            .bind::<Nullable<Timestamptz>, _>(group.from)
            .bind::<Nullable<Timestamptz>, _>(group.to);
    }
    query
}

/// How many cases stand under each of these tabs, at most [`MOST_COUNTED`].
///
/// # Errors
/// When the database refuses.
pub async fn list(conn: &AsyncPgConnection, scope: &Scope, tabs: &[Tab], filter: &Filter) -> Result<Vec<i64>> {
    let counts: Vec<String> = tabs.iter().map(|tab| counted(&walks_of(*tab, scope.bureaus.len()))).collect();
    let sql = format!("select array[{}]::int8[] as counts", counts.join(", "));
    let found: Counts = bound(sql, scope, filter, scope.late).get_result(&mut &*conn).await?;
    Ok(found.counts)
}

/// Open and due: how many cases the desk should finish by these instants, at most [`MOST_COUNTED`].
///
/// # Errors
/// When the database refuses.
pub async fn due(conn: &mut AsyncPgConnection, scope: &Scope, cutoffs: Cutoffs) -> Result<i64> {
    let walks = reviewing(&["submitted", "in_review"], &format!(" and {WAITED}"));
    let sql = format!("select array[{}]::int8[] as counts", counted(&walks));
    let found: Counts = bound(sql, scope, &Filter::default(), cutoffs).get_result(conn).await?;
    Ok(found.counts.into_iter().next().unwrap_or_default())
}

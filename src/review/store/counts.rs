//! How many cases stand under the tabs of the queue: all of them in one statement, of walks that end at the cap, however many
//! filings there are.

use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt};
use diesel_async::{AsyncPgConnection, RunQueryDsl};

use super::queue::Scope;
use super::walks::{Asked, waited};
use crate::error::Result;
use crate::review::due::Cutoffs;
use crate::review::queue::{Filter, Tab};

/// Counts stop here.
pub const MOST_COUNTED: i64 = 1000;

#[derive(QueryableByName)]
struct Counts {
    #[diesel(sql_type = Array<BigInt>)]
    counts: Vec<i64>,
}

async fn counted(conn: &AsyncPgConnection, asked: &Asked<'_>, counts: &[String]) -> Result<Vec<i64>> {
    let sql = format!("select array[{}]::int8[] as counts", counts.join(", "));
    let bound = asked.bound(sql);
    // Of some tabs of a filter there are too many texts to keep each prepared.
    let found: Counts = if counts.len() == Tab::ALL.len() || *asked.filter == Filter::default() {
        bound.get_result(&mut &*conn).await?
    } else {
        bound.0.get_result(&mut &*conn).await?
    };
    Ok(found.counts)
}

/// How many cases stand under each of these tabs, at most [`MOST_COUNTED`].
///
/// # Errors
/// When the database refuses.
pub async fn list(conn: &AsyncPgConnection, scope: &Scope, tabs: &[Tab], filter: &Filter) -> Result<Vec<i64>> {
    let asked = Asked { scope, filter, late: scope.late, after: None };
    let counts: Vec<String> = tabs.iter().map(|tab| asked.count(*tab, MOST_COUNTED)).collect();
    counted(conn, &asked, &counts).await
}

/// Open and due: how many cases the desk should finish by these instants, at most [`MOST_COUNTED`].
///
/// # Errors
/// When the database refuses.
pub async fn due(conn: &mut AsyncPgConnection, scope: &Scope, cutoffs: Cutoffs) -> Result<i64> {
    let asked = Asked { scope, filter: &Filter::default(), late: cutoffs, after: None };
    let counts = counted(conn, &asked, &[asked.count_of(&waited(), MOST_COUNTED)]).await?;
    Ok(counts.into_iter().next().unwrap_or_default())
}

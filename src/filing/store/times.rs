//! How long things took here: the public is told our own figures instead of estimates once there are enough.

use diesel::prelude::*;
use diesel::sql_query;
use diesel::sql_types::{BigInt, Double, Nullable, Timestamptz};
use diesel_async::{AsyncPgConnection, RunQueryDsl};

use chrono::{DateTime, TimeDelta, Utc};

use crate::error::Result;

/// Fewer cases than this say nothing.
const ENOUGH: i64 = 20;

/// Half of the cases took at most the first, nine in ten at most the second.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Span {
    /// Number of cases behind it.
    pub cases: i64,
    /// Half of them.
    pub half: TimeDelta,
    /// Nine in ten of them.
    pub most: TimeDelta,
}

/// What was measured; none while there are too few cases.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Times {
    /// From sending to the desk's answer, each round.
    pub review: Option<Span>,
    /// From the bureau's receipt to its answer.
    pub bureau: Option<Span>,
}

#[derive(QueryableByName)]
struct Row {
    #[diesel(sql_type = BigInt)]
    cases: i64,
    #[diesel(sql_type = Nullable<Double>)]
    half: Option<f64>,
    #[diesel(sql_type = Nullable<Double>)]
    most: Option<f64>,
}

/// From the first of some events of a round to the first of others.
const SPAN: &str = "select count(*) as cases,
        percentile_cont(0.5) within group (order by extract(epoch from ended - begun)::float8) as half,
        percentile_cont(0.9) within group (order by extract(epoch from ended - begun)::float8) as most
    from (select min(happened_at) filter (where event = any($2)) as begun,
                 min(happened_at) filter (where event = any($3)) as ended
          from filing_events where happened_at >= $1 group by filing_id, round) as spans
    where ended > begun";

/// The times of all cases since an instant.
///
/// # Errors
/// When the database refuses.
pub async fn since(conn: &mut AsyncPgConnection, since: DateTime<Utc>) -> Result<Times> {
    Ok(Times {
        review: span(conn, since, &["submit"], &["accept", "request_changes", "reject"]).await?,
        bureau: span(conn, since, &["received"], &["approve", "refuse"]).await?,
    })
}

async fn span(
    conn: &mut AsyncPgConnection,
    since: DateTime<Utc>,
    begin: &[&str],
    end: &[&str],
) -> Result<Option<Span>> {
    let row: Row = sql_query(SPAN)
        .bind::<Timestamptz, _>(since)
        .bind::<diesel::sql_types::Array<diesel::sql_types::Text>, _>(begin.to_vec())
        .bind::<diesel::sql_types::Array<diesel::sql_types::Text>, _>(end.to_vec())
        .get_result(conn)
        .await?;
    #[allow(clippy::cast_possible_truncation)] // whole seconds
    let seconds = |value: f64| TimeDelta::seconds(value as i64);
    let span =
        row.half.zip(row.most).map(|(half, most)| Span { cases: row.cases, half: seconds(half), most: seconds(most) });
    Ok(span.filter(|span| span.cases >= ENOUGH))
}

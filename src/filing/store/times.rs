//! How long cases took: measured once a day from the timelines, read by province and kind.

use chrono::{DateTime, TimeDelta, Utc};
use diesel::dsl::sql;
use diesel::expression::SqlLiteral;
use diesel::prelude::*;
use diesel::sql_query;
use diesel::sql_types::{Array, BigInt, Record, Text, Timestamptz};
use diesel_async::{AsyncPgConnection, RunQueryDsl};

use crate::error::Result;
use crate::filing::kind::Kind;
use crate::filing::times::{Span, Times};
use crate::schema::case_times;

const REVIEW: &str = "review";
const BUREAU: &str = "bureau";
/// In place of a province and a kind: all of them.
const ALL: &str = "";

/// From the last of some events of a round to the first of others, of each province and kind, and of all. A filing that came
/// back several times is one case. What the bureau did happened by the end of the day that was told, however late somebody
/// wrote it down.
const MEASURE: &str = "insert into case_times (stage, province, kind, cases, half_seconds, most_seconds)
    select $2, coalesce(province, ''), coalesce(kind, ''), count(distinct filing_id),
        percentile_cont(0.5) within group (order by extract(epoch from ended - begun)::float8)::bigint,
        percentile_cont(0.9) within group (order by extract(epoch from ended - begun)::float8)::bigint
    from (select f.province, f.kind, e.filing_id,
                 max(least(e.happened_at, b.ended)) filter (where e.event = any($3)) as begun,
                 min(least(e.happened_at, b.ended)) filter (where e.event = any($4)) as ended
          from filing_events e join filings f on f.id = e.filing_id
          left join lateral (
              select (happened_on + 1)::timestamp at time zone 'Asia/Shanghai' - interval '1 second' as ended
              from bureau_records r
              where r.filing_id = e.filing_id and r.recorded_at = e.happened_at
                  and r.event = case e.event when 'approve' then 'approved' when 'refuse' then 'refused' else e.event end
          ) b on true
          where e.happened_at >= $1 group by f.province, f.kind, e.filing_id, e.round) as spans
    where ended > begun
    group by grouping sets ((province, kind), ())
    having count(distinct filing_id) >= $5";

/// Measures the cases since an instant anew; fewer than `enough` say nothing.
///
/// # Errors
/// When the database refuses.
pub async fn measure(conn: &mut AsyncPgConnection, since: DateTime<Utc>, enough: i64) -> Result<()> {
    diesel::delete(case_times::table).execute(conn).await?;
    for (stage, begin, end) in [
        (REVIEW, vec!["submit"], vec!["accept", "request_changes", "reject"]),
        // The persons in charge have their time before the bureau has its own.
        (BUREAU, vec!["received", "verified"], vec!["approve", "refuse"]),
    ] {
        sql_query(MEASURE)
            .bind::<Timestamptz, _>(since)
            .bind::<Text, _>(stage)
            .bind::<Array<Text>, _>(begin)
            .bind::<Array<Text>, _>(end)
            .bind::<BigInt, _>(enough)
            .execute(conn)
            .await?;
    }
    Ok(())
}

/// What was measured of a kind of filing in a province.
///
/// # Errors
/// When the database refuses.
pub async fn of(conn: &AsyncPgConnection, province: &str, kind: Kind) -> Result<Times> {
    read(conn, province, kind.code()).await
}

/// What was measured of all filings.
///
/// # Errors
/// When the database refuses.
pub async fn overall(conn: &mut AsyncPgConnection) -> Result<Times> {
    read(conn, ALL, ALL).await
}

async fn read(conn: &AsyncPgConnection, province: &str, kind: &str) -> Result<Times> {
    use case_times as t;
    let rows = t::table
        .filter(t::province.eq(province).and(t::kind.eq(kind)))
        .select((t::stage, t::cases, t::half_seconds, t::most_seconds))
        .load(&mut &*conn)
        .await?;
    Ok(known(&rows))
}

/// What was measured of a stage.
pub(super) type Row = (String, i64, i64, i64);
/// What is selected beside a row of filings: what was measured of its kind in its province, for [`known`].
pub(super) type OfRow = Array<Record<(Text, BigInt, BigInt, BigInt)>>;

/// [`OfRow`] in SQL.
pub(super) fn of_row() -> SqlLiteral<OfRow> {
    sql("array(select row(own.stage, own.cases, own.half_seconds, own.most_seconds)
          from case_times own where own.province = filings.province and own.kind = filings.kind)")
}

/// What the rows of its stages tell.
pub(super) fn known(rows: &[Row]) -> Times {
    let of = |stage: &str| {
        let (_, cases, half, most) = rows.iter().find(|row| row.0 == stage)?;
        Some(Span { cases: *cases, half: TimeDelta::try_seconds(*half)?, most: TimeDelta::try_seconds(*most)? })
    };
    Times { review: of(REVIEW), bureau: of(BUREAU) }
}

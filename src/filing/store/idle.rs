//! Which filings the clock must look at.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Int8, Text, Timestamptz, Uuid as SqlUuid};
use diesel::{sql_query, update};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use uuid::Uuid;

use crate::error::Result;
use crate::filing::expiry::Schedule;
use crate::filing::state::StateCode;
use crate::schema::filings;
use crate::values::ids::FilingId;

#[derive(QueryableByName)]
struct Found {
    #[diesel(sql_type = SqlUuid)]
    id: Uuid,
}

fn ids(found: Vec<Found>) -> impl Iterator<Item = FilingId> {
    found.into_iter().map(|row| FilingId::from_uuid(row.id))
}

/// Filings of a state with a reminder due that was not sent.
///
/// # Errors
/// When the database refuses.
pub async fn list_unwarned(
    conn: &mut AsyncPgConnection,
    state: StateCode,
    schedule: &Schedule,
    now: DateTime<Utc>,
    limit: i64,
) -> Result<Vec<FilingId>> {
    const SQL: &str = "select id from filings
        where state = $1 and touched_at <= $3 - make_interval(days => $2::int)
          and (warned_at is null or warned_at < touched_at + make_interval(days => $2::int))
        order by touched_at limit $4";
    let mut due = Vec::new();
    for days in &schedule.reminders_after_days {
        let found: Vec<Found> = sql_query(SQL)
            .bind::<Text, _>(state.code())
            .bind::<Int8, _>(*days)
            .bind::<Timestamptz, _>(now)
            .bind::<BigInt, _>(limit)
            .load(conn)
            .await?;
        for id in ids(found) {
            if !due.contains(&id) {
                due.push(id);
            }
        }
    }
    Ok(due)
}

/// Filings of a state whose time has passed and whose owner got the last reminder. Paper on its way is awaited as
/// [`awaited_until`](crate::filing::mailing::awaited_until) says.
///
/// # Errors
/// When the database refuses.
pub async fn list_ended(
    conn: &mut AsyncPgConnection,
    state: StateCode,
    schedule: &Schedule,
    transit_days: i64,
    now: DateTime<Utc>,
    limit: i64,
) -> Result<Vec<FilingId>> {
    const SQL: &str = "select id from filings
        where state = $1 and touched_at <= $3 - make_interval(days => $2::int) and warned_at is not null
          and (until is null or until <= $3)
          and not exists (
            select 1 from mailings
            where state = 'awaiting_mail' and filing_id = filings.id and mailings.round = filings.round
              and ($3 at time zone 'Asia/Shanghai')::date
                  <= least(sent_on, (until at time zone 'Asia/Shanghai')::date) + $5::int)
        order by warned_at limit $4";
    let found: Vec<Found> = sql_query(SQL)
        .bind::<Text, _>(state.code())
        .bind::<Int8, _>(schedule.length_days)
        .bind::<Timestamptz, _>(now)
        .bind::<BigInt, _>(limit)
        .bind::<Int8, _>(transit_days)
        .load(conn)
        .await?;
    Ok(ids(found).collect())
}

/// Notes that the owner was reminded.
///
/// # Errors
/// When the database refuses.
pub async fn set_warned(conn: &mut AsyncPgConnection, id: FilingId, now: DateTime<Utc>) -> Result<()> {
    update(filings::table.find(id.uuid())).set(filings::warned_at.eq(now)).execute(conn).await?;
    Ok(())
}

/// Filings whose time to verify ends between two instants and whose owner was not reminded, the first to end first.
///
/// # Errors
/// When the database refuses.
pub async fn list_verifying(
    conn: &mut AsyncPgConnection,
    from: DateTime<Utc>,
    to: DateTime<Utc>,
    limit: i64,
) -> Result<Vec<FilingId>> {
    let ids: Vec<Uuid> = filings::table
        .filter(filings::state.eq(StateCode::Verifying.code()).and(filings::warned_at.is_null()))
        .filter(filings::until.gt(from).and(filings::until.le(to)))
        .select(filings::id)
        .order((filings::until, filings::id))
        .limit(limit)
        .load(conn)
        .await?;
    Ok(ids.into_iter().map(FilingId::from_uuid).collect())
}

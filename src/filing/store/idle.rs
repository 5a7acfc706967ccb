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

async fn list(
    conn: &mut AsyncPgConnection,
    sql: &str,
    state: StateCode,
    days: i64,
    now: DateTime<Utc>,
    limit: i64,
) -> Result<Vec<FilingId>> {
    let found: Vec<Found> = sql_query(sql)
        .bind::<Text, _>(state.code())
        .bind::<Int8, _>(days)
        .bind::<Timestamptz, _>(now)
        .bind::<BigInt, _>(limit)
        .load(conn)
        .await?;
    Ok(found.into_iter().map(|row| FilingId::from_uuid(row.id)).collect())
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
    let mut ids = Vec::new();
    for days in &schedule.reminders_after_days {
        for id in list(conn, SQL, state, *days, now, limit).await? {
            if !ids.contains(&id) {
                ids.push(id);
            }
        }
    }
    Ok(ids)
}

/// Filings of a state whose time has passed and whose owner got the last reminder.
///
/// # Errors
/// When the database refuses.
pub async fn list_ended(
    conn: &mut AsyncPgConnection,
    state: StateCode,
    schedule: &Schedule,
    now: DateTime<Utc>,
    limit: i64,
) -> Result<Vec<FilingId>> {
    const SQL: &str = "select id from filings
        where state = $1 and touched_at <= $3 - make_interval(days => $2::int) and warned_at is not null
        order by warned_at limit $4";
    list(conn, SQL, state, schedule.length_days, now, limit).await
}

/// Notes that the owner was reminded.
///
/// # Errors
/// When the database refuses.
pub async fn set_warned(conn: &mut AsyncPgConnection, id: FilingId, now: DateTime<Utc>) -> Result<()> {
    update(filings::table.find(id.uuid())).set(filings::warned_at.eq(now)).execute(conn).await?;
    Ok(())
}

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

/// A portion of the filings of a state, behind one of them.
#[derive(Debug, Clone, Copy)]
pub struct Portion {
    /// The state.
    pub state: StateCode,
    /// The last one that was listed before.
    pub after: Option<FilingId>,
    /// How many at most.
    pub most: i64,
}

impl Portion {
    fn after(self) -> Uuid {
        self.after.map(FilingId::uuid).unwrap_or_default()
    }

    /// Paper is awaited to the end of a day, whatever else happens; all else counts from the last change: as
    /// [`Term`](crate::filing::expiry::Term) has it.
    fn is_awaited(self) -> bool {
        self.state == StateCode::AwaitingMail
    }
}

/// Filings of a state with a reminder due that was not sent.
///
/// # Errors
/// When the database refuses.
pub async fn list_unwarned(
    conn: &mut AsyncPgConnection,
    portion: Portion,
    schedule: &Schedule,
    now: DateTime<Utc>,
) -> Result<Vec<FilingId>> {
    let (counted, ahead) = if portion.is_awaited() {
        ("date_trunc('day', until, 'Asia/Shanghai')", schedule.length_days)
    } else {
        ("touched_at", 0)
    };
    let sql = format!(
        "select id from filings
         where state = $1 and id > $5 and {counted} <= $3 - make_interval(hours => 24 * $2::int)
           and (warned_at is null or warned_at < {counted} + make_interval(hours => 24 * $2::int))
         order by id limit $4"
    );
    let mut due = Vec::new();
    for days in &schedule.reminders_after_days {
        let found: Vec<Found> = sql_query(&sql)
            .bind::<Text, _>(portion.state.code())
            .bind::<Int8, _>(days - ahead)
            .bind::<Timestamptz, _>(now)
            .bind::<BigInt, _>(portion.most)
            .bind::<SqlUuid, _>(portion.after())
            .load(conn)
            .await?;
        due.extend(ids(found));
    }
    Ok(due)
}

/// Filings of a state whose time has passed and whose owner got a reminder. Paper on its way is awaited as
/// [`awaited_until`](crate::filing::mailing::awaited_until) says.
///
/// # Errors
/// When the database refuses.
pub async fn list_ended(
    conn: &mut AsyncPgConnection,
    portion: Portion,
    schedule: &Schedule,
    transit_days: i64,
    now: DateTime<Utc>,
) -> Result<Vec<FilingId>> {
    let (counted, length) = if portion.is_awaited() { ("until", 0) } else { ("touched_at", schedule.length_days) };
    let sql = format!(
        "select id from filings
         where state = $1 and id > $6 and {counted} <= $3 - make_interval(hours => 24 * $2::int)
           and warned_at is not null
           and not exists (
             select 1 from mailings
             where state = 'awaiting_mail' and filing_id = filings.id and mailings.round = filings.round
               and ($3 at time zone 'Asia/Shanghai')::date
                   <= least(sent_on, (until at time zone 'Asia/Shanghai')::date) + $5::int)
         order by id limit $4"
    );
    let found: Vec<Found> = sql_query(sql)
        .bind::<Text, _>(portion.state.code())
        .bind::<Int8, _>(length)
        .bind::<Timestamptz, _>(now)
        .bind::<BigInt, _>(portion.most)
        .bind::<Int8, _>(transit_days)
        .bind::<SqlUuid, _>(portion.after())
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

/// A portion of the filings whose time to verify ends between two instants and whose owner was not reminded.
///
/// # Errors
/// When the database refuses.
pub async fn list_verifying(
    conn: &mut AsyncPgConnection,
    from: DateTime<Utc>,
    to: DateTime<Utc>,
    portion: Portion,
) -> Result<Vec<FilingId>> {
    let ids: Vec<Uuid> = filings::table
        .filter(filings::state.eq(portion.state.code()).and(filings::warned_at.is_null()))
        .filter(filings::id.gt(portion.after()))
        .filter(filings::until.gt(from).and(filings::until.le(to)))
        .select(filings::id)
        .order(filings::id)
        .limit(portion.most)
        .load(conn)
        .await?;
    Ok(ids.into_iter().map(FilingId::from_uuid).collect())
}

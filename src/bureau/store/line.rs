//! How the line to the bureau stands: one row.

use chrono::{DateTime, TimeDelta, Utc};
use diesel::prelude::*;
use diesel::update;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use uuid::Uuid;

use crate::db::Tx;
use crate::error::Result;
use crate::schema::bureau_line;
use crate::values::ids::StaffId;

/// The longest rest: until hours begin anew. One that ends later was noted while the clock was ahead.
const LONGEST_REST: TimeDelta = TimeDelta::days(1);

/// How the line stands.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = bureau_line)]
pub struct Line {
    /// The number of the next upload.
    pub next_number: i64,
    /// The bureau is known to count as we do.
    pub is_in_step: bool,
    /// When it was first asked how it counts.
    pub synced_at: Option<DateTime<Utc>>,
    /// Since when nothing is sent.
    pub stopped_at: Option<DateTime<Utc>>,
    /// When the bureau last answered.
    pub last_contact_at: Option<DateTime<Utc>>,
    /// When it last did not.
    pub last_failure_at: Option<DateTime<Utc>>,
    /// Times in a row that nothing could be fetched. An upload counts its own.
    pub failures: i32,
    /// The first number from which on the bureau lacks what it had taken, as the operator was told.
    pub lacks_from: Option<i64>,
    /// Who stopped it by hand.
    pub paused_by: Option<Uuid>,
    /// Until when nothing is sent: the bureau takes nothing at this hour.
    pub rests_until: Option<DateTime<Utc>>,
    /// Until when no news are asked for: the bureau gives nothing at this hour.
    pub fetch_rests_until: Option<DateTime<Utc>>,
    /// Times in a row that it said so.
    pub fetch_tries: i32,
}

impl Line {
    /// Nothing is sent now, neither by somebody's will nor by the bureau's.
    pub fn is_quiet(&self, now: DateTime<Utc>) -> bool {
        self.stopped_at.is_some() || self.rests_sending(now).is_some()
    }

    /// Until when nothing is sent, where the bureau takes nothing now.
    pub fn rests_sending(&self, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
        self.rests_until.filter(|until| is_rest(*until, now))
    }

    /// No news are asked for now.
    pub fn rests_fetching(&self, now: DateTime<Utc>) -> bool {
        self.fetch_rests_until.is_some_and(|until| is_rest(until, now))
    }
}

/// Whether a rest that ends then lasts still.
fn is_rest(until: DateTime<Utc>, now: DateTime<Utc>) -> bool {
    now < until && until - now <= LONGEST_REST
}

/// The line.
///
/// # Errors
/// When the database refuses.
pub async fn load_line(conn: &mut AsyncPgConnection) -> Result<Line> {
    Ok(bureau_line::table.select(Line::as_select()).first(conn).await?)
}

/// Locks the line until the transaction ends, for who comes to it after other rows.
///
/// # Errors
/// When the database refuses.
pub async fn lock_line(conn: &mut AsyncPgConnection) -> Result<()> {
    bureau_line::table.select(bureau_line::id).for_update().first::<bool>(conn).await?;
    Ok(())
}

/// Notes that the bureau answered.
///
/// # Errors
/// When the database refuses.
pub async fn note_contact(tx: &mut Tx<'_>) -> Result<()> {
    update(bureau_line::table).set(bureau_line::last_contact_at.eq(tx.ctx.now)).execute(tx.conn).await?;
    Ok(())
}

/// Notes that it answered a call for news.
///
/// # Errors
/// When the database refuses.
pub async fn note_fetched(tx: &mut Tx<'_>) -> Result<()> {
    update(bureau_line::table)
        .set((
            bureau_line::last_contact_at.eq(tx.ctx.now),
            bureau_line::failures.eq(0),
            bureau_line::fetch_rests_until.eq(None::<DateTime<Utc>>),
            bureau_line::fetch_tries.eq(0),
        ))
        .execute(tx.conn)
        .await?;
    Ok(())
}

/// Notes that it answered a call for news that it gives nothing until then; how often in a row it said so.
///
/// # Errors
/// When the database refuses.
pub async fn note_closed(tx: &mut Tx<'_>, until: DateTime<Utc>, tries: i32) -> Result<()> {
    update(bureau_line::table)
        .set((
            bureau_line::last_contact_at.eq(tx.ctx.now),
            bureau_line::failures.eq(0),
            bureau_line::fetch_rests_until.eq(until),
            bureau_line::fetch_tries.eq(tries),
        ))
        .execute(tx.conn)
        .await?;
    Ok(())
}

/// Notes that an upload was not answered.
///
/// # Errors
/// When the database refuses.
pub async fn note_failure(tx: &mut Tx<'_>) -> Result<()> {
    update(bureau_line::table).set(bureau_line::last_failure_at.eq(tx.ctx.now)).execute(tx.conn).await?;
    Ok(())
}

/// Notes that nothing could be fetched; returns how often in a row.
///
/// # Errors
/// When the database refuses.
pub async fn note_not_fetched(tx: &mut Tx<'_>) -> Result<i32> {
    let failures = update(bureau_line::table)
        .set((bureau_line::last_failure_at.eq(tx.ctx.now), bureau_line::failures.eq(bureau_line::failures + 1)))
        .returning(bureau_line::failures)
        .get_result(tx.conn)
        .await?;
    Ok(failures)
}

/// Whether the bureau counts as we do, as far as is known.
///
/// # Errors
/// When the database refuses.
pub async fn set_in_step(conn: &mut AsyncPgConnection, is_in_step: bool) -> Result<()> {
    update(bureau_line::table).set(bureau_line::is_in_step.eq(is_in_step)).execute(conn).await?;
    Ok(())
}

/// The bureau told how it counts; from now on a difference is told to the operator.
///
/// # Errors
/// When the database refuses.
pub async fn set_synced(tx: &mut Tx<'_>) -> Result<()> {
    update(bureau_line::table)
        .set((bureau_line::synced_at.eq(tx.ctx.now), bureau_line::is_in_step.eq(true)))
        .execute(tx.conn)
        .await?;
    Ok(())
}

/// Stops the line; by whom, if somebody does it by hand.
///
/// # Errors
/// When the database refuses.
pub async fn stop(tx: &mut Tx<'_>, by: Option<StaffId>) -> Result<()> {
    update(bureau_line::table)
        .set((bureau_line::stopped_at.eq(tx.ctx.now), bureau_line::paused_by.eq(by.map(StaffId::uuid))))
        .execute(tx.conn)
        .await?;
    Ok(())
}

/// Has the line rest.
///
/// # Errors
/// When the database refuses.
pub async fn set_rests(conn: &mut AsyncPgConnection, until: DateTime<Utc>) -> Result<()> {
    update(bureau_line::table).set(bureau_line::rests_until.eq(until)).execute(conn).await?;
    Ok(())
}

/// Lets the line go on.
///
/// # Errors
/// When the database refuses.
pub async fn let_go_on(conn: &mut AsyncPgConnection) -> Result<()> {
    update(bureau_line::table)
        .set((
            bureau_line::stopped_at.eq(None::<DateTime<Utc>>),
            bureau_line::paused_by.eq(None::<Uuid>),
            bureau_line::rests_until.eq(None::<DateTime<Utc>>),
            bureau_line::fetch_rests_until.eq(None::<DateTime<Utc>>),
        ))
        .execute(conn)
        .await?;
    Ok(())
}

/// Notes from which number on the bureau lacks what it had taken.
///
/// # Errors
/// When the database refuses.
pub async fn set_lacks(conn: &mut AsyncPgConnection, from: Option<i64>) -> Result<()> {
    update(bureau_line::table).set(bureau_line::lacks_from.eq(from)).execute(conn).await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Noted while the clock was a year ahead, a rest would keep the line quiet for that year.
    #[test]
    fn no_rest_is_longer_than_a_day() {
        let now: DateTime<Utc> = "2026-11-30T22:13:00+08:00".parse().unwrap();
        let day = 24 * 60;
        let table = [(-1, false), (0, false), (1, true), (day, true), (day + 1, false), (366 * day, false)];
        for (minutes, rests) in table {
            assert_eq!(is_rest(now + TimeDelta::minutes(minutes), now), rests, "{minutes}");
        }
    }
}

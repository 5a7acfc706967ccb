//! The outbox table: enqueue in the act's transaction, lease, finish with the lease that was given.

use chrono::{DateTime, TimeDelta, Utc};
use diesel::dsl::exists;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Int4, Jsonb, Nullable, Text, Uuid as SqlUuid};
use diesel::{insert_into, select, sql_query, update};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use serde_json::Value;
use uuid::Uuid;

use super::job::{Attempt, Job};
use super::retry;
use crate::db::kept::Kept;
use crate::db::{Tx, reach};
use crate::error::Result;
use crate::schema::outbox;
use crate::values::ids::OutboxId;

/// How long a worker may hold a job before another may take it.
pub const LEASE: TimeDelta = TimeDelta::minutes(2);

/// A job in a worker's hands.
#[derive(Debug, Clone, QueryableByName)]
pub struct Leased {
    /// Row id: also the stable id of the effect (Message-ID, idempotency key).
    #[diesel(sql_type = SqlUuid)]
    pub id: Uuid,
    /// Which handler.
    #[diesel(sql_type = Text)]
    pub topic: String,
    /// The job.
    #[diesel(sql_type = Jsonb)]
    pub payload: Value,
    /// Fencing number: only the newest lease can finish the row.
    #[diesel(sql_type = BigInt)]
    pub lease: i64,
    /// Attempts including this one.
    #[diesel(sql_type = Int4)]
    pub attempts: i32,
}

impl Leased {
    /// What a handler is told of this attempt.
    pub fn attempt(&self) -> Attempt {
        let is_last = self.attempts >= retry::MOST_ATTEMPTS;
        Attempt { id: OutboxId::from_uuid(self.id), number: self.attempts, is_last }
    }
}

/// Writes a job into this transaction, to run as soon as it is committed.
///
/// # Errors
/// When the database refuses.
pub async fn enqueue<J: Job>(tx: &mut Tx<'_>, job: &J) -> Result<OutboxId> {
    let now = tx.ctx.now;
    enqueue_at(tx, job, now).await
}

/// Writes a job into this transaction, to run at a time.
///
/// # Errors
/// When the database refuses.
pub async fn enqueue_at<J: Job>(tx: &mut Tx<'_>, job: &J, run_at: DateTime<Utc>) -> Result<OutboxId> {
    let id = OutboxId::new();
    insert_into(outbox::table)
        .values((
            outbox::id.eq(id.uuid()),
            outbox::topic.eq(J::TOPIC),
            outbox::payload.eq(serde_json::to_value(job).map_err(anyhow::Error::from)?),
            outbox::order_key.eq(job.order_key()),
            outbox::run_at.eq(run_at),
        ))
        .execute(tx.conn)
        .await?;
    Ok(id)
}

/// [`enqueue`], unless the same job waits for a worker already.
///
/// # Errors
/// When the database refuses.
pub async fn enqueue_once<J: Job>(tx: &mut Tx<'_>, job: &J) -> Result<()> {
    let now = tx.ctx.now;
    enqueue_once_at(tx, job, now).await
}

/// [`enqueue_at`], unless the same job waits already to run by then.
///
/// # Errors
/// When the database refuses.
pub async fn enqueue_once_at<J: Job>(tx: &mut Tx<'_>, job: &J, run_at: DateTime<Utc>) -> Result<()> {
    let payload = serde_json::to_value(job).map_err(anyhow::Error::from)?;
    let filing = payload["filing"].as_str().map(str::to_owned);
    let mut waits = outbox::table
        .select(outbox::id)
        .filter(outbox::finished_at.is_null().and(outbox::leased_until.is_null()).and(outbox::run_at.le(run_at)))
        .filter(outbox::topic.eq(J::TOPIC).and(outbox::payload.eq(payload)))
        .into_boxed();
    // Named for the index.
    if let Some(filing) = filing {
        waits = waits.filter(outbox::filing.eq(filing));
    }
    // Who puts work in does not see what waits.
    let is_in = async |conn: &mut AsyncPgConnection| Ok(select(exists(waits)).get_result::<bool>(conn).await?);
    if !reach::all(tx.conn, is_in).await? {
        enqueue_at(tx, job, run_at).await?;
    }
    Ok(())
}

/// Whether any job of a topic is not finished.
///
/// # Errors
/// When the database refuses.
pub async fn waits(tx: &mut Tx<'_>, topic: &str) -> Result<bool> {
    let own = outbox::table.filter(outbox::finished_at.is_null().and(outbox::topic.eq(topic)));
    Ok(select(exists(own)).get_result(tx.conn).await?)
}

/// Leases the oldest due job whose topic is not paused and whose order key is free, in a transaction of its own.
///
/// # Errors
/// When the database refuses.
pub async fn lease(conn: &mut AsyncPgConnection) -> Result<Option<Leased>> {
    let leased = Kept(sql_query(
        "update outbox set leased_until = now() + make_interval(secs => $1), lease = lease + 1, attempts = attempts + 1
         where id = (
             select o.id from outbox o
             where o.finished_at is null and not o.is_behind and o.run_at <= now() and (o.leased_until is null or o.leased_until < now())
               and not exists (select 1 from outbox_pauses p where p.topic = o.topic)
               and (o.order_key is null or not exists (
                   select 1 from outbox e
                   where e.order_key = o.order_key and e.finished_at is null and e.id < o.id))
             order by o.run_at, o.id
             for update skip locked limit 1)
         returning id, topic, payload, lease, attempts",
    )
    .bind::<diesel::sql_types::Double, _>(LEASE.as_seconds_f64()))
    .get_result(conn)
    .await
    .optional()?;
    Ok(leased)
}

/// Lets come forward what stands behind nothing: it was put in at the moment in which the one before it was finished. How many.
///
/// # Errors
/// When the database refuses.
pub async fn bring_forward(conn: &mut AsyncPgConnection) -> Result<usize> {
    let sql = "update outbox o set is_behind = false where o.finished_at is null and o.is_behind and not exists (
            select 1 from outbox e where e.order_key = o.order_key and e.finished_at is null and e.id < o.id)";
    Ok(Kept(sql_query(sql)).execute(conn).await?)
}

/// Holds a job longer while it runs. False when the lease was lost: stop, another worker has it.
///
/// # Errors
/// When the database refuses.
pub async fn renew(conn: &mut AsyncPgConnection, job: &Leased) -> Result<bool> {
    let rows = Kept(sql_query("update outbox set leased_until = now() + make_interval(secs => $3) where id = $1 and lease = $2 and finished_at is null and leased_until is not null")
        .bind::<SqlUuid, _>(job.id)
        .bind::<BigInt, _>(job.lease)
        .bind::<diesel::sql_types::Double, _>(LEASE.as_seconds_f64()))
        .execute(conn)
        .await?;
    Ok(rows == 1)
}

/// Finishes a job as done; an address that it carried goes. False when the lease was lost: another worker has it.
///
/// # Errors
/// When the database refuses.
pub async fn finish(conn: &mut AsyncPgConnection, job: &Leased) -> Result<bool> {
    let rows = Kept(sql_query("update outbox set finished_at = now(), outcome = 'done', leased_until = null, last_error = null, payload = payload - 'to_sealed' where id = $1 and lease = $2 and finished_at is null")
        .bind::<SqlUuid, _>(job.id)
        .bind::<BigInt, _>(job.lease))
        .execute(conn)
        .await?;
    Ok(rows == 1)
}

/// Puts a failed job back with a growing delay, or gives it up: `give_up`, or too many attempts. Returns whether it is dead.
///
/// # Errors
/// When the database refuses.
pub async fn fail(conn: &mut AsyncPgConnection, job: &Leased, error: &str, give_up: bool) -> Result<bool> {
    let dead = give_up || job.attempts >= retry::MOST_ATTEMPTS;
    Kept(
        sql_query(
            "update outbox set leased_until = null, last_error = $3, run_at = now() + make_interval(secs => $4),
             finished_at = case when $5 = 'dead' then now() end, outcome = $5
         where id = $1 and lease = $2 and finished_at is null",
        )
        .bind::<SqlUuid, _>(job.id)
        .bind::<BigInt, _>(job.lease)
        .bind::<Text, _>(error)
        .bind::<diesel::sql_types::Double, _>(retry::delay(job.attempts).as_seconds_f64())
        .bind::<Nullable<Text>, _>(dead.then_some("dead")),
    )
    .execute(conn)
    .await?;
    Ok(dead)
}

/// Gives leases back at shutdown, so that the next worker need not wait for them to lapse.
///
/// # Errors
/// When the database refuses.
pub async fn give_back(conn: &mut AsyncPgConnection, job: &Leased) -> Result<()> {
    Kept(sql_query("update outbox set leased_until = null, attempts = attempts - 1 where id = $1 and lease = $2 and finished_at is null")
        .bind::<SqlUuid, _>(job.id)
        .bind::<BigInt, _>(job.lease))
        .execute(conn)
        .await?;
    Ok(())
}

/// Runs a dead or waiting job again now.
///
/// # Errors
/// When the database refuses.
pub async fn run_again(conn: &mut AsyncPgConnection, id: OutboxId) -> Result<bool> {
    let rows = update(
        outbox::table.filter(outbox::id.eq(id.uuid()).and(outbox::outcome.is_null().or(outbox::outcome.eq("dead")))),
    )
    .set((
        outbox::finished_at.eq(None::<DateTime<Utc>>),
        outbox::outcome.eq(None::<String>),
        outbox::attempts.eq(0),
        outbox::run_at.eq(diesel::dsl::now),
    ))
    .execute(conn)
    .await?;
    Ok(rows == 1)
}

/// Cancels a job that has not begun. False when it has.
///
/// # Errors
/// When the database refuses.
pub async fn cancel(conn: &mut AsyncPgConnection, id: OutboxId) -> Result<bool> {
    let rows = Kept(sql_query("update outbox set finished_at = now(), outcome = 'cancelled' where id = $1 and finished_at is null and leased_until is null")
        .bind::<SqlUuid, _>(id.uuid()))
        .execute(conn)
        .await?;
    Ok(rows == 1)
}

/// Lets a dead job be: nobody need look at it any more. False when it is not dead.
///
/// # Errors
/// When the database refuses.
pub async fn dismiss(conn: &mut AsyncPgConnection, id: OutboxId) -> Result<bool> {
    let dead = outbox::table.filter(outbox::id.eq(id.uuid()).and(outbox::outcome.eq("dead")));
    Ok(update(dead).set(outbox::outcome.eq("cancelled")).execute(conn).await? == 1)
}

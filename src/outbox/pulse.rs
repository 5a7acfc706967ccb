//! How the outbox stands: whether a worker lives, what waits and for how long. Only what is not finished is looked at, by its
//! index, and of that no more than a few thousand rows.

use diesel::sql_types::{BigInt, Bool, Double, Text};
use diesel::{QueryableByName, sql_query};
use diesel_async::{AsyncPgConnection, RunQueryDsl};

use crate::error::Result;

/// Name of a worker's sign of life among the runs of periodic work.
pub const WORKER: &str = "worker";
/// Seconds between two signs of life.
pub const BEAT_SECONDS: u64 = 15;
/// Seconds after the last one, until a worker counts as gone.
const ALIVE_SECONDS: f64 = 60.0;
/// Seconds that a job may be late.
const LATE_SECONDS: f64 = 900.0;
/// Rows that are counted at most.
const MOST: i64 = 10_000;

/// Its channel is held.
const HELD: &str = "exists (select from outbox_pauses p where p.topic = o.topic)";

/// A job of a channel that is not held that a worker may take: as [`super::store::lease`] finds it.
const FREE: &str = "o.run_at <= now() and (o.leased_until is null or o.leased_until < now())
    and (o.order_key is null or not exists (
        select from outbox e where e.order_key = o.order_key and e.finished_at is null and e.id < o.id))";

/// Whether the outbox is worked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, QueryableByName)]
pub struct Pulse {
    /// A worker gave a sign of life a moment ago.
    #[diesel(sql_type = Bool)]
    pub is_alive: bool,
    /// No job that a worker may take is late.
    #[diesel(sql_type = Bool)]
    pub is_in_time: bool,
}

/// What waits in one channel.
#[derive(Debug, Clone, PartialEq, QueryableByName)]
pub struct Channel {
    /// Its topic.
    #[diesel(sql_type = Text)]
    pub topic: String,
    /// Jobs that are due or running.
    #[diesel(sql_type = BigInt)]
    pub due: i64,
    /// Jobs for later: tried again, planned, or held.
    #[diesel(sql_type = BigInt)]
    pub later: i64,
    /// Seconds that the oldest job waits which a worker may take.
    #[diesel(sql_type = Double)]
    pub oldest_seconds: f64,
}

/// Jobs of one channel that were given up and that nobody dismissed.
#[derive(Debug, Clone, PartialEq, Eq, QueryableByName)]
pub struct Dead {
    /// Its topic.
    #[diesel(sql_type = Text)]
    pub topic: String,
    /// How many.
    #[diesel(sql_type = BigInt)]
    pub jobs: i64,
}

/// Whether the outbox is worked.
///
/// # Errors
/// When the database refuses.
pub async fn look(conn: &mut AsyncPgConnection) -> Result<Pulse> {
    let query = format!(
        "select exists (select from schedule_runs
                where name = $1 and last_run_at between now() - make_interval(secs => $2) and now() + interval '1 minute') as is_alive,
            not exists (select from (
                select * from outbox o where o.finished_at is null and not o.is_behind and not {HELD}
                    and o.run_at < now() - make_interval(secs => $3) order by o.run_at, o.id limit $4
            ) o where {FREE}) as is_in_time"
    );
    let query = sql_query(query).bind::<Text, _>(WORKER).bind::<Double, _>(ALIVE_SECONDS);
    Ok(query.bind::<Double, _>(LATE_SECONDS).bind::<BigInt, _>(MOST).get_result(conn).await?)
}

/// What waits, by channel.
///
/// # Errors
/// When the database refuses.
pub async fn channels(conn: &mut AsyncPgConnection) -> Result<Vec<Channel>> {
    let query = format!(
        "select topic, count(*) filter (where is_due) as due, count(*) filter (where not is_due) as later,
             coalesce(max(seconds) filter (where is_free), 0)::float8 as oldest_seconds
         from (
             (select o.topic, o.run_at <= now() as is_due, extract(epoch from now() - o.run_at)::float8 as seconds,
                  {FREE} as is_free
              from outbox o where o.finished_at is null and not {HELD} order by o.run_at, o.id limit $1)
             union all
             (select o.topic, false, 0, false
              from outbox o where o.finished_at is null and {HELD} order by o.run_at, o.id limit $1)
         ) waiting
         group by topic order by topic"
    );
    Ok(sql_query(query).bind::<BigInt, _>(MOST).load(conn).await?)
}

/// What was given up, by channel.
///
/// # Errors
/// When the database refuses.
pub async fn dead(conn: &mut AsyncPgConnection) -> Result<Vec<Dead>> {
    let query = "select topic, count(*) as jobs
        from (select topic from outbox where outcome = 'dead' order by finished_at desc limit $1) dead
        group by topic order by topic";
    Ok(sql_query(query).bind::<BigInt, _>(MOST).load(conn).await?)
}

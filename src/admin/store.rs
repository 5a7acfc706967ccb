//! Deliveries by state, dead jobs, paused channels.

use chrono::{DateTime, Utc};
use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::{delete, insert_into, update};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use uuid::Uuid;

use super::delivery::Delivery;
use crate::error::Result;
use crate::notify::facts::Facts;
use crate::notify::notice::Channel;
use crate::schema::{deliveries, notices, outbox, outbox_pauses};
use crate::text::Lang;
use crate::values::ids::{NoticeId, OutboxId, StaffId};

/// Dead jobs shown.
const MOST_DEAD: i64 = 20;
/// Counts stop here.
pub const MOST_COUNTED: i64 = 1000;

type Row = (
    (Uuid, Uuid, String, String, i32),
    (Option<String>, Option<Uuid>, DateTime<Utc>, Option<DateTime<Utc>>),
    (serde_json::Value, String),
    Option<DateTime<Utc>>,
);

macro_rules! whole {
    () => {
        deliveries::table.inner_join(notices::table).left_join(outbox::table).select((
            (deliveries::id, deliveries::notice_id, deliveries::channel, deliveries::state, deliveries::attempts),
            (deliveries::last_answer, deliveries::outbox_id, deliveries::created_at, deliveries::sent_at),
            (notices::facts, notices::language),
            outbox::run_at.nullable(),
        ))
    };
}

/// None for a notice or channel that is no more: it is left out rather than breaking the page.
fn delivery(row: Row) -> Option<Delivery> {
    let ((id, notice, channel, state, attempts), (answer, job, created_at, sent_at), (facts, language), due) = row;
    let next_at = due.filter(|_| state == "waiting");
    Some(Delivery {
        id,
        notice: NoticeId::from_uuid(notice),
        facts: serde_json::from_value(facts).ok()?,
        lang: Lang::from_code(&language).unwrap_or_default(),
        channel: Channel::from_code(&channel)?,
        state,
        attempts,
        answer,
        job: job.map(OutboxId::from_uuid),
        created_at,
        sent_at,
        next_at,
    })
}

/// Deliveries in a state, newest first, older than `before`.
///
/// # Errors
/// When the database refuses.
pub async fn list(
    conn: &mut AsyncPgConnection,
    state: &str,
    before: Option<Uuid>,
    limit: i64,
) -> Result<Vec<Delivery>> {
    let mut query = whole!().filter(deliveries::state.eq(state.to_owned())).into_boxed();
    if let Some(before) = before {
        query = query.filter(deliveries::id.lt(before));
    }
    let rows: Vec<Row> = query.order(deliveries::id.desc()).limit(limit).load(conn).await?;
    Ok(rows.into_iter().filter_map(delivery).collect())
}

/// One delivery.
///
/// # Errors
/// `NotFound` when there is none.
pub async fn load(conn: &mut AsyncPgConnection, id: Uuid) -> Result<Delivery> {
    let row: Row = whole!().filter(deliveries::id.eq(id)).first(conn).await?;
    delivery(row).ok_or(crate::error::Error::NotFound)
}

/// How many are in a state, at most [`MOST_COUNTED`].
///
/// # Errors
/// When the database refuses.
pub async fn count(conn: &mut AsyncPgConnection, state: &str) -> Result<i64> {
    let rows: Vec<i32> = deliveries::table
        .filter(deliveries::state.eq(state))
        .select(sql::<diesel::sql_types::Integer>("1"))
        .limit(MOST_COUNTED)
        .load(conn)
        .await?;
    Ok(i64::try_from(rows.len()).unwrap_or(MOST_COUNTED))
}

/// A job nobody tries any more.
#[derive(Debug, Clone)]
pub struct DeadJob {
    /// Row id.
    pub id: OutboxId,
    /// Which handler.
    pub topic: String,
    /// The message it should have sent, if it was one.
    pub facts: Option<Facts>,
    /// Why.
    pub error: String,
    /// Since when.
    pub at: Option<DateTime<Utc>>,
}

/// Jobs that were given up, the newest first.
///
/// # Errors
/// When the database refuses.
pub async fn dead(conn: &mut AsyncPgConnection) -> Result<Vec<DeadJob>> {
    type Row = (Uuid, String, Option<String>, Option<DateTime<Utc>>, Option<serde_json::Value>);
    let rows: Vec<Row> = outbox::table
        .left_join(deliveries::table.inner_join(notices::table))
        .filter(outbox::outcome.eq("dead"))
        .select((outbox::id, outbox::topic, outbox::last_error, outbox::finished_at, notices::facts.nullable()))
        .order(outbox::finished_at.desc())
        .limit(MOST_DEAD)
        .load(conn)
        .await?;
    let dead = |(id, topic, error, at, facts): Row| DeadJob {
        id: OutboxId::from_uuid(id),
        topic,
        facts: facts.and_then(|facts| serde_json::from_value(facts).ok()),
        error: error.unwrap_or_default(),
        at,
    };
    Ok(rows.into_iter().map(dead).collect())
}

/// The delivery that a job stands for; none for a job that sends nothing.
///
/// # Errors
/// When the database refuses.
pub async fn find_of_job(conn: &mut AsyncPgConnection, job: OutboxId) -> Result<Option<Uuid>> {
    let own = deliveries::table.filter(deliveries::outbox_id.eq(job.uuid()));
    Ok(own.select(deliveries::id).first(conn).await.optional()?)
}

/// Topics that wait for somebody to let them go on.
///
/// # Errors
/// When the database refuses.
pub async fn paused(conn: &mut AsyncPgConnection) -> Result<Vec<String>> {
    Ok(outbox_pauses::table.select(outbox_pauses::topic).order(outbox_pauses::topic).load(conn).await?)
}

/// Holds a topic.
///
/// # Errors
/// When the database refuses.
pub async fn pause(conn: &mut AsyncPgConnection, topic: &str, by: StaffId) -> Result<()> {
    insert_into(outbox_pauses::table)
        .values((outbox_pauses::topic.eq(topic), outbox_pauses::paused_by.eq(by.uuid())))
        .on_conflict_do_nothing()
        .execute(conn)
        .await?;
    Ok(())
}

/// Lets a topic go on.
///
/// # Errors
/// When the database refuses.
pub async fn resume(conn: &mut AsyncPgConnection, topic: &str) -> Result<()> {
    delete(outbox_pauses::table.find(topic)).execute(conn).await?;
    Ok(())
}

/// Puts a delivery back under the job that will carry it.
///
/// # Errors
/// When the database refuses.
pub async fn update_waiting(conn: &mut AsyncPgConnection, id: Uuid, job: OutboxId) -> Result<()> {
    update(deliveries::table.find(id))
        .set((deliveries::state.eq("waiting"), deliveries::outbox_id.eq(job.uuid())))
        .execute(conn)
        .await?;
    Ok(())
}

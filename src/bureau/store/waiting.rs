//! What waits to be written and sent.

use diesel::prelude::*;
use diesel::sql_types::{Bool, Text};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use uuid::Uuid;

use super::OPEN;
use crate::bureau::mapping::Method;
use crate::error::Result;
use crate::filing::kind::Kind;
use crate::filing::state::StateCode;
use crate::schema::{bureau_uploads, filings};
use crate::values::ids::FilingId;

/// Filings that wait to be sent and have no file yet, the longest first; none for which that is about to be done, or was
/// given up since, and none of which an earlier file is still on its way.
///
/// # Errors
/// When the database refuses.
pub async fn list_waiting(conn: &mut AsyncPgConnection, topic: &str, limit: i64) -> Result<Vec<FilingId>> {
    let is_at_it =
        diesel::dsl::sql::<Bool>("exists (select 1 from outbox o where o.topic = ").bind::<Text, _>(topic).sql(
            " and o.filing = filings.id::text
              and (o.finished_at is null or (o.outcome = 'dead' and o.finished_at > filings.state_since)))",
        );
    let own = bureau_uploads::filing_id.eq(filings::id.nullable());
    let on_its_way = bureau_uploads::table.filter(own.and(bureau_uploads::state.eq_any(OPEN)));
    let kinds: Vec<&str> =
        Kind::ALL.iter().filter(|kind| Method::of(**kind).is_some()).map(|kind| kind.code()).collect();
    let ids: Vec<Uuid> = filings::table
        .filter(filings::state.eq(StateCode::ReadyToSend.code()).and(filings::kind.eq_any(kinds)))
        .filter(filings::upload_begun_at.is_null())
        .filter(diesel::dsl::not(is_at_it))
        .filter(diesel::dsl::not(diesel::dsl::exists(on_its_way)))
        .order((filings::state_since, filings::id))
        .limit(limit)
        .select(filings::id)
        .load(conn)
        .await?;
    Ok(ids.into_iter().map(FilingId::from_uuid).collect())
}

/// How many jobs of a topic wait or run.
///
/// # Errors
/// When the database refuses.
pub async fn count_pending(conn: &mut AsyncPgConnection, topic: &str) -> Result<i64> {
    use crate::schema::outbox;
    let pending = outbox::table.filter(outbox::topic.eq(topic).and(outbox::finished_at.is_null()));
    Ok(pending.count().get_result(conn).await?)
}

/// Whether a job of a topic waits that nobody has begun.
///
/// # Errors
/// When the database refuses.
pub async fn is_due(conn: &mut AsyncPgConnection, topic: &str) -> Result<bool> {
    use crate::schema::outbox;
    let due = outbox::topic.eq(topic).and(outbox::finished_at.is_null()).and(outbox::leased_until.is_null());
    Ok(diesel::select(diesel::dsl::exists(outbox::table.filter(due))).get_result(conn).await?)
}

/// Whether a job of a topic waits or runs.
///
/// # Errors
/// When the database refuses.
pub async fn is_pending(conn: &mut AsyncPgConnection, topic: &str) -> Result<bool> {
    Ok(count_pending(conn, topic).await? > 0)
}

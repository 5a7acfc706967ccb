//! The table of findings on cases: instances that ended under running filings.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::{Bool, Timestamptz, Uuid as SqlUuid};
use diesel::{sql_query, update};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use uuid::Uuid;

use crate::db::kept::Kept;
use crate::error::Result;
use crate::hosting::finding::Finding;
use crate::schema::{instance_findings, instances};
use crate::values::ids::{FilingId, InstanceId};

/// Notes the end of an instance on every case that holds a unit of it.
pub(in crate::hosting) async fn insert(
    conn: &mut AsyncPgConnection,
    id: InstanceId,
    is_released: bool,
    now: DateTime<Utc>,
) -> Result<()> {
    Kept(
        sql_query(
            "insert into instance_findings (filing_id, website, instance_id, is_released, found_at)
         select filing_id, website, instance_id, $2, $3 from instance_uses where instance_id = $1 and state = 'held'
         on conflict do nothing",
        )
        .bind::<SqlUuid, _>(id.uuid())
        .bind::<Bool, _>(is_released)
        .bind::<Timestamptz, _>(now),
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// The instances run again.
pub(in crate::hosting) async fn close_of_instances(
    conn: &mut AsyncPgConnection,
    ids: &[InstanceId],
    now: DateTime<Utc>,
) -> Result<()> {
    let ids: Vec<Uuid> = ids.iter().map(|id| id.uuid()).collect();
    let open = instance_findings::table.filter(instance_findings::gone_at.is_null());
    update(open.filter(instance_findings::instance_id.eq_any(ids)))
        .set(instance_findings::gone_at.eq(now))
        .execute(conn)
        .await?;
    Ok(())
}

/// The filing holds nothing of before any more.
pub(in crate::hosting) async fn close_of_filing(
    conn: &mut AsyncPgConnection,
    filing: FilingId,
    now: DateTime<Utc>,
) -> Result<()> {
    let open = instance_findings::table.filter(instance_findings::gone_at.is_null());
    let own = open.filter(instance_findings::filing_id.eq(filing.uuid()));
    Kept(update(own).set(instance_findings::gone_at.eq(now))).execute(conn).await?;
    Ok(())
}

/// What was found on a case, oldest first.
pub(in crate::hosting) async fn list(conn: &AsyncPgConnection, filing: FilingId) -> Result<Vec<Finding>> {
    type Row = (i32, String, bool, DateTime<Utc>, Option<DateTime<Utc>>);
    let rows: Vec<Row> = instance_findings::table
        .inner_join(instances::table)
        .filter(instance_findings::filing_id.eq(filing.uuid()))
        .order((instance_findings::found_at, instance_findings::website))
        .select((
            instance_findings::website,
            instances::code,
            instance_findings::is_released,
            instance_findings::found_at,
            instance_findings::gone_at,
        ))
        .load(&mut &*conn)
        .await?;
    let finding = |(website, instance, is_released, found_at, gone_at): Row| Finding {
        website: u32::try_from(website).unwrap_or_default(),
        instance,
        is_released,
        found_at,
        gone_at,
    };
    Ok(rows.into_iter().map(finding).collect())
}

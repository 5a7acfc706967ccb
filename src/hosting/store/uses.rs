//! What the websites of filings hold or have spent of instances.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::{insert_into, update};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use uuid::Uuid;

use crate::db::kept::Kept;
use crate::error::Result;
use crate::hosting::service_number::ServiceNumber;
use crate::schema::{filings, instance_uses};
use crate::values::ids::{AccountId, FilingId, InstanceId};

/// What a website of a filing holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::hosting) struct Use {
    pub(in crate::hosting) website: i32,
    pub(in crate::hosting) instance: InstanceId,
    pub(in crate::hosting) number: Option<ServiceNumber>,
    pub(in crate::hosting) spent: bool,
}

/// The owner of a filing.
pub(in crate::hosting) async fn load_owner(conn: &mut AsyncPgConnection, filing: FilingId) -> Result<AccountId> {
    let id = filings::table.find(filing.uuid()).select(filings::account_id).first(conn).await?;
    Ok(AccountId::from_uuid(id))
}

/// Units taken of each instance, not counting those of one filing.
pub(in crate::hosting) async fn count_taken(
    conn: &mut AsyncPgConnection,
    ids: &[InstanceId],
    but: Option<FilingId>,
) -> Result<HashMap<InstanceId, u32>> {
    let ids: Vec<Uuid> = ids.iter().map(|id| id.uuid()).collect();
    let but = but.map_or(Uuid::nil(), FilingId::uuid);
    let counts: Vec<(Uuid, i64)> = instance_uses::table
        .filter(instance_uses::instance_id.eq_any(ids).and(instance_uses::state.ne("freed")))
        .filter(instance_uses::filing_id.ne(but))
        .group_by(instance_uses::instance_id)
        .select((instance_uses::instance_id, diesel::dsl::count_star()))
        .load(conn)
        .await?;
    Ok(counts.into_iter().map(|(id, n)| (InstanceId::from_uuid(id), u32::try_from(n).unwrap_or(u32::MAX))).collect())
}

/// What a filing holds or has spent.
pub(in crate::hosting) async fn list(conn: &mut AsyncPgConnection, filing: FilingId) -> Result<Vec<Use>> {
    let rows: Vec<(i32, Uuid, Option<Uuid>, String)> = instance_uses::table
        .filter(instance_uses::filing_id.eq(filing.uuid()).and(instance_uses::state.ne("freed")))
        .order(instance_uses::website)
        .select((
            instance_uses::website,
            instance_uses::instance_id,
            instance_uses::service_number,
            instance_uses::state,
        ))
        .load(conn)
        .await?;
    let of_row = |(website, instance, number, state): (i32, Uuid, Option<Uuid>, String)| Use {
        website,
        instance: InstanceId::from_uuid(instance),
        number: number.map(ServiceNumber::from_uuid),
        spent: state == "used",
    };
    Ok(rows.into_iter().map(of_row).collect())
}

/// A filing that holds a unit of an instance.
pub(in crate::hosting) struct Held {
    pub(in crate::hosting) filing: FilingId,
    pub(in crate::hosting) owner: AccountId,
}

/// Who holds units of an instance, each filing once.
pub(in crate::hosting) async fn list_held(conn: &mut AsyncPgConnection, id: InstanceId) -> Result<Vec<Held>> {
    let rows: Vec<(Uuid, Uuid)> = instance_uses::table
        .inner_join(filings::table)
        .filter(instance_uses::instance_id.eq(id.uuid()).and(instance_uses::state.eq("held")))
        .select((instance_uses::filing_id, filings::account_id))
        .distinct()
        .load(conn)
        .await?;
    let held = |(filing, owner)| Held { filing: FilingId::from_uuid(filing), owner: AccountId::from_uuid(owner) };
    Ok(rows.into_iter().map(held).collect())
}

/// A website on an instance, as a page shows it.
#[derive(Debug, Clone)]
pub struct Listed {
    /// The filing's reference.
    pub reference: String,
    /// Whose filing it is.
    pub owner: AccountId,
    /// Name of the organisation; none for an individual.
    pub entity_name: Option<String>,
    /// Which website of the filing.
    pub website: i32,
    /// The service number, where one was used.
    pub number: Option<ServiceNumber>,
    /// It was approved.
    pub is_spent: bool,
    /// Since when.
    pub held_at: DateTime<Utc>,
}

/// The websites on an instance, the latest first.
pub(in crate::hosting) async fn list_on(conn: &mut AsyncPgConnection, id: InstanceId) -> Result<Vec<Listed>> {
    type Row = (String, Uuid, Option<String>, i32, Option<Uuid>, String, DateTime<Utc>);
    let rows: Vec<Row> = instance_uses::table
        .inner_join(filings::table)
        .filter(instance_uses::instance_id.eq(id.uuid()).and(instance_uses::state.ne("freed")))
        .order((instance_uses::held_at.desc(), filings::ref_, instance_uses::website))
        .limit(1000)
        .select((
            filings::ref_,
            filings::account_id,
            filings::entity_name,
            instance_uses::website,
            instance_uses::service_number,
            instance_uses::state,
            instance_uses::held_at,
        ))
        .load(conn)
        .await?;
    let listed = |(reference, owner, entity_name, website, number, state, held_at): Row| Listed {
        reference,
        owner: AccountId::from_uuid(owner),
        entity_name,
        website,
        number: number.map(ServiceNumber::from_uuid),
        is_spent: state == "used",
        held_at,
    };
    Ok(rows.into_iter().map(listed).collect())
}

/// Holds one unit for a website of a filing.
pub(in crate::hosting) async fn insert(
    conn: &mut AsyncPgConnection,
    filing: FilingId,
    held: &Use,
    now: DateTime<Utc>,
) -> Result<()> {
    let values = (
        instance_uses::instance_id.eq(held.instance.uuid()),
        instance_uses::service_number.eq(held.number.map(ServiceNumber::uuid)),
        instance_uses::state.eq("held"),
        instance_uses::held_at.eq(now),
    );
    insert_into(instance_uses::table)
        .values((instance_uses::filing_id.eq(filing.uuid()), instance_uses::website.eq(held.website), values))
        .on_conflict((instance_uses::filing_id, instance_uses::website))
        .do_update()
        .set(values)
        .execute(conn)
        .await?;
    Ok(())
}

/// Frees what a filing holds, and returns the numbers among it; what is spent stays.
pub(in crate::hosting) async fn free(conn: &mut AsyncPgConnection, filing: FilingId) -> Result<Vec<ServiceNumber>> {
    update_held(conn, filing, "freed").await
}

/// Spends what a filing holds, and returns the numbers among it.
pub(in crate::hosting) async fn spend(conn: &mut AsyncPgConnection, filing: FilingId) -> Result<Vec<ServiceNumber>> {
    update_held(conn, filing, "used").await
}

async fn update_held(conn: &mut AsyncPgConnection, filing: FilingId, state: &str) -> Result<Vec<ServiceNumber>> {
    let held =
        instance_uses::table.filter(instance_uses::filing_id.eq(filing.uuid())).filter(instance_uses::state.eq("held"));
    let moved = update(held).set(instance_uses::state.eq(state)).returning(instance_uses::service_number);
    let numbers: Vec<Option<Uuid>> = Kept(moved).get_results(conn).await?;
    Ok(numbers.into_iter().flatten().map(ServiceNumber::from_uuid).collect())
}

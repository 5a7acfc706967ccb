//! Websites on record that the daily look is due for, and what it found.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_query;
use diesel::sql_types::{BigInt, Jsonb, Nullable, Timestamptz, Uuid as SqlUuid};
use diesel_async::RunQueryDsl;
use serde_json::Value;
use uuid::Uuid;

use super::{EntityRow, WebsiteRow, entity, opened};
use crate::db::Tx;
use crate::error::Result;
use crate::registry::entity::Entity;
use crate::registry::website::Website;
use crate::schema::{entities, site_checks, websites};
use crate::values::ids::{AccountId, FilingId, WebsiteId};

/// A website with its entity and what the last look found.
pub struct Due {
    /// The website.
    pub website: Website,
    /// Its entity.
    pub entity: Entity,
    /// What was found before.
    pub before: Value,
}

#[derive(QueryableByName)]
struct Found {
    #[diesel(sql_type = SqlUuid)]
    id: Uuid,
    #[diesel(sql_type = SqlUuid)]
    entity_id: Uuid,
    #[diesel(sql_type = Nullable<Jsonb>)]
    findings: Option<Value>,
}

/// Websites on record with an owner here, whose look is due; those never looked at first. Locked, so that two workers
/// share them.
///
/// # Errors
/// When the database refuses or a record does not open.
pub async fn list_due(tx: &mut Tx<'_>, most: i64) -> Result<Vec<Due>> {
    let found: Vec<Found> = sql_query(
        "select w.id, w.entity_id, c.findings
         from websites w join entities e on e.id = w.entity_id left join site_checks c on c.website_id = w.id
         where w.cancelled_on is null and w.access_ended_on is null and e.cancelled_on is null and e.account_id is not null
           and (c.next_at is null or c.next_at <= $1)
         order by c.next_at nulls first, w.id limit $2 for update of w skip locked",
    )
    .bind::<Timestamptz, _>(tx.ctx.now)
    .bind::<BigInt, _>(most)
    .load(tx.conn)
    .await?;
    let mut due = Vec::with_capacity(found.len());
    for row in found {
        let website: WebsiteRow = websites::table.find(row.id).select(WebsiteRow::as_select()).first(tx.conn).await?;
        let owner: EntityRow =
            entities::table.find(row.entity_id).select(EntityRow::as_select()).first(tx.conn).await?;
        let before = row.findings.unwrap_or_default();
        let entity = entity(tx, owner)?;
        due.extend(opened(tx, vec![website]).await?.pop().map(|website| Due { website, entity, before }));
    }
    Ok(due)
}

/// Keeps what a look found.
///
/// # Errors
/// When the database refuses.
pub async fn put(tx: &mut Tx<'_>, website: WebsiteId, findings: &Value, next_at: DateTime<Utc>) -> Result<()> {
    sql_query(
        "insert into site_checks (website_id, findings, found_since, looked_at, next_at)
         values ($1, $2, case when $2 = '[]'::jsonb then null else $3 end, $3, $4)
         on conflict (website_id) do update set findings = excluded.findings, looked_at = excluded.looked_at,
             next_at = excluded.next_at,
             found_since = case when excluded.findings = '[]'::jsonb then null
                                else coalesce(site_checks.found_since, excluded.looked_at) end",
    )
    .bind::<SqlUuid, _>(website.uuid())
    .bind::<Jsonb, _>(findings)
    .bind::<Timestamptz, _>(tx.ctx.now)
    .bind::<Timestamptz, _>(next_at)
    .execute(tx.conn)
    .await?;
    Ok(())
}

/// What was last found of the websites that a filing put on record, with its number.
///
/// # Errors
/// When the database refuses.
pub async fn of_filing(tx: &mut Tx<'_>, filing: FilingId, owner: AccountId) -> Result<Vec<(String, Value)>> {
    Ok(site_checks::table
        .inner_join(websites::table.inner_join(entities::table))
        .filter(entities::account_id.eq(owner.uuid()))
        .filter(websites::filing_id.eq(filing.uuid()).and(websites::cancelled_on.is_null()))
        .filter(site_checks::is_found.eq(true))
        .order(websites::id)
        .select((websites::website_number, site_checks::findings))
        .load(tx.conn)
        .await?)
}

/// A website of which something was found, as the desk is shown it.
#[derive(Debug, Queryable)]
pub struct Noted {
    /// Number of the website.
    pub number: String,
    /// Its name.
    pub name: String,
    /// Its home page.
    pub home_url: String,
    /// The province of its entity.
    pub province: String,
    /// What was found.
    pub findings: Value,
    /// Since when.
    pub since: Option<DateTime<Utc>>,
}

/// The websites of which something was found, the longest first, within these provinces (none given: all).
///
/// # Errors
/// When the database refuses.
pub async fn list_found(tx: &mut Tx<'_>, provinces: &[String], most: i64) -> Result<Vec<Noted>> {
    let mut query = site_checks::table
        .inner_join(websites::table.inner_join(entities::table))
        .filter(site_checks::is_found.eq(true))
        .filter(websites::cancelled_on.is_null().and(websites::access_ended_on.is_null()))
        .into_boxed();
    if !provinces.is_empty() {
        query = query.filter(entities::province.eq_any(provinces.to_vec()));
    }
    Ok(query
        .order((site_checks::found_since, websites::id))
        .limit(most)
        .select((
            websites::website_number,
            websites::name,
            websites::home_url,
            entities::province,
            site_checks::findings,
            site_checks::found_since,
        ))
        .load(tx.conn)
        .await?)
}

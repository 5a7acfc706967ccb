//! Websites on record that the daily look is due for, and what it found.

use chrono::{DateTime, TimeDelta, Utc};
use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Jsonb, Text, Timestamptz, Uuid as SqlUuid};
use diesel::{sql_query, update};
use diesel_async::RunQueryDsl;
use serde_json::Value;
use uuid::Uuid;

use super::{EntityRow, WebsiteRow, entity, opened};
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::registry::entity::Entity;
use crate::registry::website::Website;
use crate::schema::{entities, site_checks, websites};
use crate::values::ids::WebsiteId;

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
struct Listed {
    #[diesel(sql_type = SqlUuid)]
    id: Uuid,
}

/// Websites on record whose look is due, whoever owns them; by so much `sooner` those of which one of these rules told
/// something a while ago, while their owner has a filing under way. None is opened: one that does not open keeps nobody else's look. `rest`
/// is how long one that was looked at rests at least.
///
/// # Errors
/// When the database refuses.
pub async fn list_due(
    tx: &mut Tx<'_>,
    sooner: TimeDelta,
    rest: TimeDelta,
    codes: &[&str],
    most: i64,
) -> Result<Vec<WebsiteId>> {
    let rows: Vec<Listed> = sql_query(
        "select id from (
             select id, watch_at from websites
             where cancelled_on is null and access_ended_on is null and watch_at <= $1
             union
             select w.id, w.watch_at from site_checks c
             join websites w on w.id = c.website_id join entities e on e.id = w.entity_id
             where c.is_found and w.cancelled_on is null and w.access_ended_on is null
               and w.watch_at <= $2 and c.looked_at <= $5
               and exists (select from jsonb_array_elements(c.findings) found where found ->> 'code' = any ($3))
               and exists (select from filings f where f.account_id = e.account_id
                    and f.state not in ('approved', 'withdrawn', 'expired'))
         ) due order by watch_at, id limit $4",
    )
    .bind::<Timestamptz, _>(tx.ctx.now)
    .bind::<Timestamptz, _>(tx.ctx.now + sooner)
    .bind::<Array<Text>, _>(codes)
    .bind::<BigInt, _>(most)
    .bind::<Timestamptz, _>(tx.ctx.now - rest)
    .load(tx.conn)
    .await?;
    Ok(rows.into_iter().map(|row| WebsiteId::from_uuid(row.id)).collect())
}

/// A website that is due, with its entity; none where nobody here owns it.
///
/// # Errors
/// When the database refuses or a record does not open.
pub async fn find_due(tx: &mut Tx<'_>, website: WebsiteId) -> Result<Option<Due>> {
    let found: Option<(WebsiteRow, EntityRow, Option<Value>)> = websites::table
        .inner_join(entities::table)
        .left_join(site_checks::table)
        .filter(websites::id.eq(website.uuid()))
        .filter(entities::cancelled_on.is_null().and(entities::account_id.is_not_null()))
        .select((WebsiteRow::as_select(), EntityRow::as_select(), site_checks::findings.nullable()))
        .first(tx.conn)
        .await
        .optional()?;
    let Some((website, owner, before)) = found else { return Ok(None) };
    let entity = entity(tx, owner)?;
    let website = opened(tx, vec![website]).await?.pop().ok_or(Error::NotFound)?;
    Ok(Some(Due { website, entity, before: before.unwrap_or_default() }))
}

/// Says when the next look is due.
///
/// # Errors
/// When the database refuses.
pub async fn put_off(tx: &mut Tx<'_>, website: WebsiteId, next_at: DateTime<Utc>) -> Result<()> {
    update(websites::table.find(website.uuid())).set(websites::watch_at.eq(next_at)).execute(tx.conn).await?;
    Ok(())
}

/// Keeps what a look found.
///
/// # Errors
/// When the database refuses.
pub async fn put(tx: &mut Tx<'_>, website: WebsiteId, findings: &Value) -> Result<()> {
    sql_query(
        "insert into site_checks (website_id, findings, found_since, looked_at)
         values ($1, $2, case when $2 = '[]'::jsonb then null else $3 end, $3)
         on conflict (website_id) do update set findings = excluded.findings, looked_at = excluded.looked_at,
             found_since = case when excluded.findings = '[]'::jsonb then null
                                else coalesce(site_checks.found_since, excluded.looked_at) end",
    )
    .bind::<SqlUuid, _>(website.uuid())
    .bind::<Jsonb, _>(findings)
    .bind::<Timestamptz, _>(tx.ctx.now)
    .execute(tx.conn)
    .await?;
    Ok(())
}

/// What was last found of those of some websites that are on record here, with their numbers.
///
/// # Errors
/// When the database refuses.
pub async fn of_websites(tx: &mut Tx<'_>, some: &[Website]) -> Result<Vec<(String, Value)>> {
    let ids: Vec<Uuid> = some.iter().map(|website| website.id.uuid()).collect();
    Ok(site_checks::table
        .inner_join(websites::table)
        .filter(websites::id.eq_any(ids))
        .filter(websites::cancelled_on.is_null().and(websites::access_ended_on.is_null()))
        .filter(site_checks::is_found.eq(true))
        .order(websites::id)
        .select((websites::website_number, site_checks::findings))
        .load(tx.conn)
        .await?)
}

/// What was last found of the websites on record of some entities, by their keyed hashes: the hash, and the number of the
/// website.
///
/// # Errors
/// When the database refuses.
pub async fn of_entities(tx: &mut Tx<'_>, hashes: &[&[u8]]) -> Result<Vec<(Vec<u8>, String, Value)>> {
    tx.reach_all(async |tx| {
        Ok(site_checks::table
            .inner_join(websites::table.inner_join(entities::table))
            .filter(entities::entity_hash.eq_any(hashes).and(entities::cancelled_on.is_null()))
            .filter(websites::cancelled_on.is_null().and(websites::access_ended_on.is_null()))
            .filter(site_checks::is_found.eq(true))
            .order(websites::id)
            .select((entities::entity_hash, websites::website_number, site_checks::findings))
            .load(tx.conn)
            .await?)
    })
    .await
}

/// A website of which something was found, as the desk is shown it.
#[derive(Debug, Queryable)]
pub struct Noted {
    /// Number of the website.
    pub number: String,
    /// Its name.
    pub name: String,
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
            entities::province,
            site_checks::findings,
            site_checks::found_since,
        ))
        .load(tx.conn)
        .await?)
}

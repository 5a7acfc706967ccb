//! Who holds an entity or a domain on record, and the public search.

use chrono::NaiveDate;
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use uuid::Uuid;

use crate::db::reach;
use crate::error::Result;
use crate::registry::lookup::PublicRecord;
use crate::schema::{entities, website_domains, websites};
use crate::values::ids::AccountId;

/// The account of an entity on record, by its keyed hash. Outer none: not on record here; inner none: of no account.
///
/// # Errors
/// When the database refuses.
pub async fn find_entity_owner(conn: &mut AsyncPgConnection, hash: &[u8]) -> Result<Option<Option<AccountId>>> {
    reach::all(conn, async |conn| {
        let owner: Option<Option<Uuid>> = entities::table
            .select(entities::account_id)
            .filter(entities::entity_hash.eq(hash).and(entities::cancelled_on.is_null()))
            .first(conn)
            .await
            .optional()?;
        Ok(owner.map(|owner| owner.map(AccountId::from_uuid)))
    })
    .await
}

/// The entity that holds a registrable domain in ASCII form, by its keyed hash, and whether this provider still reaches it.
///
/// # Errors
/// When the database refuses.
pub async fn find_domain_entity(conn: &mut AsyncPgConnection, domain: &str) -> Result<Option<(Vec<u8>, bool)>> {
    reach::all(conn, async |conn| {
        let found: Option<(Vec<u8>, Option<NaiveDate>)> = website_domains::table
            .inner_join(websites::table.inner_join(entities::table))
            .select((entities::entity_hash, websites::access_ended_on))
            .filter(website_domains::domain.eq(domain).and(websites::cancelled_on.is_null()))
            .first(conn)
            .await
            .optional()?;
        Ok(found.map(|(hash, ended)| (hash, ended.is_none())))
    })
    .await
}

/// The number of an entity on record by its keyed hash.
///
/// # Errors
/// When the database refuses.
pub async fn find_entity_number(conn: &mut AsyncPgConnection, hash: &[u8]) -> Result<Option<String>> {
    reach::all(conn, async |conn| {
        Ok(entities::table
            .select(entities::entity_number)
            .filter(entities::entity_hash.eq(hash).and(entities::cancelled_on.is_null()))
            .first(conn)
            .await
            .optional()?)
    })
    .await
}

/// The province of an entity on record by its keyed hash.
///
/// # Errors
/// When the database refuses.
pub async fn find_entity_province(conn: &mut AsyncPgConnection, hash: &[u8]) -> Result<Option<String>> {
    reach::all(conn, async |conn| {
        Ok(entities::table
            .select(entities::province)
            .filter(entities::entity_hash.eq(hash).and(entities::cancelled_on.is_null()))
            .first(conn)
            .await
            .optional()?)
    })
    .await
}

/// Whether an organisation of this name is on record in a province with another certificate.
///
/// # Errors
/// When the database refuses.
pub async fn has_other_certificate(
    conn: &mut AsyncPgConnection,
    name: &str,
    province: &str,
    hash: &[u8],
) -> Result<bool> {
    reach::all(conn, async |conn| {
        let other = entities::table
            .filter(entities::name.eq(name).and(entities::province.eq(province)))
            .filter(entities::entity_hash.ne(hash).and(entities::cancelled_on.is_null()));
        Ok(diesel::select(diesel::dsl::exists(other)).get_result(conn).await?)
    })
    .await
}

/// How many websites one search shows at most.
const PUBLIC_LIMIT: i64 = 20;

/// Websites on record by a whole number, of the website or its entity, or by a whole domain in ASCII form.
///
/// # Errors
/// When the database refuses.
pub async fn search_public(conn: &mut AsyncPgConnection, number_or_domain: &str) -> Result<Vec<PublicRecord>> {
    reach::all(conn, async |conn| {
        type Row = (Uuid, String, Option<String>, i32, String, String, String, NaiveDate);
        let by_domain = website_domains::table
            .select(website_domains::website_id)
            .filter(website_domains::domain.eq(number_or_domain));
        let rows: Vec<Row> = websites::table
            .inner_join(entities::table)
            .select((
                websites::id,
                entities::entity_number,
                entities::name,
                entities::kind,
                websites::website_number,
                websites::name,
                websites::home_url,
                websites::filed_on,
            ))
            .filter(websites::cancelled_on.is_null().and(websites::access_ended_on.is_null()))
            .filter(
                websites::website_number
                    .eq(number_or_domain)
                    .or(entities::entity_number.eq(number_or_domain))
                    .or(websites::id.eq_any(by_domain)),
            )
            .order((websites::filed_on, websites::id))
            .limit(PUBLIC_LIMIT)
            .load(conn)
            .await?;
        let ids: Vec<Uuid> = rows.iter().map(|row| row.0).collect();
        let mut domains = super::domains_of(conn, &ids).await?;
        let record =
            |(id, entity_number, entity_name, entity_kind, website_number, website_name, home_url, filed_on): Row| {
                let domains = domains.remove(&id).unwrap_or_default();
                PublicRecord {
                    entity_number,
                    entity_name,
                    entity_kind,
                    website_number,
                    website_name,
                    home_url,
                    domains,
                    filed_on,
                }
            };
        Ok(rows.into_iter().map(record).collect())
    })
    .await
}

//! What is known of an entity or a domain before a filing begins, and the public search of what is on record.

use chrono::NaiveDate;
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use uuid::Uuid;

use super::store;
use crate::db::Tx;
use crate::error::Result;
use crate::schema::{entities, website_domains, websites};
use crate::values::ids::AccountId;

/// Whether an entity is on record, E0 to E5 of the rule book.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum EntityStatus {
    /// E0: nowhere.
    NotFiled,
    /// E1: here, in this account.
    Here,
    /// E2: here, in another account.
    OtherAccount,
    /// E3: through other providers only.
    Elsewhere,
    /// E4: at the ministry, through no known provider.
    AtMinistry,
    /// E5: an empty shell, no website left.
    Shell,
}

/// Whether a domain is on record, D0 to D4 of the rule book.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum DomainStatus {
    /// D0: nowhere.
    NotFiled,
    /// D1: of the same entity, here.
    Here,
    /// D2: of the same entity, elsewhere.
    Elsewhere,
    /// D3: of the same entity, through no provider.
    NoProvider,
    /// D4: of another entity.
    OtherEntity,
}

/// Who can tell the status of entities and domains. `None` is unknown, which is never taken for "not filed": then the
/// person is asked.
pub trait StatusLookup {
    /// The status of the entity with this keyed hash, seen from an account.
    ///
    /// # Errors
    /// When the source fails.
    fn entity(
        &self,
        tx: &mut Tx<'_>,
        account: AccountId,
        hash: &[u8],
    ) -> impl Future<Output = Result<Option<EntityStatus>>>;

    /// The status of a registrable domain in ASCII form, seen from the entity with this keyed hash.
    ///
    /// # Errors
    /// When the source fails.
    fn domain(
        &self,
        tx: &mut Tx<'_>,
        entity: &[u8],
        domain: &str,
    ) -> impl Future<Output = Result<Option<DomainStatus>>>;
}

/// The own registry: knows what was filed here, and nothing else.
#[derive(Debug, Clone, Copy, Default)]
pub struct OwnRegistry;

impl StatusLookup for OwnRegistry {
    async fn entity(&self, tx: &mut Tx<'_>, account: AccountId, hash: &[u8]) -> Result<Option<EntityStatus>> {
        let owner: Option<Option<Uuid>> = entities::table
            .select(entities::account_id)
            .filter(entities::entity_hash.eq(hash).and(entities::cancelled_on.is_null()))
            .first(tx.conn)
            .await
            .optional()?;
        Ok(owner.map(|owner| match owner {
            Some(id) if id == account.uuid() => EntityStatus::Here,
            _ => EntityStatus::OtherAccount,
        }))
    }

    async fn domain(&self, tx: &mut Tx<'_>, entity: &[u8], domain: &str) -> Result<Option<DomainStatus>> {
        let holder: Option<Vec<u8>> = website_domains::table
            .inner_join(websites::table.inner_join(entities::table))
            .select(entities::entity_hash)
            .filter(website_domains::domain.eq(domain).and(websites::cancelled_on.is_null()))
            .first(tx.conn)
            .await
            .optional()?;
        Ok(holder.map(|hash| if hash == entity { DomainStatus::Here } else { DomainStatus::OtherEntity }))
    }
}

/// A website as the public may see it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublicRecord {
    /// Number of the entity.
    pub entity_number: String,
    /// Name of an organisation; none for individuals.
    pub entity_name: Option<String>,
    /// The ministry's code of the kind of entity.
    pub entity_kind: i32,
    /// Number of the website.
    pub website_number: String,
    /// Name of the website.
    pub website_name: String,
    /// Its home page.
    pub home_url: String,
    /// Its domains.
    pub domains: Vec<String>,
    /// Since when.
    pub filed_on: NaiveDate,
}

/// How many websites one search shows at most.
const PUBLIC_LIMIT: i64 = 20;

/// Websites on record by a whole number, of the website or its entity, or by a whole domain in ASCII form.
///
/// # Errors
/// When the database refuses.
pub async fn search_public(conn: &mut AsyncPgConnection, number_or_domain: &str) -> Result<Vec<PublicRecord>> {
    type Row = (Uuid, String, Option<String>, i32, String, String, String, NaiveDate);
    let by_domain =
        website_domains::table.select(website_domains::website_id).filter(website_domains::domain.eq(number_or_domain));
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
        .filter(websites::cancelled_on.is_null())
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
    let mut domains = store::domains_of(conn, &ids).await?;
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
}

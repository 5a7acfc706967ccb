//! Rows of entities, websites and domains on record.

pub mod barred;
pub mod changes;
pub mod duties;
pub mod lookup;
pub mod told;
pub mod watch;

use std::collections::BTreeMap;

use chrono::NaiveDate;
use diesel::insert_into;
use diesel::prelude::*;
use diesel::result::{DatabaseErrorKind, Error as DieselError};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use serde_json::Value;
use uuid::Uuid;

use super::entity::{Entity, EntityName};
use super::website::Website;
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::schema::{entities, website_domains, websites};
use crate::values::ids::{AccountId, EntityId, FilingId, WebsiteId};

/// Tables and columns, for the sealing.
pub(crate) const NAME: &str = "entities.name";
pub(crate) const ENTITY: &str = "entities.details";
pub(crate) const WEBSITE: &str = "websites.details";

#[derive(Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = entities, treat_none_as_null = true)]
struct EntityRow {
    id: Uuid,
    account_id: Option<Uuid>,
    entity_number: String,
    province: String,
    kind: i32,
    name: Option<String>,
    name_sealed: Option<Vec<u8>>,
    entity_hash: Vec<u8>,
    details_sealed: Vec<u8>,
    filing_id: Option<Uuid>,
    filed_on: NaiveDate,
    cancelled_on: Option<NaiveDate>,
}

#[derive(Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = websites, treat_none_as_null = true)]
struct WebsiteRow {
    id: Uuid,
    entity_id: Uuid,
    website_number: String,
    name: String,
    home_url: String,
    details_sealed: Vec<u8>,
    filing_id: Option<Uuid>,
    filed_on: NaiveDate,
    cancelled_on: Option<NaiveDate>,
    psb_number: Option<String>,
    psb_filed_on: Option<NaiveDate>,
    access_ended_on: Option<NaiveDate>,
    has_income: Option<bool>,
    licence_number: Option<String>,
}

/// A number or domain that is on record already, in words.
fn refuse_taken(error: DieselError) -> Error {
    match &error {
        DieselError::DatabaseError(DatabaseErrorKind::UniqueViolation, info)
            if info.constraint_name() == Some("entities_one_per_account") =>
        {
            Error::refused("registry-refused-account-taken")
        }
        DieselError::DatabaseError(DatabaseErrorKind::UniqueViolation, info) => match info.table_name() {
            Some("entities" | "websites") => Error::refused("registry-refused-number-taken"),
            Some("website_domains") => Error::refused("registry-refused-domain-taken"),
            _ => error.into(),
        },
        _ => error.into(),
    }
}

fn entity(tx: &Tx<'_>, row: EntityRow) -> Result<Entity> {
    let name = match (row.name, row.name_sealed) {
        (Some(name), _) => EntityName::Organisation(name),
        (None, Some(sealed)) => EntityName::Individual(tx.sealer.open_text(NAME, &sealed, row.id.as_bytes())?),
        (None, None) => return Err(anyhow::anyhow!("entity {} has no name", row.id).into()),
    };
    Ok(Entity {
        id: EntityId::from_uuid(row.id),
        account: row.account_id.map(AccountId::from_uuid),
        number: row.entity_number,
        province: row.province,
        kind: row.kind,
        name,
        hash: row.entity_hash,
        details: tx.sealer.open_json(ENTITY, &row.details_sealed, row.id.as_bytes())?,
        filing: row.filing_id.map(FilingId::from_uuid),
        filed_on: row.filed_on,
        cancelled_on: row.cancelled_on,
    })
}

/// The entity with this keyed hash.
///
/// # Errors
/// When the database refuses or a value does not open.
pub async fn find_entity(tx: &mut Tx<'_>, hash: &[u8]) -> Result<Option<Entity>> {
    tx.reach_all(async |tx| {
        let row: Option<EntityRow> = entities::table
            .select(EntityRow::as_select())
            .filter(entities::entity_hash.eq(hash).and(entities::cancelled_on.is_null()))
            .first(tx.conn)
            .await
            .optional()?;
        row.map(|row| entity(tx, row)).transpose()
    })
    .await
}

/// An entity on record by its id.
///
/// # Errors
/// `NotFound` when there is none.
pub async fn load_entity(tx: &mut Tx<'_>, id: EntityId) -> Result<Entity> {
    let row = entities::table.select(EntityRow::as_select()).find(id.uuid()).first(tx.conn).await?;
    entity(tx, row)
}

/// The entities of an account, those that are cancelled too; one at most is on record.
///
/// # Errors
/// When the database refuses or a value does not open.
pub async fn list_entities(tx: &Tx<'_>, account: AccountId) -> Result<Vec<Entity>> {
    let rows: Vec<EntityRow> = entities::table
        .select(EntityRow::as_select())
        .filter(entities::account_id.eq(account.uuid()))
        .order(entities::filed_on)
        .load(&mut &*tx.conn)
        .await?;
    rows.into_iter().map(|row| entity(tx, row)).collect()
}

fn entity_row(tx: &Tx<'_>, entity: &Entity) -> Result<EntityRow> {
    let id = entity.id.uuid();
    let (name, name_sealed) = match &entity.name {
        EntityName::Organisation(name) => (Some(name.clone()), None),
        EntityName::Individual(name) => (None, Some(tx.sealer.seal_text(NAME, name, id.as_bytes())?)),
    };
    Ok(EntityRow {
        id,
        account_id: entity.account.map(AccountId::uuid),
        entity_number: entity.number.clone(),
        province: entity.province.clone(),
        kind: entity.kind,
        name,
        name_sealed,
        entity_hash: entity.hash.clone(),
        details_sealed: tx.sealer.seal_json(ENTITY, &entity.details, id.as_bytes())?,
        filing_id: entity.filing.map(FilingId::uuid),
        filed_on: entity.filed_on,
        cancelled_on: entity.cancelled_on,
    })
}

/// Adds an entity.
///
/// # Errors
/// `Refused` when its number or certificate is on record already.
pub async fn insert_entity(tx: &mut Tx<'_>, entity: &Entity) -> Result<()> {
    let row = entity_row(tx, entity)?;
    insert_into(entities::table).values(row).execute(tx.conn).await.map_err(refuse_taken)?;
    Ok(())
}

fn website_row(tx: &Tx<'_>, website: &Website) -> Result<WebsiteRow> {
    let id = website.id.uuid();
    Ok(WebsiteRow {
        id,
        entity_id: website.entity.uuid(),
        website_number: website.number.clone(),
        name: website.name.clone(),
        home_url: website.home_url.clone(),
        details_sealed: tx.sealer.seal_json(WEBSITE, &website.details, id.as_bytes())?,
        filing_id: website.filing.map(FilingId::uuid),
        filed_on: website.filed_on,
        cancelled_on: website.cancelled_on,
        psb_number: website.psb_number.clone(),
        psb_filed_on: website.psb_filed_on,
        access_ended_on: website.access_ended_on,
        has_income: website.has_income,
        licence_number: website.licence_number.clone(),
    })
}

/// Adds a website with its domains.
///
/// # Errors
/// `Refused` when its number or a domain is on record already.
pub async fn insert_website(tx: &mut Tx<'_>, website: &Website) -> Result<()> {
    let row = website_row(tx, website)?;
    insert_into(websites::table).values(row).execute(tx.conn).await.map_err(refuse_taken)?;
    changes::insert_domains(tx.conn, website).await
}

/// The websites of an entity, in the order of their numbers.
///
/// # Errors
/// When the database refuses or a value does not open.
pub async fn list_websites(tx: &mut Tx<'_>, entity: EntityId) -> Result<Vec<Website>> {
    let rows: Vec<WebsiteRow> = websites::table
        .select(WebsiteRow::as_select())
        .filter(websites::entity_id.eq(entity.uuid()))
        .order((websites::filed_on, websites::id))
        .load(tx.conn)
        .await?;
    opened(tx, rows).await
}

/// The websites a filing put on record.
///
/// # Errors
/// When the database refuses or a value does not open.
pub async fn list_websites_of_filing(tx: &Tx<'_>, filing: FilingId, owner: AccountId) -> Result<Vec<Website>> {
    let rows: Vec<WebsiteRow> = websites::table
        .inner_join(entities::table)
        .select(WebsiteRow::as_select())
        .filter(websites::filing_id.eq(filing.uuid()).and(entities::account_id.eq(owner.uuid())))
        .order(websites::id)
        .load(&mut &*tx.conn)
        .await?;
    opened(tx, rows).await
}

/// The websites of an account that are on record through this provider, whichever filing put them there, in a lasting order.
///
/// # Errors
/// When the database refuses or a value does not open.
pub async fn list_websites_of_account(tx: &mut Tx<'_>, owner: AccountId) -> Result<Vec<Website>> {
    let rows: Vec<WebsiteRow> = websites::table
        .inner_join(entities::table)
        .select(WebsiteRow::as_select())
        .filter(entities::account_id.eq(owner.uuid()))
        .filter(websites::cancelled_on.is_null().and(websites::access_ended_on.is_null()))
        .order(websites::id)
        .load(tx.conn)
        .await?;
    opened(tx, rows).await
}

async fn opened(tx: &Tx<'_>, rows: Vec<WebsiteRow>) -> Result<Vec<Website>> {
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let ids: Vec<Uuid> = rows.iter().map(|row| row.id).collect();
    let mut domains = domains_of(&*tx.conn, &ids).await?;
    let mut list = Vec::with_capacity(rows.len());
    for row in rows {
        let details: Value = tx.sealer.open_json(WEBSITE, &row.details_sealed, row.id.as_bytes())?;
        list.push(Website {
            id: WebsiteId::from_uuid(row.id),
            entity: EntityId::from_uuid(row.entity_id),
            number: row.website_number,
            name: row.name,
            home_url: row.home_url,
            domains: domains.remove(&row.id).unwrap_or_default(),
            details,
            filing: row.filing_id.map(FilingId::from_uuid),
            filed_on: row.filed_on,
            cancelled_on: row.cancelled_on,
            psb_number: row.psb_number,
            psb_filed_on: row.psb_filed_on,
            access_ended_on: row.access_ended_on,
            has_income: row.has_income,
            licence_number: row.licence_number,
        });
    }
    Ok(list)
}

/// The domains of websites.
///
/// # Errors
/// When the database refuses.
pub(super) async fn domains_of(conn: &AsyncPgConnection, websites: &[Uuid]) -> Result<BTreeMap<Uuid, Vec<String>>> {
    let rows: Vec<(Uuid, String)> = website_domains::table
        .select((website_domains::website_id, website_domains::domain))
        .filter(website_domains::website_id.eq_any(websites))
        .order(website_domains::domain)
        .load(&mut &*conn)
        .await?;
    let mut domains: BTreeMap<Uuid, Vec<String>> = BTreeMap::new();
    for (website, domain) in rows {
        domains.entry(website).or_default().push(domain);
    }
    Ok(domains)
}

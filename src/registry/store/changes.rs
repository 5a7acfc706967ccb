//! Changes of what is on record: written whole, with the domains and reminders that go along.

use std::collections::HashMap;

use diesel::prelude::*;
use diesel::{delete, insert_into, update};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use uuid::Uuid;

use super::{EntityRow, WebsiteRow, entity, entity_row, opened, refuse_taken, website_row};
use crate::db::Tx;
use crate::db::kept::OfRows;
use crate::error::{Error, Result};
use crate::registry::entity::Entity;
use crate::registry::website::Website;
use crate::schema::{entities, reminders, website_domains, websites};
use crate::values::ids::{AccountId, EntityId, WebsiteId};

/// A website on record by its id.
///
/// # Errors
/// `NotFound` when there is none.
pub async fn load_website(tx: &mut Tx<'_>, id: WebsiteId) -> Result<Website> {
    let row: WebsiteRow = websites::table.select(WebsiteRow::as_select()).find(id.uuid()).first(tx.conn).await?;
    opened(tx, vec![row]).await?.pop().ok_or(Error::NotFound)
}

/// Entities on record by their ids.
///
/// # Errors
/// When the database refuses or a value does not open.
pub async fn load_entities(tx: &Tx<'_>, ids: &[EntityId]) -> Result<HashMap<EntityId, Entity>> {
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let ids: Vec<Uuid> = ids.iter().map(|id| id.uuid()).collect();
    let rows: Vec<EntityRow> =
        entities::table.select(EntityRow::as_select()).filter(entities::id.eq_any(ids)).load(&mut &*tx.conn).await?;
    rows.into_iter().map(|row| entity(tx, row).map(|entity| (entity.id, entity))).collect()
}

/// Websites on record by their ids.
///
/// # Errors
/// When the database refuses or a value does not open.
pub async fn load_websites(tx: &Tx<'_>, ids: &[WebsiteId]) -> Result<HashMap<WebsiteId, Website>> {
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let ids: Vec<Uuid> = ids.iter().map(|id| id.uuid()).collect();
    let rows: Vec<WebsiteRow> =
        websites::table.select(WebsiteRow::as_select()).filter(websites::id.eq_any(ids)).load(&mut &*tx.conn).await?;
    Ok(opened(tx, rows).await?.into_iter().map(|website| (website.id, website)).collect())
}

/// The websites of an entity that are on record through this provider, in the order they came.
///
/// # Errors
/// When the database refuses or a value does not open.
pub async fn list_current_websites(tx: &mut Tx<'_>, entity: EntityId) -> Result<Vec<Website>> {
    let all = super::list_websites(tx, entity).await?;
    Ok(all.into_iter().filter(|website| website.cancelled_on.is_none() && website.access_ended_on.is_none()).collect())
}

/// Which they are, without opening them.
///
/// # Errors
/// When the database refuses.
pub async fn list_current_ids(conn: &AsyncPgConnection, entity: EntityId) -> Result<Vec<WebsiteId>> {
    Ok(list_current_ids_of(conn, &[entity]).await?.into_iter().map(|(_, id)| id).collect())
}

/// The same of many entities, each with its entity.
///
/// # Errors
/// When the database refuses.
pub async fn list_current_ids_of(
    conn: &AsyncPgConnection,
    entities: &[EntityId],
) -> Result<Vec<(EntityId, WebsiteId)>> {
    let current = websites::cancelled_on.is_null().and(websites::access_ended_on.is_null());
    let entities = entities.iter().map(|id| id.uuid());
    let own = websites::table.filter(websites::entity_id.eq_any(entities)).filter(current);
    let ids: Vec<(Uuid, Uuid)> = own.select((websites::entity_id, websites::id)).load(&mut &*conn).await?;
    Ok(ids.into_iter().map(|(entity, id)| (EntityId::from_uuid(entity), WebsiteId::from_uuid(id))).collect())
}

/// The entity on record with a number.
///
/// # Errors
/// When the database refuses.
pub async fn find_entity_of_number(conn: &mut AsyncPgConnection, number: &str) -> Result<Option<EntityId>> {
    let own = entities::entity_number.eq(number).and(entities::cancelled_on.is_null());
    let id: Option<Uuid> = entities::table.filter(own).select(entities::id).first(conn).await.optional()?;
    Ok(id.map(EntityId::from_uuid))
}

/// The website on record with a number.
///
/// # Errors
/// When the database refuses.
pub async fn find_website_of_number(conn: &mut AsyncPgConnection, number: &str) -> Result<Option<WebsiteId>> {
    let own = websites::website_number.eq(number).and(websites::cancelled_on.is_null());
    let id: Option<Uuid> = websites::table.filter(own).select(websites::id).first(conn).await.optional()?;
    Ok(id.map(WebsiteId::from_uuid))
}

/// Locks an entity until the transaction ends: what belongs to it changes one at a time.
///
/// # Errors
/// `NotFound` when there is none.
pub async fn lock_entity(conn: &mut AsyncPgConnection, id: EntityId) -> Result<()> {
    let _: uuid::Uuid =
        entities::table.select(entities::id).filter(entities::id.eq(id.uuid())).for_update().first(conn).await?;
    Ok(())
}

/// Writes an entity anew.
///
/// # Errors
/// `Refused` when the account has another entity, or the number is on record elsewhere.
pub async fn update_entity(tx: &mut Tx<'_>, entity: &Entity) -> Result<()> {
    let row: EntityRow = entity_row(tx, entity)?;
    update(entities::table.find(entity.id.uuid())).set(row).execute(tx.conn).await.map_err(refuse_taken)?;
    Ok(())
}

/// Writes a website anew, with its domains: none while it is cancelled.
///
/// # Errors
/// `Refused` when a domain is on record elsewhere.
pub async fn update_website(tx: &mut Tx<'_>, website: &Website) -> Result<()> {
    let row: WebsiteRow = website_row(tx, website)?;
    update(websites::table.find(website.id.uuid())).set(row).execute(tx.conn).await.map_err(refuse_taken)?;
    let own = website_domains::table.filter(website_domains::website_id.eq(website.id.uuid()));
    delete(own).execute(tx.conn).await?;
    if website.cancelled_on.is_none() {
        insert_domains(tx.conn, website).await?;
    }
    Ok(())
}

pub(super) async fn insert_domains(conn: &mut AsyncPgConnection, website: &Website) -> Result<()> {
    let id = website.id.uuid();
    let domains: Vec<_> = website
        .domains
        .iter()
        .map(|domain| (website_domains::domain.eq(domain), website_domains::website_id.eq(id)))
        .collect();
    let count = domains.len();
    let insert = OfRows(insert_into(website_domains::table).values(domains), count);
    insert.execute(conn).await.map_err(refuse_taken)?;
    Ok(())
}

/// Reminders of the websites of an entity that are still to come go to the account it belongs to now, and to no filing: that
/// is another's.
///
/// # Errors
/// When the database refuses.
pub async fn pass_reminders(tx: &mut Tx<'_>, entity: EntityId, to: AccountId) -> Result<()> {
    let own = websites::table.filter(websites::entity_id.eq(entity.uuid())).select(websites::id.nullable());
    let ahead = reminders::sent_at.is_null().and(reminders::cancelled_at.is_null());
    update(reminders::table.filter(ahead).filter(reminders::website_id.eq_any(own)))
        .filter(reminders::account_id.ne(to.uuid()))
        .set((reminders::account_id.eq(to.uuid()), reminders::filing_id.eq(None::<Uuid>)))
        .execute(tx.conn)
        .await?;
    Ok(())
}

/// Drops the reminders of one kind of a website that are still to come.
pub(super) async fn drop_reminders_of(tx: &mut Tx<'_>, website: WebsiteId, kind: &str) -> Result<()> {
    let ahead = reminders::website_id.eq(website.uuid()).and(reminders::sent_at.is_null());
    update(reminders::table.filter(ahead).filter(reminders::cancelled_at.is_null()).filter(reminders::kind.eq(kind)))
        .set(reminders::cancelled_at.eq(tx.ctx.now))
        .execute(tx.conn)
        .await?;
    Ok(())
}

/// Drops the reminders of a website that are still to come.
///
/// # Errors
/// When the database refuses.
pub async fn drop_reminders(tx: &mut Tx<'_>, website: WebsiteId) -> Result<()> {
    let ahead = reminders::website_id.eq(website.uuid()).and(reminders::sent_at.is_null());
    update(reminders::table.filter(ahead).filter(reminders::cancelled_at.is_null()))
        .set(reminders::cancelled_at.eq(tx.ctx.now))
        .execute(tx.conn)
        .await?;
    Ok(())
}

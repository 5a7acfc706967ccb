//! What becomes of a record after it was made: changed, cancelled, moved. Each with a line of the audit.

use chrono::NaiveDate;
use serde_json::Value;

use crate::audit::{self, Action, Event, Subject};
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::registry::entity::{Entity, EntityName};
use crate::registry::store::{self, changes};
use crate::registry::website::Website;
use crate::values::ids::{AccountId, EntityId, WebsiteId};

pub(super) fn event(entity: EntityId, what: &'static str) -> Event {
    Event::new(Action::RegistryChanged, Subject::new("entity", entity)).detail(what)
}

pub(super) fn website_event(website: WebsiteId, what: &'static str) -> Event {
    Event::new(Action::RegistryChanged, Subject::new("website", website)).detail(what)
}

/// An entity that is on record, locked.
async fn current(tx: &mut Tx<'_>, id: EntityId) -> Result<Entity> {
    changes::lock_entity(tx.conn, id).await?;
    let entity = store::load_entity(tx, id).await?;
    if entity.cancelled_on.is_none() { Ok(entity) } else { Err(Error::refused("registry-refused-cancelled")) }
}

/// A website that is on record through this provider, its entity locked.
async fn current_website(tx: &mut Tx<'_>, id: WebsiteId) -> Result<Website> {
    let website = changes::load_website(tx, id).await?;
    current(tx, website.entity).await?;
    let is_here = website.cancelled_on.is_none() && website.access_ended_on.is_none();
    if is_here { Ok(website) } else { Err(Error::refused("registry-refused-cancelled")) }
}

/// Writes the changed details of an entity.
///
/// # Errors
/// `Refused` when it is no longer on record.
pub async fn change_entity(tx: &mut Tx<'_>, id: EntityId, name: EntityName, details: Value) -> Result<()> {
    let entity = current(tx, id).await?;
    changes::update_entity(tx, &Entity { name, details, ..entity }).await?;
    audit::record(tx, event(id, "changed")).await
}

/// What a change writes of a website; its number stays.
pub struct ChangedWebsite {
    /// Its name.
    pub name: String,
    /// Its home page.
    pub home_url: String,
    /// Its domains in ASCII form.
    pub domains: Vec<String>,
    /// Everything else.
    pub details: Value,
}

/// Writes the changed details of a website.
///
/// # Errors
/// `Refused` when it is no longer on record here.
pub async fn change_website(tx: &mut Tx<'_>, id: WebsiteId, changed: ChangedWebsite) -> Result<()> {
    let website = current_website(tx, id).await?;
    let ChangedWebsite { name, home_url, domains, details } = changed;
    changes::update_website(tx, &Website { name, home_url, domains, details, ..website }).await?;
    audit::record(tx, website_event(id, "changed")).await
}

/// Takes a website off the record. What its instance gave is not given back.
///
/// # Errors
/// `Refused` when it is no longer on record here.
pub async fn cancel_website(tx: &mut Tx<'_>, id: WebsiteId, on: NaiveDate) -> Result<()> {
    let website = current_website(tx, id).await?;
    take_off(tx, website, on).await
}

async fn take_off(tx: &mut Tx<'_>, website: Website, on: NaiveDate) -> Result<()> {
    let id = website.id;
    changes::update_website(tx, &Website { cancelled_on: Some(on), ..website }).await?;
    changes::drop_reminders(tx, id).await?;
    audit::record(tx, website_event(id, "cancelled")).await
}

/// Takes an entity off the record with all its websites.
///
/// # Errors
/// `Refused` when it is no longer on record.
pub async fn cancel_entity(tx: &mut Tx<'_>, id: EntityId, on: NaiveDate) -> Result<()> {
    let entity = current(tx, id).await?;
    for website in store::list_websites(tx, id).await? {
        if website.cancelled_on.is_none() {
            take_off(tx, website, on).await?;
        }
    }
    changes::update_entity(tx, &Entity { cancelled_on: Some(on), ..entity }).await?;
    audit::record(tx, event(id, "cancelled")).await
}

/// This provider no longer reaches a website; it stays on record, through another or nobody.
///
/// # Errors
/// `Refused` when it is no longer on record here.
pub async fn end_access(tx: &mut Tx<'_>, id: WebsiteId, on: NaiveDate) -> Result<()> {
    let website = current_website(tx, id).await?;
    changes::update_website(tx, &Website { access_ended_on: Some(on), ..website }).await?;
    changes::drop_reminders(tx, id).await?;
    audit::record(tx, website_event(id, "access ended")).await
}

/// A record gets an owner, or another. Returns who had it.
///
/// # Errors
/// `Refused` when it is no longer on record, or the account has an entity.
pub async fn move_account(tx: &mut Tx<'_>, id: EntityId, to: AccountId) -> Result<Option<AccountId>> {
    let entity = current(tx, id).await?;
    let before = entity.account;
    changes::update_entity(tx, &Entity { account: Some(to), ..entity }).await?;
    changes::pass_reminders(tx, id, to).await?;
    audit::record(tx, event(id, "moved to another account").because(to.to_string())).await?;
    Ok(before)
}

/// A website gets another entity, and a number of that.
///
/// # Errors
/// `Refused` when either is no longer on record.
pub async fn move_website(tx: &mut Tx<'_>, id: WebsiteId, to: EntityId, number: String) -> Result<()> {
    let website = current_website(tx, id).await?;
    let target = current(tx, to).await?;
    changes::update_website(tx, &Website { entity: to, number, ..website }).await?;
    if let Some(account) = target.account {
        changes::pass_reminders(tx, to, account).await?;
    }
    audit::record(tx, website_event(id, "moved to another entity")).await
}

//! Puts on record what the bureau approved, with the duties that follow; tells what is on record.

pub mod changes;
pub mod told;

use chrono::{DateTime, NaiveDate, NaiveTime, TimeDelta, Utc};
use serde_json::Value;

use super::entity::{Entity, EntityName};
use super::lookup::{DomainStatus, EntityStatus};
use super::number;
use super::store;
use super::store::duties::{self, Duty};
use super::website::Website;
use crate::audit::{self, Action, Event, Subject};
use crate::clock::{china_at, china_day};
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::reference::Limits;
use crate::values::ids::{AccountId, EntityId, FilingId, WebsiteId};
use crate::values::{EntityNumber, LicenceNumber, PsbNumber, WebsiteNumber};

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

    /// Whether the entity with this keyed hash is known to be on record, wherever that may be.
    ///
    /// # Errors
    /// When the source fails.
    fn is_on_record(&self, _: &mut Tx<'_>, _: &[u8]) -> impl Future<Output = Result<bool>> {
        async { Ok(false) }
    }
}

/// The own registry: knows what was filed here, and nothing else.
#[derive(Debug, Clone, Copy, Default)]
pub struct OwnRegistry;

impl StatusLookup for OwnRegistry {
    async fn entity(&self, tx: &mut Tx<'_>, account: AccountId, hash: &[u8]) -> Result<Option<EntityStatus>> {
        let owner = store::lookup::find_entity_owner(tx.conn, hash).await?;
        Ok(owner.map(|owner| if owner == Some(account) { EntityStatus::Here } else { EntityStatus::OtherAccount }))
    }

    async fn domain(&self, tx: &mut Tx<'_>, entity: &[u8], domain: &str) -> Result<Option<DomainStatus>> {
        let holder = store::lookup::find_domain_entity(tx.conn, domain).await?;
        Ok(holder.map(|(hash, is_reached)| match hash == entity {
            true if is_reached => DomainStatus::Here,
            true => DomainStatus::NoProvider,
            false => DomainStatus::OtherEntity,
        }))
    }
}

/// An approval that puts an entity on record with its websites.
#[derive(Clone)]
pub struct Approval {
    /// Whose it is.
    pub account: AccountId,
    /// The approved filing.
    pub filing: FilingId,
    /// Division code of the province.
    pub province: String,
    /// The ministry's code of the kind of entity.
    pub entity_kind: i32,
    /// Keyed hash of the entity's certificate.
    pub entity_hash: Vec<u8>,
    /// Its name.
    pub name: EntityName,
    /// Its number.
    pub number: EntityNumber,
    /// Its details.
    pub details: Value,
    /// Its websites.
    pub websites: Vec<ApprovedWebsite>,
    /// The day of the approval.
    pub filed_on: NaiveDate,
}

/// A website of an approval.
#[derive(Clone)]
pub struct ApprovedWebsite {
    /// Its number.
    pub number: WebsiteNumber,
    /// Its name.
    pub name: String,
    /// Its home page.
    pub home_url: String,
    /// Its domains in ASCII form.
    pub domains: Vec<String>,
    /// Everything else.
    pub details: Value,
}

/// Puts an entity on record that was not here, and sets the reminders of the filing with the public security bureau.
///
/// # Errors
/// `Refused` when numbers do not fit or something is on record already.
pub async fn record_approval(tx: &mut Tx<'_>, approval: Approval, limits: &Limits) -> Result<EntityId> {
    let numbers: Vec<WebsiteNumber> = approval.websites.iter().map(|website| website.number.clone()).collect();
    if !number::fit(&approval.province, &approval.number, &numbers) {
        return Err(Error::refused("registry-refused-numbers"));
    }
    let entity = Entity {
        id: EntityId::new(),
        account: Some(approval.account),
        number: approval.number.as_str().to_owned(),
        province: approval.province,
        kind: approval.entity_kind,
        name: approval.name,
        hash: approval.entity_hash,
        details: approval.details,
        filing: Some(approval.filing),
        filed_on: approval.filed_on,
        cancelled_on: None,
    };
    store::insert_entity(tx, &entity).await?;
    audit::record(tx, changes::event(entity.id, "added")).await?;
    // What is new has none from before.
    let put = Put { entity: &entity, known: Vec::new(), filing: approval.filing, filed_on: approval.filed_on, limits };
    put.websites(tx, approval.websites).await?;
    Ok(entity.id)
}

/// Puts websites of an entity on record and sets their reminders.
///
/// # Errors
/// `Refused` when a number is not the entity's, or a number or domain is on record already.
pub async fn add_websites(
    tx: &mut Tx<'_>,
    entity: &Entity,
    websites: Vec<ApprovedWebsite>,
    filing: FilingId,
    filed_on: NaiveDate,
    limits: &Limits,
) -> Result<()> {
    let known = store::list_websites(tx, entity.id).await?;
    Put { entity, known, filing, filed_on, limits }.websites(tx, websites).await
}

/// Websites that an approval puts on record.
struct Put<'a> {
    entity: &'a Entity,
    /// The websites of the entity from before.
    known: Vec<Website>,
    filing: FilingId,
    filed_on: NaiveDate,
    limits: &'a Limits,
}

impl Put<'_> {
    async fn websites(mut self, tx: &mut Tx<'_>, websites: Vec<ApprovedWebsite>) -> Result<()> {
        for approved in websites {
            if approved.number.base() != self.entity.number {
                return Err(Error::refused("registry-refused-numbers"));
            }
            let website = Website {
                id: WebsiteId::new(),
                entity: self.entity.id,
                number: approved.number.as_str().to_owned(),
                name: approved.name,
                home_url: approved.home_url,
                domains: approved.domains,
                details: approved.details,
                filing: Some(self.filing),
                filed_on: self.filed_on,
                cancelled_on: None,
                psb_number: None,
                psb_filed_on: None,
                access_ended_on: None,
                has_income: None,
                licence_number: None,
            };
            let left = |own: &Website| {
                own.number == website.number && own.cancelled_on.is_none() && own.access_ended_on.is_some()
            };
            let before = self.known.iter().position(left).map(|at| self.known.swap_remove(at));
            let kept = put_website(tx, website, before).await?;
            if let Some(account) = self.entity.account.filter(|_| kept.psb_number.is_none()) {
                remind(tx, account, &kept, self.limits).await?;
            }
            // What came back with what was told of its income has no reminder left.
            let lacks_licence = kept.has_income == Some(true) && kept.licence_number.is_none();
            if let Some(account) = self.entity.account.filter(|_| lacks_licence) {
                remind_of_licence(tx, account, &kept, self.limits).await?;
            }
        }
        Ok(())
    }
}

/// A website that was here before and comes back keeps its row, with what the public security bureau gave it: its number
/// is on record once. Returns it as it stands on record.
async fn put_website(tx: &mut Tx<'_>, website: Website, before: Option<Website>) -> Result<Website> {
    let kept = match before {
        Some(Website { id, psb_number, psb_filed_on, has_income, licence_number, .. }) => {
            let back = Website { id, psb_number, psb_filed_on, has_income, licence_number, ..website };
            store::changes::update_website(tx, &back).await?;
            back
        }
        None => {
            store::insert_website(tx, &website).await?;
            website
        }
    };
    audit::record(tx, changes::website_event(kept.id, "added")).await?;
    Ok(kept)
}

/// The reminders of the filing with the public security bureau, in the morning of their days.
async fn remind(tx: &mut Tx<'_>, account: AccountId, website: &Website, limits: &Limits) -> Result<()> {
    let deadline = website.filed_on + TimeDelta::days(limits.psb_days);
    let days = [limits.psb_first_reminder_days, limits.psb_second_reminder_days, limits.psb_last_reminder_days];
    let due = days.map(|after| morning_of(website.filed_on + TimeDelta::days(after), limits));
    // An approval that is recorded late needs no reminder of days gone by.
    let ahead: Vec<DateTime<Utc>> = due.into_iter().filter(|due| *due > tx.ctx.now).collect();
    duties::insert_reminders(tx, account, website, &ahead, Duty::Psb(deadline)).await
}

/// The next reminder of the licence that a website needs which earns money.
async fn remind_of_licence(tx: &mut Tx<'_>, account: AccountId, website: &Website, limits: &Limits) -> Result<()> {
    let due = morning_of(china_day(tx.ctx.now) + TimeDelta::days(limits.licence_reminder_days), limits);
    duties::insert_reminders(tx, account, website, &[due], Duty::Licence).await
}

/// When reminders of duties go out on a day in China.
fn morning_of(day: NaiveDate, limits: &Limits) -> DateTime<Utc> {
    china_at(day, NaiveTime::MIN) + TimeDelta::hours(limits.duty_reminder_hour)
}

/// What the owner of a website says of its income.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Income {
    /// It earns nothing.
    None,
    /// It earns money: a licence is needed, and reminded of until its number is told.
    Earns(Option<LicenceNumber>),
}

/// Keeps whether a website earns money, and the number of its licence.
///
/// # Errors
/// `NotFound` when the website is not of this account.
pub async fn record_income(
    tx: &mut Tx<'_>,
    account: AccountId,
    website: &Website,
    income: &Income,
    limits: &Limits,
) -> Result<()> {
    let number = match income {
        Income::Earns(Some(number)) => Some(number.as_str()),
        _ => None,
    };
    duties::update_licence(tx, account, website.id, *income != Income::None, number).await?;
    if *income == Income::Earns(None) {
        remind_of_licence(tx, account, website, limits).await?;
    }
    audit::record(tx, changes::website_event(website.id, "income and licence told")).await
}

/// Keeps the number the public security bureau gave; the reminders end.
///
/// # Errors
/// `NotFound` when the website is not of this account.
pub async fn record_psb(
    tx: &mut Tx<'_>,
    account: AccountId,
    website: WebsiteId,
    number: &PsbNumber,
    on: NaiveDate,
) -> Result<()> {
    duties::update_psb(tx, account, website, number.as_str(), on).await?;
    audit::record(tx, Event::new(Action::PsbNumberTold, Subject::new("website", website))).await
}

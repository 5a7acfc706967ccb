//! Between filings and the record: what a filing begins from, and what its approval writes.

use anyhow::Context as _;
use chrono::NaiveDate;
use futures_util::future::try_join3;
use serde::Serialize;
use serde_json::Value;

use super::moving;
use crate::clock::china_day;
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::filing::application::{Application, EntityName as Name, Recorded, Website};
use crate::filing::checks::Finding;
use crate::filing::kind::{Effect, Kind};
use crate::filing::section::{Part, Target};
use crate::filing::state::{Filing, Numbers};
use crate::filing::store;
use crate::filing::store::trial::About;
use crate::hosting::Choice;
use crate::reference::{self, Applicant};
use crate::registry::entity::{Entity, EntityName};
use crate::registry::service::changes::{self, ChangedWebsite};
use crate::registry::service::{Approval, ApprovedWebsite, add_websites, record_approval};
use crate::registry::store as registry;
use crate::text::Message;
use crate::values::ids::{AccountId, EntityId, WebsiteId};

/// What is on record of the entity a filing is about. Of a record that is only claimed, nothing: it is not the claimant's
/// until that is proven.
///
/// # Errors
/// When the database refuses or a record does not open.
pub async fn recorded(tx: &mut Tx<'_>, filing: &Filing) -> Result<Option<Recorded>> {
    let &Filing { kind, owner, entity, website, .. } = filing;
    Ok(recorded_of(tx, &[About { kind, owner, entity, website }]).await?.pop().flatten())
}

/// The same of many filings, in their order.
///
/// # Errors
/// As [`recorded`].
pub async fn recorded_of(tx: &mut Tx<'_>, filings: &[About]) -> Result<Vec<Option<Recorded>>> {
    let about = || filings.iter().filter(|filing| filing.kind != Kind::Claim);
    let (entities, websites): (Vec<EntityId>, Vec<WebsiteId>) =
        (about().filter_map(|own| own.entity).collect(), about().filter_map(|own| own.website).collect());
    if entities.is_empty() {
        return Ok(filings.iter().map(|_| None).collect());
    }
    let shared: &Tx<'_> = tx;
    // Sent together: none needs another's answer.
    let (current, entities, websites) = try_join3(
        registry::changes::list_current_ids_of(&*shared.conn, &entities),
        registry::changes::load_entities(shared, &entities),
        registry::changes::load_websites(shared, &websites),
    )
    .await?;
    let recorded = |filing: &About| -> Option<Result<Recorded, serde_json::Error>> {
        let entity = entities.get(&filing.entity.filter(|_| filing.kind != Kind::Claim)?)?;
        // What went to another account is that account's: its former owner sees nothing that came after.
        (entity.account == Some(filing.owner)).then_some(())?;
        // The same for a website that moved to another entity.
        let website = match filing.website {
            Some(id) => Some(websites.get(&id).filter(|website| website.entity == entity.id)?),
            None => None,
        };
        Some(Recorded::read(entity.number.clone(), entity.details.clone()).and_then(|mut recorded| {
            if let Some(website) = website {
                recorded.add_website(website.number.clone(), website.details.clone())?;
                recorded.filed_on = Some(website.filed_on);
            }
            let others = current.iter().filter(|(own, id)| *own == entity.id && Some(*id) != filing.website);
            recorded.other_websites = others.count();
            Ok(recorded)
        }))
    };
    let all: Result<Vec<_>, _> = filings.iter().map(|filing| recorded(filing).transpose()).collect();
    Ok(all?)
}

/// The record of an account, and one of its websites, as they are now.
///
/// # Errors
/// `NotFound` when either is not of this account, or no longer on record here.
pub async fn own(tx: &mut Tx<'_>, account: AccountId, entity: EntityId, website: Option<WebsiteId>) -> Result<Entity> {
    let own = registry::load_entity(tx, entity).await?;
    if own.account != Some(account) || own.cancelled_on.is_some() {
        return Err(Error::NotFound);
    }
    if let Some(id) = website {
        let current = registry::changes::list_current_ids(tx.conn, entity).await?;
        current.contains(&id).then_some(()).ok_or(Error::NotFound)?;
    }
    Ok(own)
}

/// What cannot be done with a record as it stands: its last website goes with its entity, as a shell is of no use to
/// anybody; a website moves only where its province lets it.
pub fn hindrance(kind: Kind, entity: &Entity, websites: usize, today: NaiveDate) -> Option<Message> {
    match kind {
        Kind::CancelWebsite if websites == 1 => Some(Message::new("record-last-website")),
        Kind::MigrateSite => {
            let (province, entity_kind) = (entity.province.as_str(), entity.kind.to_string());
            let of = Applicant { province, entity_kind: &entity_kind, filing_kind: kind.code() };
            let is_allowed = reference::book().rules(&of, today).allows_migration();
            (!is_allowed).then(|| Message::new("record-migrate-not-here"))
        }
        _ => None,
    }
}

/// Whoever made a code that stands in a filing stays as they are until the record has come: with the entity they have, or
/// without one.
async fn ensure_not_awaited(tx: &mut Tx<'_>, filing: &Filing) -> Result<()> {
    let leaves = matches!(filing.kind, Kind::CancelEntity | Kind::TransferAccount);
    let arrives = filing.entity.is_none() || filing.kind == Kind::Claim;
    if (leaves || arrives) && store::codes::is_held(tx.conn, filing.owner).await? {
        return Err(Error::refused("filing-refused-awaited"));
    }
    Ok(())
}

/// Refuses what is about a record that changed hands or ended since the filing began, or cannot be done with it any more.
pub(super) async fn ensure_current(tx: &mut Tx<'_>, filing: &Filing) -> Result<()> {
    ensure_not_awaited(tx, filing).await?;
    let Some(entity) = filing.entity else { return Ok(()) };
    let gone = || Error::refused("filing-refused-record-gone");
    if filing.kind == Kind::Claim {
        let record = registry::load_entity(tx, entity).await?;
        let is_free = record.account.is_none() && record.cancelled_on.is_none();
        return if is_free { Ok(()) } else { Err(gone()) };
    }
    match own(tx, filing.owner, entity, filing.website).await {
        Err(Error::NotFound) => Err(gone()),
        Err(error) => Err(error),
        Ok(_) if store::is_outdated(tx.conn, filing).await? => Err(gone()),
        Ok(own) => {
            let websites = registry::changes::list_current_ids(tx.conn, entity).await?.len();
            hindrance(filing.kind, &own, websites, china_day(tx.ctx.now)).map_or(Ok(()), |why| Err(Error::Refused(why)))
        }
    }
}

/// What the desk compares a claim with: the claimant sees nothing of it before it is theirs.
pub(super) async fn claimed(tx: &mut Tx<'_>, filing: &Filing) -> Result<Option<Finding>> {
    let Some(id) = filing.entity.filter(|_| filing.kind == Kind::Claim) else { return Ok(None) };
    let entity = registry::load_entity(tx, id).await?;
    let websites = registry::changes::list_current_websites(tx, id).await?;
    let names: Vec<String> = websites.iter().map(|own| format!("{} {}", own.name, own.number)).collect();
    let message = Message::new("filing-claim-record")
        .with("number", entity.number)
        .with("since", entity.filed_on.to_string())
        .with("websites", names.join("、"));
    Ok(Some(Finding::warning("C-CLAIM", Target::field(Part::OPERATION, "entity_number"), message)))
}

/// What is on record as the content of a filing: what the desk compares with.
pub(super) async fn before(tx: &mut Tx<'_>, filing: &Filing, like: &Application) -> Result<Option<Application>> {
    let changes = filing.kind.profile().effect == Effect::Change;
    let Some(record) = recorded(tx, filing).await?.filter(|_| changes) else { return Ok(None) };
    Ok(Some(Application {
        kind: filing.kind,
        operation: None,
        type_check: like.type_check.clone(),
        entity: record.entity,
        entity_person: record.entity_person,
        websites: record.websites.into_iter().map(|(_, website)| website).collect(),
    }))
}

/// The choices of servers that are new: one that stands on record has its unit already.
///
/// # Errors
/// When the database refuses or a record does not open.
pub async fn new_choices(tx: &mut Tx<'_>, filing: &Filing, application: &Application) -> Result<Vec<(u32, Choice)>> {
    let mut choices = application.choices();
    if filing.kind == Kind::ChangeAccess {
        let record = recorded(tx, filing).await?;
        let on_record = record.iter().flat_map(|record| &record.websites).map(|(_, website)| &website.access);
        let known: Vec<&Choice> = on_record.collect();
        choices.retain(|(_, choice)| !known.contains(&choice));
    }
    Ok(choices)
}

/// Writes what an approval does to the record.
pub(super) async fn write(tx: &mut Tx<'_>, filing: &Filing, on: NaiveDate, numbers: Option<&Numbers>) -> Result<()> {
    let frozen = store::submissions::find_frozen(tx, filing.id, filing.round).await?;
    let application = frozen.context("approved without a submission")?.application;
    let entity = filing.entity.context("about nothing on record");
    let website = filing.website.context("about no website on record");
    match filing.kind.profile().effect {
        Effect::Add => add(tx, filing, &application, on, numbers.context("no numbers")?).await,
        Effect::Change => change(tx, filing, &application, entity?).await,
        Effect::CancelEntity => {
            changes::cancel_entity(tx, entity?, on).await?;
            store::accounts::free_entity(tx.conn, filing.owner, &filing.entity_hash).await
        }
        Effect::CancelWebsite => changes::cancel_website(tx, website?, on).await,
        Effect::EndAccess => changes::end_access(tx, website?, on).await,
        Effect::MoveAccount => moving::move_account(tx, filing, &application, entity?).await,
        Effect::MoveWebsite => moving::move_website(tx, &application, website?, numbers.context("no numbers")?).await,
    }
}

async fn add(
    tx: &mut Tx<'_>,
    filing: &Filing,
    application: &Application,
    on: NaiveDate,
    numbers: &Numbers,
) -> Result<()> {
    if application.websites.len() != numbers.websites.len() {
        return Err(Error::refused("registry-refused-numbers"));
    }
    let mut websites = Vec::with_capacity(numbers.websites.len());
    for (website, number) in application.websites.iter().zip(&numbers.websites) {
        let ChangedWebsite { name, home_url, domains, details } = written(application, website)?;
        websites.push(ApprovedWebsite { number: number.clone(), name, home_url, domains, details });
    }
    let limits = reference::book().limits(china_day(tx.ctx.now));
    if let Some(id) = filing.entity {
        let entity = own(tx, filing.owner, id, None).await?;
        if entity.number != numbers.entity.as_str() {
            return Err(Error::refused("registry-refused-numbers"));
        }
        return add_websites(tx, &entity, websites, filing.id, on, limits).await;
    }
    let approval = Approval {
        account: filing.owner,
        filing: filing.id,
        province: filing.province.clone(),
        entity_kind: filing.entity_kind,
        entity_hash: filing.entity_hash.clone(),
        name: name(&application.type_check.entity_name),
        number: numbers.entity.clone(),
        details: json(&(&application.type_check, &application.entity, &application.entity_person))?,
        websites,
        filed_on: on,
    };
    record_approval(tx, approval, limits).await.map(|_| ())
}

async fn change(tx: &mut Tx<'_>, filing: &Filing, application: &Application, entity: EntityId) -> Result<()> {
    if filing.kind.writes_entity() {
        let name = name(application.new_name().unwrap_or(&application.type_check.entity_name));
        let details = Recorded::entity_details(application).map_err(anyhow::Error::from)?;
        changes::change_entity(tx, entity, name, details).await?;
    }
    if filing.kind.writes_website() {
        let website = application.websites.first().context("no website")?;
        let id = filing.website.context("about no website on record")?;
        changes::change_website(tx, id, written(application, website)?).await?;
    }
    Ok(())
}

/// A website as it is written. Its person stands with it, whoever runs the entity later.
fn written(application: &Application, website: &Website) -> Result<ChangedWebsite> {
    Ok(ChangedWebsite {
        name: website.details.name.to_string(),
        home_url: website.details.home_url.to_string(),
        domains: website.details.domains.iter().map(ToString::to_string).collect(),
        details: json(&Website { person: Some(application.website_person(website).clone()), ..website.clone() })?,
    })
}

fn name(name: &Name) -> EntityName {
    match name.organisation() {
        Some(name) => EntityName::Organisation(name.to_string()),
        None => EntityName::Individual(name.reveal().to_owned()),
    }
}

fn json(value: &impl Serialize) -> Result<Value> {
    Ok(serde_json::to_value(value).map_err(anyhow::Error::from)?)
}

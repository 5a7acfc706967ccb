//! Holding, freeing and spending what a filing uses; importing what was bought.

use std::collections::HashMap;

use chrono::NaiveDate;

use super::import::{InstanceRow, LineError, NumberRow, Sheet};
use super::instance::{Choice, Instance, Obstacle, Server};
use super::quota;
use super::service_number::{NumberState, ServiceNumber};
use super::store::{self, StoredNumber, Use};
use crate::audit::{self, Action, Event, Subject};
use crate::clock;
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::reference::{self, Reference};
use crate::sealing::Sealer;
use crate::text::Message;
use crate::values::Email;
use crate::values::ids::{AccountId, FilingId, InstanceId};

/// An instance of an account with what it can still do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Offer {
    /// The instance.
    pub instance: Instance,
    /// Websites it may still take.
    pub free: u32,
    /// What keeps it from taking one; none for an instance that can be chosen.
    pub obstacles: Vec<Obstacle>,
}

/// What became of one choice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Look {
    /// The website, numbered from 1.
    pub website: u32,
    /// The server, where there is one.
    pub server: Option<Server>,
    /// What keeps it from carrying the website.
    pub obstacles: Vec<Obstacle>,
}

/// The instances of an account. Units held by `filing` count as free for it.
///
/// # Errors
/// When the database refuses.
pub async fn offers(tx: &mut Tx<'_>, account: AccountId, filing: Option<FilingId>) -> Result<Vec<Offer>> {
    let all = store::list_of_account(tx.conn, account).await?;
    let ids: Vec<InstanceId> = all.iter().map(|instance| instance.id).collect();
    let taken: HashMap<_, _> = store::count_taken(tx.conn, &ids, filing).await?.into_iter().collect();
    let today = clock::china_day(tx.ctx.now);
    let offer = |instance: Instance| {
        let free = quota::free(instance.quota, taken.get(&instance.id).copied().unwrap_or_default());
        let obstacles = instance.obstacles(free, reference::book(), today);
        Offer { instance, free, obstacles }
    };
    Ok(all.into_iter().map(offer).collect())
}

/// What the choices of a filing lead to, one for each website, without holding anything.
///
/// # Errors
/// When the database refuses.
pub async fn look(
    tx: &mut Tx<'_>,
    account: AccountId,
    filing: FilingId,
    choices: &[(u32, Choice)],
) -> Result<Vec<Look>> {
    let found = find_all(tx, account, filing, choices).await?;
    let taken = count(tx, filing, &found).await?;
    Ok(judge(&found, taken, reference::book(), clock::china_day(tx.ctx.now)))
}

/// Holds what the choices of a filing name, and frees what it held before. All or nothing.
///
/// # Errors
/// [`Error::Refused`] with the first obstacle, when a choice cannot carry its website any more.
pub async fn hold(tx: &mut Tx<'_>, filing: FilingId, choices: &[(u32, Choice)]) -> Result<()> {
    let account = store::load_owner(tx.conn, filing).await?;
    store::adopt_own(tx.conn, account).await?;
    let found = find_all(tx, account, filing, choices).await?;
    let mut ids: Vec<InstanceId> = found.iter().filter_map(|one| one.instance.as_ref().map(|own| own.id)).collect();
    ids.sort_unstable();
    ids.dedup();
    store::lock(tx.conn, &ids).await?;
    // Seen again under the lock: what was free a moment ago may be taken.
    let found = find_all(tx, account, filing, choices).await?;
    let taken = count(tx, filing, &found).await?;
    let looks = judge(&found, taken, reference::book(), clock::china_day(tx.ctx.now));
    if let Some(obstacle) = looks.iter().find_map(|look| look.obstacles.first()) {
        return Err(Error::Refused(obstacle.message()));
    }
    free(tx, filing).await?;
    for one in &found {
        let Some(instance) = &one.instance else { continue };
        let number = one.number.as_ref().map(|stored| stored.number);
        if let Some(number) = number
            && store::update_numbers(tx.conn, &[number], NumberState::Unused, NumberState::InUse).await? == 0
        {
            return Err(Error::Refused(Obstacle::NumberUsed.message()));
        }
        let website = i32::try_from(one.website).map_err(anyhow::Error::from)?;
        let held = Use { website, instance: instance.id, number, spent: false };
        store::insert_use(tx.conn, filing, &held, tx.ctx.now).await?;
    }
    Ok(())
}

/// Frees what a filing holds: it ended unapproved. What is spent stays spent.
///
/// # Errors
/// When the database refuses.
pub async fn free(tx: &mut Tx<'_>, filing: FilingId) -> Result<()> {
    let numbers = held_numbers(tx, filing).await?;
    store::free_uses(tx.conn, filing).await?;
    store::update_numbers(tx.conn, &numbers, NumberState::InUse, NumberState::Unused).await?;
    Ok(())
}

/// Spends what a filing holds, for good: it was approved.
///
/// # Errors
/// When the database refuses.
pub async fn spend(tx: &mut Tx<'_>, filing: FilingId) -> Result<()> {
    let numbers = held_numbers(tx, filing).await?;
    store::spend_uses(tx.conn, filing).await?;
    store::update_numbers(tx.conn, &numbers, NumberState::InUse, NumberState::Used).await?;
    Ok(())
}

async fn held_numbers(tx: &mut Tx<'_>, filing: FilingId) -> Result<Vec<ServiceNumber>> {
    let uses = store::list_uses(tx.conn, filing).await?;
    Ok(uses.into_iter().filter(|held| !held.spent).filter_map(|held| held.number).collect())
}

/// Gives an account the instances that were imported for its mail address, once it confirmed that. Returns how many.
///
/// # Errors
/// When the database refuses.
pub async fn adopt(tx: &mut Tx<'_>, account: AccountId, email_hash: &[u8]) -> Result<usize> {
    store::adopt(tx.conn, account, email_hash.to_vec()).await
}

/// A choice with what was found for it.
struct Found {
    website: u32,
    instance: Option<Instance>,
    number: Option<StoredNumber>,
    obstacle: Option<Obstacle>,
}

async fn find_all(
    tx: &mut Tx<'_>,
    account: AccountId,
    filing: FilingId,
    choices: &[(u32, Choice)],
) -> Result<Vec<Found>> {
    let held: Vec<ServiceNumber> = held_numbers(tx, filing).await?;
    let own = store::list_of_account(tx.conn, account).await?;
    let mut all: Vec<Found> = Vec::with_capacity(choices.len());
    for (website, choice) in choices {
        let mut found = Found { website: *website, instance: None, number: None, obstacle: None };
        match choice {
            Choice::Instance(code) => {
                found.instance = own.iter().find(|instance| instance.code == *code).cloned();
                found.obstacle = found.instance.is_none().then_some(Obstacle::InstanceNotFound);
            }
            Choice::Number(number) => {
                let stored = store::find_number(tx.conn, *number).await?;
                let instance = match &stored {
                    Some(stored) => store::list_by_id(tx.conn, &[stored.instance]).await?.pop(),
                    None => None,
                };
                let twice = all.iter().any(|one| one.number.as_ref().is_some_and(|other| other.number == *number));
                let judged = judge_number(stored.as_ref(), instance.as_ref(), account, &own, held.contains(number));
                found.obstacle = if twice { Some(Obstacle::NumberTwice) } else { judged };
                let may_be_told = !matches!(found.obstacle, Some(Obstacle::NumberNotYours));
                (found.instance, found.number) = if may_be_told { (instance, stored) } else { (None, None) };
            }
        }
        all.push(found);
    }
    Ok(all)
}

fn judge_number(
    stored: Option<&StoredNumber>,
    instance: Option<&Instance>,
    account: AccountId,
    own: &[Instance],
    held: bool,
) -> Option<Obstacle> {
    let (Some(stored), Some(instance)) = (stored, instance) else { return Some(Obstacle::NumberNotFound) };
    let is_own_instance = own.iter().any(|one| one.id == instance.id);
    if !stored.account.map_or(is_own_instance, |holder| holder == account) {
        return Some(Obstacle::NumberNotYours);
    }
    match stored.state {
        NumberState::Unused => None,
        NumberState::InUse if held => None,
        NumberState::InUse | NumberState::Used => Some(Obstacle::NumberUsed),
        NumberState::Expired => Some(Obstacle::Ended),
        NumberState::Revoked => Some(Obstacle::NumberRevoked),
    }
}

async fn count(tx: &mut Tx<'_>, filing: FilingId, found: &[Found]) -> Result<HashMap<InstanceId, u32>> {
    let ids: Vec<InstanceId> = found.iter().filter_map(|one| one.instance.as_ref().map(|own| own.id)).collect();
    Ok(store::count_taken(tx.conn, &ids, Some(filing)).await?.into_iter().collect())
}

/// Each choice takes a unit from those after it.
fn judge(found: &[Found], mut taken: HashMap<InstanceId, u32>, reference: &Reference, today: NaiveDate) -> Vec<Look> {
    let mut looks = Vec::with_capacity(found.len());
    for one in found {
        let mut obstacles: Vec<Obstacle> = one.obstacle.clone().into_iter().collect();
        if let Some(instance) = &one.instance
            && obstacles.is_empty()
        {
            let taken = taken.entry(instance.id).or_default();
            obstacles = instance.obstacles(quota::free(instance.quota, *taken), reference, today);
            *taken += 1;
        }
        looks.push(Look { website: one.website, server: one.instance.as_ref().map(Server::from), obstacles });
    }
    looks
}

/// What an import did.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Imported {
    /// Instances added or renewed.
    pub instances: usize,
    /// Numbers added or renewed.
    pub numbers: usize,
}

/// Stores a file's content, or nothing of it: every fault is told with its line. The same file twice changes nothing.
///
/// # Errors
/// When the database refuses.
pub async fn import(tx: &mut Tx<'_>, sheet: &Sheet) -> Result<Result<Imported, Vec<LineError>>> {
    let mut errors = Vec::new();
    for row in &sheet.instances {
        errors.extend(instance_fault(tx, row).await?.map(|message| LineError { line: row.line, message }));
    }
    for row in &sheet.numbers {
        errors.extend(number_fault(tx, row, sheet).await?.map(|message| LineError { line: row.line, message }));
    }
    if !errors.is_empty() {
        errors.sort_by_key(|error| error.line);
        return Ok(Err(errors));
    }
    for row in &sheet.instances {
        let hash = email_hash(tx.sealer, &row.owner);
        let account = store::find_account(tx.conn, &hash).await?;
        store::upsert_instance(tx.conn, row, account, hash, tx.ctx.now).await?;
    }
    for row in &sheet.numbers {
        let Some(instance) = store::find_by_code(tx.conn, &row.instance).await? else { return Err(Error::NotFound) };
        let account = holder(tx, row).await?;
        store::upsert_number(tx.conn, row, instance.id, account).await?;
    }
    let done = Imported { instances: sheet.instances.len(), numbers: sheet.numbers.len() };
    let detail = format!("instances {}, numbers {}", done.instances, done.numbers);
    audit::record(tx, Event::new(Action::HostingImported, Subject::new("hosting", "file")).detail(detail)).await?;
    Ok(Ok(done))
}

/// Locks an instance that is known already, so that no filing holds a unit between this look and the end.
async fn instance_fault(tx: &mut Tx<'_>, row: &InstanceRow) -> Result<Option<Message>> {
    let Some(known) = store::find_by_code(tx.conn, &row.code).await? else { return Ok(None) };
    store::lock(tx.conn, &[known.id]).await?;
    let taken = store::count_taken(tx.conn, &[known.id], None).await?.first().map_or(0, |(_, taken)| *taken);
    if taken > row.quota {
        return Ok(Some(Message::new("hosting-import-quota-taken").with("taken", taken)));
    }
    let account = store::find_account(tx.conn, &email_hash(tx.sealer, &row.owner)).await?;
    let moves = taken > 0 && known.account != account;
    Ok(moves.then(|| Message::new("hosting-import-owner-taken")))
}

async fn number_fault(tx: &mut Tx<'_>, row: &NumberRow, sheet: &Sheet) -> Result<Option<Message>> {
    let instance = store::find_by_code(tx.conn, &row.instance).await?;
    if instance.is_none() && !sheet.instances.iter().any(|own| own.code == row.instance) {
        return Ok(Some(Message::new("hosting-import-no-instance").with("value", &row.instance)));
    }
    let account = holder(tx, row).await?;
    if let (Some(owner), None) = (&row.owner, account) {
        return Ok(Some(Message::new("hosting-import-no-account").with("value", owner.reveal())));
    }
    let Some(known) = store::find_number(tx.conn, row.number).await? else { return Ok(None) };
    if instance.is_none_or(|instance| instance.id != known.instance) {
        let other = store::list_by_id(tx.conn, &[known.instance]).await?;
        let code = other.first().map(|own| own.code.as_str()).unwrap_or_default();
        return Ok(Some(Message::new("hosting-import-number-moved").with("value", code)));
    }
    let moves = known.account != account && known.state != NumberState::Unused;
    Ok(moves.then(|| Message::new("hosting-import-number-taken")))
}

/// The hash by which `account` finds an account by its mail address.
fn email_hash(sealer: &Sealer, email: &Email) -> Vec<u8> {
    sealer.search_hash("email", email.key().as_bytes()).to_vec()
}

/// The account a number is for, if it is for another than the instance's.
async fn holder(tx: &mut Tx<'_>, row: &NumberRow) -> Result<Option<AccountId>> {
    match &row.owner {
        None => Ok(None),
        Some(owner) => store::find_account(tx.conn, &email_hash(tx.sealer, owner)).await,
    }
}

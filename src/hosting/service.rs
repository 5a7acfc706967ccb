//! Holding, freeing and spending what a filing uses. What was bought comes in through [`take_in`].

pub mod answers;
pub mod ending;
pub mod numbers;
pub mod show;
pub mod take_in;

use std::collections::HashMap;

use chrono::NaiveDate;

use super::check::{self, Line, Measure};
use super::finding::Finding;
use super::instance::{Choice, Instance, Obstacle, Server};
use super::quota::Units;
use super::ranges;
use super::service_number::{NumberState, ServiceNumber};
use super::store::numbers::{Holder, StoredNumber};
use super::store::{self, findings, numbers as table, uses};
use crate::clock;
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::reference;
use crate::values::Email;
use crate::values::ids::{AccountId, FilingId, InstanceId};

pub use show::find_offer;
pub use take_in::import;

/// An instance with how it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Offer {
    /// The instance.
    pub instance: Instance,
    /// Its units.
    pub units: Units,
    /// The check of it, line by line.
    pub lines: Vec<Line>,
}

impl Offer {
    /// What keeps it from taking one more website; none for an instance that can be chosen.
    pub fn obstacles(&self) -> Vec<Obstacle> {
        check::obstacles(&self.lines)
    }
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
    /// The instance with its check, where the choice leads to one.
    pub offer: Option<Offer>,
}

/// What instances are judged by now.
pub fn measure(tx: &Tx<'_>) -> Measure<'static> {
    measure_on(clock::china_day(tx.ctx.now))
}

/// What instances are judged by on a day.
pub fn measure_on(today: NaiveDate) -> Measure<'static> {
    Measure { reference: reference::book(), ranges: ranges::all(), today }
}

/// The instances of an account. Units held by `filing` count as free for it.
///
/// # Errors
/// When the database refuses.
pub async fn offers(tx: &mut Tx<'_>, account: AccountId, filing: Option<FilingId>) -> Result<Vec<Offer>> {
    tx.reach_all(async |tx| {
        let all = store::list_of_account(tx.conn, account).await?;
        let units = units(tx, &all, filing).await?;
        let measure = measure(tx);
        let offer = |instance: Instance| offer(&measure, instance, &units);
        Ok(all.into_iter().map(offer).collect())
    })
    .await
}

fn offer(measure: &Measure<'_>, instance: Instance, units: &HashMap<InstanceId, Units>) -> Offer {
    let units = units.get(&instance.id).copied().unwrap_or_default();
    let lines = measure.lines(&instance, units);
    Offer { instance, units, lines }
}

/// The units of instances, not counting those of one filing.
async fn units(tx: &mut Tx<'_>, all: &[Instance], but: Option<FilingId>) -> Result<HashMap<InstanceId, Units>> {
    let ids: Vec<InstanceId> = all.iter().map(|instance| instance.id).collect();
    let used = uses::count_taken(tx.conn, &ids, but).await?;
    let promised = table::count_promised(tx.conn, &ids).await?;
    let of = |counts: &HashMap<InstanceId, u32>, id| counts.get(&id).copied().unwrap_or_default();
    let units = |own: &Instance| Units { quota: own.quota, used: of(&used, own.id), promised: of(&promised, own.id) };
    Ok(all.iter().map(|own| (own.id, units(own))).collect())
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
    if choices.is_empty() {
        return Ok(Vec::new());
    }
    tx.reach_all(async |tx| {
        let found = find_all(tx, account, filing, choices).await?;
        judge(tx, filing, found).await.map(|(looks, _)| looks)
    })
    .await
}

/// The instances that a filing holds, as they stand now, with the number of their website.
///
/// # Errors
/// When the database refuses.
pub async fn held(tx: &mut Tx<'_>, filing: FilingId) -> Result<Vec<(u32, Offer)>> {
    tx.reach_all(async |tx| {
        let uses = uses::list(tx.conn, filing).await?;
        let ids: Vec<InstanceId> = uses.iter().map(|held| held.instance).collect();
        let all = store::list_by_id(tx.conn, &ids).await?;
        let named: Vec<ServiceNumber> = uses.iter().filter_map(|held| held.number).collect();
        let numbers = table::list(tx.conn, &named).await?;
        let units = units(tx, &all, Some(filing)).await?;
        let measure = measure(tx);
        let of_use = |held: &uses::Use| {
            let instance = all.iter().find(|own| own.id == held.instance)?.clone();
            let mut offer = offer(&measure, instance, &units);
            let number = held.number.and_then(|number| numbers.get(&number));
            if number.is_some_and(|number| number.holder != Holder::Owner) {
                offer.units = offer.units.of_a_number();
                offer.lines = measure.lines(&offer.instance, offer.units);
            }
            Some((u32::try_from(held.website).ok()?, offer))
        };
        Ok(uses.iter().filter_map(of_use).collect())
    })
    .await
}

/// The instances that ended under a filing, oldest first, mended or not.
///
/// # Errors
/// When the database refuses.
pub async fn findings(tx: &mut Tx<'_>, filing: FilingId) -> Result<Vec<Finding>> {
    tx.reach_all(async |tx| findings::list(&*tx.conn, filing).await).await
}

/// Holds what the choices of a filing name, and frees what it held before. All or nothing.
///
/// # Errors
/// [`Error::Refused`] with the first obstacle, when a choice cannot carry its website any more.
pub async fn hold(tx: &mut Tx<'_>, filing: FilingId, choices: &[(u32, Choice)]) -> Result<()> {
    tx.reach_all(async |tx| {
        let account = uses::load_owner(tx.conn, filing).await?;
        let found = find_all(tx, account, filing, choices).await?;
        let mut ids: Vec<InstanceId> = found.iter().filter_map(|one| one.instance.as_ref().map(|own| own.id)).collect();
        // Those it leaves too: whoever locks instances locks all it needs at once, in one order.
        ids.extend(uses::list(tx.conn, filing).await?.iter().map(|held| held.instance));
        store::lock(tx.conn, &ids).await?;
        store::adopt_on(tx.conn, account, &ids).await?;
        // Seen again under the lock: what was free a moment ago may be taken.
        let found = find_all(tx, account, filing, choices).await?;
        let (looks, found) = judge(tx, filing, found).await?;
        if let Some(obstacle) = looks.iter().find_map(|look| look.obstacles.first()) {
            return Err(Error::Refused(obstacle.message()));
        }
        free(tx, filing).await?;
        for one in &found {
            let Some(instance) = &one.instance else { continue };
            let number = one.number.as_ref().map(|stored| stored.number);
            if let Some(number) = number
                && table::update_state(tx.conn, &[number], NumberState::Unused, NumberState::InUse, tx.ctx.now).await?
                    == 0
            {
                return Err(Error::Refused(Obstacle::NumberUsed.message()));
            }
            let website = i32::try_from(one.website).map_err(anyhow::Error::from)?;
            let held = uses::Use { website, instance: instance.id, number, spent: false };
            uses::insert(tx.conn, filing, &held, tx.ctx.now).await?;
        }
        Ok(())
    })
    .await
}

/// Frees what a filing holds: it ended unapproved. What is spent stays spent.
///
/// # Errors
/// When the database refuses.
pub async fn free(tx: &mut Tx<'_>, filing: FilingId) -> Result<()> {
    tx.reach_all(async |tx| {
        let ids = lock_held(tx, filing).await?;
        let held = uses::free(tx.conn, filing).await?;
        findings::close_of_filing(tx.conn, filing, tx.ctx.now).await?;
        table::update_state(tx.conn, &held, NumberState::InUse, NumberState::Unused, tx.ctx.now).await?;
        // On a server that ended meanwhile a number is of no use to anybody.
        let ended = store::list_ended(tx.conn, &ids).await?;
        table::expire(tx.conn, &ended, tx.ctx.now).await
    })
    .await
}

/// Spends what a filing holds, for good: it was approved.
///
/// # Errors
/// When the database refuses.
pub async fn spend(tx: &mut Tx<'_>, filing: FilingId) -> Result<()> {
    tx.reach_all(async |tx| {
        lock_held(tx, filing).await?;
        let held = uses::spend(tx.conn, filing).await?;
        findings::close_of_filing(tx.conn, filing, tx.ctx.now).await?;
        table::update_state(tx.conn, &held, NumberState::InUse, NumberState::Used, tx.ctx.now).await?;
        Ok(())
    })
    .await
}

/// The instances a filing holds units of, locked so that none ends meanwhile.
async fn lock_held(tx: &mut Tx<'_>, filing: FilingId) -> Result<Vec<InstanceId>> {
    let ids: Vec<InstanceId> = uses::list(tx.conn, filing).await?.iter().map(|held| held.instance).collect();
    store::lock(tx.conn, &ids).await?;
    Ok(ids)
}

async fn held_numbers(tx: &mut Tx<'_>, filing: FilingId) -> Result<Vec<ServiceNumber>> {
    let uses = uses::list(tx.conn, filing).await?;
    Ok(uses.into_iter().filter(|held| !held.spent).filter_map(|held| held.number).collect())
}

/// Gives an account the instances and numbers that wait for the mail address it has confirmed.
///
/// # Errors
/// When the database refuses.
pub async fn adopt(tx: &mut Tx<'_>, account: AccountId) -> Result<()> {
    tx.reach_all(async |tx| {
        let ids = lock_all_of(tx, account, None).await?;
        store::adopt_on(tx.conn, account, &ids).await
    })
    .await
}

/// Locks all that an account has or that waits for it, also what waits for an address that is to become its own.
///
/// # Errors
/// When the database refuses.
pub async fn lock_all_of(tx: &mut Tx<'_>, account: AccountId, coming: Option<&Email>) -> Result<Vec<InstanceId>> {
    tx.reach_all(async |tx| {
        let mut hashes: Vec<Vec<u8>> = coming.map(|email| tx.sealer.email_hash(email)).into_iter().collect();
        hashes.extend(store::find_confirmed_email_hash(tx.conn, account).await?);
        store::lock_all_of(tx.conn, account, &hashes).await
    })
    .await
}

/// What an account that is closed leaves: its instances are nobody's, numbers it did not use go back to who handed them on.
///
/// # Errors
/// When the database refuses.
pub async fn leave(tx: &mut Tx<'_>, account: AccountId) -> Result<()> {
    tx.reach_all(async |tx| {
        adopt(tx, account).await?;
        store::leave(tx.conn, account).await?;
        table::leave(tx.conn, account).await
    })
    .await
}

/// A choice with what was found for it.
struct Found {
    website: u32,
    instance: Option<Instance>,
    number: Option<StoredNumber>,
    obstacle: Option<Obstacle>,
}

/// Who chooses.
struct Chooser {
    account: AccountId,
    /// Hash of the mail address they confirmed.
    email_hash: Option<Vec<u8>>,
    /// Numbers their filing holds already.
    held: Vec<ServiceNumber>,
}

async fn find_all(
    tx: &mut Tx<'_>,
    account: AccountId,
    filing: FilingId,
    choices: &[(u32, Choice)],
) -> Result<Vec<Found>> {
    let chooser = Chooser {
        account,
        email_hash: store::find_confirmed_email_hash(tx.conn, account).await?,
        held: held_numbers(tx, filing).await?,
    };
    let (mut codes, mut numbers) = (Vec::new(), Vec::new());
    for (_, choice) in choices {
        match choice {
            Choice::Instance(code) => codes.push(code.as_str()),
            Choice::Number(number) => numbers.push(*number),
        }
    }
    let numbers = table::list(tx.conn, &numbers).await?;
    let theirs: Vec<InstanceId> = numbers.values().map(|stored| stored.instance).collect();
    let own = store::list_own(tx.conn, account, chooser.email_hash.as_deref(), (&codes, &theirs)).await?;
    let theirs = store::list_by_id(tx.conn, &theirs).await?;
    let mut all: Vec<Found> = Vec::with_capacity(choices.len());
    for (website, choice) in choices {
        let mut found = Found { website: *website, instance: None, number: None, obstacle: None };
        match choice {
            Choice::Instance(code) => {
                found.instance = own.iter().find(|own| own.code == *code).cloned();
                found.obstacle = found.instance.is_none().then_some(Obstacle::InstanceNotFound);
            }
            Choice::Number(number) => {
                let stored = numbers.get(number);
                let is_on = |instance: &&Instance| stored.is_some_and(|stored| stored.instance == instance.id);
                let twice = all.iter().any(|one| one.number.as_ref().is_some_and(|other| other.number == *number));
                let judged = chooser.judge(stored, own.iter().any(|own| is_on(&own)));
                found.obstacle = if twice { Some(Obstacle::NumberTwice) } else { judged };
                if !matches!(found.obstacle, Some(Obstacle::NumberNotYours)) {
                    (found.instance, found.number) = (theirs.iter().find(is_on).cloned(), stored.cloned());
                }
            }
        }
        all.push(found);
    }
    Ok(all)
}

impl Chooser {
    /// What keeps a number on an instance, their own or another's, from being theirs to use.
    fn judge(&self, stored: Option<&StoredNumber>, is_own: bool) -> Option<Obstacle> {
        let Some(stored) = stored else { return Some(Obstacle::NumberNotFound) };
        let is_theirs = match &stored.holder {
            Holder::Owner => is_own,
            Holder::Account(holder) => *holder == self.account,
            Holder::Waiting(hash) => self.email_hash.as_ref() == Some(hash),
        };
        if !is_theirs {
            return Some(Obstacle::NumberNotYours);
        }
        match stored.state {
            NumberState::Unused => None,
            NumberState::InUse if self.held.contains(&stored.number) => None,
            NumberState::InUse | NumberState::Used => Some(Obstacle::NumberUsed),
            NumberState::Expired => Some(Obstacle::Ended),
            NumberState::Revoked => Some(Obstacle::NumberRevoked),
        }
    }
}

/// Each choice takes a unit from those after it.
async fn judge(tx: &mut Tx<'_>, filing: FilingId, found: Vec<Found>) -> Result<(Vec<Look>, Vec<Found>)> {
    let instances: Vec<Instance> = found.iter().filter_map(|one| one.instance.clone()).collect();
    let mut units = units(tx, &instances, Some(filing)).await?;
    let measure = measure(tx);
    let mut looks = Vec::with_capacity(found.len());
    for one in &found {
        let offer = one.instance.as_ref().map(|instance| {
            let standing = units.entry(instance.id).or_default();
            // A number that its owner kept is no promise.
            let is_promised = one.number.as_ref().is_some_and(|number| number.holder != Holder::Owner);
            let units = if is_promised { standing.of_a_number() } else { *standing };
            *standing = standing.with_one_taken();
            Offer { instance: instance.clone(), units, lines: measure.lines(instance, units) }
        });
        let obstacles = match (&one.obstacle, &offer) {
            (Some(obstacle), _) => vec![obstacle.clone()],
            (None, Some(offer)) => offer.obstacles(),
            (None, None) => Vec::new(),
        };
        let server = one.instance.as_ref().map(Server::from);
        looks.push(Look { website: one.website, server, obstacles, offer });
    }
    Ok((looks, found))
}

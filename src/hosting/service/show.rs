//! What pages show of instances and service numbers.

use std::collections::HashMap;

use super::{Offer, measure, offer, units};
use crate::audit::{self, Action, Event, Subject};
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::hosting::instance::Instance;
use crate::hosting::service_number::ServiceNumber;
use crate::hosting::store::{self, found, numbers, uses};
use crate::values::Email;
use crate::values::ids::{AccountId, InstanceId, StaffId};

pub use crate::hosting::store::found::After;
pub use crate::hosting::store::numbers::Listed;
pub use crate::hosting::store::uses::Listed as Use;

/// An instance with everything on it.
#[derive(Debug, Clone)]
pub struct Card {
    /// The instance with its check.
    pub offer: Offer,
    /// Its service numbers, those that can be used first.
    pub numbers: Vec<Listed>,
    /// The websites on it.
    pub uses: Vec<Use>,
}

/// A number that was handed to an account, with the instance it is on.
#[derive(Debug, Clone)]
pub struct Received {
    /// The number.
    pub number: Listed,
    /// The instance.
    pub instance: Instance,
}

/// An instance of an account.
///
/// # Errors
/// `NotFound` for another's instance.
pub async fn own_card(tx: &mut Tx<'_>, account: AccountId, code: &str) -> Result<Card> {
    tx.reach_all(async |tx| {
        let instance = store::find_own(tx.conn, account, code).await?.ok_or(Error::NotFound)?;
        card_of(tx, instance).await
    })
    .await
}

/// Any instance.
///
/// # Errors
/// `NotFound` where there is none.
pub async fn card(tx: &mut Tx<'_>, code: &str) -> Result<Card> {
    let instance = store::find_by_code(tx.conn, code).await?.ok_or(Error::NotFound)?;
    card_of(tx, instance).await
}

async fn card_of(tx: &mut Tx<'_>, instance: Instance) -> Result<Card> {
    let id = instance.id;
    let units = units(tx, std::slice::from_ref(&instance), None).await?;
    Ok(Card {
        offer: offer(&measure(tx), instance, &units),
        numbers: numbers::list_on(tx, id).await?,
        uses: uses::list_on(tx.conn, id).await?,
    })
}

/// A number of an own instance, with the instance.
///
/// # Errors
/// `NotFound` for another's number.
pub async fn own_number(tx: &mut Tx<'_>, account: AccountId, number: ServiceNumber) -> Result<(Instance, Listed)> {
    tx.reach_all(async |tx| {
        let stored = numbers::find(tx.conn, number).await?.ok_or(Error::NotFound)?;
        let instance = store::list_by_id(tx.conn, &[stored.instance]).await?.pop().ok_or(Error::NotFound)?;
        let instance = store::find_own(tx.conn, account, &instance.code).await?.ok_or(Error::NotFound)?;
        let listed = numbers::find_listed(tx, number).await?.ok_or(Error::NotFound)?;
        Ok((instance, listed))
    })
    .await
}

/// The instance a number is on, by the provider's name of it.
///
/// # Errors
/// `NotFound` where there is no such number.
pub async fn code_of(tx: &mut Tx<'_>, number: ServiceNumber) -> Result<String> {
    let stored = numbers::find(tx.conn, number).await?.ok_or(Error::NotFound)?;
    let instance = store::list_by_id(tx.conn, &[stored.instance]).await?.pop().ok_or(Error::NotFound)?;
    Ok(instance.code)
}

/// The numbers that others handed to an account.
///
/// # Errors
/// When the database refuses.
pub async fn received(tx: &mut Tx<'_>, account: AccountId) -> Result<Vec<Received>> {
    tx.reach_all(async |tx| {
        let hash = store::find_confirmed_email_hash(tx.conn, account).await?;
        let all = numbers::list_received(tx, account, hash).await?;
        let ids: Vec<InstanceId> = all.iter().map(|number| number.instance).collect();
        let instances: HashMap<InstanceId, Instance> =
            store::list_by_id(tx.conn, &ids).await?.into_iter().map(|instance| (instance.id, instance)).collect();
        let with_instance = |number: Listed| {
            let instance = instances.get(&number.instance)?.clone();
            Some(Received { number, instance })
        };
        Ok(all.into_iter().filter_map(with_instance).collect())
    })
    .await
}

/// Instances by a word: the beginning of their name, a service number on them, or the whole mail address of their owner.
/// Without a word the latest. A page of them, and where the next one begins.
///
/// # Errors
/// When the database refuses.
pub async fn search(tx: &mut Tx<'_>, word: &str, after: Option<After>) -> Result<(Vec<Offer>, Option<After>)> {
    let word = word.trim();
    let (found, next) = if let Ok(number) = ServiceNumber::parse(word) {
        match numbers::find(tx.conn, number).await? {
            Some(stored) => (store::list_by_id(tx.conn, &[stored.instance]).await?, None),
            None => (Vec::new(), None),
        }
    } else if let Ok(email) = Email::parse(word) {
        let hash = tx.sealer.email_hash(&email);
        let account = store::find_accounts(tx.conn, std::slice::from_ref(&hash)).await?.remove(&hash);
        found::list_of_owner(tx.conn, account, hash, after).await?
    } else {
        found::list_by_start(tx.conn, word, after).await?
    };
    let units = units(tx, &found, None).await?;
    let measure = measure(tx);
    Ok((found.into_iter().map(|instance| offer(&measure, instance, &units)).collect(), next))
}

/// [`search`] for a mail address, by one of the staff: a look for a person is audited.
///
/// # Errors
/// When the database refuses.
pub async fn search_owner(
    tx: &mut Tx<'_>,
    staff: StaffId,
    word: &str,
    after: Option<After>,
) -> Result<(Vec<Offer>, Option<After>)> {
    let (found, next) = search(tx, word, after).await?;
    let event = Event::new(Action::DeskSearched, Subject::staff(staff));
    audit::record(tx, event.detail(format!("mail: {} found", found.len()))).await?;
    Ok((found, next))
}

/// An instance by the provider's name of it.
///
/// # Errors
/// When the database refuses.
pub async fn find_offer(tx: &mut Tx<'_>, code: &str) -> Result<Option<Offer>> {
    let Some(instance) = store::find_by_code(tx.conn, code).await? else { return Ok(None) };
    let units = units(tx, std::slice::from_ref(&instance), None).await?;
    Ok(Some(offer(&measure(tx), instance, &units)))
}

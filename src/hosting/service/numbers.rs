//! The life of a service number before it is used: issued, handed to another account, taken back, revoked.

use uuid::Uuid;

use crate::audit::{self, Action, Event, Subject};
use crate::auth::throttle::{self, Scope};
use crate::clock::china_day;
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::hosting::instance::{Instance, Obstacle};
use crate::hosting::quota::Units;
use crate::hosting::service_number::{NumberState, ServiceNumber};
use crate::hosting::store::numbers::{self, Holder, NewNumber, StoredNumber};
use crate::hosting::store::{self, Stored, uses};
use crate::notify;
use crate::notify::notice::Notice;
use crate::reference::book;
use crate::text::Message;
use crate::values::Email;
use crate::values::ids::AccountId;

/// Makes numbers on an instance of an account, see [`issue`].
///
/// # Errors
/// `NotFound` for another's instance; `TooMany` when they handed on many; otherwise as [`issue`].
pub async fn issue_own(
    tx: &mut Tx<'_>,
    owner: AccountId,
    code: &str,
    count: u32,
    holder: Option<&Email>,
) -> Result<Vec<ServiceNumber>> {
    tx.reach_all(async |tx| {
        // Nobody locks what is another's.
        store::find_own(tx.conn, owner, code).await?.ok_or(Error::NotFound)?;
        let mut stored = lock(tx, code).await?;
        store::adopt_on(tx.conn, owner, &[stored.instance.id]).await?;
        // Seen again under the lock.
        stored.instance = store::find_own(tx.conn, owner, code).await?.ok_or(Error::NotFound)?;
        issue_on(tx, &stored, count, holder, Some(owner)).await
    })
    .await
}

/// Makes numbers on an instance, for its owner or for somebody by mail address. Together with the websites on it they are
/// never more than it may carry.
///
/// # Errors
/// `NotFound` when there is no such instance; `Refused` where it has no room, has ended, or its product has no numbers.
pub async fn issue(tx: &mut Tx<'_>, code: &str, count: u32, holder: Option<&Email>) -> Result<Vec<ServiceNumber>> {
    tx.reach_all(async |tx| {
        let stored = lock(tx, code).await?;
        issue_on(tx, &stored, count, holder, None).await
    })
    .await
}

/// Makes numbers; what `by` hands on of their own is counted.
async fn issue_on(
    tx: &mut Tx<'_>,
    stored: &Stored,
    count: u32,
    holder: Option<&Email>,
    by: Option<AccountId>,
) -> Result<Vec<ServiceNumber>> {
    let instance = &stored.instance;
    let code = instance.code.as_str();
    let today = china_day(tx.ctx.now);
    if instance.has_ended(today) {
        return Err(Error::Refused(Obstacle::Ended.message()));
    }
    if !book().product(&instance.product, today).is_some_and(|product| product.can_file && product.numbers) {
        return Err(Error::refused("hosting-refused-no-numbers"));
    }
    let waiting = numbers::count_unused(tx.conn, instance.id).await?;
    let used = uses::count_taken(tx.conn, &[instance.id], None).await?.remove(&instance.id).unwrap_or_default();
    let room = instance.quota.saturating_sub(used.saturating_add(waiting));
    if count > room {
        return Err(Error::Refused(Message::new("hosting-refused-numbers").with("room", room)));
    }
    let holder = match holder {
        Some(email) => {
            Some((email, holder_of(tx, email, stored).await?)).filter(|(_, holder)| *holder != Holder::Owner)
        }
        None => None,
    };
    if let (Some(_), Some(by)) = (&holder, by) {
        throttle::attempt(tx, Scope::NumbersAccount, &by.to_string()).await?;
    }
    let mut new = Vec::new();
    for _ in 0..count {
        let number = ServiceNumber::from_uuid(Uuid::new_v4());
        let (held_by, holder_sealed) = match &holder {
            Some((email, holder)) => (holder.clone(), Some(numbers::seal_holder(tx.sealer, number, email.reveal())?)),
            None => (Holder::Owner, None),
        };
        new.push(NewNumber { number, instance: instance.id, holder: held_by, holder_sealed });
    }
    numbers::upsert(tx.conn, &new, tx.ctx.now).await?;
    let event = |new: &NewNumber| {
        let detail = if new.holder == Holder::Owner { code.to_owned() } else { format!("{code} for another account") };
        Event::new(Action::NumberIssued, Subject::new("service_number", new.number)).detail(detail)
    };
    audit::record_all(tx, new.iter().map(event).collect()).await?;
    if let Some(first) = new.first() {
        tell(tx, &first.holder, new.iter().map(|one| one.number)).await?;
    }
    Ok(new.into_iter().map(|one| one.number).collect())
}

/// Gives an unused number of an own instance to the account of a mail address, now or once that address is confirmed.
///
/// # Errors
/// `NotFound` when it is no number of theirs; `Refused` when it is not unused, or the instance has no unit left for it;
/// `TooMany` when they handed on many.
pub async fn hand(tx: &mut Tx<'_>, owner: AccountId, number: ServiceNumber, email: &Email) -> Result<()> {
    tx.reach_all(async |tx| {
        let (on, stored) = own(tx, owner, number).await?;
        ensure_unused(&stored)?;
        let holder = holder_of(tx, email, &on).await?;
        if holder == Holder::Owner {
            return Err(Error::refused("hosting-refused-own-account"));
        }
        let instance = on.instance;
        let today = china_day(tx.ctx.now);
        if instance.has_ended(today) {
            return Err(Error::Refused(Obstacle::Ended.message()));
        }
        let units = units(tx, &instance).await?;
        if stored.holder == Holder::Owner && units.free() == 0 {
            return Err(Error::Refused(Obstacle::QuotaUsedUp(instance.quota).message()));
        }
        throttle::attempt(tx, Scope::NumbersAccount, &owner.to_string()).await?;
        let holder_sealed = Some(numbers::seal_holder(tx.sealer, number, email.reveal())?);
        let new = NewNumber { number, instance: instance.id, holder, holder_sealed };
        numbers::upsert(tx.conn, std::slice::from_ref(&new), tx.ctx.now).await?;
        audit::record(
            tx,
            Event::new(Action::NumberHanded, Subject::new("service_number", number)).detail(&*instance.code),
        )
        .await?;
        tell(tx, &new.holder, std::iter::once(number)).await
    })
    .await
}

/// Takes back a number that was handed on and is not used yet.
///
/// # Errors
/// `NotFound` when it is no number of theirs; `Refused` when it is not unused.
pub async fn take_back(tx: &mut Tx<'_>, owner: AccountId, number: ServiceNumber) -> Result<()> {
    tx.reach_all(async |tx| {
        let (on, stored) = own(tx, owner, number).await?;
        ensure_unused(&stored)?;
        if stored.holder == Holder::Owner {
            return Ok(());
        }
        let new = NewNumber { number, instance: on.instance.id, holder: Holder::Owner, holder_sealed: None };
        numbers::upsert(tx.conn, &[new], tx.ctx.now).await?;
        audit::record(tx, Event::new(Action::NumberTakenBack, Subject::new("service_number", number))).await
    })
    .await
}

/// Revokes an unused number for good: the provider's word, with its reason.
///
/// # Errors
/// `NotFound` when there is none; `Refused` when it is not unused.
pub async fn revoke(tx: &mut Tx<'_>, number: ServiceNumber, reason: &str) -> Result<()> {
    let stored = numbers::find(tx.conn, number).await?.ok_or(Error::NotFound)?;
    store::lock(tx.conn, &[stored.instance]).await?;
    let from = NumberState::Unused;
    if numbers::update_state(tx.conn, &[number], from, NumberState::Revoked, tx.ctx.now).await? == 0 {
        return Err(Error::refused("hosting-refused-not-unused"));
    }
    let event = Event::new(Action::NumberRevoked, Subject::new("service_number", number)).because(reason);
    audit::record(tx, event).await
}

async fn lock(tx: &mut Tx<'_>, code: &str) -> Result<Stored> {
    store::lock_by_code(tx.conn, &[code]).await?.remove(code).ok_or(Error::NotFound)
}

/// A number of an account's own instance, the instance locked.
async fn own(tx: &mut Tx<'_>, owner: AccountId, number: ServiceNumber) -> Result<(Stored, StoredNumber)> {
    let found = numbers::find(tx.conn, number).await?.ok_or(Error::NotFound)?;
    store::lock(tx.conn, &[found.instance]).await?;
    store::adopt_on(tx.conn, owner, &[found.instance]).await?;
    let on = store::load_stored(tx.conn, &[found.instance]).await?.into_values().next();
    let on = on.filter(|on| on.instance.account == Some(owner)).ok_or(Error::NotFound)?;
    // Seen again under the lock.
    let stored = numbers::find(tx.conn, number).await?.ok_or(Error::NotFound)?;
    Ok((on, stored))
}

fn ensure_unused(stored: &StoredNumber) -> Result<()> {
    if stored.state == NumberState::Unused { Ok(()) } else { Err(Error::refused("hosting-refused-not-unused")) }
}

async fn units(tx: &mut Tx<'_>, instance: &Instance) -> Result<Units> {
    let used = uses::count_taken(tx.conn, &[instance.id], None).await?.remove(&instance.id).unwrap_or_default();
    let promised = numbers::count_promised(tx.conn, &[instance.id]).await?.remove(&instance.id).unwrap_or_default();
    Ok(Units { quota: instance.quota, used, promised })
}

/// Whom a mail address names: the owner, another account, or nobody yet.
async fn holder_of(tx: &mut Tx<'_>, email: &Email, instance: &Stored) -> Result<Holder> {
    let (account, hash) = account_of(tx, email).await?;
    Ok(instance.holder(account, hash))
}

async fn account_of(tx: &mut Tx<'_>, email: &Email) -> Result<(Option<AccountId>, Vec<u8>)> {
    let hash = tx.sealer.email_hash(email);
    let account = store::find_accounts(tx.conn, std::slice::from_ref(&hash)).await?.remove(&hash);
    Ok((account, hash))
}

/// Who has an account learns of the numbers, of all at once; of who has none nobody knows more than the address.
async fn tell(tx: &mut Tx<'_>, holder: &Holder, numbers: impl Iterator<Item = ServiceNumber>) -> Result<()> {
    if let Holder::Account(account) = holder {
        let numbers: Vec<String> = numbers.map(|number| number.to_string()).collect();
        let notice = Notice::NumberHanded { number: numbers.join(" ") };
        notify::service::tell(tx, *account, None, notice).await?;
    }
    Ok(())
}

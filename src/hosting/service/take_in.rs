//! What was bought comes in, from a file or over the interface: every fault is told with its place, and then nothing is
//! stored; the same twice changes nothing.

use std::collections::HashMap;

use crate::audit::{self, Action, Event, Subject};
use crate::clock::china_day;
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::hosting::import::Sheet;
use crate::hosting::instance::Instance;
use crate::hosting::record::{At, Fault, InstanceRow, NumberRow};
use crate::hosting::service_number::NumberState;
use crate::hosting::store::numbers::{self, Holder, NewNumber, StoredNumber};
use crate::hosting::store::{self, Stored, Target, findings, uses};
use crate::text::Message;
use crate::values::Email;
use crate::values::ids::{AccountId, InstanceId};

/// What an import did.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Imported {
    /// Instances of the file.
    pub instances: usize,
    /// Numbers of the file.
    pub numbers: usize,
}

/// What became of instances.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Put {
    /// New ones.
    pub added: usize,
    /// Ones that were there and are different now.
    pub changed: usize,
    /// Ones that were there just so.
    pub same: usize,
}

/// Stores a file's content, or nothing of it: every fault is told with its line. The same file twice changes nothing.
///
/// # Errors
/// When the database refuses.
pub async fn import(tx: &mut Tx<'_>, sheet: &Sheet) -> Result<Result<Imported, Vec<Fault>>> {
    let known = known(tx, &sheet.instances, &sheet.numbers).await?;
    let mut faults = instance_faults(tx, &known, &sheet.instances).await?;
    faults.extend(number_faults(tx, &known, sheet).await?);
    if !faults.is_empty() {
        faults.sort_by_key(|fault| fault.place);
        return Ok(Err(faults));
    }
    store_instances(tx, &known, &sheet.instances).await?;
    store_numbers(tx, &known, &sheet.numbers).await?;
    let done = Imported { instances: sheet.instances.len(), numbers: sheet.numbers.len() };
    let detail = format!("instances {}, numbers {}", done.instances, done.numbers);
    audit::record(tx, Event::new(Action::HostingImported, Subject::new("hosting", "file")).detail(detail)).await?;
    Ok(Ok(done))
}

/// Adds or renews instances, or does nothing and tells every fault with its place.
///
/// # Errors
/// When the database refuses.
pub async fn put_instances(tx: &mut Tx<'_>, rows: &[At<InstanceRow>]) -> Result<Result<Put, Vec<Fault>>> {
    let known = known(tx, rows, &[]).await?;
    let faults = instance_faults(tx, &known, rows).await?;
    if faults.is_empty() { store_instances(tx, &known, rows).await.map(Ok) } else { Ok(Err(faults)) }
}

/// What is known of what came in: instances by name, locked so that no filing holds a unit between this look and the end,
/// and accounts by mail address.
struct Known {
    instances: HashMap<String, Stored>,
    accounts: HashMap<Vec<u8>, AccountId>,
}

impl Known {
    fn account(&self, tx: &Tx<'_>, email: &Email) -> (Option<AccountId>, Vec<u8>) {
        let hash = tx.sealer.email_hash(email);
        (self.accounts.get(&hash).copied(), hash)
    }

    /// For whom a number is to be. Without an owner the row says nothing new of one that is known; neither does an address
    /// that is nobody's, where the number was handed to just that one, whose account has another by now, or is used up. One
    /// that is over and whose holder was forgotten is taken as it is, whomever a file of before names.
    fn holder(
        &self,
        tx: &Tx<'_>,
        row: &NumberRow,
        instance: Option<&Stored>,
        before: Option<&StoredNumber>,
    ) -> Result<Holder> {
        let known = before.filter(|number| row.owner.is_none() || number.is_forgotten());
        if let Some(number) = known {
            return Ok(number.holder.clone());
        }
        let Some(email) = &row.owner else { return Ok(Holder::Owner) };
        let (account, hash) = self.account(tx, email);
        let told = match instance {
            Some(stored) => stored.holder(account, hash),
            None => account.map_or(Holder::Waiting(hash), Holder::Account),
        };
        match (&told, before) {
            (Holder::Waiting(_), Some(number))
                if number.state != NumberState::Unused || number.was_handed_to(tx.sealer, email)? =>
            {
                Ok(number.holder.clone())
            }
            _ => Ok(told),
        }
    }
}

async fn known(tx: &mut Tx<'_>, rows: &[At<InstanceRow>], numbers: &[At<NumberRow>]) -> Result<Known> {
    let mut codes: Vec<&str> = rows.iter().map(|at| at.row.code.as_str()).collect();
    codes.extend(numbers.iter().map(|at| at.row.instance.as_str()));
    let owners = rows.iter().map(|at| &at.row.owner).chain(numbers.iter().filter_map(|at| at.row.owner.as_ref()));
    let mut hashes: Vec<Vec<u8>> = owners.map(|owner| tx.sealer.email_hash(owner)).collect();
    hashes.sort_unstable();
    hashes.dedup();
    Ok(Known {
        instances: store::lock_by_code(tx.conn, &codes).await?,
        accounts: store::find_accounts(tx.conn, &hashes).await?,
    })
}

async fn instance_faults(tx: &mut Tx<'_>, known: &Known, rows: &[At<InstanceRow>]) -> Result<Vec<Fault>> {
    let ids: Vec<InstanceId> =
        rows.iter().filter_map(|at| known.instances.get(&at.row.code)).map(|stored| stored.instance.id).collect();
    let taken = uses::count_taken(tx.conn, &ids, None).await?;
    let promised = numbers::count_promised(tx.conn, &ids).await?;
    let fault = |at: &At<InstanceRow>| {
        let stored = known.instances.get(&at.row.code)?;
        let of = |counts: &HashMap<InstanceId, u32>| counts.get(&stored.instance.id).copied().unwrap_or_default();
        let taken = of(&taken) + of(&promised);
        // What is promised beyond the quota already is no reason to refuse a renewal.
        if taken > at.row.quota && at.row.quota < stored.instance.quota {
            let message = Message::new("hosting-import-quota-taken").with("taken", taken);
            return Some(Fault::new(at.place, "quota", message));
        }
        let (account, hash) = known.account(tx, &at.row.owner);
        let moves = taken > 0 && !stored.is_nobodys() && !stored.stays_with(account, &hash);
        moves.then(|| Fault::new(at.place, "owner", Message::new("hosting-import-owner-taken")))
    };
    Ok(rows.iter().filter_map(fault).collect())
}

async fn number_faults(tx: &mut Tx<'_>, known: &Known, sheet: &Sheet) -> Result<Vec<Fault>> {
    let all: Vec<_> = sheet.numbers.iter().map(|at| at.row.number).collect();
    let stored = numbers::list(tx.conn, &all).await?;
    let ids: Vec<InstanceId> = stored.values().map(|number| number.instance).collect();
    let instances: HashMap<InstanceId, Instance> =
        store::list_by_id(tx.conn, &ids).await?.into_iter().map(|instance| (instance.id, instance)).collect();
    let fault = |at: &At<NumberRow>| -> Result<Option<Fault>> {
        let row = &at.row;
        let is_new = sheet.instances.iter().any(|own| own.row.code == row.instance);
        let instance = known.instances.get(&row.instance);
        if instance.is_none() && !is_new {
            let message = Message::new("hosting-import-no-instance").with("value", &row.instance);
            return Ok(Some(Fault::new(at.place, "instance", message)));
        }
        let Some(number) = stored.get(&row.number) else { return Ok(None) };
        if instance.is_none_or(|own| own.instance.id != number.instance) {
            let code = instances.get(&number.instance).map(|own| own.code.as_str()).unwrap_or_default();
            let message = Message::new("hosting-import-number-moved").with("value", code);
            return Ok(Some(Fault::new(at.place, "number", message)));
        }
        let moves = known.holder(tx, row, instance, Some(number))? != number.holder;
        let is_taken = moves && number.state != NumberState::Unused;
        Ok(is_taken.then(|| Fault::new(at.place, "number", Message::new("hosting-import-number-taken"))))
    };
    sheet.numbers.iter().filter_map(|at| fault(at).transpose()).collect()
}

async fn store_instances(tx: &mut Tx<'_>, known: &Known, rows: &[At<InstanceRow>]) -> Result<Put> {
    let mut put = Put::default();
    let today = china_day(tx.ctx.now);
    let (mut targets, mut events, mut revived) = (Vec::new(), Vec::new(), Vec::new());
    for At { row, .. } in rows {
        let (account, owner_hash) = known.account(tx, &row.owner);
        let stored = known.instances.get(&row.code);
        let runs = row.ends_on >= today;
        // Whose one was that is over and nobody's is forgotten, until it runs again.
        let is_forgotten = stored.is_some_and(|stored| stored.is_ended && stored.is_nobodys() && !runs);
        let stays = stored.filter(|stored| is_forgotten || stored.stays_with(account, &owner_hash));
        let account = stays.and_then(|stored| stored.instance.account).or(account);
        let (account, owner_hash) = if is_forgotten { (None, None) } else { (account, Some(owner_hash)) };
        let target = Target { row, account, owner_hash };
        let event = |action| Event::new(action, Subject::new("instance", &row.code));
        let told = match stored {
            None => {
                put.added += 1;
                event(Action::InstanceAdded)
            }
            Some(stored) => {
                let different = differences(stored, stays.is_some(), runs, row);
                if different.is_empty() {
                    put.same += 1;
                    continue;
                }
                revived.extend((stored.is_ended && runs).then_some(stored.instance.id));
                put.changed += 1;
                event(Action::InstanceChanged).detail(different.join(" "))
            }
        };
        events.push(told);
        targets.push(target);
    }
    store::upsert(tx.conn, &targets, tx.ctx.now).await?;
    store::update_running(tx.conn, &revived).await?;
    numbers::revive(tx.conn, &revived).await?;
    findings::close_of_instances(tx.conn, &revived, tx.ctx.now).await?;
    audit::record_all(tx, events).await?;
    Ok(put)
}

/// What of an instance is to be otherwise, by the names of its members. One whose end was noticed runs again if its term does.
fn differences(stored: &Stored, stays: bool, runs: bool, row: &InstanceRow) -> Vec<&'static str> {
    let own = &stored.instance;
    let members = [
        ("owner", stays),
        ("product", own.product == row.product),
        ("region", own.region == row.region),
        ("addresses", own.addresses == row.addresses),
        ("billing", own.billing == row.billing),
        ("starts_on", own.starts_on == row.starts_on),
        ("ends_on", own.ends_on == row.ends_on),
        ("quota", own.quota == row.quota),
        ("released", !(stored.is_ended && runs)),
    ];
    members.into_iter().filter(|(_, is_same)| !is_same).map(|(name, _)| name).collect()
}

async fn store_numbers(tx: &mut Tx<'_>, known: &Known, rows: &[At<NumberRow>]) -> Result<()> {
    let all: Vec<_> = rows.iter().map(|at| at.row.number).collect();
    let stored = numbers::list(tx.conn, &all).await?;
    // Those the file brought are in by now.
    let codes: Vec<&str> = rows.iter().map(|at| at.row.instance.as_str()).collect();
    let instances = store::lock_by_code(tx.conn, &codes).await?;
    let (mut new, mut events) = (Vec::new(), Vec::new());
    for At { row, .. } in rows {
        let instance = instances.get(&row.instance).ok_or(Error::NotFound)?;
        let before = stored.get(&row.number);
        let holder = known.holder(tx, row, Some(instance), before)?;
        if before.is_some_and(|number| number.holder == holder) {
            continue;
        }
        let told = row.owner.as_ref().filter(|_| holder != Holder::Owner);
        let seal = |owner: &Email| numbers::seal_holder(tx.sealer, row.number, owner.reveal());
        let holder_sealed = told.map(seal).transpose()?;
        let action = match (before, &holder) {
            (None, _) => Action::NumberIssued,
            (Some(_), Holder::Owner) => Action::NumberTakenBack,
            (Some(_), _) => Action::NumberHanded,
        };
        events.push(Event::new(action, Subject::new("service_number", row.number)).detail(&*row.instance));
        new.push(NewNumber { number: row.number, instance: instance.instance.id, holder, holder_sealed });
    }
    numbers::upsert(tx.conn, &new, tx.ctx.now).await?;
    audit::record_all(tx, events).await
}

//! The table of instances. Service numbers, and what filings use, have files of their own.

pub(super) mod answers;
pub(super) mod findings;
pub(super) mod found;
pub(super) mod numbers;
pub(super) mod uses;

use std::collections::HashMap;

use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;
use diesel::upsert::excluded;
use diesel::{insert_into, update};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use uuid::Uuid;

use self::numbers::Holder;
use super::instance::{Billing, Instance};
use super::record::InstanceRow;
use crate::error::{Error, Result};
use crate::schema::{accounts, instances, service_numbers};
use crate::values::ids::{AccountId, InstanceId};
use crate::values::ip_address::IpRange;

#[derive(Queryable, Selectable)]
#[diesel(table_name = instances)]
struct Row {
    id: Uuid,
    code: String,
    account_id: Option<Uuid>,
    owner_email_hash: Option<Vec<u8>>,
    product: String,
    region: String,
    addresses: Vec<Option<String>>,
    billing: String,
    starts_on: NaiveDate,
    ends_on: NaiveDate,
    quota: i32,
    released_at: Option<DateTime<Utc>>,
    ended_at: Option<DateTime<Utc>>,
}

impl TryFrom<Row> for Instance {
    type Error = Error;

    fn try_from(row: Row) -> Result<Self> {
        let billing = Billing::from_code(&row.billing).ok_or_else(|| anyhow::anyhow!("billing of an instance"))?;
        // Imported addresses were checked; one that a later rule refuses is left out, not fatal.
        let addresses = row.addresses.into_iter().flatten().filter_map(|text| IpRange::parse(&text).ok()).collect();
        Ok(Self {
            id: InstanceId::from_uuid(row.id),
            code: row.code,
            account: row.account_id.map(AccountId::from_uuid),
            product: row.product,
            region: row.region,
            addresses,
            billing,
            starts_on: row.starts_on,
            ends_on: row.ends_on,
            quota: u32::try_from(row.quota).unwrap_or_default(),
            released: row.released_at.is_some(),
        })
    }
}

/// An instance with what only a change of it must know.
#[derive(Debug, Clone)]
pub(super) struct Stored {
    pub(super) instance: Instance,
    /// Hash of the mail address it was imported for.
    pub(super) owner_hash: Option<Vec<u8>>,
    /// Its end was noticed.
    pub(super) is_ended: bool,
}

impl Stored {
    /// Whether it stays with whom it is: told for the account it is in, or for the mail address of before, unless that is
    /// another account's by now.
    pub(super) fn stays_with(&self, account: Option<AccountId>, hash: &[u8]) -> bool {
        let is_in_account = account.is_some() && self.instance.account == account;
        let is_nobody_elses = account.is_none() || self.instance.account.is_none();
        is_in_account || (is_nobody_elses && self.owner_hash.as_deref() == Some(hash))
    }

    /// Its owner closed their account, or never had one and was forgotten.
    pub(super) fn is_nobodys(&self) -> bool {
        self.instance.account.is_none() && self.owner_hash.is_none()
    }

    /// Whom a mail address names that is an account's, or nobody's yet: its owner or somebody else.
    pub(super) fn holder(&self, account: Option<AccountId>, hash: Vec<u8>) -> Holder {
        match account {
            _ if self.stays_with(account, &hash) => Holder::Owner,
            Some(account) => Holder::Account(account),
            None => Holder::Waiting(hash),
        }
    }
}

/// More instances than a page can show are the business of service numbers.
const MOST_LISTED: i64 = 500;

/// Instances of an account: its own, and those imported for its confirmed mail address.
pub(super) async fn list_of_account(conn: &mut AsyncPgConnection, account: AccountId) -> Result<Vec<Instance>> {
    let hash = find_confirmed_email_hash(conn, account).await?;
    let waits = instances::account_id.is_null().and(instances::owner_email_hash.eq(hash));
    let rows: Vec<Row> = instances::table
        .filter(instances::account_id.eq(account.uuid()).or(waits))
        .order(instances::code)
        .limit(MOST_LISTED)
        .select(Row::as_select())
        .load(conn)
        .await?;
    rows.into_iter().map(Instance::try_from).collect()
}

/// An instance of an account by the provider's name of it.
pub(super) async fn find_own(conn: &mut AsyncPgConnection, account: AccountId, code: &str) -> Result<Option<Instance>> {
    let hash = find_confirmed_email_hash(conn, account).await?;
    let waits = instances::account_id.is_null().and(instances::owner_email_hash.eq(hash));
    let row: Option<Row> = instances::table
        .filter(instances::code.eq(code).and(instances::account_id.eq(account.uuid()).or(waits)))
        .select(Row::as_select())
        .first(conn)
        .await
        .optional()?;
    row.map(Instance::try_from).transpose()
}

/// Of these instances those of an account, by their names or ids; `hash` is of the mail address it has confirmed.
pub(super) async fn list_own(
    conn: &mut AsyncPgConnection,
    account: AccountId,
    hash: Option<&[u8]>,
    (codes, ids): (&[&str], &[InstanceId]),
) -> Result<Vec<Instance>> {
    let waits = instances::account_id.is_null().and(instances::owner_email_hash.eq(hash));
    let rows: Vec<Row> = instances::table
        .filter(instances::code.eq_any(codes).or(instances::id.eq_any(uuids(ids))))
        .filter(instances::account_id.eq(account.uuid()).or(waits))
        .select(Row::as_select())
        .load(conn)
        .await?;
    rows.into_iter().map(Instance::try_from).collect()
}

/// The hash of the mail address an account has confirmed.
pub(super) async fn find_confirmed_email_hash(
    conn: &mut AsyncPgConnection,
    account: AccountId,
) -> Result<Option<Vec<u8>>> {
    Ok(accounts::table
        .filter(accounts::id.eq(account.uuid()).and(accounts::email_confirmed_at.is_not_null()))
        .select(accounts::email_hash)
        .first(conn)
        .await
        .optional()?)
}

/// Locks every instance that is an account's, or on which it has a number, or where one of these waits for a mail address
/// by its hash: all at once, for whoever locks some now and some later waits for others who wait for them.
pub(super) async fn lock_all_of(
    conn: &mut AsyncPgConnection,
    account: AccountId,
    hashes: &[Vec<u8>],
) -> Result<Vec<InstanceId>> {
    let waiting = instances::account_id.is_null().and(instances::owner_email_hash.eq_any(hashes));
    let own = instances::table.filter(instances::account_id.eq(account.uuid()).or(waiting));
    let mut ids: Vec<Uuid> = own.select(instances::id).load(conn).await?;
    let promised = service_numbers::holder_email_hash.eq_any(hashes);
    let received = service_numbers::table.filter(service_numbers::account_id.eq(account.uuid()).or(promised));
    ids.extend(received.select(service_numbers::instance_id).load::<Uuid>(conn).await?);
    let ids: Vec<InstanceId> = ids.into_iter().map(InstanceId::from_uuid).collect();
    lock(conn, &ids).await?;
    Ok(ids)
}

/// Gives an account what waits for the mail address it has confirmed: these instances and the numbers on them, which are
/// locked.
pub(super) async fn adopt_on(conn: &mut AsyncPgConnection, account: AccountId, ids: &[InstanceId]) -> Result<()> {
    let Some(hash) = find_confirmed_email_hash(conn, account).await? else { return Ok(()) };
    let of_these = service_numbers::instance_id.eq_any(uuids(ids));
    let numbers = service_numbers::table.filter(of_these.and(service_numbers::holder_email_hash.eq(&hash)));
    update(numbers)
        .set((service_numbers::account_id.eq(account.uuid()), service_numbers::holder_email_hash.eq(None::<Vec<u8>>)))
        .execute(conn)
        .await?;
    let waiting = instances::account_id.is_null().and(instances::owner_email_hash.eq(&hash));
    let waiting = instances::table.filter(instances::id.eq_any(uuids(ids))).filter(waiting);
    update(waiting).set(instances::account_id.eq(account.uuid())).execute(conn).await?;
    Ok(())
}

/// Takes an account's instances from it.
pub(super) async fn leave(conn: &mut AsyncPgConnection, account: AccountId) -> Result<()> {
    let nobody = (instances::account_id.eq(None::<Uuid>), instances::owner_email_hash.eq(None::<Vec<u8>>));
    update(instances::table.filter(instances::account_id.eq(account.uuid()))).set(nobody).execute(conn).await?;
    Ok(())
}

/// Instances by row id, in the order of ids.
pub(super) async fn list_by_id(conn: &mut AsyncPgConnection, ids: &[InstanceId]) -> Result<Vec<Instance>> {
    let rows: Vec<Row> = instances::table
        .filter(instances::id.eq_any(uuids(ids)))
        .order(instances::id)
        .select(Row::as_select())
        .load(conn)
        .await?;
    rows.into_iter().map(Instance::try_from).collect()
}

/// Locks instances until the transaction ends, always in the same order, so that two filings count one after the other
/// and never wait for each other.
pub(super) async fn lock(conn: &mut AsyncPgConnection, ids: &[InstanceId]) -> Result<()> {
    if ids.is_empty() {
        return Ok(());
    }
    instances::table
        .filter(instances::id.eq_any(uuids(ids)))
        .order(instances::id)
        .select(instances::id)
        .for_no_key_update()
        .load::<Uuid>(conn)
        .await?;
    Ok(())
}

/// Instances by the provider's names of them, as they stand under a lock that lasts until the transaction ends.
pub(super) async fn lock_by_code(conn: &mut AsyncPgConnection, codes: &[&str]) -> Result<HashMap<String, Stored>> {
    let ids: Vec<Uuid> =
        instances::table.filter(instances::code.eq_any(codes)).select(instances::id).load(conn).await?;
    let ids: Vec<InstanceId> = ids.into_iter().map(InstanceId::from_uuid).collect();
    lock(conn, &ids).await?;
    load_stored(conn, &ids).await
}

/// Instances that are locked already, by the provider's names of them.
pub(super) async fn load_stored(conn: &mut AsyncPgConnection, ids: &[InstanceId]) -> Result<HashMap<String, Stored>> {
    let rows: Vec<Row> =
        instances::table.filter(instances::id.eq_any(uuids(ids))).select(Row::as_select()).load(conn).await?;
    let stored = |mut row: Row| {
        let (owner_hash, is_ended) = (row.owner_email_hash.take(), row.ended_at.is_some());
        let instance = Instance::try_from(row)?;
        Ok((instance.code.clone(), Stored { instance, owner_hash, is_ended }))
    };
    rows.into_iter().map(stored).collect()
}

/// An instance by the provider's name of it.
pub(super) async fn find_by_code(conn: &mut AsyncPgConnection, code: &str) -> Result<Option<Instance>> {
    let row: Option<Row> =
        instances::table.filter(instances::code.eq(code)).select(Row::as_select()).first(conn).await.optional()?;
    row.map(Instance::try_from).transpose()
}

/// The accounts of mail addresses, by their hashes.
pub(super) async fn find_accounts(
    conn: &mut AsyncPgConnection,
    hashes: &[Vec<u8>],
) -> Result<HashMap<Vec<u8>, AccountId>> {
    let rows: Vec<(Vec<u8>, Uuid)> = accounts::table
        .filter(accounts::email_hash.eq_any(hashes))
        .filter(accounts::email_confirmed_at.is_not_null().and(accounts::closed_at.is_null()))
        .select((accounts::email_hash, accounts::id))
        .load(conn)
        .await?;
    Ok(rows.into_iter().map(|(hash, id)| (hash, AccountId::from_uuid(id))).collect())
}

/// An instance as it is to be, and whose.
pub(super) struct Target<'a> {
    pub(super) row: &'a InstanceRow,
    pub(super) account: Option<AccountId>,
    pub(super) owner_hash: Option<Vec<u8>>,
}

/// As many rows in one statement as keep well below the parameters PostgreSQL takes.
const PORTION: usize = 1000;

/// As many as are ended before the next are looked for.
const PORTION_DUE: i64 = 200;

/// Adds or renews instances.
pub(super) async fn upsert(conn: &mut AsyncPgConnection, all: &[Target<'_>], now: DateTime<Utc>) -> Result<()> {
    let values = |target: &Target<'_>| {
        let row = target.row;
        (
            instances::id.eq(InstanceId::new().uuid()),
            instances::code.eq(row.code.clone()),
            instances::account_id.eq(target.account.map(AccountId::uuid)),
            instances::owner_email_hash.eq(target.owner_hash.clone()),
            instances::product.eq(row.product.clone()),
            instances::region.eq(row.region.clone()),
            instances::addresses.eq(row.addresses.iter().map(ToString::to_string).collect::<Vec<_>>()),
            instances::billing.eq(row.billing.code()),
            instances::starts_on.eq(row.starts_on),
            instances::ends_on.eq(row.ends_on),
            instances::quota.eq(i32::try_from(row.quota).unwrap_or(i32::MAX)),
            instances::imported_at.eq(now),
        )
    };
    for portion in all.chunks(PORTION) {
        insert_into(instances::table)
            .values(portion.iter().map(values).collect::<Vec<_>>())
            .on_conflict(instances::code)
            .do_update()
            .set((
                instances::account_id.eq(excluded(instances::account_id)),
                instances::owner_email_hash.eq(excluded(instances::owner_email_hash)),
                instances::product.eq(excluded(instances::product)),
                instances::region.eq(excluded(instances::region)),
                instances::addresses.eq(excluded(instances::addresses)),
                instances::billing.eq(excluded(instances::billing)),
                instances::starts_on.eq(excluded(instances::starts_on)),
                instances::ends_on.eq(excluded(instances::ends_on)),
                instances::quota.eq(excluded(instances::quota)),
                instances::imported_at.eq(excluded(instances::imported_at)),
            ))
            .execute(conn)
            .await?;
    }
    Ok(())
}

/// Instances that had ended run again.
pub(super) async fn update_running(conn: &mut AsyncPgConnection, ids: &[InstanceId]) -> Result<()> {
    let rows = instances::table.filter(instances::id.eq_any(uuids(ids)));
    let never = None::<DateTime<Utc>>;
    update(rows).set((instances::released_at.eq(never), instances::ended_at.eq(never))).execute(conn).await?;
    Ok(())
}

/// A portion of the running instances whose term is over, behind one of them.
pub(super) async fn list_due(
    conn: &mut AsyncPgConnection,
    today: NaiveDate,
    after: Option<InstanceId>,
) -> Result<Vec<InstanceId>> {
    let ids: Vec<Uuid> = instances::table
        .filter(instances::ended_at.is_null().and(instances::ends_on.lt(today)))
        .filter(instances::id.gt(after.map_or(Uuid::nil(), InstanceId::uuid)))
        .order(instances::id)
        .limit(PORTION_DUE)
        .select(instances::id)
        .load(conn)
        .await?;
    Ok(ids.into_iter().map(InstanceId::from_uuid).collect())
}

/// An instance whose term is over and whose end nobody noticed yet, locked; none where another worker was quicker.
pub(super) async fn lock_due(
    conn: &mut AsyncPgConnection,
    today: NaiveDate,
    id: InstanceId,
) -> Result<Option<Instance>> {
    let row: Option<Row> = instances::table
        .filter(instances::ended_at.is_null().and(instances::ends_on.lt(today)).and(instances::id.eq(id.uuid())))
        .select(Row::as_select())
        .for_no_key_update()
        .first(conn)
        .await
        .optional()?;
    row.map(Instance::try_from).transpose()
}

/// Those of some instances that have ended.
pub(super) async fn list_ended(conn: &mut AsyncPgConnection, ids: &[InstanceId]) -> Result<Vec<InstanceId>> {
    let ended = instances::table.filter(instances::id.eq_any(uuids(ids)).and(instances::ended_at.is_not_null()));
    let ids: Vec<Uuid> = ended.select(instances::id).load(conn).await?;
    Ok(ids.into_iter().map(InstanceId::from_uuid).collect())
}

/// Notes the end of an instance.
pub(super) async fn update_ended(
    conn: &mut AsyncPgConnection,
    id: InstanceId,
    released: bool,
    now: DateTime<Utc>,
) -> Result<()> {
    let rows = instances::table.find(id.uuid());
    if released {
        update(rows).set((instances::ended_at.eq(now), instances::released_at.eq(now))).execute(conn).await?;
    } else {
        update(rows).set(instances::ended_at.eq(now)).execute(conn).await?;
    }
    Ok(())
}

fn uuids(ids: &[InstanceId]) -> Vec<Uuid> {
    ids.iter().map(|id| id.uuid()).collect()
}

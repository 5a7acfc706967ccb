//! The tables of instances, service numbers and of what filings use of them.

use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;
use diesel::{insert_into, update};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use uuid::Uuid;

use super::import::{InstanceRow, NumberRow};
use super::instance::{Billing, Instance};
use super::service_number::{NumberState, ServiceNumber};
use crate::error::{Error, Result};
use crate::schema::{accounts, filings, instance_uses, instances, service_numbers};
use crate::values::ids::{AccountId, FilingId, InstanceId};
use crate::values::ip_address::IpRange;

#[derive(Queryable, Selectable)]
#[diesel(table_name = instances)]
struct Row {
    id: Uuid,
    code: String,
    account_id: Option<Uuid>,
    product: String,
    region: String,
    addresses: Vec<Option<String>>,
    billing: String,
    starts_on: NaiveDate,
    ends_on: NaiveDate,
    quota: i32,
    released_at: Option<DateTime<Utc>>,
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

/// More instances than a page can show are the business of service numbers.
const MOST_LISTED: i64 = 500;

/// A service number as stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct StoredNumber {
    pub(super) number: ServiceNumber,
    pub(super) instance: InstanceId,
    pub(super) account: Option<AccountId>,
    pub(super) state: NumberState,
}

/// What a website of a filing holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Use {
    pub(super) website: i32,
    pub(super) instance: InstanceId,
    pub(super) number: Option<ServiceNumber>,
    pub(super) spent: bool,
}

/// Instances of an account: its own, and those imported for its confirmed mail address.
pub(super) async fn list_of_account(conn: &mut AsyncPgConnection, account: AccountId) -> Result<Vec<Instance>> {
    let hash = find_confirmed_email_hash(conn, account).await?;
    let rows: Vec<Row> = instances::table
        .filter(
            instances::account_id
                .eq(account.uuid())
                .or(instances::account_id.is_null().and(instances::owner_email_hash.eq(hash))),
        )
        .order(instances::code)
        .limit(MOST_LISTED)
        .select(Row::as_select())
        .load(conn)
        .await?;
    rows.into_iter().map(Instance::try_from).collect()
}

async fn find_confirmed_email_hash(conn: &mut AsyncPgConnection, account: AccountId) -> Result<Option<Vec<u8>>> {
    Ok(accounts::table
        .filter(accounts::id.eq(account.uuid()).and(accounts::email_confirmed_at.is_not_null()))
        .select(accounts::email_hash)
        .first(conn)
        .await
        .optional()?)
}

/// Gives an account the instances imported for its mail address. Returns how many.
pub(super) async fn adopt(conn: &mut AsyncPgConnection, account: AccountId, hash: Vec<u8>) -> Result<usize> {
    let waiting = instances::account_id.is_null().and(instances::owner_email_hash.eq(Some(hash)));
    Ok(update(instances::table.filter(waiting)).set(instances::account_id.eq(account.uuid())).execute(conn).await?)
}

/// [`adopt`] for the mail address the account has confirmed, if it has.
pub(super) async fn adopt_own(conn: &mut AsyncPgConnection, account: AccountId) -> Result<()> {
    if let Some(hash) = find_confirmed_email_hash(conn, account).await? {
        adopt(conn, account, hash).await?;
    }
    Ok(())
}

/// The owner of a filing.
pub(super) async fn load_owner(conn: &mut AsyncPgConnection, filing: FilingId) -> Result<AccountId> {
    let id = filings::table.find(filing.uuid()).select(filings::account_id).first(conn).await?;
    Ok(AccountId::from_uuid(id))
}

/// Instances by row id, in the order of ids.
pub(super) async fn list_by_id(conn: &mut AsyncPgConnection, ids: &[InstanceId]) -> Result<Vec<Instance>> {
    let ids: Vec<Uuid> = ids.iter().map(|id| id.uuid()).collect();
    let rows: Vec<Row> = instances::table.filter(instances::id.eq_any(ids)).select(Row::as_select()).load(conn).await?;
    rows.into_iter().map(Instance::try_from).collect()
}

/// Locks instances until the transaction ends, always in the same order, so that two filings count one after the other
/// and never wait for each other.
pub(super) async fn lock(conn: &mut AsyncPgConnection, ids: &[InstanceId]) -> Result<()> {
    let ids: Vec<Uuid> = ids.iter().map(|id| id.uuid()).collect();
    instances::table
        .filter(instances::id.eq_any(ids))
        .order(instances::id)
        .select(instances::id)
        .for_no_key_update()
        .load::<Uuid>(conn)
        .await?;
    Ok(())
}

/// An instance by the provider's name of it.
pub(super) async fn find_by_code(conn: &mut AsyncPgConnection, code: &str) -> Result<Option<Instance>> {
    let row: Option<Row> =
        instances::table.filter(instances::code.eq(code)).select(Row::as_select()).first(conn).await.optional()?;
    row.map(Instance::try_from).transpose()
}

/// A service number.
pub(super) async fn find_number(conn: &mut AsyncPgConnection, number: ServiceNumber) -> Result<Option<StoredNumber>> {
    let row: Option<(Uuid, Option<Uuid>, String)> = service_numbers::table
        .find(number.uuid())
        .select((service_numbers::instance_id, service_numbers::account_id, service_numbers::state))
        .first(conn)
        .await
        .optional()?;
    let Some((instance, account, state)) = row else { return Ok(None) };
    let state = NumberState::from_code(&state).ok_or_else(|| anyhow::anyhow!("state of a service number"))?;
    let (instance, account) = (InstanceId::from_uuid(instance), account.map(AccountId::from_uuid));
    Ok(Some(StoredNumber { number, instance, account, state }))
}

/// Units taken of each instance, not counting those of one filing.
pub(super) async fn count_taken(
    conn: &mut AsyncPgConnection,
    ids: &[InstanceId],
    but: Option<FilingId>,
) -> Result<Vec<(InstanceId, u32)>> {
    let ids: Vec<Uuid> = ids.iter().map(|id| id.uuid()).collect();
    let but = but.map_or(Uuid::nil(), FilingId::uuid);
    let counts: Vec<(Uuid, i64)> = instance_uses::table
        .filter(instance_uses::instance_id.eq_any(ids).and(instance_uses::state.ne("freed")))
        .filter(instance_uses::filing_id.ne(but))
        .group_by(instance_uses::instance_id)
        .select((instance_uses::instance_id, diesel::dsl::count_star()))
        .load(conn)
        .await?;
    Ok(counts.into_iter().map(|(id, n)| (InstanceId::from_uuid(id), u32::try_from(n).unwrap_or(u32::MAX))).collect())
}

/// What a filing holds or has spent.
pub(super) async fn list_uses(conn: &mut AsyncPgConnection, filing: FilingId) -> Result<Vec<Use>> {
    let rows: Vec<(i32, Uuid, Option<Uuid>, String)> = instance_uses::table
        .filter(instance_uses::filing_id.eq(filing.uuid()).and(instance_uses::state.ne("freed")))
        .order(instance_uses::website)
        .select((
            instance_uses::website,
            instance_uses::instance_id,
            instance_uses::service_number,
            instance_uses::state,
        ))
        .load(conn)
        .await?;
    let of_row = |(website, instance, number, state): (i32, Uuid, Option<Uuid>, String)| Use {
        website,
        instance: InstanceId::from_uuid(instance),
        number: number.map(ServiceNumber::from_uuid),
        spent: state == "used",
    };
    Ok(rows.into_iter().map(of_row).collect())
}

/// Holds one unit for a website of a filing.
pub(super) async fn insert_use(
    conn: &mut AsyncPgConnection,
    filing: FilingId,
    held: &Use,
    now: DateTime<Utc>,
) -> Result<()> {
    let values = (
        instance_uses::instance_id.eq(held.instance.uuid()),
        instance_uses::service_number.eq(held.number.map(ServiceNumber::uuid)),
        instance_uses::state.eq("held"),
        instance_uses::held_at.eq(now),
    );
    insert_into(instance_uses::table)
        .values((instance_uses::filing_id.eq(filing.uuid()), instance_uses::website.eq(held.website), values))
        .on_conflict((instance_uses::filing_id, instance_uses::website))
        .do_update()
        .set(values)
        .execute(conn)
        .await?;
    Ok(())
}

/// Frees what a filing holds; what is spent stays.
pub(super) async fn free_uses(conn: &mut AsyncPgConnection, filing: FilingId) -> Result<()> {
    move_uses(conn, filing, "freed").await
}

/// Spends what a filing holds.
pub(super) async fn spend_uses(conn: &mut AsyncPgConnection, filing: FilingId) -> Result<()> {
    move_uses(conn, filing, "used").await
}

async fn move_uses(conn: &mut AsyncPgConnection, filing: FilingId, state: &str) -> Result<()> {
    let held =
        instance_uses::table.filter(instance_uses::filing_id.eq(filing.uuid())).filter(instance_uses::state.eq("held"));
    update(held).set(instance_uses::state.eq(state)).execute(conn).await?;
    Ok(())
}

/// Moves numbers from one state to another; others are left alone. Returns how many moved.
pub(super) async fn update_numbers(
    conn: &mut AsyncPgConnection,
    numbers: &[ServiceNumber],
    from: NumberState,
    to: NumberState,
) -> Result<usize> {
    let numbers: Vec<Uuid> = numbers.iter().map(|number| number.uuid()).collect();
    let rows = service_numbers::table
        .filter(service_numbers::number.eq_any(numbers))
        .filter(service_numbers::state.eq(from.code()));
    Ok(update(rows).set(service_numbers::state.eq(to.code())).execute(conn).await?)
}

/// The account of a mail address.
pub(super) async fn find_account(conn: &mut AsyncPgConnection, email_hash: &[u8]) -> Result<Option<AccountId>> {
    let id: Option<Uuid> = accounts::table
        .filter(accounts::email_hash.eq(email_hash))
        .filter(accounts::email_confirmed_at.is_not_null().and(accounts::closed_at.is_null()))
        .select(accounts::id)
        .first(conn)
        .await
        .optional()?;
    Ok(id.map(AccountId::from_uuid))
}

/// Adds or renews an imported instance; its owner is an account, or a mail address until there is one.
pub(super) async fn upsert_instance(
    conn: &mut AsyncPgConnection,
    row: &InstanceRow,
    account: Option<AccountId>,
    email_hash: Vec<u8>,
    now: DateTime<Utc>,
) -> Result<()> {
    let values = (
        instances::account_id.eq(account.map(AccountId::uuid)),
        instances::owner_email_hash.eq(Some(email_hash)),
        instances::product.eq(&row.product),
        instances::region.eq(&row.region),
        instances::addresses.eq(row.addresses.iter().map(ToString::to_string).collect::<Vec<_>>()),
        instances::billing.eq(row.billing.code()),
        instances::starts_on.eq(row.starts_on),
        instances::ends_on.eq(row.ends_on),
        instances::quota.eq(i32::try_from(row.quota).unwrap_or(i32::MAX)),
        instances::imported_at.eq(now),
    );
    insert_into(instances::table)
        .values((instances::id.eq(InstanceId::new().uuid()), instances::code.eq(&row.code), values.clone()))
        .on_conflict(instances::code)
        .do_update()
        .set(values)
        .execute(conn)
        .await?;
    Ok(())
}

/// Adds an imported number, or gives an unused one to another account.
pub(super) async fn upsert_number(
    conn: &mut AsyncPgConnection,
    row: &NumberRow,
    instance: InstanceId,
    account: Option<AccountId>,
) -> Result<()> {
    let account = service_numbers::account_id.eq(account.map(AccountId::uuid));
    insert_into(service_numbers::table)
        .values((
            service_numbers::number.eq(row.number.uuid()),
            service_numbers::instance_id.eq(instance.uuid()),
            account,
        ))
        .on_conflict(service_numbers::number)
        .do_update()
        .set(account)
        .execute(conn)
        .await?;
    Ok(())
}

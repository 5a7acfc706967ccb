//! The table of service numbers.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use diesel::dsl::count_star;
use diesel::prelude::*;
use diesel::upsert::excluded;
use diesel::{insert_into, update};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use uuid::Uuid;

use crate::db::Tx;
use crate::db::kept::Kept;
use crate::error::{Error, Result};
use crate::hosting::service_number::{NumberState, ServiceNumber};
use crate::schema::service_numbers;
use crate::sealing::Sealer;
use crate::values::Email;
use crate::values::ids::{AccountId, InstanceId};

const HOLDER_COLUMN: &str = "service_numbers.holder";

/// For whom a number is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::hosting) enum Holder {
    /// The owner of its instance.
    Owner,
    /// Another account.
    Account(AccountId),
    /// Whoever confirms a mail address, by its hash.
    Waiting(Vec<u8>),
}

/// A service number as stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::hosting) struct StoredNumber {
    pub(in crate::hosting) number: ServiceNumber,
    pub(in crate::hosting) instance: InstanceId,
    pub(in crate::hosting) holder: Holder,
    pub(in crate::hosting) state: NumberState,
    holder_sealed: Option<Vec<u8>>,
}

impl StoredNumber {
    /// It is over, and it is not known any more for whom it was, if for anybody but the owner of its instance.
    pub(in crate::hosting) fn is_forgotten(&self) -> bool {
        self.state.is_closed() && self.holder == Holder::Owner
    }

    /// Whether it was handed to just this mail address, whoever has that now; to any, where an account has it and the address is
    /// forgotten.
    pub(in crate::hosting) fn was_handed_to(&self, sealer: &Sealer, email: &Email) -> Result<bool> {
        if self.holder_sealed.is_none() && matches!(self.holder, Holder::Account(_)) {
            return Ok(true);
        }
        let handed_to = open_holder(sealer, self.number, self.holder_sealed.as_deref())?;
        Ok(handed_to.is_some_and(|handed_to| handed_to.key() == email.key()))
    }
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = service_numbers)]
struct Row {
    number: Uuid,
    instance_id: Uuid,
    account_id: Option<Uuid>,
    holder_email_hash: Option<Vec<u8>>,
    holder_sealed: Option<Vec<u8>>,
    state: String,
}

impl TryFrom<Row> for StoredNumber {
    type Error = Error;

    fn try_from(row: Row) -> Result<Self> {
        let holder = match (row.account_id, row.holder_email_hash) {
            (Some(account), _) => Holder::Account(AccountId::from_uuid(account)),
            (None, Some(hash)) => Holder::Waiting(hash),
            (None, None) => Holder::Owner,
        };
        Ok(Self {
            number: ServiceNumber::from_uuid(row.number),
            instance: InstanceId::from_uuid(row.instance_id),
            holder,
            holder_sealed: row.holder_sealed,
            state: NumberState::from_code(&row.state).ok_or_else(|| anyhow::anyhow!("state of a service number"))?,
        })
    }
}

/// A service number.
pub(in crate::hosting) async fn find(
    conn: &mut AsyncPgConnection,
    number: ServiceNumber,
) -> Result<Option<StoredNumber>> {
    Ok(list(conn, &[number]).await?.remove(&number))
}

/// Service numbers.
pub(in crate::hosting) async fn list(
    conn: &mut AsyncPgConnection,
    all: &[ServiceNumber],
) -> Result<HashMap<ServiceNumber, StoredNumber>> {
    let rows: Vec<Row> = service_numbers::table
        .filter(service_numbers::number.eq_any(uuids(all)))
        .select(Row::as_select())
        .load(conn)
        .await?;
    rows.into_iter().map(|row| StoredNumber::try_from(row).map(|stored| (stored.number, stored))).collect()
}

/// How many numbers of each instance were handed to others and wait to be used.
pub(in crate::hosting) async fn count_promised(
    conn: &mut AsyncPgConnection,
    ids: &[InstanceId],
) -> Result<HashMap<InstanceId, u32>> {
    let ids: Vec<Uuid> = ids.iter().map(|id| id.uuid()).collect();
    let counts: Vec<(Uuid, i64)> = service_numbers::table
        .filter(service_numbers::instance_id.eq_any(ids).and(service_numbers::state.eq(NumberState::Unused.code())))
        .filter(service_numbers::handed_at.is_not_null())
        .group_by(service_numbers::instance_id)
        .select((service_numbers::instance_id, count_star()))
        .load(conn)
        .await?;
    Ok(counts.into_iter().map(|(id, n)| (InstanceId::from_uuid(id), u32::try_from(n).unwrap_or(u32::MAX))).collect())
}

/// Moves numbers from one state to another; others are left alone. Returns how many moved.
pub(in crate::hosting) async fn update_state(
    conn: &mut AsyncPgConnection,
    numbers: &[ServiceNumber],
    from: NumberState,
    to: NumberState,
    at: DateTime<Utc>,
) -> Result<usize> {
    if numbers.is_empty() {
        return Ok(0);
    }
    let rows = service_numbers::table
        .filter(service_numbers::number.eq_any(uuids(numbers)))
        .filter(service_numbers::state.eq(from.code()));
    let closed_at = to.is_closed().then_some(at);
    let moved = (service_numbers::state.eq(to.code()), service_numbers::closed_at.eq(closed_at));
    Ok(Kept(update(rows).set(moved)).execute(conn).await?)
}

/// A number as it is to be.
pub(in crate::hosting) struct NewNumber {
    pub(in crate::hosting) number: ServiceNumber,
    pub(in crate::hosting) instance: InstanceId,
    pub(in crate::hosting) holder: Holder,
    /// The mail address it was handed to, sealed.
    pub(in crate::hosting) holder_sealed: Option<Vec<u8>>,
}

/// As many rows in one statement as keep well below the parameters PostgreSQL takes.
const PORTION: usize = 1000;

/// Adds numbers, or gives unused ones to others.
pub(in crate::hosting) async fn upsert(
    conn: &mut AsyncPgConnection,
    all: &[NewNumber],
    at: DateTime<Utc>,
) -> Result<()> {
    let values = |new: &NewNumber| {
        let (account, hash) = match &new.holder {
            Holder::Owner => (None, None),
            Holder::Account(account) => (Some(account.uuid()), None),
            Holder::Waiting(hash) => (None, Some(hash.clone())),
        };
        (
            service_numbers::number.eq(new.number.uuid()),
            service_numbers::instance_id.eq(new.instance.uuid()),
            service_numbers::account_id.eq(account),
            service_numbers::holder_email_hash.eq(hash),
            service_numbers::holder_sealed.eq(new.holder_sealed.clone()),
            service_numbers::handed_at.eq((new.holder != Holder::Owner).then_some(at)),
            service_numbers::created_at.eq(at),
        )
    };
    for portion in all.chunks(PORTION) {
        insert_into(service_numbers::table)
            .values(portion.iter().map(values).collect::<Vec<_>>())
            .on_conflict(service_numbers::number)
            .do_update()
            .set((
                service_numbers::account_id.eq(excluded(service_numbers::account_id)),
                service_numbers::holder_email_hash.eq(excluded(service_numbers::holder_email_hash)),
                service_numbers::holder_sealed.eq(excluded(service_numbers::holder_sealed)),
                service_numbers::handed_at.eq(excluded(service_numbers::handed_at)),
            ))
            .execute(conn)
            .await?;
    }
    Ok(())
}

/// Unused numbers of instances that ended are of no use.
pub(in crate::hosting) async fn expire(
    conn: &mut AsyncPgConnection,
    ids: &[InstanceId],
    at: DateTime<Utc>,
) -> Result<()> {
    let ids: Vec<Uuid> = ids.iter().map(|id| id.uuid()).collect();
    let unused = service_numbers::table
        .filter(service_numbers::instance_id.eq_any(ids))
        .filter(service_numbers::state.eq(NumberState::Unused.code()));
    update(unused)
        .set((service_numbers::state.eq(NumberState::Expired.code()), service_numbers::closed_at.eq(at)))
        .execute(conn)
        .await?;
    Ok(())
}

/// How many numbers of an instance wait to be used, handed on or not.
pub(in crate::hosting) async fn count_unused(conn: &mut AsyncPgConnection, id: InstanceId) -> Result<u32> {
    let count: i64 = service_numbers::table
        .filter(service_numbers::instance_id.eq(id.uuid()))
        .filter(service_numbers::state.eq(NumberState::Unused.code()))
        .count()
        .get_result(conn)
        .await?;
    Ok(u32::try_from(count).unwrap_or(u32::MAX))
}

/// Numbers of instances that run again are of use again.
pub(in crate::hosting) async fn revive(conn: &mut AsyncPgConnection, ids: &[InstanceId]) -> Result<()> {
    let ids: Vec<Uuid> = ids.iter().map(|id| id.uuid()).collect();
    let expired = service_numbers::table
        .filter(service_numbers::instance_id.eq_any(ids))
        .filter(service_numbers::state.eq(NumberState::Expired.code()));
    update(expired)
        .set((
            service_numbers::state.eq(NumberState::Unused.code()),
            service_numbers::closed_at.eq(None::<DateTime<Utc>>),
        ))
        .execute(conn)
        .await?;
    Ok(())
}

/// A number as a page shows it.
#[derive(Debug, Clone)]
pub struct Listed {
    /// The number.
    pub number: ServiceNumber,
    /// Its instance.
    pub instance: InstanceId,
    /// Where it stands.
    pub state: NumberState,
    /// It was handed to another account, or to a mail address that has none yet.
    pub is_handed: bool,
    /// The mail address it was handed to, as far as it is told: masked.
    pub handed_to: Option<String>,
    /// When that was.
    pub handed_at: Option<DateTime<Utc>>,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = service_numbers)]
struct ListedRow {
    number: Uuid,
    instance_id: Uuid,
    state: String,
    holder_sealed: Option<Vec<u8>>,
    handed_at: Option<DateTime<Utc>>,
}

impl ListedRow {
    fn open(self, sealer: &Sealer) -> Result<Listed> {
        let number = ServiceNumber::from_uuid(self.number);
        let handed_to = open_holder(sealer, number, self.holder_sealed.as_deref())?;
        Ok(Listed {
            number,
            instance: InstanceId::from_uuid(self.instance_id),
            state: NumberState::from_code(&self.state).ok_or_else(|| anyhow::anyhow!("state of a service number"))?,
            is_handed: self.handed_at.is_some(),
            handed_to: handed_to.map(|email| email.to_string()),
            handed_at: self.handed_at,
        })
    }
}

/// As many as a page shows. Those that are over come last, and the oldest of them may be left out.
const MOST_LISTED: i64 = 1000;

/// The numbers of an instance: those that can be used first, then the latest.
pub(in crate::hosting) async fn list_on(tx: &mut Tx<'_>, id: InstanceId) -> Result<Vec<Listed>> {
    let rows: Vec<ListedRow> = service_numbers::table
        .filter(service_numbers::instance_id.eq(id.uuid()))
        .order((service_numbers::closed_at.is_not_null(), service_numbers::created_at.desc(), service_numbers::number))
        .limit(MOST_LISTED)
        .select(ListedRow::as_select())
        .load(tx.conn)
        .await?;
    rows.into_iter().map(|row| row.open(tx.sealer)).collect()
}

/// The numbers that were handed to an account, or to the mail address it confirmed.
pub(in crate::hosting) async fn list_received(
    tx: &mut Tx<'_>,
    account: AccountId,
    hash: Option<Vec<u8>>,
) -> Result<Vec<Listed>> {
    let waits = service_numbers::holder_email_hash.is_not_null().and(service_numbers::holder_email_hash.eq(hash));
    let rows: Vec<ListedRow> = service_numbers::table
        .filter(service_numbers::account_id.eq(Some(account.uuid())).or(waits))
        .order((service_numbers::closed_at.is_not_null(), service_numbers::handed_at.desc(), service_numbers::number))
        .limit(MOST_LISTED)
        .select(ListedRow::as_select())
        .load(tx.conn)
        .await?;
    rows.into_iter().map(|row| row.open(tx.sealer)).collect()
}

/// A number as a page shows it.
pub(in crate::hosting) async fn find_listed(tx: &mut Tx<'_>, number: ServiceNumber) -> Result<Option<Listed>> {
    let row: Option<ListedRow> =
        service_numbers::table.find(number.uuid()).select(ListedRow::as_select()).first(tx.conn).await.optional()?;
    row.map(|row| row.open(tx.sealer)).transpose()
}

/// Takes from an account the numbers it did not use, and its address from those it did.
pub(in crate::hosting) async fn leave(conn: &mut AsyncPgConnection, account: AccountId) -> Result<()> {
    let own = service_numbers::table.filter(service_numbers::account_id.eq(account.uuid()));
    update(own).set(service_numbers::holder_sealed.eq(None::<Vec<u8>>)).execute(conn).await?;
    let spent = [NumberState::InUse.code(), NumberState::Used.code()];
    let unspent = own.filter(service_numbers::state.ne_all(spent));
    let nobody = (service_numbers::account_id.eq(None::<Uuid>), service_numbers::handed_at.eq(None::<DateTime<Utc>>));
    update(unspent).set(nobody).execute(conn).await?;
    Ok(())
}

/// Seals the mail address a number was handed to.
pub(in crate::hosting) fn seal_holder(sealer: &Sealer, number: ServiceNumber, email: &str) -> Result<Vec<u8>> {
    Ok(sealer.seal_text(HOLDER_COLUMN, email, number.uuid().as_bytes())?)
}

fn open_holder(sealer: &Sealer, number: ServiceNumber, sealed: Option<&[u8]>) -> Result<Option<Email>> {
    let open = |sealed: &[u8]| sealer.open_text(HOLDER_COLUMN, sealed, number.uuid().as_bytes());
    let address = sealed.map(open).transpose()?;
    Ok(address.and_then(|address| Email::parse(&address).ok()))
}

fn uuids(numbers: &[ServiceNumber]) -> Vec<Uuid> {
    numbers.iter().map(|number| number.uuid()).collect()
}

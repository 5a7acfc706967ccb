//! Codes by which accounts receive a record, by their keyed hash: one an account.

use chrono::{DateTime, Utc};
use diesel::dsl::exists;
use diesel::prelude::*;
use diesel::{delete, insert_into, select, update};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use uuid::Uuid;

use crate::db::reach;
use crate::error::Result;
use crate::schema::receiving_codes as t;
use crate::values::ids::{AccountId, FilingId};

/// Keeps the code of an account in place of an earlier one.
///
/// # Errors
/// When the database refuses.
pub async fn put(conn: &mut AsyncPgConnection, account: AccountId, hash: &[u8], until: DateTime<Utc>) -> Result<()> {
    remove(conn, account).await?;
    insert_into(t::table)
        .values((t::code_hash.eq(hash), t::account_id.eq(account.uuid()), t::expires_at.eq(until)))
        .execute(conn)
        .await?;
    Ok(())
}

/// The account whose code this is, while it holds: for its days, or as long as it stands in a filing.
///
/// # Errors
/// When the database refuses.
pub async fn find(
    conn: &mut AsyncPgConnection,
    hash: &[u8],
    now: DateTime<Utc>,
) -> Result<Option<(AccountId, Option<FilingId>)>> {
    reach::all(conn, async |conn| {
        let found: Option<(Uuid, Option<Uuid>)> = t::table
            .select((t::account_id, t::held_by))
            .filter(t::code_hash.eq(hash).and(t::expires_at.gt(now).or(t::held_by.is_not_null())))
            .first(conn)
            .await
            .optional()?;
        Ok(found.map(|(account, held_by)| (AccountId::from_uuid(account), held_by.map(FilingId::from_uuid))))
    })
    .await
}

/// Makes the code of an account void.
///
/// # Errors
/// When the database refuses.
pub async fn remove(conn: &mut AsyncPgConnection, account: AccountId) -> Result<()> {
    delete(t::table.filter(t::account_id.eq(account.uuid()))).execute(conn).await?;
    Ok(())
}

/// Whether the code of an account stands in a filing.
///
/// # Errors
/// When the database refuses.
pub async fn is_held(conn: &mut AsyncPgConnection, account: AccountId) -> Result<bool> {
    let held = t::table.filter(t::account_id.eq(account.uuid()).and(t::held_by.is_not_null()));
    Ok(select(exists(held)).get_result(conn).await?)
}

/// Holds a code for the filing it stands in, and lets go of another that stood there before. False when another filing
/// holds it.
///
/// # Errors
/// When the database refuses.
pub async fn hold(conn: &mut AsyncPgConnection, hash: &[u8], filing: FilingId) -> Result<bool> {
    reach::all(conn, async |conn| {
        release(conn, filing).await?;
        let free = t::table.filter(t::code_hash.eq(hash).and(t::held_by.is_null()));
        Ok(update(free).set(t::held_by.eq(filing.uuid())).execute(conn).await? == 1)
    })
    .await
}

/// Lets go of the code of a filing that ended.
///
/// # Errors
/// When the database refuses.
pub async fn release(conn: &mut AsyncPgConnection, filing: FilingId) -> Result<()> {
    reach::all(conn, async |conn| {
        update(t::table.filter(t::held_by.eq(filing.uuid()))).set(t::held_by.eq(None::<Uuid>)).execute(conn).await?;
        Ok(())
    })
    .await
}

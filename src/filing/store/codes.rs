//! Codes by which accounts receive a record, by their keyed hash: one an account.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::{delete, insert_into};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use uuid::Uuid;

use crate::error::Result;
use crate::schema::receiving_codes as t;
use crate::values::ids::AccountId;

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

/// The account whose code this is, while it holds.
///
/// # Errors
/// When the database refuses.
pub async fn find(conn: &mut AsyncPgConnection, hash: &[u8], now: DateTime<Utc>) -> Result<Option<AccountId>> {
    let account: Option<Uuid> = t::table
        .select(t::account_id)
        .filter(t::code_hash.eq(hash).and(t::expires_at.gt(now)))
        .first(conn)
        .await
        .optional()?;
    Ok(account.map(AccountId::from_uuid))
}

/// Makes the code of an account void.
///
/// # Errors
/// When the database refuses.
pub async fn remove(conn: &mut AsyncPgConnection, account: AccountId) -> Result<()> {
    delete(t::table.filter(t::account_id.eq(account.uuid()))).execute(conn).await?;
    Ok(())
}

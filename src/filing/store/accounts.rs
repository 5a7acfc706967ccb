//! The few columns of accounts and staff that a filing turns on.

use diesel::dsl::{exists, not};
use diesel::prelude::*;
use diesel::update;
use diesel_async::{AsyncPgConnection, RunQueryDsl};

use crate::error::{Error, Result};
use crate::schema::{accounts, entities, filings, staff};
use crate::values::ids::{AccountId, StaffId};

/// One account files for one entity.
fn other_entity() -> Error {
    Error::refused("filing-refused-other-entity")
}

/// Refuses an account that files for another entity.
///
/// # Errors
/// `Refused` when it does.
pub async fn ensure_entity(conn: &mut AsyncPgConnection, account: AccountId, hash: &[u8]) -> Result<()> {
    let bound: Option<Vec<u8>> = accounts::table.select(accounts::entity_hash).find(account.uuid()).first(conn).await?;
    if bound.is_none_or(|bound| bound == hash) { Ok(()) } else { Err(other_entity()) }
}

/// Binds an account to the entity of its first submission. A certificate that is corrected within the filing moves the
/// binding along.
///
/// # Errors
/// `Refused` when the account files for another entity.
pub async fn bind_entity(conn: &mut AsyncPgConnection, account: AccountId, before: &[u8], hash: &[u8]) -> Result<()> {
    let free = accounts::entity_hash.is_null().or(accounts::entity_hash.eq(hash)).or(accounts::entity_hash.eq(before));
    let rows = update(accounts::table.filter(accounts::id.eq(account.uuid()).and(free.assume_not_null())))
        .set(accounts::entity_hash.eq(hash))
        .execute(conn)
        .await?;
    if rows == 1 { Ok(()) } else { Err(other_entity()) }
}

/// Whether an account files for no entity, so that it may receive one.
///
/// # Errors
/// When the database refuses.
pub async fn is_free(conn: &mut AsyncPgConnection, account: AccountId) -> Result<bool> {
    let bound: Option<Vec<u8>> = accounts::table.select(accounts::entity_hash).find(account.uuid()).first(conn).await?;
    Ok(bound.is_none())
}

/// Lets an account file for another entity: this one is no longer on record, nor in an open filing of it.
///
/// # Errors
/// When the database refuses.
pub async fn free_entity(conn: &mut AsyncPgConnection, account: AccountId, hash: &[u8]) -> Result<()> {
    let on_record =
        entities::table.filter(entities::account_id.eq(account.uuid()).and(entities::cancelled_on.is_null()));
    let open = filings::table
        .filter(filings::account_id.eq(account.uuid()).and(filings::entity_hash.eq(hash)).and(filings::is_open));
    update(accounts::table.filter(accounts::id.eq(account.uuid()).and(accounts::entity_hash.eq(hash))))
        .filter(not(exists(on_record)).and(not(exists(open))))
        .set(accounts::entity_hash.eq(None::<Vec<u8>>))
        .execute(conn)
        .await?;
    Ok(())
}

/// The provinces a specialist reviews; empty means all.
///
/// # Errors
/// `NotFound` when there is no such login.
pub async fn provinces_of(conn: &mut AsyncPgConnection, id: StaffId) -> Result<Vec<String>> {
    let provinces: Vec<Option<String>> = staff::table.select(staff::provinces).find(id.uuid()).first(conn).await?;
    Ok(provinces.into_iter().flatten().collect())
}

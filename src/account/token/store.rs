//! The table of one-time links and codes.

use chrono::{DateTime, TimeDelta, Utc};
use diesel::prelude::*;
use diesel::{insert_into, update};
use diesel_async::RunQueryDsl;
use uuid::Uuid;

use super::{OneTime, Purpose};
use crate::auth::session::Token;
use crate::db::Tx;
use crate::error::Result;
use crate::schema::account_tokens as t;
use crate::values::ids::AccountId;

const DETAIL_COLUMN: &str = "account_tokens.detail";

/// Writes a link and returns its secret, which is known only now. Earlier ones of the same purpose die, but for those
/// that outlive what comes after them.
///
/// # Errors
/// When the database refuses.
pub async fn insert_link(
    tx: &mut Tx<'_>,
    account: AccountId,
    purpose: Purpose,
    detail: Option<&str>,
    life: TimeDelta,
) -> Result<Token> {
    let token = Token::random()?;
    insert(tx, account, purpose, token.hash(), detail, life).await?;
    Ok(token)
}

/// Writes a code. Earlier ones of the same purpose die.
///
/// # Errors
/// When the database refuses.
pub async fn insert_code(
    tx: &mut Tx<'_>,
    account: AccountId,
    purpose: Purpose,
    code: &str,
    detail: &str,
    life: TimeDelta,
) -> Result<()> {
    let hash = code_hash(tx, account, purpose, code);
    insert(tx, account, purpose, hash, Some(detail), life).await
}

/// Six digits are found at once from a plain hash: theirs is keyed, and bound to account and purpose.
fn code_hash(tx: &Tx<'_>, account: AccountId, purpose: Purpose, code: &str) -> Vec<u8> {
    tx.sealer.search_hash("account code", format!("{account} {purpose} {code}").as_bytes()).to_vec()
}

async fn insert(
    tx: &mut Tx<'_>,
    account: AccountId,
    purpose: Purpose,
    hash: Vec<u8>,
    detail: Option<&str>,
    life: TimeDelta,
) -> Result<()> {
    // A way back lives its full time, whatever is changed after it; and whoever asks for a new password in somebody's
    // name must not make the link useless that its owner has just opened.
    if !matches!(purpose, Purpose::UndoEmail | Purpose::UndoMobile | Purpose::ResetPassword) {
        void(tx, account, &[purpose]).await?;
    }
    let id = Uuid::now_v7();
    let detail = detail.map(|text| tx.sealer.seal_text(DETAIL_COLUMN, text, id.as_bytes())).transpose()?;
    insert_into(t::table)
        .values((
            t::id.eq(id),
            t::account_id.eq(account.uuid()),
            t::purpose.eq(purpose.code()),
            t::token_hash.eq(hash),
            t::detail_sealed.eq(detail),
            t::created_at.eq(tx.ctx.now),
            t::expires_at.eq(tx.ctx.now + life),
        ))
        .execute(tx.conn)
        .await?;
    Ok(())
}

type Row = (Uuid, Uuid, String, Option<Vec<u8>>);

fn one_time(tx: &Tx<'_>, (id, account, purpose, sealed): Row) -> Result<Option<OneTime>> {
    let Some(purpose) = Purpose::from_code(&purpose) else { return Ok(None) };
    let detail = sealed.map(|sealed| tx.sealer.open_text(DETAIL_COLUMN, &sealed, id.as_bytes())).transpose()?;
    Ok(Some(OneTime { id, account: AccountId::from_uuid(account), purpose, detail }))
}

/// The living link of one of these purposes: whoever shows it reaches its account from here on.
///
/// # Errors
/// When the database refuses.
pub async fn find_link(tx: &mut Tx<'_>, purposes: &[Purpose], token: &Token) -> Result<Option<OneTime>> {
    let codes: Vec<&str> = purposes.iter().map(|purpose| purpose.code()).collect();
    let living = t::table
        .filter(t::purpose.eq_any(codes).and(t::token_hash.eq(token.hash())))
        .filter(t::used_at.is_null().and(t::expires_at.gt(tx.ctx.now)));
    let columns = (t::id, t::account_id, t::purpose, t::detail_sealed);
    let found: Option<Row> =
        tx.reach_all(async |tx| Ok(living.select(columns).first(tx.conn).await.optional()?)).await?;
    let Some(row) = found else { return Ok(None) };
    tx.reach_account(AccountId::from_uuid(row.1)).await?;
    one_time(tx, row)
}

/// Uses a link up: exactly one caller gets it.
///
/// # Errors
/// When the database refuses.
pub async fn take_link(tx: &mut Tx<'_>, purposes: &[Purpose], token: &Token) -> Result<Option<OneTime>> {
    let Some(found) = find_link(tx, purposes, token).await? else { return Ok(None) };
    let now = tx.ctx.now;
    let rows = update(t::table.filter(t::id.eq(found.id).and(t::used_at.is_null())))
        .set(t::used_at.eq(Some(now)))
        .execute(tx.conn)
        .await?;
    Ok((rows == 1).then_some(found))
}

/// A code that was sent and may still be typed.
pub struct SentCode {
    /// The code's row.
    pub one_time: OneTime,
    /// When it was sent.
    pub sent_at: DateTime<Utc>,
}

/// The living code of an account, if tries are left.
///
/// # Errors
/// When the database refuses.
pub async fn find_code(
    tx: &mut Tx<'_>,
    account: AccountId,
    purpose: Purpose,
    most_attempts: i32,
) -> Result<Option<SentCode>> {
    type CodeRow = (Uuid, Uuid, String, Option<Vec<u8>>, DateTime<Utc>);
    let row: Option<CodeRow> = t::table
        .filter(t::account_id.eq(account.uuid()).and(t::purpose.eq(purpose.code())))
        .filter(t::used_at.is_null().and(t::expires_at.gt(tx.ctx.now)).and(t::attempts.lt(most_attempts)))
        .order(t::created_at.desc())
        .select((t::id, t::account_id, t::purpose, t::detail_sealed, t::created_at))
        .first(tx.conn)
        .await
        .optional()?;
    let Some((id, account, purpose, sealed, sent_at)) = row else { return Ok(None) };
    Ok(one_time(tx, (id, account, purpose, sealed))?.map(|one_time| SentCode { one_time, sent_at }))
}

/// When the last code of an account was sent, living or not.
///
/// # Errors
/// When the database refuses.
pub async fn last_sent_at(tx: &mut Tx<'_>, account: AccountId, purpose: Purpose) -> Result<Option<DateTime<Utc>>> {
    Ok(t::table
        .filter(t::account_id.eq(account.uuid()).and(t::purpose.eq(purpose.code())))
        .select(diesel::dsl::max(t::created_at))
        .first(tx.conn)
        .await?)
}

/// Counts one try of a code. False when no tries were left: of many at one instant only so many are counted.
///
/// # Errors
/// When the database refuses.
pub async fn count_try(tx: &mut Tx<'_>, id: Uuid, most_attempts: i32) -> Result<bool> {
    let rows = update(t::table.filter(t::id.eq(id).and(t::attempts.lt(most_attempts)).and(t::used_at.is_null())))
        .set(t::attempts.eq(t::attempts + 1))
        .execute(tx.conn)
        .await?;
    Ok(rows == 1)
}

/// Uses a code up if it is right: exactly one caller gets it.
///
/// # Errors
/// When the database refuses.
pub async fn take_code(
    tx: &mut Tx<'_>,
    account: AccountId,
    purpose: Purpose,
    code: &str,
    most_attempts: i32,
) -> Result<Option<OneTime>> {
    let hash = code_hash(tx, account, purpose, code);
    let now = tx.ctx.now;
    let Some(sent) = find_code(tx, account, purpose, most_attempts + 1).await? else { return Ok(None) };
    let right = t::table.filter(t::id.eq(sent.one_time.id).and(t::token_hash.eq(hash)).and(t::used_at.is_null()));
    let rows = update(right).set(t::used_at.eq(Some(now))).execute(tx.conn).await?;
    Ok((rows == 1).then_some(sent.one_time))
}

/// Ends what is still alive of these purposes.
///
/// # Errors
/// When the database refuses.
pub async fn void(tx: &mut Tx<'_>, account: AccountId, purposes: &[Purpose]) -> Result<()> {
    let now = tx.ctx.now;
    let codes: Vec<&str> = purposes.iter().map(|purpose| purpose.code()).collect();
    let alive = t::table
        .filter(t::account_id.eq(account.uuid()).and(t::purpose.eq_any(codes)))
        .filter(t::used_at.is_null().and(t::expires_at.gt(now)));
    update(alive).set(t::expires_at.eq(now)).execute(tx.conn).await?;
    Ok(())
}

/// Ends the ways back that came after this one: whoever made the later changes must not use them. Earlier ones stay.
///
/// # Errors
/// When the database refuses.
pub async fn void_later_undos(tx: &mut Tx<'_>, link: &OneTime) -> Result<()> {
    let now = tx.ctx.now;
    let codes = [Purpose::UndoEmail.code(), Purpose::UndoMobile.code()];
    let later = t::table
        .filter(t::account_id.eq(link.account.uuid()).and(t::purpose.eq_any(codes)).and(t::id.gt(link.id)))
        .filter(t::used_at.is_null().and(t::expires_at.gt(now)));
    update(later).set(t::expires_at.eq(now)).execute(tx.conn).await?;
    Ok(())
}

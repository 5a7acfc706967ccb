//! The table of accounts. Mail address and mobile are sealed; their keyed hashes find them.

use diesel::prelude::*;
use diesel::sql_types::Uuid as SqlUuid;
use diesel::{insert_into, sql_query, update};
use diesel_async::RunQueryDsl;
use uuid::Uuid;

use super::account::{Account, Credentials};
use crate::db::Tx;
use crate::error::Result;
use crate::notify::notice::SmsWishes;
use crate::notify::store::{EMAIL_COLUMN, MOBILE_COLUMN};
use crate::schema::{accounts, consents};
use crate::sealing::Sealer;
use crate::text::Lang;
use crate::values::ids::AccountId;
use crate::values::{Email, Mobile};

/// Keyed hash by which accounts of one mobile are found.
pub fn mobile_hash(sealer: &Sealer, mobile: &Mobile) -> Vec<u8> {
    sealer.search_hash("mobile", mobile.reveal().as_bytes()).to_vec()
}

/// The account of a mail address, locked until the transaction ends where it is to be changed.
///
/// # Errors
/// When the database refuses.
pub async fn find_by_email(tx: &mut Tx<'_>, email: &Email) -> Result<Option<Credentials>> {
    tx.reach_all(async |tx| {
        let hash = tx.sealer.email_hash(email);
        let row: Option<(Uuid, String, bool, bool)> = accounts::table
            .filter(accounts::email_hash.eq(hash).and(accounts::closed_at.is_null()))
            .select((
                accounts::id,
                accounts::password_hash,
                accounts::email_confirmed_at.is_not_null(),
                accounts::mobile_confirmed_at.is_null(),
            ))
            .first(tx.conn)
            .await
            .optional()?;
        Ok(row.map(credentials))
    })
    .await
}

fn credentials((id, password_hash, is_confirmed, needs_mobile): (Uuid, String, bool, bool)) -> Credentials {
    Credentials { id: AccountId::from_uuid(id), password_hash, is_confirmed, needs_mobile }
}

/// What a signed-in person's password is checked against.
///
/// # Errors
/// When there is no such account or the database refuses.
pub async fn load_credentials(tx: &mut Tx<'_>, id: AccountId) -> Result<Credentials> {
    let row = accounts::table
        .find(id.uuid())
        .select((
            accounts::id,
            accounts::password_hash,
            accounts::email_confirmed_at.is_not_null(),
            accounts::mobile_confirmed_at.is_null(),
        ))
        .first(tx.conn)
        .await?;
    Ok(credentials(row))
}

/// The account with its contact data.
///
/// # Errors
/// When there is no such account or the database refuses.
pub async fn load(tx: &mut Tx<'_>, id: AccountId) -> Result<Account> {
    type Row = (Vec<u8>, Option<Vec<u8>>, bool, bool, bool, (bool, bool, bool));
    let (email, mobile, is_mobile_confirmed, is_email_refused, is_mobile_refused, sms): Row = accounts::table
        .find(id.uuid())
        .select((
            accounts::email_sealed,
            accounts::mobile_sealed,
            accounts::mobile_confirmed_at.is_not_null(),
            accounts::email_refused_at.is_not_null(),
            accounts::mobile_refused_at.is_not_null(),
            (accounts::sms_results, accounts::sms_reminders, accounts::sms_progress),
        ))
        .first(tx.conn)
        .await?;
    let row = id.uuid();
    let mobile = mobile.map(|sealed| tx.sealer.open_text(MOBILE_COLUMN, &sealed, row.as_bytes())).transpose()?;
    let email = tx.sealer.open_text(EMAIL_COLUMN, &email, row.as_bytes())?;
    let wishes = SmsWishes { results: sms.0, reminders: sms.1, progress: sms.2 };
    Ok(Account { id, email, mobile, is_mobile_confirmed, is_email_refused, is_mobile_refused, wishes })
}

/// What a registration writes.
pub struct Registration<'a> {
    /// Mail address.
    pub email: &'a Email,
    /// Mobile.
    pub mobile: &'a Mobile,
    /// Hash of the password.
    pub password_hash: &'a str,
    /// Language of its mails.
    pub lang: Lang,
}

/// Writes a new account that is still to be confirmed. False when somebody else registered the address just now.
///
/// # Errors
/// When the database refuses.
pub async fn insert(tx: &mut Tx<'_>, id: AccountId, new: &Registration<'_>) -> Result<bool> {
    let row = id.uuid();
    let rows = insert_into(accounts::table)
        .values((
            accounts::id.eq(row),
            accounts::email_sealed.eq(tx.sealer.seal_text(EMAIL_COLUMN, new.email.reveal(), row.as_bytes())?),
            accounts::email_hash.eq(tx.sealer.email_hash(new.email)),
            accounts::mobile_sealed.eq(Some(tx.sealer.seal_text(
                MOBILE_COLUMN,
                new.mobile.reveal(),
                row.as_bytes(),
            )?)),
            accounts::mobile_hash.eq(Some(mobile_hash(tx.sealer, new.mobile))),
            accounts::password_hash.eq(new.password_hash),
            accounts::language.eq(new.lang.code()),
        ))
        .on_conflict(accounts::email_hash)
        .do_nothing()
        .execute(tx.conn)
        .await?;
    Ok(rows == 1)
}

/// Replaces a registration that was never confirmed by a new one. False when it was confirmed meanwhile.
///
/// # Errors
/// When the database refuses.
pub async fn replace_unconfirmed(tx: &mut Tx<'_>, id: AccountId, new: &Registration<'_>) -> Result<bool> {
    let row = id.uuid();
    let rows = update(accounts::table.filter(accounts::id.eq(row).and(accounts::email_confirmed_at.is_null())))
        .set((
            accounts::email_sealed.eq(tx.sealer.seal_text(EMAIL_COLUMN, new.email.reveal(), row.as_bytes())?),
            accounts::mobile_sealed.eq(Some(tx.sealer.seal_text(
                MOBILE_COLUMN,
                new.mobile.reveal(),
                row.as_bytes(),
            )?)),
            accounts::mobile_hash.eq(Some(mobile_hash(tx.sealer, new.mobile))),
            accounts::mobile_confirmed_at.eq(None::<chrono::DateTime<chrono::Utc>>),
            accounts::password_hash.eq(new.password_hash),
            accounts::language.eq(new.lang.code()),
            accounts::version.eq(accounts::version + 1),
            accounts::updated_at.eq(tx.ctx.now),
        ))
        .execute(tx.conn)
        .await?;
    Ok(rows == 1)
}

/// Records that the terms were accepted.
///
/// # Errors
/// When the database refuses.
pub async fn insert_terms_consent(tx: &mut Tx<'_>, id: AccountId, version: &str) -> Result<()> {
    insert_into(consents::table)
        .values((
            consents::id.eq(Uuid::now_v7()),
            consents::account_id.eq(id.uuid()),
            consents::kind.eq("terms"),
            consents::text_version.eq(version),
            consents::given_at.eq(tx.ctx.now),
        ))
        .execute(tx.conn)
        .await?;
    Ok(())
}

/// Marks the mail address as confirmed; what was confirmed before stays as it was.
///
/// # Errors
/// When the database refuses.
pub async fn confirm_email(tx: &mut Tx<'_>, id: AccountId) -> Result<bool> {
    let now = tx.ctx.now;
    let unconfirmed = accounts::table.filter(accounts::id.eq(id.uuid()).and(accounts::email_confirmed_at.is_null()));
    let rows = update(unconfirmed)
        .set((accounts::email_confirmed_at.eq(Some(now)), accounts::updated_at.eq(now)))
        .execute(tx.conn)
        .await?;
    Ok(rows == 1)
}

/// Sets a mobile that was confirmed by a code.
///
/// # Errors
/// When the database refuses.
pub async fn update_mobile(tx: &mut Tx<'_>, id: AccountId, mobile: &Mobile) -> Result<()> {
    let (row, now) = (id.uuid(), tx.ctx.now);
    update(accounts::table.find(row))
        .set((
            accounts::mobile_sealed.eq(Some(tx.sealer.seal_text(MOBILE_COLUMN, mobile.reveal(), row.as_bytes())?)),
            accounts::mobile_hash.eq(Some(mobile_hash(tx.sealer, mobile))),
            accounts::mobile_confirmed_at.eq(Some(now)),
            accounts::mobile_refused_at.eq(None::<chrono::DateTime<chrono::Utc>>),
            accounts::version.eq(accounts::version + 1),
            accounts::updated_at.eq(now),
        ))
        .execute(tx.conn)
        .await?;
    Ok(())
}

/// Sets a mail address that was confirmed by its link. False when another account has it by now.
///
/// # Errors
/// When the database refuses.
pub async fn update_email(tx: &mut Tx<'_>, id: AccountId, email: &Email) -> Result<bool> {
    tx.reach_all(async |tx| {
        let (row, now, hash) = (id.uuid(), tx.ctx.now, tx.sealer.email_hash(email));
        let taken: Option<(Uuid, bool)> = accounts::table
            .filter(accounts::email_hash.eq(&hash).and(accounts::id.ne(row)))
            .select((accounts::id, accounts::email_confirmed_at.is_not_null()))
            .for_update()
            .first(tx.conn)
            .await
            .optional()?;
        match taken {
            Some((_, true)) => return Ok(false),
            // A registration that was never confirmed gives its address up to the account whose owner has the mailbox.
            Some((other, false)) => close(tx, AccountId::from_uuid(other)).await?,
            None => {}
        }
        update(accounts::table.find(row))
            .set((
                accounts::email_sealed.eq(tx.sealer.seal_text(EMAIL_COLUMN, email.reveal(), row.as_bytes())?),
                accounts::email_hash.eq(hash),
                accounts::email_confirmed_at.eq(Some(now)),
                accounts::email_refused_at.eq(None::<chrono::DateTime<chrono::Utc>>),
                accounts::version.eq(accounts::version + 1),
                accounts::updated_at.eq(now),
            ))
            .execute(tx.conn)
            .await?;
        Ok(true)
    })
    .await
}

/// Closes an account for good: what it was known by goes, with its letters, questions and codes; its id stays in the audit.
///
/// # Errors
/// When the database refuses.
pub async fn close(tx: &mut Tx<'_>, id: AccountId) -> Result<()> {
    let (row, never) = (id.uuid(), None::<chrono::DateTime<chrono::Utc>>);
    let nobody = None::<Vec<u8>>;
    update(accounts::table.find(row))
        .set((
            accounts::email_sealed.eq(tx.sealer.seal_text(EMAIL_COLUMN, "", row.as_bytes())?),
            accounts::email_hash.eq(freed_hash(tx, row)),
            accounts::mobile_sealed.eq(nobody.clone()),
            accounts::mobile_hash.eq(nobody.clone()),
            accounts::entity_hash.eq(nobody),
            accounts::password_hash.eq(""),
            accounts::email_confirmed_at.eq(never),
            accounts::mobile_confirmed_at.eq(never),
            accounts::closed_at.eq(Some(tx.ctx.now)),
            accounts::updated_at.eq(tx.ctx.now),
        ))
        .execute(tx.conn)
        .await?;
    sql_query("select erase_account($1)").bind::<SqlUuid, _>(row).execute(tx.conn).await?;
    Ok(())
}

/// Takes the place of a mail address that is free again.
fn freed_hash(tx: &Tx<'_>, row: Uuid) -> Vec<u8> {
    tx.sealer.search_hash("closed account", row.as_bytes()).to_vec()
}

/// Stores a new hash of the password.
///
/// # Errors
/// When the database refuses.
pub async fn update_password(tx: &mut Tx<'_>, id: AccountId, password_hash: &str) -> Result<()> {
    update(accounts::table.find(id.uuid()))
        .set((accounts::password_hash.eq(password_hash), accounts::updated_at.eq(tx.ctx.now)))
        .execute(tx.conn)
        .await?;
    Ok(())
}

/// Stores which news come by SMS too.
///
/// # Errors
/// When the database refuses.
pub async fn update_wishes(tx: &mut Tx<'_>, id: AccountId, wishes: SmsWishes) -> Result<()> {
    update(accounts::table.find(id.uuid()))
        .set((
            accounts::sms_results.eq(wishes.results),
            accounts::sms_reminders.eq(wishes.reminders),
            accounts::sms_progress.eq(wishes.progress),
            accounts::updated_at.eq(tx.ctx.now),
        ))
        .execute(tx.conn)
        .await?;
    Ok(())
}

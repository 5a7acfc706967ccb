//! Registration, sign-in and passwords of applicants. What is counted before its outcome is known is committed first;
//! hashing stands between the transactions, never in one.

use chrono::TimeDelta;

use super::account::Credentials;
use super::contact;
use super::store::{self, Registration};
use super::token::{Purpose, store as tokens};
use crate::audit::{self, Action, Event, Subject};
use crate::auth::device::Counter;
use crate::auth::password::{Hasher, Verified};
use crate::auth::session::{Browser, EndedBy, Token};
use crate::auth::store::{self as sessions, Owner, Which};
use crate::auth::throttle::{self, Scope};
use crate::clock;
use crate::db::{By, Db, Tx};
use crate::error::{Error, Result};
use crate::hosting::service as hosting;
use crate::notify::notice::Secret;
use crate::notify::{Notice, service::tell};
use crate::paths;
use crate::reference::{self, Limits};
use crate::values::Email;
use crate::values::actor::Actor;
use crate::values::ids::{AccountId, SessionId};

/// Version of the terms that a registration accepts; a new text gets a new one.
pub const TERMS_VERSION: &str = "2026-11";

/// The limits in force on the day of a transaction.
pub(super) fn limits(tx: &Tx<'_>) -> &'static Limits {
    reference::book().limits(clock::china_day(tx.ctx.now))
}

/// Counts a request that sends a mail to whatever address was typed: the same for known and unknown ones.
///
/// # Errors
/// [`Error::TooMany`] when address or mailbox had too many.
pub async fn count_link_request(tx: &mut Tx<'_>, mailbox: Scope, client: &str, counter: &Counter) -> Result<()> {
    if !counter.is_known {
        throttle::attempt(tx, Scope::LinksAddress, client).await?;
    }
    throttle::attempt(tx, mailbox, &counter.key).await
}

/// Registers an address: a new account, a new try of one never confirmed, or word to the owner of a known one.
///
/// # Errors
/// When the database refuses.
pub async fn register(tx: &mut Tx<'_>, new: &Registration<'_>) -> Result<()> {
    let id = match store::find_by_email(tx, new.email).await? {
        Some(known) if known.is_confirmed => {
            tell(tx, known.id, None, Notice::AccountExists).await?;
            return Ok(());
        }
        Some(known) => {
            tx.reach_account(known.id).await?;
            if !store::replace_unconfirmed(tx, known.id, new).await? {
                return Ok(());
            }
            tokens::void(tx, known.id, Purpose::ALL).await?;
            known.id
        }
        None => {
            let id = AccountId::new();
            tx.reach_account(id).await?;
            if !store::insert(tx, id, new).await? {
                return Ok(());
            }
            id
        }
    };
    store::insert_terms_consent(tx, id, TERMS_VERSION).await?;
    send_confirmation(tx, id).await?;
    audit::record(tx, Event::new(Action::AccountRegistered, Subject::account(id))).await
}

async fn send_confirmation(tx: &mut Tx<'_>, id: AccountId) -> Result<()> {
    let hours = limits(tx).mail_link_hours;
    let token = tokens::insert_link(tx, id, Purpose::ConfirmEmail, None, TimeDelta::hours(hours)).await?;
    let path = Secret::new(paths::verify_email(&token.text()));
    tell(tx, id, None, Notice::ConfirmEmail { path, to: None, hours: whole(hours) }).await?;
    Ok(())
}

/// A period of the limits table as notices carry it.
pub(super) fn whole(period: i64) -> u32 {
    u32::try_from(period).unwrap_or_default()
}

/// Confirms the address of a registration by its link.
///
/// # Errors
/// When the database refuses.
pub(super) async fn confirm_registration(tx: &mut Tx<'_>, id: AccountId) -> Result<()> {
    if store::confirm_email(tx, id).await? {
        hosting::adopt(tx, id).await?;
        audit::record(tx, Event::new(Action::EmailConfirmed, Subject::account(id))).await?;
    }
    Ok(())
}

/// Counts a try to sign in, before its outcome is known: of the account, and where the browser is not known also of the
/// address and of all.
///
/// # Errors
/// [`Error::TooMany`] while one of them must wait.
pub async fn count_sign_in(tx: &mut Tx<'_>, client: &str, counter: &Counter) -> Result<()> {
    if !counter.is_known {
        throttle::attempt(tx, Scope::SignInAddress, client).await?;
        throttle::attempt_of_all(tx, Scope::SignInAll).await?;
    }
    throttle::attempt(tx, Scope::SignInAccount, &counter.key).await
}

/// Records that a sign-in failed: the same work whether the account exists or not.
///
/// # Errors
/// When the database refuses.
pub async fn refuse_sign_in(tx: &mut Tx<'_>, account: Option<AccountId>) -> Result<()> {
    let subject = account.map_or_else(|| Subject::new("account", "-"), Subject::account);
    audit::record(tx, Event::new(Action::SignInFailed, subject)).await
}

/// What a sign-in brings along beside the account.
pub struct SignIn<'a> {
    /// The session before it, which ends.
    pub former: Option<SessionId>,
    /// Browser and system.
    pub device: &'a str,
    /// The password's hash by today's parameters, where it changed.
    pub rehashed: Option<&'a str>,
    /// The client's address, as it was counted.
    pub client: &'a str,
    /// What was counted of the account.
    pub counter: &'a Counter,
}

/// Signs in: a new session, the one before it ends. The first time a code goes to the mobile; later a mail tells of a browser
/// that is not known.
///
/// # Errors
/// [`Error::Stale`] when the password was changed since it was checked.
pub async fn sign_in(tx: &mut Tx<'_>, checked: &Credentials, by: &SignIn<'_>) -> Result<Token> {
    let id = checked.id;
    if store::load_credentials(tx, id).await?.password_hash != checked.password_hash {
        return Err(Error::Stale);
    }
    if let Some(former) = by.former {
        // Whoever's it was: the browser is another person's now.
        tx.reach_all(async |tx| sessions::end(tx, Which::One(former), EndedBy::Renewed).await).await?;
    }
    if let Some(hash) = by.rehashed {
        store::update_password(tx, id, hash).await?;
    }
    let token =
        sessions::begin(tx, Owner::Account(id), Browser { device: by.device, address: Some(by.client) }).await?;
    // In the order in which they were counted: whoever counts meanwhile waits for the same rows.
    if !by.counter.is_known {
        throttle::give_back(tx, Scope::SignInAddress, by.client).await?;
        throttle::give_back_of_all(tx, Scope::SignInAll).await?;
    }
    throttle::forget(tx, Scope::SignInAccount, &by.counter.key).await?;
    audit::record(tx, Event::new(Action::SignedIn, Subject::account(id))).await?;
    if checked.needs_mobile {
        // The first device of all is no news.
        contact::service::send_first_code(tx, id).await?;
    } else if !by.counter.is_known {
        let (device, at) = (by.device.to_owned(), tx.ctx.now);
        tell(tx, id, None, Notice::NewDevice { device, at, office: false }).await?;
    }
    Ok(token)
}

/// Ends one session of its owner: sign-out, or one of the list.
///
/// # Errors
/// When the database refuses.
pub async fn end_session(tx: &mut Tx<'_>, subject: Subject, session: SessionId, by: EndedBy) -> Result<()> {
    if sessions::end(tx, Which::One(session), by).await? > 0 {
        audit::record(tx, Event::new(Action::SignedOut, subject)).await?;
    }
    Ok(())
}

/// Ends all other sessions of an account.
///
/// # Errors
/// When the database refuses.
pub async fn end_other_sessions(tx: &mut Tx<'_>, id: AccountId, own: SessionId) -> Result<()> {
    sessions::end(tx, Which::OfAccount(id, Some(own)), EndedBy::Revoked).await?;
    audit::record(tx, Event::new(Action::SignedOut, Subject::account(id)).detail("others")).await
}

/// Sends a link for a new password, if there is such an account.
///
/// # Errors
/// When the database refuses.
pub async fn request_reset(tx: &mut Tx<'_>, email: &Email) -> Result<()> {
    let Some(account) = store::find_by_email(tx, email).await? else { return Ok(()) };
    tx.reach_account(account.id).await?;
    let token = insert_reset(tx, account.id).await?;
    let path = Secret::new(paths::password_reset(&token.text()));
    let minutes = whole(limits(tx).reset_link_minutes);
    tell(tx, account.id, None, Notice::ResetPassword { path, minutes }).await?;
    Ok(())
}

/// A link for a new password.
///
/// # Errors
/// When the database refuses.
pub(super) async fn insert_reset(tx: &mut Tx<'_>, id: AccountId) -> Result<Token> {
    let life = TimeDelta::minutes(limits(tx).reset_link_minutes);
    tokens::insert_link(tx, id, Purpose::ResetPassword, None, life).await
}

/// Sets a new password by a link, which also proves the mailbox. All sessions end. False when the link died meanwhile.
///
/// # Errors
/// When the database refuses.
pub async fn reset_password(tx: &mut Tx<'_>, token: &Token, hash: &str) -> Result<bool> {
    let Some(link) = tokens::take_link(tx, &[Purpose::ResetPassword], token).await? else { return Ok(false) };
    let id = link.account;
    confirm_registration(tx, id).await?;
    let email = Email::parse(&store::load(tx, id).await?.email).map(|email| email.key()).unwrap_or_default();
    throttle::forget(tx, Scope::SignInAccount, &email).await?;
    set_password(tx, id, hash, None).await?;
    Ok(true)
}

/// Counts a try of the current password, before its outcome is known.
///
/// # Errors
/// [`Error::TooMany`] after too many wrong ones.
pub async fn count_current_password(tx: &mut Tx<'_>, id: AccountId) -> Result<()> {
    throttle::attempt(tx, Scope::PasswordAccount, &id.to_string()).await
}

/// Whether this is the password of an account. The try is counted and kept before it is looked at.
///
/// # Errors
/// [`Error::TooMany`] after too many wrong ones.
pub async fn is_current_password(db: &Db, hasher: &Hasher, by: By, id: AccountId, typed: &str) -> Result<bool> {
    db.write(by, async |tx| count_current_password(tx, id).await).await?;
    let known = db.read(Actor::Applicant(id), async |tx| store::load_credentials(tx, id).await).await?;
    Ok(hasher.verify(typed, Some(&known.password_hash)).await? != Verified::No)
}

/// Sets a new password after the current one was right; every other session ends.
///
/// # Errors
/// When the database refuses.
pub async fn change_password(tx: &mut Tx<'_>, id: AccountId, hash: &str, own: SessionId) -> Result<()> {
    throttle::forget(tx, Scope::PasswordAccount, &id.to_string()).await?;
    set_password(tx, id, hash, Some(own)).await
}

async fn set_password(tx: &mut Tx<'_>, id: AccountId, hash: &str, own: Option<SessionId>) -> Result<()> {
    store::update_password(tx, id, hash).await?;
    sessions::end(tx, Which::OfAccount(id, own), EndedBy::Password).await?;
    // Whoever knew the old password may have begun a change of contact.
    tokens::void(tx, id, &[Purpose::ResetPassword, Purpose::ChangeEmail, Purpose::ChangeMobile]).await?;
    audit::record(tx, Event::new(Action::PasswordChanged, Subject::account(id))).await?;
    tell(tx, id, None, Notice::PasswordChanged).await?;
    Ok(())
}

/// Refuses what needs a reachable person: the mail was confirmed to sign in, the mobile must be too.
///
/// # Errors
/// [`Error::Refused`] with what to do.
pub async fn ensure_reachable(tx: &mut Tx<'_>, id: AccountId) -> Result<()> {
    let account = store::load_credentials(tx, id).await?;
    if account.is_confirmed && !account.needs_mobile { Ok(()) } else { Err(Error::refused("account-confirm-first")) }
}

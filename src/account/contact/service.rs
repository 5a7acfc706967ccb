//! Codes to mobiles, changes of mail and mobile, and taking them back.

use chrono::TimeDelta;

use crate::account::service::{confirm_registration, insert_reset, limits, whole};
use crate::account::store;
use crate::account::token::{OneTime, Purpose, store as tokens};
use crate::audit::{self, Action, Event, Subject};
use crate::auth::session::{EndedBy, Token};
use crate::auth::store::{self as sessions, Which};
use crate::auth::throttle::{self, Scope};
use crate::db::Tx;
use crate::error::Result;
use crate::hosting::service as hosting;
use crate::notify::notice::Secret;
use crate::notify::{Notice, service::tell};
use crate::paths;
use crate::values::ids::AccountId;
use crate::values::{Email, Mobile};

/// What became of a wish for a code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sending {
    /// It is on its way.
    Sent,
    /// The last one is too young: seconds to wait.
    Wait(i64),
}

/// After the first sign-in: a code to the account's mobile, unless one is on its way.
///
/// # Errors
/// When the database refuses.
pub async fn send_first_code(tx: &mut Tx<'_>, id: AccountId) -> Result<()> {
    let most = limits(tx).code_attempts;
    if tokens::find_code(tx, id, Purpose::ConfirmMobile, most).await?.is_none() {
        // A mobile that had too many codes gets none now; the page has a button for later.
        match send_code(tx, id).await {
            Err(crate::error::Error::TooMany(_)) | Ok(_) => {}
            Err(other) => return Err(other),
        }
    }
    Ok(())
}

/// A code to the account's own mobile.
///
/// # Errors
/// [`crate::error::Error::TooMany`] when the mobile had too many.
pub async fn send_code(tx: &mut Tx<'_>, id: AccountId) -> Result<Sending> {
    match store::load(tx, id).await?.mobile {
        Some(mobile) => send(tx, id, Purpose::ConfirmMobile, &mobile).await,
        None => Ok(Sending::Sent),
    }
}

/// A code to a new mobile, which takes the place of the account's when it is typed.
///
/// # Errors
/// [`crate::error::Error::TooMany`] when the mobile had too many.
pub async fn send_code_to_new(tx: &mut Tx<'_>, id: AccountId, mobile: &Mobile) -> Result<Sending> {
    throttle::forget(tx, Scope::PasswordAccount, &id.to_string()).await?;
    send(tx, id, Purpose::ChangeMobile, mobile.reveal()).await
}

async fn send(tx: &mut Tx<'_>, id: AccountId, purpose: Purpose, mobile: &str) -> Result<Sending> {
    let limits = limits(tx);
    if let Some(last) = tokens::last_sent_at(tx, id, purpose).await? {
        let wait = (last + TimeDelta::seconds(limits.code_resend_seconds) - tx.ctx.now).num_seconds();
        // Unless it was sent while the clock stood ahead.
        if wait > 0 && wait <= limits.code_resend_seconds {
            return Ok(Sending::Wait(wait));
        }
    }
    throttle::attempt(tx, Scope::CodeSent, &id.to_string()).await?;
    throttle::attempt(tx, Scope::CodeMobile, mobile).await?;
    let code = six_digits()?;
    tokens::insert_code(tx, id, purpose, &code, mobile, TimeDelta::minutes(limits.code_minutes)).await?;
    let to = (purpose == Purpose::ChangeMobile).then(|| Secret::new(mobile));
    let minutes = whole(limits.code_minutes);
    tell(tx, id, None, Notice::MobileCode { code: Secret::new(code), to, minutes }).await?;
    Ok(Sending::Sent)
}

fn six_digits() -> anyhow::Result<String> {
    let mut bytes = [0; 8];
    getrandom::fill(&mut bytes)?;
    Ok(format!("{:06}", u64::from_be_bytes(bytes) % 1_000_000))
}

/// Counts a typed code, before it is looked at. False when the code has no tries left, or there is none.
///
/// # Errors
/// [`crate::error::Error::TooMany`] after too many wrong ones.
pub async fn count_code(tx: &mut Tx<'_>, id: AccountId, purpose: Purpose) -> Result<bool> {
    throttle::attempt(tx, Scope::CodeAccount, &id.to_string()).await?;
    let most = limits(tx).code_attempts;
    match tokens::find_code(tx, id, purpose, most).await? {
        Some(sent) => tokens::count_try(tx, sent.one_time.id, most).await,
        None => Ok(false),
    }
}

/// Takes a counted code: the mobile it went to is confirmed. The former one is told. False when it is wrong.
///
/// # Errors
/// When the database refuses.
pub async fn confirm_mobile(tx: &mut Tx<'_>, id: AccountId, purpose: Purpose, code: &str) -> Result<bool> {
    let most = limits(tx).code_attempts;
    let Some(OneTime { detail: Some(number), .. }) = tokens::take_code(tx, id, purpose, code, most).await? else {
        return Ok(false);
    };
    let Ok(mobile) = Mobile::parse(&number) else { return Ok(false) };
    throttle::forget(tx, Scope::CodeAccount, &id.to_string()).await?;
    let before = store::load(tx, id).await?;
    store::update_mobile(tx, id, &mobile).await?;
    tokens::void(tx, id, &[Purpose::ConfirmMobile, Purpose::ChangeMobile]).await?;
    let former = before.mobile.filter(|former| before.is_mobile_confirmed && former != mobile.reveal());
    let Some(former) = former else {
        audit::record(tx, Event::new(Action::MobileConfirmed, Subject::account(id))).await?;
        return Ok(true);
    };
    let (undo_path, hours) = way_back(tx, id, Purpose::UndoMobile, &former).await?;
    tell(tx, id, None, Notice::MobileChanged { undo_path, to: Secret::new(former), hours }).await?;
    audit::record(tx, Event::new(Action::ContactChanged, Subject::account(id)).detail("mobile")).await?;
    Ok(true)
}

async fn way_back(tx: &mut Tx<'_>, id: AccountId, purpose: Purpose, former: &str) -> Result<(Secret, u32)> {
    let hours = limits(tx).undo_hours;
    let token = tokens::insert_link(tx, id, purpose, Some(former), TimeDelta::hours(hours)).await?;
    Ok((Secret::new(paths::contact_undo(&token.text())), whole(hours)))
}

/// Sends a link to a new mail address; if it has an account of its own, word to that one instead.
///
/// # Errors
/// When the database refuses.
pub async fn request_email(tx: &mut Tx<'_>, id: AccountId, new: &Email) -> Result<()> {
    throttle::forget(tx, Scope::PasswordAccount, &id.to_string()).await?;
    if let Some(other) = store::find_by_email(tx, new).await?.filter(|other| other.is_confirmed && other.id != id) {
        tell(tx, other.id, None, Notice::AccountExists).await?;
        return Ok(());
    }
    let hours = limits(tx).mail_link_hours;
    let life = TimeDelta::hours(hours);
    let token = tokens::insert_link(tx, id, Purpose::ChangeEmail, Some(new.reveal()), life).await?;
    let path = Secret::new(paths::verify_email(&token.text()));
    tell(tx, id, None, Notice::ConfirmEmail { path, to: Some(Secret::new(new.reveal())), hours: whole(hours) }).await?;
    Ok(())
}

/// Confirms a mail address by its link: of a registration, or a new one. False when the link is dead, or another
/// account has the address by now.
///
/// # Errors
/// When the database refuses.
pub async fn confirm_email(tx: &mut Tx<'_>, token: &Token) -> Result<bool> {
    let purposes = [Purpose::ConfirmEmail, Purpose::ChangeEmail];
    let Some(link) = tokens::take_link(tx, &purposes, token).await? else { return Ok(false) };
    let id = link.account;
    if link.purpose == Purpose::ConfirmEmail {
        confirm_registration(tx, id).await?;
        return Ok(true);
    }
    let Some(Ok(new)) = link.detail.as_deref().map(Email::parse) else { return Ok(false) };
    let former = store::load(tx, id).await?.email;
    // What waited for the former address is theirs before it goes, and so is what waits for the new one.
    hosting::lock_all_of(tx, id, Some(&new)).await?;
    hosting::adopt(tx, id).await?;
    if !store::update_email(tx, id, &new).await? {
        return Ok(false);
    }
    hosting::adopt(tx, id).await?;
    // Links that wait in the former mailbox lead nowhere any more, but for the way back.
    tokens::void(tx, id, &[Purpose::ResetPassword, Purpose::ChangeEmail]).await?;
    let (undo_path, hours) = way_back(tx, id, Purpose::UndoEmail, &former).await?;
    tell(tx, id, None, Notice::EmailChanged { undo_path, to: Secret::new(former), hours }).await?;
    audit::record(tx, Event::new(Action::ContactChanged, Subject::account(id)).detail("email")).await?;
    Ok(true)
}

/// Takes a change of mail or mobile back. Whoever made it may know the password: every session ends, the password is
/// replaced by one that nobody has, and the returned link sets a new one. None when the link is dead.
///
/// # Errors
/// When the database refuses.
pub async fn undo(tx: &mut Tx<'_>, token: &Token, unusable_hash: &str) -> Result<Option<Token>> {
    let purposes = [Purpose::UndoEmail, Purpose::UndoMobile];
    let Some(link) = tokens::take_link(tx, &purposes, token).await? else { return Ok(None) };
    let id = link.account;
    let former = link.detail.clone().unwrap_or_default();
    let restored = match link.purpose {
        Purpose::UndoEmail => match Email::parse(&former) {
            Ok(email) => store::update_email(tx, id, &email).await?,
            Err(_) => false,
        },
        _ => match Mobile::parse(&former) {
            Ok(mobile) => {
                store::update_mobile(tx, id, &mobile).await?;
                true
            }
            Err(_) => false,
        },
    };
    if !restored {
        return Ok(None);
    }
    // What came for the former address meanwhile.
    hosting::adopt(tx, id).await?;
    tokens::void_later_undos(tx, &link).await?;
    tokens::void(tx, id, &Purpose::PENDING).await?;
    store::update_password(tx, id, unusable_hash).await?;
    sessions::end(tx, Which::OfAccount(id, None), EndedBy::Password).await?;
    let event = Event::new(Action::ContactRestored, Subject::account(id));
    audit::record(tx, event.detail(link.purpose.code())).await?;
    Ok(Some(insert_reset(tx, id).await?))
}

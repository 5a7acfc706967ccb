//! Sign-in of staff: password, then a code of the second factor, then a session. Hashing stands between transactions.

use super::jobs::{TellAlarmsMoved, TellNewDevice};
use super::second_factor::SecondFactor;
use super::staff::Credentials;
use super::store;
use crate::audit::{self, Action, Event, Subject};
use crate::auth::device::Counter;
use crate::auth::session::{Browser, EndedBy, Stage, Token};
use crate::auth::store::{self as sessions, Owner, Which};
use crate::auth::throttle::{self, Scope};
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::outbox;
use crate::values::Email;
use crate::values::ids::{SessionId, StaffId};

/// Counts a try to sign in, before its outcome is known: of the login, and where the browser is not known also of the
/// address and of all.
///
/// # Errors
/// [`Error::TooMany`] while one of them must wait.
pub async fn count_sign_in(tx: &mut Tx<'_>, client: &str, counter: &Counter) -> Result<()> {
    if !counter.is_known {
        throttle::attempt(tx, Scope::OfficeAddress, client).await?;
        throttle::attempt_of_all(tx, Scope::OfficeAll).await?;
    }
    throttle::attempt(tx, Scope::OfficeLogin, &counter.key).await
}

/// Forgets the failures at a login: whoever gave it a new password knows its owner. A browser that is known counts for itself, and
/// waits its time.
///
/// # Errors
/// When the database refuses.
pub(super) async fn forget_failures(tx: &mut Tx<'_>, id: StaffId, login: &str) -> Result<()> {
    throttle::forget(tx, Scope::OfficeLogin, login).await?;
    throttle::forget(tx, Scope::OfficeFactor, &id.to_string()).await?;
    throttle::forget(tx, Scope::OfficeFactor, &password_key(id)).await
}

/// Records that a sign-in failed: the same work whether the login exists or not.
///
/// # Errors
/// When the database refuses.
pub async fn refuse_sign_in(tx: &mut Tx<'_>, id: Option<StaffId>, step: &'static str) -> Result<()> {
    let subject = id.map_or_else(|| Subject::new("staff", "-"), Subject::staff);
    audit::record(tx, Event::new(Action::SignInFailed, subject).detail(step)).await
}

/// What a sign-in brings along beside the login.
pub struct SignIn<'a> {
    /// The session before it, which ends.
    pub former: Option<SessionId>,
    /// Browser and system.
    pub device: &'a str,
    /// The password's hash by today's parameters, where it changed.
    pub rehashed: Option<&'a str>,
    /// The client's address, as it was counted.
    pub client: &'a str,
    /// What was counted of the login.
    pub counter: &'a Counter,
}

/// The password was right: a session that leads to the second factor and nowhere else. Where none is enrolled, a fresh
/// secret waits there.
///
/// # Errors
/// [`Error::Stale`] when the password was changed since it was checked.
pub async fn begin_code_stage(tx: &mut Tx<'_>, checked: &Credentials, by: &SignIn<'_>) -> Result<Token> {
    let id = checked.id;
    tx.reach_staff(id).await?;
    let now = store::load_credentials(tx, id).await?;
    if now.password_hash != checked.password_hash {
        return Err(Error::Stale);
    }
    if let Some(former) = by.former {
        // Whoever's it was: the browser is another person's now.
        tx.reach_all(async |tx| sessions::end(tx, Which::One(former), EndedBy::Renewed).await).await?;
    }
    if let Some(hash) = by.rehashed {
        store::update_hash(tx, id, hash).await?;
    }
    if !now.has_second_factor {
        store::update_factor(tx, id, Some(&SecondFactor::fresh_secret()?)).await?;
    }
    // In the order in which they were counted: whoever counts meanwhile waits for the same rows.
    if !by.counter.is_known {
        throttle::give_back(tx, Scope::OfficeAddress, by.client).await?;
        throttle::give_back_of_all(tx, Scope::OfficeAll).await?;
    }
    throttle::forget(tx, Scope::OfficeLogin, &by.counter.key).await?;
    sessions::begin(tx, Owner::Staff(id, Stage::Code), Browser { device: by.device, address: Some(by.client) }).await
}

/// What codes are counted by: whoever found the password out keeps its owner out of no browser that they used before.
fn factor_key(id: StaffId, counter: &Counter) -> String {
    if counter.is_known { counter.key.clone() } else { id.to_string() }
}

/// Counts a code, before it is looked at.
///
/// # Errors
/// [`Error::TooMany`] after too many wrong ones.
pub async fn count_code(tx: &mut Tx<'_>, id: StaffId, counter: &Counter) -> Result<()> {
    throttle::attempt(tx, Scope::OfficeFactor, &factor_key(id, counter)).await
}

/// Counts a current password, before it is looked at.
///
/// # Errors
/// [`Error::TooMany`] after too many wrong ones.
pub async fn count_current_password(tx: &mut Tx<'_>, id: StaffId) -> Result<()> {
    throttle::attempt(tx, Scope::OfficeFactor, &password_key(id)).await
}

/// Apart from codes: whoever guesses those with a password that was found out must not keep its owner from changing it.
fn password_key(id: StaffId) -> String {
    format!("{id} password")
}

/// By what somebody shows, after the password, that it is they.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Proof {
    /// A code of the phone.
    Phone(String),
    /// A code for a lost phone.
    Recovery(String),
}

/// Takes a counted code and signs in: the session of the password ends, a new one begins. None when the code is wrong
/// or was used before. A mail tells of a browser that is not known, and of every code for a lost phone.
///
/// # Errors
/// When the database refuses.
pub async fn take_code(
    tx: &mut Tx<'_>,
    id: StaffId,
    half: SessionId,
    proof: &Proof,
    browser: Browser<'_>,
    counter: &Counter,
) -> Result<Option<Token>> {
    let is_first = match proof {
        Proof::Phone(code) => {
            let Some(is_first) = take_phone_code(tx, id, code).await? else { return Ok(None) };
            is_first
        }
        Proof::Recovery(code) => {
            if !store::take_recovery_code(tx, id, code).await? {
                return Ok(None);
            }
            audit::record(tx, Event::new(Action::RecoveryCodeUsed, Subject::staff(id))).await?;
            false
        }
    };
    throttle::forget(tx, Scope::OfficeFactor, &factor_key(id, counter)).await?;
    sessions::end(tx, Which::One(half), EndedBy::Renewed).await?;
    let token = sessions::begin(tx, Owner::Staff(id, Stage::Full), browser).await?;
    audit::record(tx, Event::new(Action::SignedIn, Subject::staff(id))).await?;
    // The first device of all is no news.
    if !is_first
        && (!counter.is_known || matches!(proof, Proof::Recovery(_)))
        && let Some(mail) = store::find_alarm_mail(tx, id).await?
    {
        let (device, to_sealed) = (browser.device.to_owned(), Some(mail.sealed));
        outbox::enqueue(tx, &TellNewDevice { staff: id, device, at: tx.ctx.now, to_sealed }).await?;
    }
    Ok(Some(token))
}

/// Takes a code of the phone: whether it enrolled the phone. None when it is wrong or was used before.
async fn take_phone_code(tx: &mut Tx<'_>, id: StaffId, code: &str) -> Result<Option<bool>> {
    let Some(stored) = store::find_factor(tx, id).await? else { return Ok(None) };
    let factor = SecondFactor::new(&stored.secret, "", "staff")?;
    let Some(step) = factor.step_of(code, tx.ctx.now, stored.last_step) else { return Ok(None) };
    if !store::take_step(tx, id, step).await? {
        return Ok(None);
    }
    if !stored.is_confirmed {
        audit::record(tx, Event::new(Action::SecondFactorEnrolled, Subject::staff(id))).await?;
    }
    Ok(Some(!stored.is_confirmed))
}

/// Keeps fresh codes for a lost phone, in place of those before. The current password was right.
///
/// # Errors
/// When the database refuses.
pub async fn make_recovery_codes(tx: &mut Tx<'_>, id: StaffId, codes: &[String]) -> Result<()> {
    throttle::forget(tx, Scope::OfficeFactor, &password_key(id)).await?;
    store::update_recovery_codes(tx, id, codes).await?;
    audit::record(tx, Event::new(Action::RecoveryCodesMade, Subject::staff(id))).await
}

/// Changes where somebody is told of new devices. The current password was right; as somebody else may know it too, the former
/// address is told.
///
/// # Errors
/// When the database refuses.
pub async fn change_alarm_mail(tx: &mut Tx<'_>, id: StaffId, email: Option<&Email>) -> Result<()> {
    throttle::forget(tx, Scope::OfficeFactor, &password_key(id)).await?;
    let former = store::find_alarm_mail(tx, id).await?;
    store::update_alarm_mail(tx, id, email).await?;
    if let Some(former) = former.filter(|former| email.is_none_or(|email| email.reveal() != former.to.reveal())) {
        let job = TellAlarmsMoved { staff: id, at: tx.ctx.now, to_sealed: Some(former.sealed) };
        outbox::enqueue(tx, &job).await?;
    }
    let detail = if email.is_some() { "set" } else { "removed" };
    audit::record(tx, Event::new(Action::AlarmMailChanged, Subject::staff(id)).detail(detail)).await
}

/// Ends a session: sign-out, or one of the own list.
///
/// # Errors
/// When the database refuses.
pub async fn end_session(tx: &mut Tx<'_>, id: StaffId, session: SessionId, by: EndedBy) -> Result<()> {
    tx.reach_staff(id).await?;
    if sessions::end(tx, Which::One(session), by).await? > 0 {
        audit::record(tx, Event::new(Action::SignedOut, Subject::staff(id))).await?;
    }
    Ok(())
}

/// Ends all other sessions of somebody, those between password and code too.
///
/// # Errors
/// When the database refuses.
pub async fn end_other_sessions(tx: &mut Tx<'_>, id: StaffId, own: SessionId) -> Result<()> {
    sessions::end(tx, Which::OfStaff(id, Some(own)), EndedBy::Revoked).await?;
    audit::record(tx, Event::new(Action::SignedOut, Subject::staff(id)).detail("others")).await
}

/// Sets the own password; every other session ends.
///
/// # Errors
/// When the database refuses.
pub async fn change_password(tx: &mut Tx<'_>, id: StaffId, hash: &str, own: SessionId) -> Result<()> {
    throttle::forget(tx, Scope::OfficeFactor, &password_key(id)).await?;
    store::update_password(tx, id, hash, false).await?;
    sessions::end(tx, Which::OfStaff(id, Some(own)), EndedBy::Password).await?;
    audit::record(tx, Event::new(Action::PasswordChanged, Subject::staff(id))).await
}

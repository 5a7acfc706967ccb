//! Adding, changing, disabling and resetting logins. Every act is audited; the last administrator stays.

use crate::audit::{self, Action, Event, Subject};
use crate::auth::session::EndedBy;
use crate::auth::store::{self as sessions, Which};
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::staff::service::forget_failures;
use crate::staff::staff::{Login, Member, Profile};
use crate::staff::store;
use crate::values::actor::{Actor, Role};
use crate::values::ids::StaffId;

/// Adds a login with a temporary password, given as its hash.
///
/// # Errors
/// [`Error::Refused`] when the login is taken, or was that of somebody whom a browser may still be known as.
pub async fn add(tx: &mut Tx<'_>, login: &Login, profile: &Profile, hash: &str) -> Result<StaffId> {
    let id = StaffId::new();
    // In this order: whose it is now is forgotten before that, or not meanwhile.
    if !store::insert(tx, id, login, profile, hash).await? || store::was_given(tx, login).await? {
        return Err(Error::refused("staff-login-taken"));
    }
    let event = Event::new(Action::StaffAdded, Subject::staff(id)).detail(profile.role.code());
    audit::record(tx, event).await?;
    Ok(id)
}

/// Changes name, role and provinces. Another role ends the sessions.
///
/// # Errors
/// [`Error::Refused`] for the last administrator and for the own role; [`Error::Stale`] when somebody else changed it.
pub async fn change(tx: &mut Tx<'_>, id: StaffId, version: i32, profile: &Profile) -> Result<()> {
    let administrators = store::lock_administrators(tx).await?;
    let before = store::load(tx, id).await?;
    let is_other_role = before.role != profile.role;
    if is_other_role {
        refuse_own(tx, id)?;
        ensure_one_is_left(&administrators, &before)?;
    }
    store::update_profile(tx, id, version, profile).await?;
    if is_other_role {
        sessions::end(tx, Which::OfStaff(id, None), EndedBy::Role).await?;
    }
    let provinces = if profile.provinces.is_empty() { "all".to_owned() } else { profile.provinces.join(" ") };
    let detail = format!("{} -> {}; provinces {provinces}", before.role.code(), profile.role.code());
    audit::record(tx, Event::new(Action::StaffChanged, Subject::staff(id)).detail(detail)).await
}

/// Disables a login: its sessions end, and nothing is kept of what it signed in with.
///
/// # Errors
/// [`Error::Refused`] for the last administrator and for the own login.
pub async fn disable(tx: &mut Tx<'_>, id: StaffId) -> Result<()> {
    refuse_own(tx, id)?;
    let administrators = store::lock_administrators(tx).await?;
    let before = store::load(tx, id).await?;
    if before.disabled_at.is_some() {
        return Ok(());
    }
    ensure_one_is_left(&administrators, &before)?;
    store::disable(tx, id).await?;
    sessions::end(tx, Which::OfStaff(id, None), EndedBy::Role).await?;
    audit::record(tx, Event::new(Action::StaffDisabled, Subject::staff(id))).await
}

/// Lets a disabled login begin anew: with a temporary password, given as its hash, and a phone that is set up with it. False
/// where it is not disabled, and goes on as it is.
///
/// # Errors
/// When the database refuses.
pub async fn enable(tx: &mut Tx<'_>, id: StaffId, hash: &str) -> Result<bool> {
    // Nobody else enables it meanwhile.
    store::lock_administrators(tx).await?;
    let before = store::load(tx, id).await?;
    if before.disabled_at.is_none() {
        return Ok(false);
    }
    forget_failures(tx, id, &before.login).await?;
    store::enable(tx, id, hash).await?;
    audit::record(tx, Event::new(Action::StaffChanged, Subject::staff(id)).detail("enabled")).await?;
    Ok(true)
}

/// Sets a temporary password, given as its hash; sessions end.
///
/// # Errors
/// [`Error::Refused`] for the own one, which is changed with the current one.
pub async fn reset_password(tx: &mut Tx<'_>, id: StaffId, hash: &str) -> Result<()> {
    refuse_own(tx, id)?;
    let member = store::load(tx, id).await?;
    forget_failures(tx, id, &member.login).await?;
    store::update_password(tx, id, hash, true).await?;
    sessions::end(tx, Which::OfStaff(id, None), EndedBy::Password).await?;
    audit::record(tx, Event::new(Action::PasswordChanged, Subject::staff(id)).detail("temporary")).await
}

/// Takes the second factor away: the next sign-in enrols a new one. Sessions end.
///
/// # Errors
/// [`Error::Refused`] for the own one: whoever has the session alone must not get rid of the factor.
pub async fn reset_second_factor(tx: &mut Tx<'_>, id: StaffId) -> Result<()> {
    refuse_own(tx, id)?;
    store::update_factor(tx, id, None).await?;
    sessions::end(tx, Which::OfStaff(id, None), EndedBy::Role).await?;
    audit::record(tx, Event::new(Action::SecondFactorReset, Subject::staff(id))).await
}

fn refuse_own(tx: &Tx<'_>, id: StaffId) -> Result<()> {
    match tx.ctx.actor {
        Actor::Staff(own, _) if own == id => Err(Error::refused("staff-not-oneself")),
        _ => Ok(()),
    }
}

fn ensure_one_is_left(administrators: &[StaffId], leaving: &Member) -> Result<()> {
    let is_last = leaving.role == Role::Administrator && administrators.iter().all(|id| *id == leaving.id);
    if is_last && leaving.disabled_at.is_none() { Err(Error::refused("staff-last-administrator")) } else { Ok(()) }
}

//! The end of what is kept: by the clock, or because an account is closed. What went is audited, never what it said.

pub mod copy;

use std::collections::BTreeMap;

use uuid::Uuid;

use super::kept::Kind;
use super::store::{self, Living, Report};
use crate::account::store as accounts;
use crate::audit::{self, Action, Event, Subject};
use crate::auth::session::EndedBy;
use crate::auth::store::{self as sessions, Which};
use crate::auth::throttle::{self, Scope};
use crate::clock::china_day;
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::hosting;
use crate::notify::notice::Secret;
use crate::notify::{self, Notice};
use crate::reference::book;
use crate::staff::store as staff;
use crate::values::ids::{AccountId, StaffId};

/// A portion of what is over of a kind, behind one of them.
///
/// # Errors
/// When the database refuses.
pub async fn list_over(tx: &mut Tx<'_>, kind: Kind, after: Option<Uuid>) -> Result<Vec<Uuid>> {
    let period = kind.period(book().limits(china_day(tx.ctx.now)));
    let Some(before) = period.before(tx.ctx.now) else { return Ok(Vec::new()) };
    store::list_over(tx.conn, kind, before, after).await
}

/// Ends a thing that is over still. Returns the names of files that nothing opens any more; none where it lives.
///
/// # Errors
/// When the database refuses.
pub async fn end(tx: &mut Tx<'_>, kind: Kind, id: Uuid) -> Result<Option<Vec<String>>> {
    let period = kind.period(book().limits(china_day(tx.ctx.now)));
    let Some(before) = period.before(tx.ctx.now) else { return Ok(None) };
    if !store::is_over(tx.conn, kind, before, id).await? {
        return Ok(None);
    }
    erase(tx, kind, id).await.map(Some)
}

async fn erase(tx: &mut Tx<'_>, kind: Kind, id: Uuid) -> Result<Vec<String>> {
    let files = match kind {
        Kind::Unconfirmed => {
            accounts::close(tx, AccountId::from_uuid(id)).await?;
            Vec::new()
        }
        Kind::Staff => {
            staff::forget(tx, StaffId::from_uuid(id)).await?;
            Vec::new()
        }
        _ => store::erase(tx.conn, kind, id).await?,
    };
    let subject = match kind {
        Kind::Records => "entity",
        Kind::Faces => "face",
        Kind::Unconfirmed => "account",
        Kind::Staff => "staff",
        _ => "filing",
    };
    let event = Event::new(Action::Erased, Subject::new(subject, id));
    audit::record(tx, event.detail(format!("{kind}: {} files", files.len()))).await?;
    Ok(files)
}

/// Sweeps a portion of rows that are over. Returns how many went.
///
/// # Errors
/// When the database refuses.
pub async fn sweep(tx: &mut Tx<'_>, kind: Kind) -> Result<usize> {
    let period = kind.period(book().limits(china_day(tx.ctx.now)));
    let Some(before) = period.before(tx.ctx.now) else { return Ok(0) };
    store::sweep(tx.conn, kind, before).await
}

/// Ends a portion of what ran out until now for good. Returns how many rows.
///
/// # Errors
/// When the database refuses.
pub async fn end_run_out(tx: &mut Tx<'_>) -> Result<usize> {
    store::end_run_out(tx.conn, tx.ctx.now).await
}

/// How much of a kind is over and not ended yet: nothing, once the work of the day is done.
///
/// # Errors
/// When the database refuses.
pub async fn count_over(tx: &mut Tx<'_>, kind: Kind) -> Result<i64> {
    let period = kind.period(book().limits(china_day(tx.ctx.now)));
    let Some(before) = period.before(tx.ctx.now) else { return Ok(0) };
    store::count_over(tx.conn, kind, before).await
}

/// Keeps the report of a day: how many of each kind went.
///
/// # Errors
/// When the database refuses.
pub async fn report(tx: &mut Tx<'_>, gone: &BTreeMap<&'static str, usize>) -> Result<()> {
    let detail: Vec<String> = gone.iter().map(|(kind, count)| format!("{kind} {count}")).collect();
    let event = Event::new(Action::RetentionRun, Subject::new("retention", china_day(tx.ctx.now)));
    audit::record(tx, event.detail(detail.join(", "))).await
}

/// Closes an account where nothing of it lives, and erases what it left: contact data, letters, questions, drafts and filings
/// that were never approved. What the law asks to be kept goes by its period. Returns the names of files that nothing opens
/// any more.
///
/// # Errors
/// `Refused` while a filing or a record of it lives.
pub async fn close(tx: &mut Tx<'_>, id: AccountId) -> Result<Vec<String>> {
    store::lock_account(tx.conn, id).await?;
    if !store::list_living(tx.conn, id).await?.is_empty() {
        return Err(Error::refused("privacy-close-living"));
    }
    let email = accounts::load(tx, id).await?.email;
    let mut files = Vec::new();
    for filing in store::list_ended(tx.conn, id).await? {
        files.extend(store::erase(tx.conn, Kind::Abandoned, filing).await?);
    }
    hosting::service::leave(tx, id).await?;
    sessions::end(tx, Which::OfAccount(id, None), EndedBy::SignOut).await?;
    throttle::forget(tx, Scope::PasswordAccount, &id.to_string()).await?;
    accounts::close(tx, id).await?;
    // The one letter that is left tells of the end; its address is gone once it was sent.
    notify::service::tell(tx, id, None, Notice::AccountClosed { to: Secret::new(email) }).await?;
    let event = Event::new(Action::AccountClosed, Subject::account(id));
    audit::record(tx, event.detail(format!("{} files", files.len()))).await?;
    Ok(files)
}

/// What keeps an account from being closed.
///
/// # Errors
/// When the database refuses.
pub async fn living(tx: &mut Tx<'_>, id: AccountId) -> Result<Vec<Living>> {
    store::list_living(tx.conn, id).await
}

/// The latest reports of what went.
///
/// # Errors
/// When the database refuses.
pub async fn reports(tx: &mut Tx<'_>) -> Result<Vec<Report>> {
    store::list_reports(tx.conn).await
}

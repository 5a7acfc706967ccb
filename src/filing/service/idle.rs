//! The clock's part: reminders of idle filings, and their end; reminders of codes that nobody entered. What is due is listed,
//! and looked at once more when its row is locked.

use chrono::{DateTime, NaiveDate, Utc};

use super::perform;
use crate::clock::china_day;
use crate::db::Tx;
use crate::error::Result;
use crate::filing::expiry::{Schedule, Term};
use crate::filing::mailing::awaited_until;
use crate::filing::state::{Event, Filing, State, StateCode};
use crate::filing::store;
use crate::filing::store::idle::Portion;
use crate::filing::verification::mobiles;
use crate::notify::notice::{Notice, Secret};
use crate::notify::store::find_mobile;
use crate::reference::Limits;
use crate::values::ids::FilingId;
use crate::{notify, reference};

/// Filings listed at a time.
const BATCH: i64 = 50;

fn limits(tx: &Tx<'_>) -> &'static Limits {
    reference::book().limits(china_day(tx.ctx.now))
}

/// The states in which a filing may lie idle, each with its schedule.
fn schedules(limits: &Limits) -> impl Iterator<Item = (StateCode, Schedule)> {
    StateCode::ALL.iter().filter_map(|state| Some((*state, Schedule::of(*state, limits)?)))
}

/// The day until which paper on its way is awaited; none where no paper is.
async fn awaited(tx: &mut Tx<'_>, filing: &Filing) -> Result<Option<NaiveDate>> {
    let State::AwaitingMail { until } = filing.state else { return Ok(None) };
    let sent = store::mailings::find(tx.conn, filing.id, filing.round).await?.map(|(mailing, _)| mailing.sent_on);
    Ok(sent.map(|day| awaited_until(china_day(until), Some(day), limits(tx).mailing_transit_days)))
}

fn portion(state: StateCode, after: Option<FilingId>) -> Portion {
    Portion { state, after, most: BATCH }
}

/// The first of what was found in several portions.
fn first(mut due: Vec<FilingId>) -> Vec<FilingId> {
    due.sort_unstable();
    due.dedup();
    due.truncate(usize::try_from(BATCH).unwrap_or(usize::MAX));
    due
}

/// A portion of the filings whose owners are to be reminded that they will expire, behind one of them.
///
/// # Errors
/// When the database refuses.
pub async fn list_unwarned(tx: &mut Tx<'_>, after: Option<FilingId>) -> Result<Vec<FilingId>> {
    let mut due = Vec::new();
    for (state, schedule) in schedules(limits(tx)) {
        due.extend(store::idle::list_unwarned(tx.conn, portion(state, after), &schedule, tx.ctx.now).await?);
    }
    Ok(first(due))
}

/// Reminds the owner of an idle filing, if it is still due. Paper on its way is awaited longer, and so it is told.
///
/// # Errors
/// When the database refuses.
pub async fn warn(tx: &mut Tx<'_>, id: FilingId) -> Result<bool> {
    let now = tx.ctx.now;
    let filing = store::load_for_update(tx.conn, id).await?;
    let term = Term::of(&filing, limits(tx)).filter(|term| term.is_reminder_due(filing.warned_at, now));
    let Some(term) = term else { return Ok(false) };
    store::idle::set_warned(tx.conn, id, now).await?;
    let ends_on = china_day(term.ends_if_warned(now));
    let on = awaited(tx, &filing).await?.map_or(ends_on, |day| day.max(ends_on));
    let notice = Notice::FilingExpiring { on, paper: filing.state.code() == StateCode::AwaitingMail };
    notify::service::tell(tx, filing.owner, Some(id), notice).await?;
    Ok(true)
}

/// A portion of the filings that were idle for too long and whose owners were reminded, behind one of them.
///
/// # Errors
/// When the database refuses.
pub async fn list_ended(tx: &mut Tx<'_>, after: Option<FilingId>) -> Result<Vec<FilingId>> {
    let (limits, now) = (limits(tx), tx.ctx.now);
    let mut due = Vec::new();
    for (state, schedule) in schedules(limits) {
        let transit = limits.mailing_transit_days;
        due.extend(store::idle::list_ended(tx.conn, portion(state, after), &schedule, transit, now).await?);
    }
    Ok(first(due))
}

/// Ends a filing that was idle for too long, unless its owner came back or told of a parcel meanwhile.
///
/// # Errors
/// When the database refuses.
pub async fn end(tx: &mut Tx<'_>, id: FilingId) -> Result<bool> {
    let now = tx.ctx.now;
    let filing = store::load_for_update(tx.conn, id).await?;
    let is_over = Term::of(&filing, limits(tx)).is_some_and(|term| term.may_end(filing.warned_at, now));
    if !is_over || awaited(tx, &filing).await?.is_some_and(|day| china_day(now) <= day) {
        return Ok(false);
    }
    perform(tx, id, filing.version, Event::Expire).await?;
    Ok(true)
}

/// A portion of the filings whose time to verify ends by an instant and whose owners were not reminded, behind one of them.
///
/// # Errors
/// When the database refuses.
pub async fn list_verifying(tx: &mut Tx<'_>, ends_by: DateTime<Utc>, after: Option<FilingId>) -> Result<Vec<FilingId>> {
    store::idle::list_verifying(tx.conn, tx.ctx.now, ends_by, portion(StateCode::Verifying, after)).await
}

/// Reminds an owner whose persons in charge have little time left to verify, and those persons too.
///
/// # Errors
/// When the database refuses.
pub async fn remind_to_verify(tx: &mut Tx<'_>, id: FilingId) -> Result<bool> {
    let filing = store::load_for_update(tx.conn, id).await?;
    let (State::Verifying { until }, None) = (filing.state, filing.warned_at) else { return Ok(false) };
    store::idle::set_warned(tx.conn, id, tx.ctx.now).await?;
    notify::service::tell(tx, filing.owner, Some(id), Notice::SmsReminder { until }).await?;
    let Some(submission) = store::submissions::find(tx, id, filing.round).await? else { return Ok(true) };
    // Whoever is owner and person in charge was told just now.
    let own = find_mobile(tx, filing.owner).await?;
    let others = mobiles(&submission.frozen.application).into_iter().map(Secret::new);
    for to in others.filter(|to| own.as_ref() != Some(to)) {
        notify::service::tell(tx, filing.owner, Some(id), Notice::CodeReminder { until, to }).await?;
    }
    Ok(true)
}

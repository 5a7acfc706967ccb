//! The clock's part: reminders of idle filings, and their end.

use chrono::TimeDelta;

use super::perform;
use crate::clock::china_day;
use crate::db::Tx;
use crate::error::Result;
use crate::filing::expiry::{Schedule, Term};
use crate::filing::state::{Event, State, StateCode};
use crate::filing::store;
use crate::notify::notice::Notice;
use crate::{notify, reference};

/// Filings handled in one transaction.
const BATCH: i64 = 50;

/// Reminds owners of idle filings that these will expire. Returns how many were reminded; call again until none is.
///
/// # Errors
/// When the database refuses.
pub async fn warn_idle(tx: &mut Tx<'_>) -> Result<usize> {
    let now = tx.ctx.now;
    let limits = reference::book().limits(china_day(now));
    let mut warned = 0;
    for (state, schedule) in StateCode::ALL.iter().filter_map(|state| Some((*state, Schedule::of(*state, limits)?))) {
        for id in store::idle::list_unwarned(tx.conn, state, &schedule, now, BATCH).await? {
            let filing = store::load_for_update(tx.conn, id).await?;
            let Some(term) = Term::of(&filing, limits) else { continue };
            if term.is_reminder_due(filing.warned_at, now) {
                store::idle::set_warned(tx.conn, id, now).await?;
                let on = china_day(term.ends_if_warned(now));
                let notice = Notice::FilingExpiring { on, paper: state == StateCode::AwaitingMail };
                notify::service::tell(tx, filing.owner, Some(id), notice).await?;
                warned += 1;
            }
        }
    }
    Ok(warned)
}

/// Ends filings that were idle for too long and whose owners were reminded. Returns how many; call again until none is.
///
/// # Errors
/// When the database refuses.
pub async fn expire_idle(tx: &mut Tx<'_>) -> Result<usize> {
    let now = tx.ctx.now;
    let limits = reference::book().limits(china_day(now));
    let mut expired = 0;
    for (state, schedule) in StateCode::ALL.iter().filter_map(|state| Some((*state, Schedule::of(*state, limits)?))) {
        for id in store::idle::list_ended(tx.conn, state, &schedule, limits.mailing_transit_days, now, BATCH).await? {
            let filing = store::load_for_update(tx.conn, id).await?;
            if Term::of(&filing, limits).is_some_and(|term| term.may_end(filing.warned_at, now)) {
                perform(tx, id, filing.version, Event::Expire).await?;
                expired += 1;
            }
        }
    }
    Ok(expired)
}

/// Reminds owners whose persons in charge have little time left to verify. Returns how many; call again until none is.
///
/// # Errors
/// When the database refuses.
pub async fn warn_verifying(tx: &mut Tx<'_>) -> Result<usize> {
    let now = tx.ctx.now;
    let hours = reference::book().limits(china_day(now)).sms_reminder_before_hours;
    let mut warned = 0;
    for id in store::idle::list_verifying(tx.conn, now, now + TimeDelta::hours(hours), BATCH).await? {
        let filing = store::load_for_update(tx.conn, id).await?;
        let State::Verifying { until } = filing.state else { continue };
        if filing.warned_at.is_none() {
            store::idle::set_warned(tx.conn, id, now).await?;
            notify::service::tell(tx, filing.owner, Some(id), Notice::SmsReminder { until }).await?;
            warned += 1;
        }
    }
    Ok(warned)
}

//! What the desk does with a case: takes it, marks, checks, notes, calls, decides. States change through `filing::service`.

pub mod bureau;
pub mod confirmation;
pub mod decide;
pub mod faces;
pub mod look;
pub mod marks;
pub mod recheck;

use crate::audit::{self, Action, Event, Subject};
use crate::clock::china_day;
use crate::db::Tx;
use crate::error::{Error, Result};
pub use crate::filing::service::load_case;
use crate::filing::state::{Filing, Refusal};
use crate::filing::{service, store as filings};
use crate::reference::book;
use crate::review::call::{CallResult, Called};
use crate::review::checklist::Checklist;
use crate::review::store::{calls, load, notes, reviews};
use crate::values::actor::{Actor, Role};
use crate::values::filing_ref::FilingRef;
use crate::values::ids::StaffId;

/// The member of staff who acts.
///
/// # Errors
/// `Forbidden` when nobody of the staff acts.
pub fn staff(tx: &Tx<'_>) -> Result<(StaffId, Role)> {
    match tx.ctx.actor {
        Actor::Staff(id, role) => Ok((id, role)),
        _ => Err(Error::Forbidden),
    }
}

/// The round as its rows number it.
///
/// # Errors
/// Never in practice: rounds are few.
pub fn round(filing: &Filing) -> Result<i32> {
    i32::try_from(filing.round).map_err(|error| Error::Internal(error.into()))
}

/// A case that the acting specialist may look at, locked, and only for the specialist who has the case.
///
/// # Errors
/// `Refused` when somebody else or nobody has it.
pub async fn load_own_case(tx: &mut Tx<'_>, reference: &FilingRef) -> Result<Filing> {
    let (id, _) = staff(tx)?;
    let filing = load_case(tx, reference).await?;
    let filing = filings::load_for_update(tx.conn, filing.id).await?;
    if filing.state.reviewer() == Some(id) { Ok(filing) } else { Err(Refusal::NotReviewer.into()) }
}

/// What became of a try to take a case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Claimed {
    /// It is mine now, or was before.
    Mine,
    /// A colleague has it.
    Taken(String),
}

/// Takes a case. Of two at once exactly one wins; the other learns who has it.
///
/// # Errors
/// As `filing::service::claim`.
pub async fn claim(tx: &mut Tx<'_>, reference: &FilingRef) -> Result<Claimed> {
    let (me, _) = staff(tx)?;
    let filing = load_case(tx, reference).await?;
    let filing = filings::load_for_update(tx.conn, filing.id).await?;
    match filing.state.reviewer() {
        Some(holder) if holder == me => return Ok(Claimed::Mine),
        Some(holder) => {
            let name = load::names(tx, &[holder]).await?.remove(&holder);
            return Ok(Claimed::Taken(name.unwrap_or_default()));
        }
        None => {}
    }
    service::claim(tx, filing.id, filing.version).await?;
    marks::carry_over(tx, &filing).await?;
    Ok(Claimed::Mine)
}

/// Takes the case that waits longest; none when nothing waits.
///
/// # Errors
/// As `filing::service::claim_next`.
pub async fn claim_next(tx: &mut Tx<'_>) -> Result<Option<FilingRef>> {
    let Some(reference) = service::claim_next(tx).await? else { return Ok(None) };
    let filing = filings::load_by_ref(tx.conn, &reference).await?;
    marks::carry_over(tx, &filing).await?;
    Ok(Some(reference))
}

/// Writes a note for colleagues.
///
/// # Errors
/// When the database refuses.
pub async fn write_note(tx: &mut Tx<'_>, reference: &FilingRef, words: &str) -> Result<()> {
    let (me, _) = staff(tx)?;
    let filing = load_case(tx, reference).await?;
    notes::insert(tx, filing.id, me, words).await?;
    audit::record(tx, Event::new(Action::NoteWritten, Subject::filing(filing.id))).await
}

/// Records a call.
///
/// # Errors
/// When the database refuses.
pub async fn record_call(
    tx: &mut Tx<'_>,
    reference: &FilingRef,
    person: Called,
    result: CallResult,
    words: String,
) -> Result<()> {
    let (staff, _) = staff(tx)?;
    let filing = load_case(tx, reference).await?;
    let call = calls::Call { person, result, words, staff, round: round(&filing)?, at: tx.ctx.now };
    calls::insert(tx, filing.id, &call).await?;
    let event = Event::new(Action::CallRecorded, Subject::filing(filing.id));
    audit::record(tx, event.detail(format!("{person}: {}", result.code()))).await
}

/// Saves the checklist over the version that was seen. Returns how many items are still open.
///
/// # Errors
/// `Stale` when it was saved elsewhere; `Refused` when the case is another's.
pub async fn save_checklist(tx: &mut Tx<'_>, reference: &FilingRef, list: &Checklist, seen: i32) -> Result<usize> {
    let filing = load_own_case(tx, reference).await?;
    let round = round(&filing)?;
    let open = list.open(&book().checklist(china_day(tx.ctx.now))).len();
    let before = reviews::find(tx.conn, filing.id, round).await?;
    if before.checklist == *list {
        return Ok(open);
    }
    if !reviews::update_checklist(tx.conn, filing.id, round, list, seen).await? {
        return Err(Error::Stale);
    }
    audit::record(tx, Event::new(Action::ChecklistChanged, Subject::filing(filing.id))).await?;
    Ok(open)
}

//! Two pairs of eyes: the reviewer asks a colleague to confirm that a case may be accepted although something is marked.
//! Any colleague who reviews this province may answer, but who asked; the acceptance records who confirmed.

use uuid::Uuid;

use crate::audit::{self, Action, Event, Subject};
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::filing::state::{Filing, Refusal};
use crate::filing::store as filings;
use crate::review::confirmation::{Answer, Confirmation};
use crate::review::store::confirmations::{self, Waiting};
use crate::values::filing_ref::FilingRef;

use super::{decide, load_case, load_own_case, round, staff};

/// The latest request in the round of a case, with its answer.
///
/// # Errors
/// When the database refuses.
pub async fn current(tx: &mut Tx<'_>, filing: &Filing) -> Result<Option<Confirmation>> {
    confirmations::find(tx, filing.id, round(filing)?).await
}

/// Asks for a second person's word on what is marked now. `seen` is the version and the stamp the page showed.
///
/// # Errors
/// `Stale` when case or marks changed since; `Refused` when the case is another's, nothing is marked, or no reason given.
pub async fn ask(tx: &mut Tx<'_>, reference: &FilingRef, seen: (i32, &str), reason: &str) -> Result<()> {
    let filing = load_own_case(tx, reference).await?;
    let (me, _) = staff(tx)?;
    let basis = decide::basis(tx, &filing).await?;
    if (filing.version, basis.stamp().as_str()) != seen {
        return Err(Error::Stale);
    }
    if basis.blocking() == 0 {
        return Err(Error::refused("review-confirm-nothing-marked"));
    }
    if reason.trim().is_empty() {
        return Err(Refusal::NoReason.into());
    }
    let key = (filing.id, round(&filing)?);
    confirmations::put(tx, key, me, seen.1, reason.trim()).await?;
    let event = Event::new(Action::ConfirmationAsked, Subject::filing(filing.id));
    audit::record(tx, event.detail(format!("{} marked", basis.blocking()))).await
}

/// Answers a colleague's request.
///
/// # Errors
/// `NotFound` for a case of another province; `Refused` when it is one's own request or was answered; `Stale` when the case
/// or its marks changed since it was asked for.
pub async fn answer(tx: &mut Tx<'_>, reference: &FilingRef, id: Uuid, answer: Answer, words: &str) -> Result<()> {
    let filing = load_case(tx, reference).await?;
    let filing = filings::load_for_update(tx.conn, filing.id).await?;
    let (me, _) = staff(tx)?;
    let asked = current(tx, &filing).await?.filter(|asked| asked.id == id).ok_or(Error::Stale)?;
    if asked.given.is_some() {
        return Err(Error::refused("review-confirm-answered"));
    }
    if asked.asked_by == me {
        return Err(Error::refused("review-confirm-own"));
    }
    let stands = filing.state.reviewer() == Some(asked.asked_by);
    if !stands || !asked.waits(&decide::basis(tx, &filing).await?.stamp()) {
        return Err(Error::Stale);
    }
    if !confirmations::answer(tx, id, me, answer, words.trim()).await? {
        return Err(Error::refused("review-confirm-answered"));
    }
    let action = match answer {
        Answer::Confirmed => Action::ConfirmationGiven,
        Answer::Declined => Action::ConfirmationDeclined,
    };
    audit::record(tx, Event::new(action, Subject::filing(filing.id))).await
}

/// Cases that wait for the word of the one who acts, longest first; of the provinces they review, where empty means all.
///
/// # Errors
/// When the database refuses.
pub async fn list_waiting(tx: &mut Tx<'_>, provinces: &[String], limit: i64) -> Result<Vec<Waiting>> {
    let (me, role) = staff(tx)?;
    if !role.reviews() {
        return Ok(Vec::new());
    }
    confirmations::list_waiting(tx.conn, me, provinces, limit).await
}

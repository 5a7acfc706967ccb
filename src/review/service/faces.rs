//! Whether somebody is who they say: what the specialist who has the case says of it.

use super::{load_own_case, marks};
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::filing::section::Target;
use crate::filing::service::faces;
use crate::liveness::check::Verdict;
use crate::liveness::service;
use crate::review::mark::Verdict as Said;
use crate::values::filing_ref::FilingRef;
use crate::values::ids::FaceCheckId;

/// Reasons in the catalogue.
const OTHER_PERSON: &str = "PER-13";
const ONCE_MORE: &str = "PER-17";

/// Says whether it is the person: by a try, or, without one, by an appointment that was held. What is not right is marked, so
/// that the applicant can be asked for it again; what is right marks nothing any more. Tells the files that nothing opens now: the caller discards them.
///
/// # Errors
/// `NotFound` for a place that nobody must be verified in, or a try that is not theirs; `Refused` when the case is another's.
pub async fn judge(
    tx: &mut Tx<'_>,
    reference: &FilingRef,
    slot: &str,
    check: Option<FaceCheckId>,
    verdict: Verdict,
    words: &str,
) -> Result<Vec<String>> {
    let filing = load_own_case(tx, reference).await?;
    let all = faces::of_round(tx, &filing).await?;
    let own = all.into_iter().find(|own| own.face.needed.slot == slot).ok_or(Error::NotFound)?;
    let about = own.about.as_ref().ok_or(Error::NotFound)?;
    let (id, gone) = match check {
        Some(id) => (own.checks.iter().find(|check| check.id == id).ok_or(Error::NotFound)?.id, Vec::new()),
        None => service::ask_appointment(tx, about).await?,
    };
    service::judge(tx, filing.id, id, verdict, words).await?;
    let target = Target::paper(slot);
    let current = marks::current(tx, reference, &target).await?;
    let seen = current.as_ref().map_or(0, |mark| mark.version);
    let reason = match verdict {
        Verdict::Matches => {
            if current.is_some_and(|mark| is_of_a_verdict(&mark.verdict)) {
                marks::undo(tx, reference, &target, seen).await?;
            }
            return Ok(gone);
        }
        Verdict::Differs => OTHER_PERSON,
        Verdict::Unclear => ONCE_MORE,
    };
    let said = Said::Marked { reason: reason.to_owned(), words: words.to_owned() };
    marks::put(tx, reference, &target, &said, seen).await?;
    Ok(gone)
}

/// Whether a mark was made by a verdict: what else was marked there stays.
fn is_of_a_verdict(said: &Said) -> bool {
    matches!(said, Said::Marked { reason, .. } if [OTHER_PERSON, ONCE_MORE].contains(&reason.as_str()))
}

//! Accepting and marking fields and papers, with a version each, so that nobody overwrites what they did not see.

use std::collections::BTreeSet;

use crate::audit::{self, Action, Event, Subject};
use crate::db::Tx;
use crate::error::Result;
use crate::filing::corrections::{self, Content};
use crate::filing::section::Target;
use crate::filing::state::Filing;
use crate::filing::store::submissions::{self, Submission};
use crate::review::mark::{Mark, Verdict};
use crate::review::store::marks;
use crate::values::filing_ref::FilingRef;

use super::{load_case, load_own_case, round, staff};

/// What became of a mark.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// It stands.
    Done,
    /// Another one stands by now, or none any more: nothing was overwritten.
    Conflict,
}

/// Accepts or marks one field or paper.
///
/// # Errors
/// `Refused` when the case is another's.
pub async fn put(
    tx: &mut Tx<'_>,
    reference: &FilingRef,
    target: &Target,
    verdict: &Verdict,
    seen: i32,
) -> Result<Outcome> {
    let filing = load_own_case(tx, reference).await?;
    let key = (filing.id, round(&filing)?);
    let (me, _) = staff(tx)?;
    if !marks::put(tx, key, target, verdict, me, seen).await? {
        let current = find(tx, &filing, target).await?;
        // The same said twice, as by a second press, is no conflict.
        let same = current.as_ref().is_some_and(|mark| mark.staff == me && mark.verdict == *verdict);
        return Ok(if same { Outcome::Done } else { Outcome::Conflict });
    }
    let detail = match verdict {
        Verdict::Accepted => format!("{target}: accepted"),
        Verdict::Marked { reason, .. } => format!("{target}: {reason}"),
    };
    audit::record(tx, Event::new(Action::Marked, Subject::filing(filing.id)).detail(detail)).await?;
    Ok(Outcome::Done)
}

/// Accepts several at once: those that nobody said anything of yet.
///
/// # Errors
/// `Refused` when the case is another's.
pub async fn accept_open(tx: &mut Tx<'_>, reference: &FilingRef, targets: &[Target]) -> Result<()> {
    let filing = load_own_case(tx, reference).await?;
    let key = (filing.id, round(&filing)?);
    let (me, _) = staff(tx)?;
    for target in targets {
        marks::put(tx, key, target, &Verdict::Accepted, me, 0).await?;
    }
    let list: Vec<String> = targets.iter().map(ToString::to_string).collect();
    let event = Event::new(Action::Marked, Subject::filing(filing.id));
    audit::record(tx, event.detail(format!("accepted: {}", list.join(" ")))).await
}

/// Takes a mark back.
///
/// # Errors
/// `Refused` when the case is another's.
pub async fn undo(tx: &mut Tx<'_>, reference: &FilingRef, target: &Target, seen: i32) -> Result<Outcome> {
    let filing = load_own_case(tx, reference).await?;
    if !marks::remove(tx, (filing.id, round(&filing)?), target, seen).await? {
        let is_gone = find(tx, &filing, target).await?.is_none();
        return Ok(if is_gone { Outcome::Done } else { Outcome::Conflict });
    }
    let event = Event::new(Action::Marked, Subject::filing(filing.id));
    audit::record(tx, event.detail(format!("{target}: undone"))).await?;
    Ok(Outcome::Done)
}

/// What is said of an item now, for whoever may look at the case.
///
/// # Errors
/// `NotFound` when the case is not there for them.
pub async fn current(tx: &mut Tx<'_>, reference: &FilingRef, target: &Target) -> Result<Option<Mark>> {
    let filing = load_case(tx, reference).await?;
    find(tx, &filing, target).await
}

async fn find(tx: &mut Tx<'_>, filing: &Filing, target: &Target) -> Result<Option<Mark>> {
    Ok(marks::list(tx, filing.id, round(filing)?).await?.into_iter().find(|mark| mark.target == *target))
}

/// What the accepted items of the round before keep: those that did not change since stay accepted.
///
/// # Errors
/// When the database refuses.
pub(super) async fn carry_over(tx: &mut Tx<'_>, filing: &Filing) -> Result<()> {
    let now = round(filing)?;
    if now < 2 || !marks::list(tx, filing.id, now).await?.is_empty() {
        return Ok(());
    }
    let changed = changed(tx, filing).await?;
    for mark in marks::list(tx, filing.id, now - 1).await? {
        let touched = changed.iter().any(|change| concerns(&mark.target, change));
        if !mark.verdict.is_marked() && !touched {
            marks::put(tx, (filing.id, now), &mark.target, &mark.verdict, mark.staff, 0).await?;
        }
    }
    Ok(())
}

/// Whether a change touches what was said of a target; a field made of several inputs changes with each of them.
pub fn concerns(target: &Target, change: &Target) -> bool {
    match change {
        Target::Field(part, name) => target.covers_field(*part, name),
        Target::Paper(slot) => target.covers_paper(slot),
        Target::Part(_) => target == change,
    }
}

/// What differs between this round and the one before.
///
/// # Errors
/// When the database refuses.
pub async fn changed(tx: &mut Tx<'_>, filing: &Filing) -> Result<BTreeSet<Target>> {
    if filing.round < 2 {
        return Ok(BTreeSet::new());
    }
    let before = submissions::find(tx, filing.id, filing.round - 1).await?;
    let after = submissions::find(tx, filing.id, filing.round).await?;
    Ok(match (before, after) {
        (Some(before), Some(after)) => corrections::changes(&content(before), &content(after)),
        _ => BTreeSet::new(),
    })
}

fn content(round: Submission) -> Content {
    let forms = round.frozen.forms.into_iter().filter_map(|form| Some((form.part()?, form.content)));
    Content { forms: forms.collect(), papers: round.papers }
}

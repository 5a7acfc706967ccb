//! What people and the clock do with filings. [`perform`] alone changes a state, or [`perform_locked`] where the lock is held.

mod begin;
mod drafts;
mod effects;
mod elsewhere;
pub mod faces;
pub mod idle;
pub mod lookups;
pub mod mailing;
pub mod moving;
pub mod printed;
pub mod record;
mod remarks;
pub mod scene;
mod submit;
pub mod trial;
mod typing;
pub mod watch;

use chrono::{DateTime, Utc};

use super::state::{Event, Filing, Refusal, State, Transition};
use super::store;
use super::turn::{self, Hand, Move};
use crate::audit;
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::reference::book;
use crate::values::FilingRef;
use crate::values::actor::Actor;
use crate::values::ids::FilingId;

pub use begin::{StartFiling, find_open, keep_open, start, start_as, start_open};
pub use drafts::{SavePart, Saved, lock_owned, remove_website, save_part, touch_paper};
pub use elsewhere::elsewhere;
pub use remarks::{Known, decision, editable, editable_by, handed_in};
pub use submit::{Submitted, answers, changed, submit};
pub use typing::{keep_told, known, outcome, questions};

/// The one way to change a state: locks the filing, compares the version the actor saw, asks the rules, saves, and
/// writes timeline, audit and effects in the same transaction.
///
/// # Errors
/// `Stale` when somebody else changed the filing, `Refused`, `Forbidden` or `NotFound` by the rules.
pub async fn perform(tx: &mut Tx<'_>, id: FilingId, expected: i32, event: Event) -> Result<Transition> {
    let before = store::load_for_update(tx.conn, id).await?;
    if before.version == expected {
        return perform_locked(tx, &before, event).await;
    }
    // Whose it is not learns nothing, and what was sent already is no conflict of versions.
    match before.apply(&event, &tx.ctx.actor, tx.ctx.now) {
        Err(refusal @ (Refusal::NotYours | Refusal::NotAllowed | Refusal::AlreadySent)) => Err(refusal.into()),
        _ => Err(Error::Stale),
    }
}

/// [`perform`] for a filing that this transaction has locked, and that stands as it was loaded since.
///
/// # Errors
/// `Refused`, `Forbidden` or `NotFound` by the rules.
pub async fn perform_locked(tx: &mut Tx<'_>, before: &Filing, event: Event) -> Result<Transition> {
    let now = tx.ctx.now;
    let transition = before.apply(&event, &tx.ctx.actor, now)?;
    effects::ensure_evidence(tx, before, &event).await?;
    if let (Some(kind), Some(verdict)) = (transition.decision, event.verdict()) {
        store::decisions::insert(tx, before.id, before.round, kind, verdict, event.confirmed_by()).await?;
    }
    let mut after = before.after(&transition, now);
    // The same round is back, also where its applicant had it last.
    let comes_back = matches!(Hand::of(before.state.code(), after.state.code()), Some(Hand::Resumes | Hand::Starts));
    if comes_back && after.round == before.round {
        after.submitted_at = Some(resumed_from(tx, before).await?);
    }
    // The bureau's time runs from the day it began, not from the day somebody told of it.
    if let (State::BureauReview, Some(fact)) = (after.state, event.fact()) {
        after.state_since = fact.at(now);
    }
    if let Event::Submit(handover) = &event {
        after = submit::identified(tx, after, &handover.application)?;
    }
    store::update_filing(tx.conn, &after).await?;
    tx.moves = true;
    let decision = transition.decision.and_then(|_| event.verdict()).map(|verdict| verdict.id);
    store::events::insert(tx, &after, before.state.code(), event.code(), decision).await?;
    for effect in &transition.effects {
        effects::carry_out(tx, before, &after, &event, effect).await?;
    }
    record(tx, before, &after, &event).await?;
    Ok(transition)
}

/// From when the days of a round count that comes back to the desk.
async fn resumed_from(tx: &mut Tx<'_>, filing: &Filing) -> Result<DateTime<Utc>> {
    let timeline = store::events::timeline(tx.conn, filing.id).await?;
    let moves: Vec<Move> = timeline
        .iter()
        .map(|entry| Move { from: entry.from, to: entry.to, round: entry.round, at: entry.happened_at })
        .collect();
    Ok(turn::resumed_from(&moves, filing.round, tx.ctx.now, book().calendar()))
}

async fn record(tx: &mut Tx<'_>, before: &Filing, after: &Filing, event: &Event) -> Result<()> {
    let reason = match event {
        Event::Withdraw { reason } => reason.as_str(),
        _ => "",
    };
    let detail = format!(
        "{}: {} > {}, round {}",
        event.code().code(),
        before.state.code().code(),
        after.state.code().code(),
        after.round
    );
    let subject = audit::Subject::filing(after.id);
    audit::record(tx, audit::Event::new(audit::Action::FilingChanged, subject).because(reason).detail(detail)).await
}

/// The specialist who acts takes a case. Of two at once exactly one wins.
///
/// # Errors
/// As [`perform`].
pub async fn claim(tx: &mut Tx<'_>, id: FilingId, expected: i32) -> Result<Transition> {
    let provinces = provinces(tx).await?;
    perform(tx, id, expected, Event::Claim { provinces }).await
}

/// The specialist who acts takes the case that waits longest within his provinces; none when nothing waits. Cases that a
/// colleague takes at this moment are passed over.
///
/// # Errors
/// As [`perform`].
pub async fn claim_next(tx: &mut Tx<'_>) -> Result<Option<FilingRef>> {
    let provinces = provinces(tx).await?;
    let Some(filing) = store::lock_next(tx.conn, &provinces).await? else { return Ok(None) };
    perform(tx, filing.id, filing.version, Event::Claim { provinces }).await?;
    Ok(Some(filing.reference))
}

/// The provinces that the acting officer reviews; empty means all.
///
/// # Errors
/// `Forbidden` when nobody of the staff acts.
pub async fn provinces(tx: &mut Tx<'_>) -> Result<Vec<String>> {
    match tx.ctx.actor {
        Actor::Staff(id, _) => store::accounts::provinces_of(tx.conn, id).await,
        _ => Err(Error::Forbidden),
    }
}

/// Whether the acting officer reviews what belongs to a province.
///
/// # Errors
/// `Forbidden` when nobody of the staff acts.
pub async fn is_of_officer(tx: &mut Tx<'_>, province: &str) -> Result<bool> {
    let provinces = provinces(tx).await?;
    Ok(provinces.is_empty() || provinces.iter().any(|own| own == province))
}

/// A case that the acting officer may look at: handed in at least once, of a province they review or in their hands.
///
/// # Errors
/// `NotFound` otherwise; `Forbidden` when nobody of the staff acts.
pub async fn load_case(tx: &mut Tx<'_>, reference: &FilingRef) -> Result<Filing> {
    let Actor::Staff(officer, role) = tx.ctx.actor else { return Err(Error::Forbidden) };
    let filing = store::load_by_ref(tx.conn, reference).await?;
    let fits = filing.state.reviewer() == Some(officer) || is_of_officer(tx, &filing.province).await?;
    if filing.round > 0 && role.reviews() && fits { Ok(filing) } else { Err(Error::NotFound) }
}

/// Gives a filing up: its owner, or a lead with a reason.
///
/// # Errors
/// As [`perform`].
pub async fn withdraw(tx: &mut Tx<'_>, id: FilingId, expected: i32, reason: &str) -> Result<Transition> {
    perform(tx, id, expected, Event::Withdraw { reason: reason.to_owned() }).await
}

//! What people and the clock do with filings. [`perform`] alone changes a state.

mod drafts;
mod effects;
mod idle;
pub mod mailing;
mod remarks;
mod submit;
mod typing;

use super::application::TypeCheckForm;
use super::application::type_check::TypeCheck;
use super::kind::Kind;
use super::section::Part;
use super::state::{Event, EventCode, Filing, Refusal, State, StateCode, Transition};
use super::store;
use crate::audit;
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::facts::service as facts;
use crate::registry::entity::entity_hash;
use crate::values::FilingRef;
use crate::values::actor::Actor;
use crate::values::ids::{AccountId, FilingId};

pub use drafts::{SavePart, Saved, remove_website, save_part, touch_paper};
pub use idle::{expire_idle, warn_idle};
pub use remarks::{decision, editable, handed_in};
pub use submit::{Submitted, answers, changed, submit};
pub use typing::known;

/// What a filing begins with: the type check that led to its kind.
#[derive(Debug, Clone)]
pub struct StartFiling {
    /// Which kind it is.
    pub kind: Kind,
    /// The answers.
    pub type_check: TypeCheck,
}

/// Begins a filing: an empty draft that holds the type check.
///
/// # Errors
/// `Refused` when the account files for another entity.
pub async fn start(tx: &mut Tx<'_>, account: AccountId, begin: StartFiling) -> Result<FilingRef> {
    let reference = store::free_reference(tx.conn).await?;
    start_as(tx, account, reference.clone(), begin).await?;
    Ok(reference)
}

/// The same under a reference that was drawn already.
///
/// # Errors
/// As [`start`]; also when the reference is taken.
pub async fn start_as(tx: &mut Tx<'_>, account: AccountId, reference: FilingRef, begin: StartFiling) -> Result<()> {
    let StartFiling { kind, type_check } = begin;
    let hash = entity_hash(tx.sealer, &type_check.entity_key());
    store::accounts::ensure_entity(tx.conn, account, &hash).await?;
    let now = tx.ctx.now;
    let filing = Filing {
        id: FilingId::new(),
        reference,
        owner: account,
        kind,
        province: type_check.province.clone(),
        entity_kind: submit::code(&type_check.entity_kind)?,
        entity_name: type_check.entity_name.organisation().map(ToString::to_string),
        entity_hash: hash,
        state: State::Draft,
        round: 0,
        version: 1,
        last_reviewer: None,
        upload_begun_at: None,
        warned_at: None,
        first_submitted_at: None,
        submitted_at: None,
        state_since: now,
        touched_at: now,
        created_at: now,
    };
    store::insert(tx.conn, &filing).await?;
    let draft = store::drafts::Draft {
        part: Part::TYPE_CHECK,
        content: serde_json::to_value(TypeCheckForm::from(&type_check)).map_err(anyhow::Error::from)?,
        problems: 0,
        is_complete: true,
        version: 0,
        saved_at: now,
        handed_in_as: None,
    };
    store::drafts::put(tx, filing.id, 0, &draft).await?;
    facts::want(tx, &[type_check.domain]).await?;
    store::events::insert(tx, &filing, StateCode::Draft, EventCode::Start, None).await?;
    let subject = audit::Subject::filing(filing.id);
    audit::record(tx, audit::Event::new(audit::Action::FilingStarted, subject).detail(filing.kind.code())).await
}

/// The one way to change a state: locks the filing, compares the version the actor saw, asks the rules, saves, and
/// writes timeline, audit and effects in the same transaction.
///
/// # Errors
/// `Stale` when somebody else changed the filing, `Refused`, `Forbidden` or `NotFound` by the rules.
pub async fn perform(tx: &mut Tx<'_>, id: FilingId, expected: i32, event: Event) -> Result<Transition> {
    let before = store::load_for_update(tx.conn, id).await?;
    let (actor, now) = (tx.ctx.actor, tx.ctx.now);
    let outcome = before.apply(&event, &actor, now);
    // Whose it is not learns nothing, and what was sent already is no conflict of versions.
    if let Err(refusal @ (Refusal::NotYours | Refusal::NotAllowed | Refusal::AlreadySent)) = outcome {
        return Err(refusal.into());
    }
    if before.version != expected {
        return Err(Error::Stale);
    }
    let transition = outcome?;
    effects::ensure_evidence(tx, &before, &event).await?;
    if let (Some(kind), Some(verdict)) = (transition.decision, event.verdict()) {
        store::decisions::insert(tx, id, before.round, kind, verdict, event.confirmed_by()).await?;
    }
    let mut after = before.after(&transition, now);
    if let Event::Submit(handover) = &event {
        after = submit::identified(tx, after, &handover.application)?;
    }
    store::update_filing(tx.conn, &after).await?;
    let decision = transition.decision.and_then(|_| event.verdict()).map(|verdict| verdict.id);
    store::events::insert(tx, &after, before.state.code(), event.code(), decision).await?;
    record(tx, &before, &after, &event).await?;
    for effect in &transition.effects {
        effects::carry_out(tx, &before, &after, &event, effect).await?;
    }
    Ok(transition)
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

async fn provinces(tx: &mut Tx<'_>) -> Result<Vec<String>> {
    match tx.ctx.actor {
        Actor::Staff(id, _) => store::accounts::provinces_of(tx.conn, id).await,
        _ => Err(Error::Forbidden),
    }
}

/// The case goes back to the queue.
///
/// # Errors
/// As [`perform`].
pub async fn release(tx: &mut Tx<'_>, id: FilingId, expected: i32) -> Result<Transition> {
    perform(tx, id, expected, Event::Release).await
}

/// The desk takes its acceptance back, before anything is sent on.
///
/// # Errors
/// As [`perform`].
pub async fn recall(tx: &mut Tx<'_>, id: FilingId, expected: i32) -> Result<Transition> {
    perform(tx, id, expected, Event::Recall).await
}

/// Gives a filing up: its owner, or a lead with a reason.
///
/// # Errors
/// As [`perform`].
pub async fn withdraw(tx: &mut Tx<'_>, id: FilingId, expected: i32, reason: &str) -> Result<Transition> {
    perform(tx, id, expected, Event::Withdraw { reason: reason.to_owned() }).await
}

//! Handing in: once a round, with everything frozen as it was then.

use std::collections::BTreeSet;

use anyhow::Context as _;

use super::{moving, perform, record, remarks, typing};
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::facts::service as facts;
use crate::filing::application::{Application, TypeCheck};
use crate::filing::checks::Finding;
use crate::filing::corrections::{self, Content};
use crate::filing::kind::Class;
use crate::filing::section::{Part, Target};
use crate::filing::state::{Event, Filing, Refusal, State, Transition};
use crate::filing::store;
use crate::filing::store::drafts::Draft;
use crate::filing::submission::{Answers, Frozen, FrozenForm, Handover, SearchMark};
use crate::filing::type_check::{Offer, Outcome};
use crate::liveness::store as liveness;
use crate::registry::entity::entity_hash;
use crate::registry::service::told::Registers;
use crate::registry::store::lookup::find_entity_owner;
use crate::text::Message;
use crate::values::DomainName;
use crate::values::ids::FilingId;

/// What became of a submission.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Submitted {
    /// It is sent.
    Sent(Box<Transition>),
    /// It was sent before: a second click is no error.
    AlreadySent,
}

/// Hands in what the wizard made of the drafts.
///
/// # Errors
/// `Stale` when something was saved since the check page was shown, `Refused` with what stands in the way.
pub async fn submit(tx: &mut Tx<'_>, id: FilingId, expected: i32, mut handover: Handover) -> Result<Submitted> {
    let filing = store::load_for_update(tx.conn, id).await?;
    if let State::ChangesRequested { .. } = filing.state {
        let opened = remarks::opened(tx, &filing).await?;
        let changed = changed(tx, &filing).await?;
        let answers = answers(tx, id).await?;
        handover.readiness = corrections::readiness(handover.readiness.blocking, &opened, &changed, &answers);
    }
    if filing.state.is_editable() {
        let told = ensure_kind(tx, &filing, &handover.application).await?;
        handover.findings.as_array_mut().into_iter().for_each(|all| all.extend(told.iter().map(Finding::kept)));
    }
    let already = Refusal::AlreadySent.message();
    match perform(tx, id, expected, Event::Submit(Box::new(handover))).await {
        Ok(transition) => Ok(Submitted::Sent(Box::new(transition))),
        Err(Error::Refused(message)) if message == already => Ok(Submitted::AlreadySent),
        Err(error) => Err(error),
    }
}

/// The type was checked when the filing began. What came on record since then makes it another type, or a conflict. What
/// the reviewer is to ask the bureau about comes back.
async fn ensure_kind(tx: &mut Tx<'_>, filing: &Filing, application: &Application) -> Result<Vec<Finding>> {
    record::ensure_current(tx, filing).await?;
    let mut told = Vec::from_iter(record::claimed(tx, filing).await?);
    if filing.kind.profile().class != Class::Opening {
        return Ok(told);
    }
    // An entity that came on record since then is filed for from there, by whatever kind.
    let hash = entity_hash(tx.sealer, &application.type_check.entity_key());
    let has_come = filing.entity.is_none() && find_entity_owner(tx.conn, &hash).await?.is_some();
    for (_, domain) in application.domains() {
        let check = TypeCheck { domain: domain.clone(), ..application.type_check.clone() };
        let outcome = typing::outcome(tx, filing.owner, &check, &Registers).await?;
        // Of a further domain nothing is known, or only what the applicant said: what was begun goes on.
        let is_known = !matches!(&outcome, Outcome::LookUp | Outcome::Offered(Offer { is_assumed: true, .. }));
        if has_come && !matches!(&outcome, Outcome::Conflict(_)) {
            return Err(Error::refused("filing-refused-entity-here"));
        }
        if is_known && outcome.kind() != Some(filing.kind) {
            return Err(Error::Refused(outcome.message()));
        }
        if matches!(&outcome, Outcome::Offered(Offer { must_be_confirmed: true, .. })) {
            let target = Target::field(Part::TYPE_CHECK, "domain");
            let message = Message::new("filing-confirm-record").with("domain", domain.as_str());
            told.push(Finding::warning("C-RECORD", target, message));
        }
    }
    Ok(told)
}

/// What differs between the drafts and the last round.
///
/// # Errors
/// When the database refuses.
pub async fn changed(tx: &mut Tx<'_>, filing: &Filing) -> Result<BTreeSet<Target>> {
    let before = remarks::handed_in(tx, filing).await?;
    let drafts = store::drafts::list(tx, filing.id).await?;
    let after = Content {
        forms: drafts.into_iter().map(|draft| (draft.part, draft.content)).collect(),
        papers: store::submissions::current_papers(tx.conn, filing.id).await?,
    };
    let mut changed = corrections::changes(&before, &after);
    // Who showed their face again since then.
    let tries = liveness::list(tx, filing.id).await?.into_iter();
    let since = tries.filter(|check| check.can_be_judged() && check.round > filing.round.cast_signed());
    changed.extend(since.map(|check| Target::paper(check.slot)));
    Ok(changed)
}

/// What the applicant answered to remarks.
///
/// # Errors
/// When the database refuses.
pub async fn answers(tx: &mut Tx<'_>, filing: FilingId) -> Result<Answers> {
    Ok(store::drafts::find(tx, filing, Part::ANSWERS).await?.map(answers_of).unwrap_or_default())
}

/// The answers of a draft, one text a target. A key that points at nothing is dropped.
fn answers_of(draft: Draft) -> Answers {
    let fields = draft.content.as_object().cloned().unwrap_or_default();
    fields.into_iter().filter_map(|(key, text)| Some((key.parse().ok()?, text.as_str()?.to_owned()))).collect()
}

/// The filing under the entity that is handed in: a corrected certificate gives another hash.
pub(super) fn identified(tx: &Tx<'_>, filing: Filing, application: &Application) -> Result<Filing> {
    let type_check = &application.type_check;
    Ok(Filing {
        province: type_check.province.clone(),
        entity_kind: code(&type_check.entity_kind)?,
        entity_name: type_check.entity_name.organisation().map(ToString::to_string),
        entity_hash: entity_hash(tx.sealer, &type_check.entity_key()),
        ..filing
    })
}

/// A code of the ministry as the database keeps it.
pub(super) fn code(text: &str) -> Result<i32> {
    Ok(text.parse().context("code is no number")?)
}

/// Freezes the round, binds the account to the entity, and writes what the filing occupies and is found by.
pub(super) async fn freeze(tx: &mut Tx<'_>, before: &Filing, after: &Filing, handover: &Handover) -> Result<()> {
    let drafts = store::drafts::list(tx, after.id).await?;
    let answers = answers(tx, after.id).await?;
    let frozen = Frozen {
        before: record::before(tx, after, &handover.application).await?,
        application: handover.application.clone(),
        forms: drafts
            .into_iter()
            .filter(|draft| draft.part != Part::ANSWERS)
            .map(|draft| FrozenForm::new(draft.part, draft.content))
            .collect(),
        answers,
    };
    store::submissions::insert(tx, after.id, after.round, &frozen, &handover.findings, &handover.declaration).await?;
    store::drafts::number_as_handed_in(tx, after.id).await?;
    // Answers belong to the remarks of one round.
    store::drafts::remove(tx, after.id, Part::ANSWERS).await?;
    store::accounts::bind_entity(tx.conn, after.owner, &before.entity_hash, &after.entity_hash).await?;
    moving::hold(tx, after, &handover.application).await?;
    store::search::put_domains(tx.conn, after.id, &handover.application).await?;
    let domains: Vec<DomainName> = handover.application.domains().map(|(_, domain)| domain.clone()).collect();
    facts::want(tx, &domains).await?;
    let marks = SearchMark::of(&handover.application);
    store::search::put_search(tx, after.id, after.entity_name.as_deref(), &marks).await
}

//! Keeping the answers to remarks, and handing in what was changed.

use serde_json::Value;

use super::form::CorrectionsForm;
use crate::account;
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::filing::corrections::Editable;
use crate::filing::section::Part;
use crate::filing::service::{self, SavePart, Saved, Submitted};
use crate::filing::state::State;
use crate::filing::submission::Answers;
use crate::web::Applicant;
use crate::wizard::service::handover::{self, Judged};
use crate::wizard::service::scene::Scene;

/// What became of the answers.
pub(super) enum Kept {
    /// They are saved under this version.
    Saved(i32),
    /// Another window answered since the page was shown, or they are to remarks of another round.
    Stale,
    /// Nothing is taken any more.
    Closed,
}

/// What became of handing in.
pub(super) enum HandedIn {
    /// It is handed in, now or before.
    Done(Submitted),
    /// Something stands in its way.
    Blocked(Box<(Scene, Judged)>),
    /// The declaration was not ticked.
    Undeclared,
}

/// Keeps the answers, while any are taken.
pub(super) async fn keep_answers(
    tx: &mut Tx<'_>,
    applicant: &Applicant,
    reference: &str,
    form: &CorrectionsForm,
    answers: Answers,
) -> Result<Kept> {
    let scene = Scene::load(tx, applicant.account, reference).await?;
    if scene.editable == Editable::Nothing {
        return Ok(Kept::Closed);
    }
    if scene.filing.round != form.round {
        return Ok(Kept::Stale);
    }
    let answers = answers.into_iter().map(|(target, text)| (target.to_string(), Value::String(text)));
    let content = Value::Object(answers.collect());
    let save = SavePart { part: Part::ANSWERS, expected: form.version, content, problems: 0, is_complete: true };
    let saved = service::save_part(tx, applicant.account, &scene.filing.reference, save).await?;
    Ok(match saved {
        Saved::Saved(version) => Kept::Saved(version),
        Saved::Stale(_) => Kept::Stale,
    })
}

/// Submits by the version that is there now: the answers were saved a moment ago, which changed it.
pub(super) async fn submit(
    tx: &mut Tx<'_>,
    applicant: &Applicant,
    reference: &str,
    is_declared: bool,
) -> Result<HandedIn> {
    let scene = Scene::load_locked(tx, applicant.account, reference).await?;
    if !matches!(scene.filing.state, State::ChangesRequested { .. } | State::Rejected { .. }) {
        return Ok(HandedIn::Done(Submitted::AlreadySent));
    }
    account::service::ensure_reachable(tx, applicant.account).await?;
    let judged = handover::judge(tx, applicant.account, &scene).await?;
    if judged.first_blocking().is_some() {
        return Ok(HandedIn::Blocked(Box::new((scene, judged))));
    }
    let Some(handover) = judged.handover(&scene) else { return Err(Error::refused("filing-refused-incomplete")) };
    if !is_declared {
        return Ok(HandedIn::Undeclared);
    }
    service::submit(tx, scene.filing.id, scene.filing.version, handover).await.map(HandedIn::Done)
}

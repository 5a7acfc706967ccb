//! Fix only what was marked: each item with the specialist's words, a way to change it, or an answer instead.

use actix_web::http::StatusCode;
use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;
use serde::Deserialize;
use serde_json::Value;

use super::view::{self, nth};
use super::{answers, sections, standing};
use crate::account;
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::filing::corrections::Editable;
use crate::filing::section::{Part, Target};
use crate::filing::service::{self, SavePart, Saved, Submitted};
use crate::filing::state::State;
use crate::filing::submission::Answers;
use crate::form::FieldErrors;
use crate::paths;
use crate::reference::book;
use crate::text::{Message, Tr};
use crate::web::flash::see_other_with;
use crate::web::ui::StatusTag;
use crate::web::viewer::Viewer;
use crate::web::{App, Applicant, Page, PostForm, render_with, see_other};
use crate::wizard::service::handover;
use crate::wizard::service::scene::Scene;

/// One marked item.
struct Item {
    target: String,
    label: String,
    status: StatusTag,
    reason: String,
    words: String,
    value: String,
    url: String,
    answer: String,
    answer_id: String,
}

#[derive(Template)]
#[template(path = "wizard/corrections.html")]
struct CorrectionsPage {
    page: Page,
    t: Tr,
    errors: FieldErrors,
    reference: String,
    above: String,
    version: i32,
    opinion: String,
    items: Vec<Item>,
}

/// What the page posts: for each item its target and the answer beside it.
#[derive(Debug, Deserialize)]
pub struct CorrectionsForm {
    version: i32,
    #[serde(default)]
    target: Vec<String>,
    #[serde(default)]
    answer: Vec<String>,
    #[serde(default)]
    then: String,
}

/// What is still missing.
struct Progress {
    changed: std::collections::BTreeSet<Target>,
    answers: Answers,
}

async fn load(tx: &mut Tx<'_>, applicant: &Applicant, reference: &str) -> Result<(Scene, Progress)> {
    let scene = Scene::load(tx, applicant.account, reference).await?;
    let changed = service::changed(tx, &scene.filing).await?;
    let answers = service::answers(tx, scene.filing.id).await?;
    Ok((scene, Progress { changed, answers }))
}

/// The marked items.
///
/// # Errors
/// `NotFound` for another's filing.
pub async fn show(req: HttpRequest, applicant: Applicant, app: Data<App>, path: Path<String>) -> Result<HttpResponse> {
    let (scene, progress) = app.db.read(applicant.actor(), async |tx| load(tx, &applicant, &path).await).await?;
    if scene.decision.is_none() {
        return Ok(see_other(paths::filing(&scene.filing.reference)));
    }
    page(&req, &scene, &progress, FieldErrors::new(), StatusCode::OK)
}

fn page(
    req: &HttpRequest,
    scene: &Scene,
    progress: &Progress,
    errors: FieldErrors,
    status: StatusCode,
) -> Result<HttpResponse> {
    let t = Viewer::of(req).t();
    let decision = scene.decision.as_ref().ok_or(Error::NotFound)?;
    let items = decision.findings.iter().enumerate().map(|(at, finding)| {
        let reason = book().reason(&finding.reason).map_or_else(String::new, |r| t.pick(&r.zh, &r.en).to_owned());
        item(t, scene, progress, at, finding.target.as_ref(), reason, finding.words.clone().unwrap_or_default())
    });
    let page = CorrectionsPage {
        page: Page::titled(req, "wizard-corrections-title"),
        t,
        errors,
        reference: scene.filing.reference.to_string(),
        above: standing::above(t, &scene.filing),
        version: scene.filing.version,
        opinion: decision.opinion.clone().unwrap_or_default(),
        items: items.collect(),
    };
    render_with(status, &page)
}

fn item(
    t: Tr,
    scene: &Scene,
    progress: &Progress,
    at: usize,
    target: Option<&Target>,
    reason: String,
    words: String,
) -> Item {
    let reference = &scene.filing.reference;
    let key = target.map(ToString::to_string).unwrap_or_default();
    let answer = target.and_then(|target| progress.answers.get(target)).cloned().unwrap_or_default();
    let is_changed = target.is_some_and(|target| match target {
        Target::Part(part) => progress.changed.iter().any(|own| matches!(own, Target::Field(p, _) if p == part)),
        other => progress.changed.iter().any(|own| own == other || matches!((own, other), (Target::Field(p, f), Target::Field(q, g)) if p == q && f.starts_with(g.as_str()))),
    });
    let status = if is_changed {
        StatusTag::success(t.t("wizard-corrections-changed"))
    } else if answer.trim().is_empty() {
        StatusTag::warning(t.t("wizard-corrections-open"))
    } else {
        StatusTag::info(t.t("wizard-corrections-answered"))
    };
    let (label, url) = match target {
        Some(Target::Field(part, name)) => (
            format!("{} · {}", sections::title(t, *part), t.t(&view::field_key(sections::group(part.section()), name))),
            format!("{}#{name}", paths::filing_part(reference, &part.to_string())),
        ),
        Some(Target::Part(part)) => (sections::title(t, *part), paths::filing_part(reference, &part.to_string())),
        Some(Target::Paper(slot)) => (
            answers::paper_name(t, slot, scene.today),
            format!("{}#{slot}", paths::filing_part(reference, "materials")),
        ),
        None => (t.t("wizard-corrections-whole"), paths::filing(reference)),
    };
    let value = target.map(|target| answers::value_of(t, scene, target)).unwrap_or_default();
    Item { target: key, label, status, reason, words, value, url, answer, answer_id: nth("answer", &at) }
}

/// Keeps the answers, and submits the changes.
///
/// # Errors
/// `Stale` when something was saved since the page was shown.
pub async fn save(
    req: HttpRequest,
    applicant: Applicant,
    app: Data<App>,
    path: Path<String>,
    PostForm(form): PostForm<CorrectionsForm>,
) -> Result<HttpResponse> {
    app.db.write(applicant.by(), async |tx| keep_answers(tx, &applicant, &path, &form).await).await?;
    if form.then == "later" {
        return Ok(see_other_with(&req, paths::filing(path.as_str()), "wizard-saved"));
    }
    let outcome = app.db.write(applicant.by(), async |tx| submit(tx, &applicant, &path).await).await;
    match outcome {
        Ok(Submitted::Sent(_)) => Ok(see_other_with(&req, paths::filing(path.as_str()), "wizard-check-sent")),
        Ok(Submitted::AlreadySent) => Ok(see_other_with(&req, paths::filing(path.as_str()), "wizard-check-already")),
        Err(Error::Refused(message)) => refused(&req, &applicant, &app, &path, message).await,
        Err(error) => Err(error),
    }
}

async fn refused(
    req: &HttpRequest,
    applicant: &Applicant,
    app: &App,
    path: &str,
    message: Message,
) -> Result<HttpResponse> {
    let (scene, progress) = app.db.read(applicant.actor(), async |tx| load(tx, applicant, path).await).await?;
    page(req, &scene, &progress, FieldErrors::of("item-0", message), StatusCode::UNPROCESSABLE_ENTITY)
}

async fn keep_answers(tx: &mut Tx<'_>, applicant: &Applicant, reference: &str, form: &CorrectionsForm) -> Result<()> {
    let scene = Scene::load(tx, applicant.account, reference).await?;
    if scene.editable == Editable::Nothing {
        return Ok(());
    }
    if scene.filing.version != form.version {
        return Err(Error::Stale);
    }
    let pairs =
        form.target.iter().zip(&form.answer).filter(|(target, text)| !target.is_empty() && !text.trim().is_empty());
    let content: serde_json::Map<String, Value> =
        pairs.map(|(target, text)| (target.clone(), Value::String(text.chars().take(500).collect()))).collect();
    let expected = scene.version(Part::ANSWERS);
    let save =
        SavePart { part: Part::ANSWERS, expected, content: Value::Object(content), problems: 0, is_complete: true };
    match service::save_part(tx, applicant.account, &scene.filing.reference, save).await? {
        Saved::Saved(_) => Ok(()),
        Saved::Stale(_) => Err(Error::Stale),
    }
}

/// Submits by the version that is there now: the answers were saved a moment ago, which changed it.
async fn submit(tx: &mut Tx<'_>, applicant: &Applicant, reference: &str) -> Result<Submitted> {
    let scene = Scene::load(tx, applicant.account, reference).await?;
    if !matches!(scene.filing.state, State::ChangesRequested { .. } | State::Rejected { .. }) {
        return Ok(Submitted::AlreadySent);
    }
    account::service::ensure_reachable(tx, applicant.account).await?;
    let judged = handover::judge(tx, applicant.account, &scene).await?;
    if let Some(message) = judged.first_blocking() {
        return Err(Error::Refused(message));
    }
    let Some(handover) = judged.handover(&scene) else { return Err(Error::refused("filing-refused-incomplete")) };
    service::submit(tx, scene.filing.id, scene.filing.version, handover).await
}

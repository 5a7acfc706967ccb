//! Fix only what was marked: each item with the specialist's words, a way to change it, or an answer instead.

mod form;

use std::collections::BTreeSet;

use actix_web::http::StatusCode;
use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;
use serde_json::Value;

use self::form::CorrectionsForm;
use super::declared::Declaration;
use super::step::SavedAt;
use super::view::{self, ConflictLine, nth};
use super::{answers, sections, standing};
use crate::account;
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::filing::corrections::Editable;
use crate::filing::section::{Part, Target};
use crate::filing::service::{self, SavePart, Saved, Submitted};
use crate::filing::state::State;
use crate::filing::store::submissions;
use crate::filing::submission::Answers;
use crate::form::FieldErrors;
use crate::paths;
use crate::reference::book;
use crate::text::{Message, Tr};
use crate::web::flash::see_other_with;
use crate::web::ui::{Link, StatusTag};
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

/// A paper that the corrections ask for.
struct Asked {
    label: String,
    status: StatusTag,
    url: String,
}

#[derive(Template)]
#[template(path = "wizard/corrections.html")]
struct CorrectionsPage {
    page: Page,
    t: Tr,
    errors: FieldErrors,
    reference: String,
    above: String,
    conflict: Option<Vec<ConflictLine>>,
    version: i32,
    round: u32,
    opinion: String,
    items: Vec<Item>,
    asked: Vec<Asked>,
    /// Fields that may have to change along.
    also: Vec<Link>,
    declaration: Declaration,
}

/// What is still missing.
struct Progress {
    changed: BTreeSet<Target>,
    answers: Answers,
    /// The places that hold a paper.
    papers: BTreeSet<String>,
}

async fn load(tx: &mut Tx<'_>, applicant: &Applicant, reference: &str) -> Result<(Scene, Progress)> {
    let scene = Scene::load(tx, applicant.account, reference).await?;
    let changed = service::changed(tx, &scene.filing).await?;
    let answers = service::answers(tx, scene.filing.id).await?;
    let papers = submissions::current_papers(tx.conn, scene.filing.id).await?.into_keys().collect();
    Ok((scene, Progress { changed, answers, papers }))
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
    page(&req, &scene, &progress, Showing::default())
}

/// How the page is shown this time.
#[derive(Default)]
struct Showing {
    errors: FieldErrors,
    /// What another window answered, beside what this one did.
    conflict: Option<Vec<ConflictLine>>,
    is_declared: bool,
}

fn page(req: &HttpRequest, scene: &Scene, progress: &Progress, showing: Showing) -> Result<HttpResponse> {
    let status = match &showing {
        Showing { conflict: Some(_), .. } => StatusCode::CONFLICT,
        Showing { errors, .. } if !errors.is_empty() => StatusCode::UNPROCESSABLE_ENTITY,
        _ => StatusCode::OK,
    };
    let t = Viewer::of(req).t();
    let decision = scene.decision.as_ref().ok_or(Error::NotFound)?;
    let items = decision.findings.iter().enumerate().map(|(at, finding)| {
        let reason = book().reason(&finding.reason).map_or_else(String::new, |r| t.pick(&r.zh, &r.en).to_owned());
        item(t, scene, progress, at, finding.target.as_ref(), reason, finding.words.clone().unwrap_or_default())
    });
    let page = CorrectionsPage {
        page: Page::titled(req, "wizard-corrections-title"),
        t,
        errors: showing.errors,
        conflict: showing.conflict,
        reference: scene.filing.reference.to_string(),
        above: standing::above(t, &scene.filing),
        version: scene.version(Part::ANSWERS),
        round: scene.filing.round,
        opinion: decision.opinion.clone().unwrap_or_default(),
        items: items.collect(),
        asked: asked(t, scene, progress),
        also: also(t, scene),
        declaration: Declaration::of(t, scene.today, showing.is_declared),
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
    let is_changed = target.is_some_and(|target| scene.opened.is_changed(target, &progress.changed));
    let status = if is_changed {
        StatusTag::success(t.t("wizard-corrections-changed"))
    } else if answer.trim().is_empty() {
        StatusTag::warning(t.t("wizard-corrections-open"))
    } else {
        StatusTag::info(t.t("wizard-corrections-answered"))
    };
    let (label, url) = match target {
        Some(target) => named(t, scene, target),
        None => (t.t("wizard-corrections-whole"), paths::filing(reference)),
    };
    let value = target.map(|target| answers::value_of(t, scene, target)).unwrap_or_default();
    Item { target: key, label, status, reason, words, value, url, answer, answer_id: nth("answer", &at) }
}

/// What a target is called, and where it is changed.
fn named(t: Tr, scene: &Scene, target: &Target) -> (String, String) {
    let page = |part: &str| paths::filing_part(&scene.filing.reference, part);
    let label = match target {
        Target::Field(part, name) => {
            let field = t.t(&view::field_key(sections::group(part.section()), name));
            format!("{} · {field}", sections::title(t, *part))
        }
        Target::Part(part) => sections::title(t, *part),
        Target::Paper(slot) => answers::paper_name(t, scene, slot),
    };
    let url = match scene.opened.elsewhere(target).next().unwrap_or(target) {
        Target::Field(part, name) => format!("{}#{}", page(&part.to_string()), view::first_input(name)),
        Target::Part(part) => page(&part.to_string()),
        Target::Paper(slot) => format!("{}#{slot}", page("materials")),
    };
    (label, url)
}

/// Papers that the corrections ask for and the round before did not need.
fn asked(t: Tr, scene: &Scene, progress: &Progress) -> Vec<Asked> {
    let paper = |slot: &String| {
        let (label, url) = named(t, scene, &Target::paper(slot));
        let status = match progress.papers.contains(slot) {
            true => StatusTag::success(t.t("material-state-there")),
            false => StatusTag::warning(t.t("material-state-missing")),
        };
        Asked { label, status, url }
    };
    scene.opened.asked.iter().map(paper).collect()
}

/// Fields that cannot stay as they are when something marked changes, and are marked nowhere themselves.
fn also(t: Tr, scene: &Scene) -> Vec<Link> {
    let opened = &scene.opened;
    let is_place = |target: &Target| opened.elsewhere.iter().any(|(_, place)| place == target);
    let fields = opened.besides.iter().filter(|target| match target {
        Target::Field(part, name) => {
            !is_place(target) && !opened.marked.iter().any(|marked| marked.opens_field(*part, name))
        }
        _ => false,
    });
    fields.map(|target| named(t, scene, target)).map(|(label, url)| Link { label, url }).collect()
}

/// Keeps the answers, and submits the changes.
///
/// # Errors
/// `NotFound` for another's filing.
pub async fn save(
    req: HttpRequest,
    applicant: Applicant,
    app: Data<App>,
    path: Path<String>,
    PostForm(form): PostForm<CorrectionsForm>,
) -> Result<HttpResponse> {
    let is_background = form.background == "1";
    let answers = match form.answers() {
        Ok(answers) => answers,
        // Words on the way are kept as they are.
        Err(_) if is_background => form.typed(),
        Err(errors) => return again(&req, &applicant, &app, &path, (&form, errors)).await,
    };
    let keep = async |tx: &mut Tx<'_>| keep_answers(tx, &applicant, &path, &form, answers).await;
    let Some(version) = app.db.write(applicant.by(), keep).await? else {
        return stale(&req, &applicant, &app, &path, &form).await;
    };
    if is_background {
        return Ok(SavedAt::now(version));
    }
    if form.then == "later" {
        return Ok(see_other_with(&req, paths::filing(path.as_str()), "wizard-saved"));
    }
    let is_declared = form.is_declared();
    match app.db.write(applicant.by(), async |tx| submit(tx, &applicant, &path, is_declared).await).await {
        Ok(Some(Submitted::Sent(_))) => Ok(see_other_with(&req, paths::filing(path.as_str()), "wizard-check-sent")),
        Ok(Some(Submitted::AlreadySent)) => {
            Ok(see_other_with(&req, paths::filing(path.as_str()), "wizard-check-already"))
        }
        Ok(None) => {
            let errors = FieldErrors::of("declared", Message::new("wizard-check-declared-missing"));
            again(&req, &applicant, &app, &path, (&form, errors)).await
        }
        Err(Error::Refused(message)) => refused(&req, &applicant, &app, &path, (&form, message)).await,
        Err(error) => Err(error),
    }
}

async fn refused(
    req: &HttpRequest,
    applicant: &Applicant,
    app: &App,
    path: &str,
    (form, message): (&CorrectionsForm, Message),
) -> Result<HttpResponse> {
    let (scene, progress) = app.db.read(applicant.actor(), async |tx| load(tx, applicant, path).await).await?;
    let missing = scene.opened.asked.iter().position(|slot| !progress.papers.contains(slot));
    let at = missing.map_or_else(|| nth("item", &0), |at| nth("asked", &at));
    let errors = FieldErrors::of(at, message);
    page(req, &scene, &progress, Showing { errors, is_declared: form.is_declared(), ..Showing::default() })
}

/// The page as it was typed, with what is wrong.
async fn again(
    req: &HttpRequest,
    applicant: &Applicant,
    app: &App,
    path: &str,
    (form, errors): (&CorrectionsForm, FieldErrors),
) -> Result<HttpResponse> {
    let (scene, mut progress) = app.db.read(applicant.actor(), async |tx| load(tx, applicant, path).await).await?;
    if scene.decision.is_none() {
        return Ok(see_other(paths::filing(&scene.filing.reference)));
    }
    progress.answers = form.typed();
    page(req, &scene, &progress, Showing { errors, is_declared: form.is_declared(), ..Showing::default() })
}

/// Another window answered in between: both texts, and those of this one in the fields.
async fn stale(
    req: &HttpRequest,
    applicant: &Applicant,
    app: &App,
    path: &str,
    form: &CorrectionsForm,
) -> Result<HttpResponse> {
    let (scene, mut progress) = app.db.read(applicant.actor(), async |tx| load(tx, applicant, path).await).await?;
    if scene.decision.is_none() {
        return Ok(see_other(paths::filing(&scene.filing.reference)));
    }
    let t = applicant.t();
    let mine = form.typed();
    let text = |answers: &Answers, target: &Target| answers.get(target).cloned().unwrap_or_default();
    let targets: BTreeSet<&Target> = mine.keys().chain(progress.answers.keys()).collect();
    let lines = targets.into_iter().map(|target| ConflictLine {
        label: named(t, &scene, target).0,
        mine: text(&mine, target),
        theirs: text(&progress.answers, target),
    });
    let conflict = Some(lines.filter(|line| line.mine != line.theirs).collect());
    progress.answers = mine;
    page(req, &scene, &progress, Showing { conflict, is_declared: form.is_declared(), ..Showing::default() })
}

/// Keeps the answers and returns their version; none when another window answered since the page was shown, or they are to
/// remarks of another round.
async fn keep_answers(
    tx: &mut Tx<'_>,
    applicant: &Applicant,
    reference: &str,
    form: &CorrectionsForm,
    answers: Answers,
) -> Result<Option<i32>> {
    let scene = Scene::load(tx, applicant.account, reference).await?;
    if scene.editable == Editable::Nothing {
        return Ok(Some(scene.version(Part::ANSWERS)));
    }
    if scene.filing.round != form.round {
        return Ok(None);
    }
    let answers = answers.into_iter().map(|(target, text)| (target.to_string(), Value::String(text)));
    let content = Value::Object(answers.collect());
    let save = SavePart { part: Part::ANSWERS, expected: form.version, content, problems: 0, is_complete: true };
    let saved = service::save_part(tx, applicant.account, &scene.filing.reference, save).await?;
    Ok(match saved {
        Saved::Saved(version) => Some(version),
        Saved::Stale(_) => None,
    })
}

/// Submits by the version that is there now: the answers were saved a moment ago, which changed it. None without the
/// declaration.
async fn submit(
    tx: &mut Tx<'_>,
    applicant: &Applicant,
    reference: &str,
    is_declared: bool,
) -> Result<Option<Submitted>> {
    let scene = Scene::load(tx, applicant.account, reference).await?;
    if !matches!(scene.filing.state, State::ChangesRequested { .. } | State::Rejected { .. }) {
        return Ok(Some(Submitted::AlreadySent));
    }
    account::service::ensure_reachable(tx, applicant.account).await?;
    let judged = handover::judge(tx, applicant.account, &scene).await?;
    if let Some(message) = judged.first_blocking() {
        return Err(Error::Refused(message));
    }
    let Some(handover) = judged.handover(&scene) else { return Err(Error::refused("filing-refused-incomplete")) };
    if !is_declared {
        return Ok(None);
    }
    service::submit(tx, scene.filing.id, scene.filing.version, handover).await.map(Some)
}

//! Fix only what was marked: each item with the specialist's words, a way to change it, or an answer instead.

mod form;
mod hand_in;

use std::collections::BTreeSet;

use actix_web::http::StatusCode;
use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;

use self::form::CorrectionsForm;
use self::hand_in::{HandedIn, Kept, keep_answers, submit};
use super::declared::Declaration;
use super::step::SavedAt;
use super::view::{self, ConflictLine, nth};
use super::{answers, found, sections, standing};
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::filing::faces::is_face;
use crate::filing::section::{Part, Target};
use crate::filing::service::{self, Submitted};
use crate::filing::store::submissions;
use crate::filing::submission::Answers;
use crate::form::FieldErrors;
use crate::paths;
use crate::reference::book;
use crate::text::{Message, Tr};
use crate::web::flash::{see_other_failed, see_other_with};
use crate::web::ui::{FindingLine, Link, StatusTag};
use crate::web::viewer::Viewer;
use crate::web::{App, Applicant, Page, PostForm, render_with, see_other};
use crate::wizard::service::handover::Judged;
use crate::wizard::service::scene::Scene;

/// One marked item.
struct Item {
    /// Names what an answer is to; empty for the filing as a whole, which takes none.
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
    found: Vec<FindingLine>,
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
    /// What keeps it from being handed in.
    found: Vec<FindingLine>,
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
    let mut inputs = 0..;
    let items = decision.findings.iter().map(|finding| {
        let reason = book().reason(&finding.reason).map_or_else(String::new, |r| t.pick(&r.zh, &r.en).to_owned());
        // Counted as they are posted: by those that have an input.
        let answer_id = finding.target.as_ref().and_then(|_| inputs.next()).map(|at: usize| nth("answer", &at));
        let words = finding.says(t);
        Item {
            reason,
            words,
            answer_id: answer_id.unwrap_or_default(),
            ..item(t, scene, progress, finding.target.as_ref())
        }
    });
    let page = CorrectionsPage {
        page: Page::titled(req, "wizard-corrections-title"),
        t,
        errors: showing.errors,
        conflict: showing.conflict,
        found: showing.found,
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

/// What is marked, without what was said of it.
fn item(t: Tr, scene: &Scene, progress: &Progress, target: Option<&Target>) -> Item {
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
    let none = String::new;
    Item { target: key, label, status, reason: none(), words: none(), value, url, answer, answer_id: none() }
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
        Target::Paper(slot) if is_face(slot) => paths::filing_face(&scene.filing.reference, slot),
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

/// Keeps the answers; the button that hands in also submits the changes.
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
    let filing = paths::filing(path.as_str());
    let is_handed_in = form.then == "submit" && !is_background;
    let keep = async |tx: &mut Tx<'_>| keep_answers(tx, &applicant, &path, &form, answers).await;
    match app.db.write(applicant.by(), keep).await? {
        Kept::Stale => return stale(&req, &applicant, &app, &path, &form).await,
        Kept::Saved(version) if is_background => return Ok(SavedAt::now(version)),
        // A page that saves itself takes being led away for a refusal.
        Kept::Closed if is_background => return Ok(see_other(filing)),
        Kept::Saved(_) if !is_handed_in => return Ok(see_other_with(&req, filing, "wizard-saved")),
        Kept::Closed if !is_handed_in => return Ok(see_other_failed(&req, filing, "filing-refused-locked")),
        Kept::Saved(_) | Kept::Closed => {}
    }
    let is_declared = form.is_declared();
    match app.db.write(applicant.by(), async |tx| submit(tx, &applicant, &path, is_declared).await).await {
        Ok(HandedIn::Done(Submitted::Sent(_))) => Ok(see_other_with(&req, filing, "wizard-check-sent")),
        Ok(HandedIn::Done(Submitted::AlreadySent)) => Ok(see_other_with(&req, filing, "wizard-check-already")),
        Ok(HandedIn::Blocked(judged)) => blocked(&req, &applicant, &app, &path, (&form, *judged)).await,
        Ok(HandedIn::Undeclared) => {
            again(&req, &applicant, &app, &path, (&form, FieldErrors::of("declared", undeclared()))).await
        }
        Err(Error::Refused(message)) => {
            let (scene, progress) =
                app.db.read(applicant.actor(), async |tx| load(tx, &applicant, &path).await).await?;
            refused(&req, &scene, &progress, (&form, message, Vec::new()))
        }
        Err(error) => Err(error),
    }
}

fn undeclared() -> Message {
    Message::new("wizard-check-declared-missing")
}

/// The page with everything that stands in the way.
async fn blocked(
    req: &HttpRequest,
    applicant: &Applicant,
    app: &App,
    path: &str,
    (form, (scene, judged)): (&CorrectionsForm, (Scene, Judged)),
) -> Result<HttpResponse> {
    let (_, progress) = app.db.read(applicant.actor(), async |tx| load(tx, applicant, path).await).await?;
    let message = judged.first_blocking().unwrap_or_else(|| Message::new("filing-refused-incomplete"));
    let mut lines = found::lines(applicant.t(), &scene, &judged);
    lines.retain(FindingLine::is_blocking);
    refused(req, &scene, &progress, (form, message, lines))
}

fn refused(
    req: &HttpRequest,
    scene: &Scene,
    progress: &Progress,
    (form, message, found): (&CorrectionsForm, Message, Vec<FindingLine>),
) -> Result<HttpResponse> {
    let missing = scene.opened.asked.iter().position(|slot| !progress.papers.contains(slot));
    let at = missing.map_or_else(|| nth("item", &0), |at| nth("asked", &at));
    let mut errors = FieldErrors::of(at, message);
    if !form.is_declared() {
        errors.add("declared", undeclared());
    }
    page(req, scene, progress, Showing { errors, found, is_declared: form.is_declared(), ..Showing::default() })
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

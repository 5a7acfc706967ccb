//! What the page of a link shows, step by step.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;
use chrono::{DateTime, Utc};

use super::{Opened, face, picture};
use crate::auth::session::Token;
use crate::error::{Error, Result};
use crate::filing::corrections::Editable;
use crate::filing::faces::is_face;
use crate::filing::intake::Errors;
use crate::form::FieldErrors;
use crate::material::consent::render::Notice;
use crate::material::{self, Material};
use crate::paths;
use crate::reference::book;
use crate::relay::render::{what, who};
use crate::relay::service::Found;
use crate::relay::task::{Over, State};
use crate::text::Tr;
use crate::values::actor::Actor;
use crate::web::ui::{Camera, ErrorLine, FileInput, Sending};
use crate::web::viewer::Viewer;
use crate::web::{App, Page, render, render_with, with_camera};

/// The words where there is nothing more to do, and no other link to ask for.
const VERIFIED: &str = "relay-over-verified";

/// What the page is about now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// Who asks and what for; nobody has begun.
    Begin,
    /// The same where another phone has begun.
    Move,
    /// The notice.
    Consent,
    /// The file.
    Photo,
    /// What to do before the camera, and the clip.
    Face,
    /// Done on this phone.
    Done,
    /// There is nothing to do here: what the words are called that say why.
    Over(&'static str),
}

impl Step {
    /// The step of a task on a phone.
    pub fn of(found: &Found, phone: Option<&Token>, now: DateTime<Utc>) -> Self {
        let task = &found.task;
        let hash = phone.map(Token::hash);
        let is_theirs = task.is_held_by(hash.as_deref());
        match task.over(now) {
            Some(Over::Done) if is_theirs => Self::Done,
            Some(Over::Done) => Self::Over("relay-over-done"),
            Some(Over::Revoked) => Self::Over("relay-over-revoked"),
            Some(Over::Expired) => Self::Over("relay-over-expired"),
            None if found.paper.is_none() && is_face(&task.target) => Self::Over("relay-over-face-unneeded"),
            None if found.paper.is_none() => Self::Over("relay-over-unneeded"),
            None if found.is_verified() => Self::Over(VERIFIED),
            None if task.state == State::Made => Self::Begin,
            None if !is_theirs => Self::Move,
            None if !found.has_consent => Self::Consent,
            None if found.face.is_some() => Self::Face,
            None => Self::Photo,
        }
    }
}

/// What may be known by a link.
struct Asked {
    reference: String,
    /// Name of the organisation; empty for individuals.
    entity: String,
    who: String,
    what: String,
    until: String,
}

#[derive(Template)]
#[template(path = "relay/begin.html")]
struct BeginPage {
    page: Page,
    t: Tr,
    action: String,
    asked: Asked,
    is_elsewhere: bool,
}

#[derive(Template)]
#[template(path = "relay/consent.html")]
struct ConsentPage {
    page: Page,
    t: Tr,
    action: String,
    errors: FieldErrors,
    notice: Notice,
    agree: String,
}

#[derive(Template)]
#[template(path = "relay/photo.html")]
struct PhotoPage {
    page: Page,
    t: Tr,
    action: String,
    above: String,
    hint: String,
    sketch: &'static str,
    input: FileInput,
    errors: Vec<ErrorLine>,
    camera: Camera,
    sending: Sending,
}

/// A picture that was sent.
struct Sent {
    url: String,
    /// What it is: as the bureau gets it, where that is made.
    caption: String,
}

#[derive(Template)]
#[template(path = "relay/over.html")]
struct OverPage {
    page: Page,
    t: Tr,
    text: String,
    is_done: bool,
    warnings: Vec<String>,
    /// The picture that was sent; none where there is none to show.
    picture: Option<Sent>,
    /// Where its owner checks and submits the filing; empty where there is nothing to.
    check: String,
}

/// The answer to a link that is none, whatever it looks like.
///
/// # Errors
/// When the template cannot be rendered.
pub fn unknown(req: &HttpRequest) -> Result<HttpResponse> {
    over(req, "relay-over-unknown")
}

fn over(req: &HttpRequest, key: &str) -> Result<HttpResponse> {
    let t = Viewer::of(req).t();
    let page = Page::titled(req, "relay-over-title");
    let (text, is_done) = (t.t(key), key == VERIFIED);
    let over = OverPage { page, t, text, is_done, warnings: Vec::new(), picture: None, check: String::new() };
    render_with(StatusCode::GONE, &over)
}

/// The page of a step.
///
/// # Errors
/// When the database refuses.
pub async fn show(req: &HttpRequest, app: &App, opened: &Opened, errors: FieldErrors) -> Result<HttpResponse> {
    let t = Viewer::of(req).t();
    match opened.step {
        Step::Begin | Step::Move => begin(req, t, opened),
        Step::Consent => consent(req, t, opened, errors),
        Step::Photo => photo(req, opened, &Errors::default()),
        Step::Face => face::show(req, app, opened, errors),
        Step::Done => done(req, t, app, opened).await,
        Step::Over(key) => over(req, key),
    }
}

fn begin(req: &HttpRequest, t: Tr, opened: &Opened) -> Result<HttpResponse> {
    let found = &opened.found;
    let paper = found.paper.as_ref().ok_or(Error::NotFound)?;
    let asked = Asked {
        reference: found.scene.filing.reference.to_string(),
        entity: found.scene.filing.entity_name.clone().unwrap_or_default(),
        who: who(t, &found.scene, paper),
        what: what(t, paper.rule),
        until: t.time(found.task.expires_at),
    };
    let title = if paper.rule.is_face() { "relay-begin-face-title" } else { "relay-begin-title" };
    let page = Page::titled(req, title);
    let (action, is_elsewhere) = (page.here.clone(), opened.step == Step::Move);
    render(&BeginPage { page, t, action, asked, is_elsewhere })
}

fn consent(req: &HttpRequest, t: Tr, opened: &Opened, errors: FieldErrors) -> Result<HttpResponse> {
    let text = book().text(opened.found.notice(), opened.found.scene.today).ok_or(Error::NotFound)?;
    let page = Page::new(req, text.title(t.lang));
    let status = if errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let (action, notice) = (page.here.clone(), Notice::of(t, &page, text, ""));
    let is_face = opened.found.face.is_some();
    let agree = t.t(if is_face { "face-consent-agree" } else { "material-consent-agree" });
    render_with(status, &ConsentPage { page, t, action, errors, notice, agree })
}

/// The page that takes the file, with what was wrong with the one before.
///
/// # Errors
/// `NotFound` where the paper is not asked for any more.
pub fn photo(req: &HttpRequest, opened: &Opened, errors: &Errors) -> Result<HttpResponse> {
    let t = Viewer::of(req).t();
    let found = &opened.found;
    let paper = found.paper.as_ref().ok_or(Error::NotFound)?;
    let status = if errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let page = Page::new(req, what(t, paper.rule));
    let limits = book().limits(found.scene.today);
    let line = |(slot, text): (&str, String)| {
        let field = if slot.is_empty() { String::new() } else { format!("{slot}-file") };
        ErrorLine { field, text }
    };
    let photo = PhotoPage {
        t,
        action: page.here.clone(),
        above: t.a1("relay-photo-above", "ref", found.scene.filing.reference.to_string()),
        hint: t.pick(&paper.rule.hint_zh, &paper.rule.hint_en).to_owned(),
        sketch: &paper.rule.sample,
        input: FileInput::of(paper.rule, &paper.slot, t.t("relay-photo-choose")),
        errors: errors.lines(t).map(line).collect(),
        camera: Camera::of(paper.rule, limits),
        sending: Sending::new(paths::help_uploads(&opened.token.text()), limits),
        page,
    };
    render_with(status, &photo).map(with_camera)
}

async fn done(req: &HttpRequest, t: Tr, app: &App, opened: &Opened) -> Result<HttpResponse> {
    let Found { task, scene, .. } = &opened.found;
    let is_open = scene.editable == Editable::Everything;
    let read = app.db.read(Actor::Helper(task.id), async |tx| material::store::list_current(tx, task.filing).await);
    let papers = read.await?;
    let paper = picture::sent(opened, &papers);
    let warnings = paper.iter().flat_map(|paper| &paper.warnings);
    let caption = |paper: &Material| {
        let is_made = paper.pages.first().is_some_and(|page| page.is_made);
        t.t(if is_made { "material-sent" } else { "relay-done-picture" })
    };
    let picture = paper.map(|paper| Sent { url: paths::help_picture(&opened.token.text()), caption: caption(paper) });
    render(&OverPage {
        page: Page::titled(req, "relay-done-title"),
        t,
        text: t.t(if is_face(&task.target) { "relay-done-face-text" } else { "relay-done-text" }),
        is_done: true,
        warnings: warnings.map(|warning| t.message(&warning.message())).collect(),
        picture,
        check: if is_open { paths::filing_part(&scene.filing.reference, "check") } else { String::new() },
    })
}

//! The case: one section beside the paper that proves it. The other views have modules of their own.

use actix_web::http::StatusCode;
use actix_web::web::{Data, Path, Query};
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;
use serde::Deserialize;

use super::fields::{Check, Item};
use super::frame::{Frame, frame};
use super::server::ServerCheck;
use super::{bureau, calls, case_ref, checklist, differences, faces, messages, notes, timeline};
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::facts::shown::Seen;
use crate::filing::state::Filing;
use crate::form::FieldErrors;
use crate::paths::office;
use crate::review::service::{self, look};
use crate::text::{Message, Tr};
use crate::values::Reason;
use crate::web::ui::{ErrorLine, Link, TaskRow, error_line};
use crate::web::{App, Officer, Page, PostForm, render_with};

use super::beside::PaperView;
use super::reading::{Reading, read};

/// Which section, paper and view of a case.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Place {
    /// The view.
    pub tab: String,
    /// The section, `entity` or `papers`.
    pub section: String,
    /// The paper beside it.
    pub paper: String,
    /// Its picture.
    pub page: i32,
    /// 1: as large as it is.
    pub zoom: u8,
    /// By how many quarters it is turned.
    pub turn: u8,
    /// Why it is looked at, where that must be said.
    pub reason: String,
}

impl Place {
    /// The address of this place.
    pub fn url(&self, reference: &str) -> String {
        self.url_of(&office::case(reference))
    }

    /// The same below the address of its case.
    pub fn url_of(&self, case: &str) -> String {
        let mut query = form_urlencoded::Serializer::new(String::new());
        for (name, value) in [("section", &self.section), ("paper", &self.paper)] {
            if !value.is_empty() {
                query.append_pair(name, value);
            }
        }
        if self.page > 1 {
            query.append_pair("page", &self.page.to_string());
        }
        for (name, value) in [("zoom", self.zoom), ("turn", self.turn)] {
            if value > 0 {
                query.append_pair(name, &value.to_string());
            }
        }
        let query = query.finish();
        if query.is_empty() { case.to_owned() } else { format!("{case}?{query}") }
    }
}

/// Two texts that met: nothing was overwritten.
#[derive(Debug, Clone)]
pub struct Conflict {
    /// What it is about.
    pub label: String,
    /// Where it stands on the page.
    pub id: String,
    /// What stands now; empty for nothing.
    pub theirs: String,
    /// By whom; empty for nobody.
    pub by: String,
    /// What was just sent.
    pub mine: String,
}

impl Conflict {
    /// Calls it as the page does.
    fn name_after(&mut self, reading: &Reading) {
        if let Some(item) = reading.item_of(&format!("{}-reason", self.id)) {
            self.label.clone_from(&item.label);
        }
    }
}

/// What a form of the page met: it was not taken, and what was typed is given back.
#[derive(Debug, Clone, Default)]
pub struct Met {
    /// Two texts that met.
    pub conflict: Option<Conflict>,
    /// What is wrong, by the id of its control.
    pub errors: FieldErrors,
    /// The mark as typed: its target, reason and words.
    pub mark: Option<(String, String, String)>,
    /// The reason of a look as typed.
    pub reason: String,
}

#[derive(Template)]
#[template(path = "review/case.html")]
struct CasePage {
    page: Page,
    t: Tr,
    errors: FieldErrors,
    lines: Vec<ErrorLine>,
    /// Why something is to be revealed, as typed.
    reason: String,
    frame: Frame,
    nav: Vec<TaskRow>,
    title: String,
    section: String,
    checks: Vec<Check>,
    local: Vec<String>,
    servers: Vec<ServerCheck>,
    items: Vec<Item>,
    seen: Vec<Seen>,
    is_masked: bool,
    can_mark: bool,
    open_left: usize,
    next: Link,
    paper: Option<PaperView>,
    paper_id: String,
    hidden_paper: String,
    conflict: Option<Conflict>,
    compare: String,
}

/// A case by its view.
pub async fn show(
    req: HttpRequest,
    app: Data<App>,
    officer: Officer,
    path: Path<String>,
    place: Query<Place>,
) -> Result<HttpResponse> {
    let reference = case_ref(&path)?;
    match place.tab.as_str() {
        "" | "application" => application(&req, &app, &officer, &reference, &place, Met::default()).await,
        "differences" => differences::show(&req, &app, &officer, &reference).await,
        "faces" => faces::show(&req, &app, &officer, &reference).await,
        "checklist" => checklist::show(&req, &app, &officer, &reference).await,
        "calls" => calls::show(&req, &app, &officer, &reference).await,
        "notes" => notes::show(&req, &app, &officer, &reference).await,
        "messages" => messages::show(&req, &app, &officer, &reference).await,
        "timeline" => timeline::show(&req, &app, &officer, &reference).await,
        "bureau" => bureau::show(&req, &app, &officer, &reference).await,
        _ => Err(Error::NotFound),
    }
}

/// Shows what is masked, once, and keeps why. The answer itself is the page: it is not stored, and a reload asks again.
pub async fn reveal(
    req: HttpRequest,
    app: Data<App>,
    officer: Officer,
    path: Path<String>,
    form: PostForm<Place>,
) -> Result<HttpResponse> {
    let reference = case_ref(&path)?;
    let place = Place { reason: form.0.reason.trim().to_owned(), ..form.0 };
    if let Err(message) = Reason::parse(&place.reason) {
        let errors = FieldErrors::of("reason", message);
        let met = Met { errors, reason: place.reason, ..Met::default() };
        let place = Place { reason: String::new(), ..place };
        return application(&req, &app, &officer, &reference, &place, met).await;
    }
    application(&req, &app, &officer, &reference, &place, Met::default()).await
}

/// A case with its frame, for the views that read little.
///
/// # Errors
/// `NotFound` when the reader may not see it.
pub async fn open(
    tx: &mut Tx<'_>,
    officer: &Officer,
    reference: &crate::values::filing_ref::FilingRef,
    tab: &str,
) -> Result<(Filing, Frame)> {
    let filing = service::load_case(tx, reference).await?;
    let frame = frame(tx, officer, &filing, tab).await?;
    Ok((filing, frame))
}

/// The application, perhaps with what a form of it met.
///
/// # Errors
/// `NotFound` when the reader may not see it.
pub async fn application(
    req: &HttpRequest,
    app: &App,
    officer: &Officer,
    reference: &crate::values::filing_ref::FilingRef,
    place: &Place,
    mut met: Met,
) -> Result<HttpResponse> {
    let t = officer.t();
    let (frame, mut reading) = app
        .db
        .write(officer.by(), async |tx| {
            let (filing, frame) = open(tx, officer, reference, "application").await?;
            let reading = read(tx, officer, &filing, place).await?;
            if reading.is_look {
                if frame.is_mine {
                    look::section_seen(tx, &filing, &reading.section).await?;
                } else {
                    look::revealed(tx, &filing, &reading.revealed(), &place.reason).await?;
                }
            }
            Ok((frame, reading))
        })
        .await?;
    let mut page =
        Page::new(req, t.a2("review-case-title", "name", frame.name.as_str(), "section", reading.title.as_str()));
    // The language switch comes back to the case, not to the form that revealed it.
    page.here = place.url(&frame.reference);
    if let Some((target, reason, words)) = &met.mark {
        reading.give_back(target, reason, words);
    }
    met.conflict.iter_mut().for_each(|conflict| conflict.name_after(&reading));
    let is_hidden = reading.is_masked || !reading.hidden_paper.is_empty();
    let is_about_look = met.errors.get("reason").is_some();
    // What is shown already needs no reason any more.
    let errors = if is_about_look && !is_hidden { FieldErrors::new() } else { met.errors };
    let status = match (&met.conflict, errors.is_empty()) {
        (Some(_), _) => StatusCode::CONFLICT,
        (None, false) => StatusCode::UNPROCESSABLE_ENTITY,
        (None, true) => StatusCode::OK,
    };
    let shown = CasePage {
        page,
        t,
        lines: lines(t, &errors, &reading),
        errors,
        reason: met.reason,
        can_mark: frame.is_mine,
        nav: reading.nav,
        title: reading.title,
        section: reading.section,
        checks: reading.checks,
        local: reading.local,
        servers: reading.servers,
        open_left: reading.items.iter().filter(|item| item.state == "open").count(),
        items: reading.items,
        seen: reading.seen,
        is_masked: reading.is_masked,
        next: reading.next,
        paper: reading.paper,
        paper_id: place.paper.clone(),
        hidden_paper: reading.hidden_paper,
        conflict: met.conflict,
        compare: frame.tab_url("differences"),
        frame,
    };
    render_with(status, &shown)
}

/// The errors as a summary names them: by the item they belong to, or by their own field.
fn lines(t: Tr, errors: &FieldErrors, reading: &Reading) -> Vec<ErrorLine> {
    let line = |(id, message): (&str, &Message)| {
        let text = match reading.item_of(id) {
            Some(item) => t.a2("site-error-named", "field", item.label.as_str(), "text", t.message(message)),
            None => error_line(&t, "review-reveal", id, message),
        };
        ErrorLine { field: id.to_owned(), text }
    };
    errors.iter().map(line).collect()
}

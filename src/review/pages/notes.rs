//! Notes for colleagues.

use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;
use serde::Deserialize;

use super::case;
use super::case_ref;
use super::frame::Frame;
use crate::error::Result;
use crate::form::FieldErrors;
use crate::paths::office;
use crate::review::service;
use crate::review::store::{load, notes};
use crate::staff::staff::all_named;
use crate::text::Tr;
use crate::values::filing_ref::FilingRef;
use crate::values::free_text::Paragraphs;
use crate::web::flash::see_other_with;
use crate::web::ui::TimelineItem;
use crate::web::{App, Officer, Page, PostForm, render, render_invalid};

/// Longest note.
const MOST: usize = 1000;

#[derive(Template)]
#[template(path = "review/notes.html")]
struct NotesPage {
    page: Page,
    t: Tr,
    errors: FieldErrors,
    frame: Frame,
    words: String,
    items: Vec<TimelineItem>,
}

/// The notes.
///
/// # Errors
/// `NotFound` when the reader may not see the case.
pub async fn show(req: &HttpRequest, app: &App, officer: &Officer, reference: &FilingRef) -> Result<HttpResponse> {
    render(&page(req, app, officer, reference, String::new(), FieldErrors::default()).await?)
}

async fn page(
    req: &HttpRequest,
    app: &App,
    officer: &Officer,
    reference: &FilingRef,
    words: String,
    errors: FieldErrors,
) -> Result<NotesPage> {
    let t = officer.t();
    let (frame, items) = app
        .db
        .read(officer.actor(), async |tx| {
            let (filing, frame) = case::open(tx, officer, reference, "notes").await?;
            let list = notes::list(tx, filing.id).await?;
            let ids: Vec<_> = list.iter().map(|note| note.staff).collect();
            let names = all_named(t, load::names(tx, &ids).await?);
            let item = |note: notes::Note| TimelineItem {
                title: names.get(&note.staff).cloned().unwrap_or_default(),
                at: t.time(note.at),
                at_iso: note.at.to_rfc3339(),
                by: String::new(),
                text: note.words,
            };
            Ok((frame, list.into_iter().map(item).collect()))
        })
        .await?;
    let page =
        Page::new(req, t.a2("review-case-title", "name", frame.name.as_str(), "section", t.t("review-case-notes")));
    Ok(NotesPage { page, t, errors, frame, words, items })
}

/// A note as typed.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct NoteForm {
    words: String,
}

/// Writes a note.
///
/// # Errors
/// `NotFound` when the reader may not see the case.
pub async fn save(
    req: HttpRequest,
    app: Data<App>,
    officer: Officer,
    path: Path<String>,
    form: PostForm<NoteForm>,
) -> Result<HttpResponse> {
    let reference = case_ref(&path)?;
    let words = match Paragraphs::<1, MOST>::parse(&form.0.words) {
        Ok(words) => words,
        Err(message) => {
            let errors = FieldErrors::of("words", message);
            return render_invalid(&page(&req, &app, &officer, &reference, form.0.words, errors).await?);
        }
    };
    app.db.write(officer.by(), async |tx| service::write_note(tx, &reference, words.as_str()).await).await?;
    Ok(see_other_with(&req, office::case_tab(&reference, "notes"), "review-note-saved"))
}

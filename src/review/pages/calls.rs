//! Calls: who was called, when, with which result. Numbers stand in the sections, where looking at them is audited.

use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;
use serde::Deserialize;

use super::case;
use super::case_ref;
use super::frame::Frame;
use crate::error::Result;
use crate::filing::store::submissions;
use crate::form::FieldErrors;
use crate::paths::office;
use crate::review::call::{CallResult, Called};
use crate::review::service;
use crate::review::store::{calls, load};
use crate::staff::staff::all_named;
use crate::text::{Message, Tr};
use crate::values::filing_ref::FilingRef;
use crate::values::free_text::Paragraphs;
use crate::web::flash::see_other_with;
use crate::web::ui::{Choice, TimelineItem};
use crate::web::{App, Officer, Page, PostForm, render, render_invalid};

/// Longest words on a call.
const MOST: usize = 500;

#[derive(Template)]
#[template(path = "review/calls.html")]
struct CallsPage {
    page: Page,
    t: Tr,
    errors: FieldErrors,
    frame: Frame,
    persons: Vec<Choice>,
    results: Vec<Choice>,
    words: String,
    items: Vec<TimelineItem>,
}

/// A call as typed.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct CallForm {
    person: String,
    result: String,
    words: String,
}

/// The calls.
///
/// # Errors
/// `NotFound` when the reader may not see the case.
pub async fn show(req: &HttpRequest, app: &App, officer: &Officer, reference: &FilingRef) -> Result<HttpResponse> {
    render(&page(req, app, officer, reference, CallForm::default(), FieldErrors::default()).await?)
}

async fn page(
    req: &HttpRequest,
    app: &App,
    officer: &Officer,
    reference: &FilingRef,
    form: CallForm,
    errors: FieldErrors,
) -> Result<CallsPage> {
    let t = officer.t();
    let (frame, websites, items) = app
        .db
        .read(officer.actor(), async |tx| {
            let (filing, frame) = case::open(tx, officer, reference, "calls").await?;
            let round = submissions::find(tx, filing.id, filing.round).await?;
            let websites = round.map_or(0, |round| round.frozen.application.websites.len());
            let list = calls::list(tx, filing.id).await?;
            let ids: Vec<_> = list.iter().map(|call| call.staff).collect();
            let names = all_named(t, load::names(tx, &ids).await?);
            let item = |call: calls::Call| TimelineItem {
                title: t.a2("review-call-line", "person", person(t, call.person), "result", t.t(call.result.key())),
                at: t.time(call.at),
                at_iso: call.at.to_rfc3339(),
                by: names.get(&call.staff).cloned().unwrap_or_default(),
                text: call.words,
            };
            Ok((frame, u32::try_from(websites).unwrap_or(0), list.into_iter().map(item).collect()))
        })
        .await?;
    let persons = [Called::EntityPerson].into_iter().chain((1..=websites).map(Called::WebsitePerson));
    let persons = persons.chain([Called::Other]);
    let page =
        Page::new(req, t.a2("review-case-title", "name", frame.name.as_str(), "section", t.t("review-case-calls")));
    Ok(CallsPage {
        page,
        t,
        errors,
        frame,
        persons: persons.map(|called| Choice::new(called.to_string(), person(t, called), &form.person)).collect(),
        results: CallResult::ALL.iter().map(|one| Choice::new(one.code(), t.t(one.key()), &form.result)).collect(),
        words: form.words,
        items,
    })
}

fn person(t: Tr, called: Called) -> String {
    match called {
        Called::EntityPerson => t.t("review-call-entity-person"),
        Called::WebsitePerson(number) => t.a1("review-call-website-person", "number", number),
        Called::Other => t.t("review-call-other"),
    }
}

/// Records a call that was just made.
///
/// # Errors
/// `NotFound` when the reader may not see the case.
pub async fn save(
    req: HttpRequest,
    app: Data<App>,
    officer: Officer,
    path: Path<String>,
    form: PostForm<CallForm>,
) -> Result<HttpResponse> {
    let reference = case_ref(&path)?;
    let form = form.0;
    let mut errors = FieldErrors::default();
    let called: Option<Called> = form.person.parse().ok();
    let result = CallResult::from_code(&form.result);
    let words = Paragraphs::<0, MOST>::parse(&form.words);
    if called.is_none() {
        errors.add("person", Message::new("review-call-person-missing"));
    }
    if result.is_none() {
        errors.add("result", Message::new("review-call-result-missing"));
    }
    if let Err(message) = &words {
        errors.add("words", message.clone());
    }
    let (Some(called), Some(result), Ok(words)) = (called, result, words) else {
        return render_invalid(&page(&req, &app, &officer, &reference, form, errors).await?);
    };
    let words = words.as_str().to_owned();
    app.db.write(officer.by(), async |tx| service::record_call(tx, &reference, called, result, words).await).await?;
    Ok(see_other_with(&req, office::case_tab(&reference, "calls"), "review-call-saved"))
}

//! The papers of a case that is on record, sent to the bureau once more on their own, and what became of that before.

use actix_web::http::StatusCode;
use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;
use serde::Deserialize;

use super::exchange::upload_status;
use super::why;
use crate::bureau::service::papers;
use crate::bureau::store::downloads::NOTED;
use crate::bureau::store::papers as store;
use crate::error::{Error, Result};
use crate::filing::service as filings;
use crate::form::FieldErrors;
use crate::paths::office;
use crate::values::Reason;
use crate::values::filing_ref::FilingRef;
use crate::web::flash::see_other_with;
use crate::web::ui::StatusTag;
use crate::web::{App, Officer, Page, PostForm, render_with};

/// The last times that are shown.
const SHOWN: i64 = 50;

/// Why the papers go again.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct PapersForm {
    reason: String,
}

struct Sent {
    at: String,
    status: StatusTag,
}

struct Said {
    at: String,
    words: String,
    /// What the bureau said in words; empty where it said nothing.
    opinion: String,
    is_fine: bool,
}

#[derive(Template)]
#[template(path = "bureau/papers.html")]
struct PapersPage {
    page: Page,
    t: crate::text::Tr,
    errors: FieldErrors,
    reference: FilingRef,
    /// The numbers that the papers go under; none where nothing can be sent.
    numbers: Vec<String>,
    is_on: bool,
    is_on_its_way: bool,
    reason: String,
    sent: Vec<Sent>,
    said: Vec<Said>,
}

fn reference(text: &str) -> Result<FilingRef> {
    FilingRef::parse(text).map_err(|_| Error::NotFound)
}

/// The page.
pub async fn show(req: HttpRequest, app: Data<App>, officer: Officer, path: Path<String>) -> Result<HttpResponse> {
    page(&req, &app, &officer, reference(&path)?, PapersForm::default(), FieldErrors::new()).await
}

/// Has them sent.
pub async fn act(
    req: HttpRequest,
    app: Data<App>,
    officer: Officer,
    path: Path<String>,
    PostForm(form): PostForm<PapersForm>,
) -> Result<HttpResponse> {
    let reference = reference(&path)?;
    let reason = match Reason::parse(&form.reason) {
        Ok(reason) => reason,
        Err(message) => return page(&req, &app, &officer, reference, form, FieldErrors::of("reason", message)).await,
    };
    if app.config.bureau.is_none() {
        return Err(Error::refused("task-line-off"));
    }
    app.db.write(officer.by(), async |tx| papers::ask(tx, &reference, reason.as_str()).await).await?;
    let here = office::case_part(&reference, "bureau/papers");
    Ok(see_other_with(&req, here, "exchange-papers-asked"))
}

async fn page(
    req: &HttpRequest,
    app: &App,
    officer: &Officer,
    reference: FilingRef,
    form: PapersForm,
    errors: FieldErrors,
) -> Result<HttpResponse> {
    let t = officer.t();
    let (numbers, is_on_its_way, sent, said) = app
        .db
        .read(officer.actor(), async |tx| {
            let filing = filings::load_case(tx, &reference).await?;
            Ok((
                papers::numbers(tx, &filing).await?,
                papers::is_on_its_way(tx, filing.id).await?,
                store::list(tx.conn, filing.id, SHOWN).await?,
                store::list_said(tx, filing.id, SHOWN).await?,
            ))
        })
        .await?;
    let numbers = numbers.map(|own| std::iter::once(own.entity).chain(own.websites).collect()).unwrap_or_default();
    let said_line = |own: store::Said| {
        let words = match own.reason {
            Some(reason) => why(t, &reason),
            None => t.t("exchange-papers-taken"),
        };
        Said { at: t.time(own.at), is_fine: own.outcome == NOTED, words, opinion: own.words.unwrap_or_default() }
    };
    let status = if errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let page = PapersPage {
        page: Page::new(req, t.a1("exchange-papers-title", "case", reference.to_string())),
        t,
        errors,
        reference,
        numbers,
        is_on: app.config.bureau.is_some(),
        is_on_its_way,
        reason: form.reason,
        sent: sent.iter().map(|own| Sent { at: t.time(own.at), status: upload_status(t, own.state) }).collect(),
        said: said.into_iter().map(said_line).collect(),
    };
    render_with(status, &page)
}

//! Abandoning a filing: what it means, then one button.

use actix_web::http::StatusCode;
use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;
use serde::Deserialize;

use super::standing;
use crate::error::{Error, Result};
use crate::filing::service;
use crate::filing::state::{Filing, State};
use crate::paths;
use crate::text::Tr;
use crate::web::flash::see_other_with;
use crate::web::ui::StatusTag;
use crate::web::{App, Applicant, Page, PostForm, render_with, see_other};
use crate::wizard::service::scene::Scene;

#[derive(Template)]
#[template(path = "wizard/withdraw.html")]
struct WithdrawPage {
    page: Page,
    t: Tr,
    reference: String,
    above: String,
    version: i32,
    status: StatusTag,
    /// What follows, a sentence each.
    consequences: Vec<String>,
    /// Something happened to the filing since the page was shown.
    has_moved: bool,
}

/// The version of the filing that the page showed.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct WithdrawForm {
    version: i32,
}

/// What abandoning means.
///
/// # Errors
/// `NotFound` for another's filing.
pub async fn show(req: HttpRequest, applicant: Applicant, app: Data<App>, path: Path<String>) -> Result<HttpResponse> {
    page(&req, &applicant, &app, &path, StatusCode::OK).await
}

async fn page(
    req: &HttpRequest,
    applicant: &Applicant,
    app: &App,
    path: &str,
    status: StatusCode,
) -> Result<HttpResponse> {
    let t = applicant.t();
    let scene = app.db.read(applicant.actor(), async |tx| Scene::load(tx, applicant.account, path).await).await?;
    let filing = &scene.filing;
    if !standing::may_withdraw(filing) {
        return Ok(see_other(paths::filing(&filing.reference)));
    }
    let page = WithdrawPage {
        page: Page::titled(req, "wizard-withdraw-title"),
        t,
        reference: filing.reference.to_string(),
        above: standing::above_open(t, filing, scene.is_of_no_kind),
        version: filing.version,
        status: standing::status(t, filing),
        consequences: consequences(filing).into_iter().map(|key| t.t(key)).collect(),
        has_moved: status == StatusCode::CONFLICT,
    };
    render_with(status, &page)
}

fn consequences(filing: &Filing) -> Vec<&'static str> {
    let first = match filing.state {
        State::Draft => "wizard-withdraw-draft",
        State::Submitted | State::InReview { .. } => "wizard-withdraw-review",
        State::AwaitingMail { .. } | State::ReadyToSend => "wizard-withdraw-accepted",
        _ => "wizard-withdraw-corrections",
    };
    vec![first, "wizard-withdraw-read", "wizard-withdraw-server", "wizard-withdraw-final"]
}

/// Abandons the filing. Where it moved on since the page was shown, the page asks again, with what that means now.
///
/// # Errors
/// `Refused` once it is with the bureau.
pub async fn save(
    req: HttpRequest,
    applicant: Applicant,
    app: Data<App>,
    path: Path<String>,
    PostForm(form): PostForm<WithdrawForm>,
) -> Result<HttpResponse> {
    let done = app
        .db
        .write(applicant.by(), async |tx| {
            let scene = Scene::load(tx, applicant.account, &path).await?;
            service::withdraw(tx, scene.filing.id, form.version, "").await
        })
        .await;
    match done {
        Ok(_) => Ok(see_other_with(&req, paths::filing(path.as_str()), "wizard-withdraw-done")),
        Err(Error::Stale) => page(&req, &applicant, &app, &path, StatusCode::CONFLICT).await,
        Err(error) => Err(error),
    }
}

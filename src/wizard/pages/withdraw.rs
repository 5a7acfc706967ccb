//! Abandoning a filing: what it means, then one button.

use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;
use serde::Deserialize;

use super::standing;
use crate::error::Result;
use crate::filing::service;
use crate::paths;
use crate::text::Tr;
use crate::web::flash::see_other_with;
use crate::web::{App, Applicant, Page, PostForm, render};
use crate::wizard::service::scene::Scene;

#[derive(Template)]
#[template(path = "wizard/withdraw.html")]
struct WithdrawPage {
    page: Page,
    t: Tr,
    reference: String,
    above: String,
    version: i32,
}

/// The version of the filing that the page showed.
#[derive(Debug, Deserialize)]
pub struct WithdrawForm {
    version: i32,
}

/// What abandoning means.
///
/// # Errors
/// `NotFound` for another's filing.
pub async fn show(req: HttpRequest, applicant: Applicant, app: Data<App>, path: Path<String>) -> Result<HttpResponse> {
    let t = applicant.t();
    let scene = app.db.read(applicant.actor(), async |tx| Scene::load(tx, applicant.account, &path).await).await?;
    render(&WithdrawPage {
        page: Page::titled(&req, "wizard-withdraw-title"),
        t,
        reference: scene.filing.reference.to_string(),
        above: standing::above(t, &scene.filing),
        version: scene.filing.version,
    })
}

/// Abandons the filing.
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
    app.db
        .write(applicant.by(), async |tx| {
            let scene = Scene::load(tx, applicant.account, &path).await?;
            service::withdraw(tx, scene.filing.id, form.version, "").await
        })
        .await?;
    Ok(see_other_with(&req, paths::filing(path.as_str()), "wizard-withdraw-done"))
}

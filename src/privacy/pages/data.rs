//! A copy of everything an account gave: one button, after the password once more.

use actix_web::http::header::{CONTENT_DISPOSITION, ContentEncoding};
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;
use serde::Deserialize;

use super::archive;
use crate::account::service::is_current_password;
use crate::error::Result;
use crate::form::FieldErrors;
use crate::privacy::service::copy;
use crate::text::{Message, Tr};
use crate::web::{App, Applicant, Page, PostForm, render, render_invalid};

/// The password once more.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct DataForm {
    current: String,
}

#[derive(Template)]
#[template(path = "privacy/data.html")]
struct DataPage {
    page: Page,
    t: Tr,
    errors: FieldErrors,
}

/// Shows the button.
pub async fn show(req: HttpRequest, applicant: Applicant) -> Result<HttpResponse> {
    render(&page(&req, &applicant, FieldErrors::new()))
}

fn page(req: &HttpRequest, applicant: &Applicant, errors: FieldErrors) -> DataPage {
    DataPage { page: Page::titled(req, "privacy-data-title"), t: applicant.t(), errors }
}

/// Sends the copy.
///
/// # Errors
/// After too many wrong passwords.
pub async fn save(
    req: HttpRequest,
    applicant: Applicant,
    app: Data<App>,
    PostForm(form): PostForm<DataForm>,
) -> Result<HttpResponse> {
    let id = applicant.account;
    if form.current.is_empty() || !is_current_password(&app.db, &app.hasher, applicant.by(), id, &form.current).await? {
        let errors = FieldErrors::of("current", Message::new("account-current-wrong"));
        return render_invalid(&page(&req, &applicant, errors));
    }
    let parts = app.db.write(applicant.by(), async |tx| copy::take(tx, id).await).await?;
    Ok(HttpResponse::Ok()
        .content_type("application/zip")
        .insert_header((CONTENT_DISPOSITION, "attachment; filename=\"beian-data.zip\""))
        .insert_header(ContentEncoding::Identity)
        .streaming(archive::stream(app.storage.clone(), parts)))
}

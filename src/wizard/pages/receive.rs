//! The receiving side of a transfer: a code that the other account needs.

use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;

use crate::clock;
use crate::error::Result;
use crate::filing::service::moving;
use crate::reference::book;
use crate::text::Tr;
use crate::web::post_form::NoFields;
use crate::web::{App, Applicant, Page, PostForm, render};

#[derive(Template)]
#[template(path = "wizard/receive.html")]
struct ReceivePage {
    page: Page,
    t: Tr,
    code: String,
    days: i64,
}

fn page(req: &HttpRequest, t: Tr, code: String) -> Result<HttpResponse> {
    let days = book().limits(clock::china_day(clock::now())).transfer_code_days;
    let page = Page::titled(req, "record-receive-title");
    render(&ReceivePage { page: if code.is_empty() { page } else { page.once() }, t, code, days })
}

/// What receiving means.
///
/// # Errors
/// When the template cannot be rendered.
pub async fn show(req: HttpRequest, applicant: Applicant) -> Result<HttpResponse> {
    page(&req, applicant.t(), String::new())
}

/// Makes the code and shows it, once.
///
/// # Errors
/// `Refused` when the account files for an entity.
pub async fn save(
    req: HttpRequest,
    applicant: Applicant,
    app: Data<App>,
    _: PostForm<NoFields>,
) -> Result<HttpResponse> {
    let code = app.db.write(applicant.by(), async |tx| moving::make_code(tx, applicant.account).await).await?;
    page(&req, applicant.t(), code.grouped())
}

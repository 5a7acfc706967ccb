//! The code that confirms the account's mobile. Right after the first sign-in, and whenever the owner comes back to it.

use actix_web::web::{Data, Query};
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;
use serde::Deserialize;

use crate::account::contact::service::{self, Sending};
use crate::account::store;
use crate::account::token::Purpose;
use crate::error::Result;
use crate::form::FieldErrors;
use crate::paths;
use crate::text::{Message, Tr};
use crate::values::one_time_code;
use crate::web::{App, Applicant, Page, PostForm, flash, render, render_invalid, see_other, switches};

/// Where to go afterwards.
#[derive(Deserialize, Default)]
#[serde(default)]
pub struct Next {
    next: String,
}

/// A typed code, or the wish for another one.
#[derive(Deserialize, Default)]
#[serde(default)]
pub struct CodeForm {
    code: String,
    act: String,
    next: String,
}

#[derive(Template)]
#[template(path = "account/verify_mobile.html")]
struct VerifyMobilePage {
    page: Page,
    t: Tr,
    mobile: String,
    next: String,
    errors: FieldErrors,
}

/// Shows where the code is typed.
///
/// # Errors
/// When the database refuses.
pub async fn show(
    req: HttpRequest,
    applicant: Applicant,
    app: Data<App>,
    Query(Next { next }): Query<Next>,
) -> Result<HttpResponse> {
    match code_page(&req, &applicant, &app, next, FieldErrors::new()).await? {
        Some(page) => render(&page),
        None => Ok(see_other(paths::account())),
    }
}

/// None where the mobile is confirmed.
async fn code_page(
    req: &HttpRequest,
    applicant: &Applicant,
    app: &App,
    next: String,
    errors: FieldErrors,
) -> Result<Option<VerifyMobilePage>> {
    let account = app.db.read(applicant.actor(), async |tx| store::load(tx, applicant.account).await).await?;
    Ok((!account.is_mobile_confirmed).then(|| VerifyMobilePage {
        page: Page::titled(req, "account-verify-mobile-title"),
        t: applicant.t(),
        mobile: account.masked_mobile(),
        next,
        errors,
    }))
}

/// Takes the code, or sends another.
///
/// # Errors
/// After too many codes.
pub async fn save(
    req: HttpRequest,
    applicant: Applicant,
    app: Data<App>,
    PostForm(form): PostForm<CodeForm>,
) -> Result<HttpResponse> {
    let id = applicant.account;
    let next = if form.next.is_empty() { paths::filings() } else { switches::local(&form.next) };
    if form.act == "resend" {
        let sending = app.db.write(applicant.by(), async |tx| service::send_code(tx, id).await).await?;
        let back = format!("{}?{}", paths::verify_mobile(), query(&next));
        return Ok(resent(&req, back, sending));
    }
    let error = match confirm(&app, &applicant, Purpose::ConfirmMobile, &form.code).await? {
        None => return Ok(flash::see_other_with(&req, next, "account-mobile-confirmed")),
        Some(error) => error,
    };
    match code_page(&req, &applicant, &app, form.next, FieldErrors::of("code", error)).await? {
        Some(page) => render_invalid(&page),
        None => Ok(see_other(next)),
    }
}

fn query(next: &str) -> String {
    form_urlencoded::Serializer::new(String::new()).append_pair("next", next).finish()
}

/// Back to the page, with word of what became of the wish for another code.
pub(super) fn resent(req: &HttpRequest, back: String, sending: Sending) -> HttpResponse {
    match sending {
        Sending::Sent => flash::see_other_with(req, back, "account-code-sent"),
        Sending::Wait(_) => flash::see_other_failed(req, back, "account-code-wait"),
    }
}

/// Takes a typed code; the message says what is wrong with it. The try is counted and kept before the code is looked at.
pub(super) async fn confirm(
    app: &App,
    applicant: &Applicant,
    purpose: Purpose,
    typed: &str,
) -> Result<Option<Message>> {
    let id = applicant.account;
    let Some(code) = one_time_code::read(typed) else {
        return Ok(Some(Message::new("account-code-form")));
    };
    if !app.db.write(applicant.by(), async |tx| service::count_code(tx, id, purpose).await).await? {
        return Ok(Some(Message::new("account-code-dead")));
    }
    let right = app.db.write(applicant.by(), async |tx| service::confirm_mobile(tx, id, purpose, &code).await).await?;
    Ok((!right).then(|| Message::new("account-code-wrong")))
}

//! The end of an account: what it means, what stands in the way, and the button.

use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;
use serde::Deserialize;

use crate::account::service::is_current_password;
use crate::clock;
use crate::error::{Error, Result};
use crate::form::FieldErrors;
use crate::material::client;
use crate::paths;
use crate::privacy::service;
use crate::privacy::store::Living;
use crate::reference::book;
use crate::text::{Message, Tr};
use crate::web::ui::Link;
use crate::web::{App, Applicant, Page, PostForm, cookies, flash, render, render_invalid};

/// That it is meant, and the password once more.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct CloseForm {
    confirmed: String,
    current: String,
}

#[derive(Template)]
#[template(path = "privacy/close.html")]
struct ClosePage {
    page: Page,
    t: Tr,
    /// What stands in the way: filings and records that live.
    living: Vec<Link>,
    years: i64,
    form: CloseForm,
    errors: FieldErrors,
}

/// Shows what it means.
///
/// # Errors
/// When the database refuses.
pub async fn show(req: HttpRequest, applicant: Applicant, app: Data<App>) -> Result<HttpResponse> {
    render(&page(&req, &applicant, &app, CloseForm::default(), FieldErrors::new()).await?)
}

async fn page(
    req: &HttpRequest,
    applicant: &Applicant,
    app: &App,
    form: CloseForm,
    errors: FieldErrors,
) -> Result<ClosePage> {
    let (t, id) = (applicant.t(), applicant.account);
    let living = app.db.read(applicant.actor(), async |tx| service::living(tx, id).await).await?;
    let link = |one: Living| match (one.filing, one.record) {
        (Some(reference), _) => {
            Link::new(t.a1("privacy-living-filing", "ref", reference.as_str()), paths::filing(&reference))
        }
        (None, number) => {
            Link::new(t.a1("privacy-living-record", "number", number.unwrap_or_default()), paths::filings())
        }
    };
    let years = book().limits(clock::china_day(clock::now())).retention_decisions_years;
    let living = living.into_iter().map(link).collect();
    Ok(ClosePage { page: Page::titled(req, "privacy-close-title"), t, living, years, form, errors })
}

/// Closes it; every session ends and the owner is told.
///
/// # Errors
/// After too many wrong passwords.
pub async fn save(
    req: HttpRequest,
    applicant: Applicant,
    app: Data<App>,
    PostForm(form): PostForm<CloseForm>,
) -> Result<HttpResponse> {
    let id = applicant.account;
    let mut errors = FieldErrors::new();
    let is_meant = form.confirmed == "yes";
    if !is_meant {
        errors.add("confirmed", Message::new("privacy-close-unconfirmed"));
    }
    // No try of the password is counted before it is meant.
    if form.current.is_empty()
        || (is_meant && !is_current_password(&app.db, &app.hasher, applicant.by(), id, &form.current).await?)
    {
        errors.add("current", Message::new("account-current-wrong"));
    }
    if !errors.is_empty() {
        return render_invalid(&page(&req, &applicant, &app, form, errors).await?);
    }
    match app.db.write(applicant.by(), async |tx| service::close(tx, id).await).await {
        Ok(files) => {
            client::discard(&app.storage, &files).await;
            Ok(cookies::end(&req, flash::see_other_with(&req, paths::home(), "privacy-closed")))
        }
        Err(Error::Refused(message)) => {
            let errors = FieldErrors::of("confirmed", message);
            render_invalid(&page(&req, &applicant, &app, form, errors).await?)
        }
        Err(other) => Err(other),
    }
}

//! Where somebody of the staff is told that their login was used on a device that was not known.

use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;
use serde::Deserialize;

use super::me::is_current_password;
use crate::error::Result;
use crate::form::FieldErrors;
use crate::paths;
use crate::staff::{service, store};
use crate::text::{Message, Tr};
use crate::values::Email;
use crate::web::{App, Officer, Page, PostForm, flash, render, render_invalid};

/// The address, empty for none, and the password of who changes it.
#[derive(Deserialize, Default)]
#[serde(default)]
pub struct AlarmMailForm {
    email: String,
    current: String,
}

#[derive(Template)]
#[template(path = "staff/alarm_mail.html")]
struct AlarmMailPage {
    page: Page,
    t: Tr,
    email: String,
    errors: FieldErrors,
}

fn alarm_mail_page(req: &HttpRequest, officer: &Officer, email: String, errors: FieldErrors) -> AlarmMailPage {
    AlarmMailPage { page: Page::titled(req, "staff-alarm-mail"), t: officer.t(), email, errors }
}

/// Shows the address to its owner.
///
/// # Errors
/// When the database refuses.
pub async fn show(req: HttpRequest, officer: Officer, app: Data<App>) -> Result<HttpResponse> {
    let id = officer.staff;
    let found = app.db.read(officer.actor(), async |tx| store::find_alarm_mail(tx, id).await).await?;
    let email = found.map(|mail| mail.to.reveal().to_owned()).unwrap_or_default();
    render(&alarm_mail_page(&req, &officer, email, FieldErrors::new()))
}

/// Changes it.
///
/// # Errors
/// After too many wrong passwords.
pub async fn save(
    req: HttpRequest,
    officer: Officer,
    app: Data<App>,
    PostForm(form): PostForm<AlarmMailForm>,
) -> Result<HttpResponse> {
    let email = match Some(form.email.trim()).filter(|typed| !typed.is_empty()).map(Email::parse).transpose() {
        Ok(email) => email,
        Err(message) => {
            let errors = FieldErrors::of("email", message);
            return render_invalid(&alarm_mail_page(&req, &officer, form.email, errors));
        }
    };
    if !is_current_password(&app, &officer, &form.current).await? {
        let errors = FieldErrors::of("current", Message::new("staff-current-wrong"));
        return render_invalid(&alarm_mail_page(&req, &officer, form.email, errors));
    }
    let id = officer.staff;
    app.db.write(officer.by(), async |tx| service::change_alarm_mail(tx, id, email.as_ref()).await).await?;
    Ok(flash::see_other_with(&req, paths::office::me(), "staff-saved"))
}

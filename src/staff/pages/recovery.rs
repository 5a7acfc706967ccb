//! Codes for a lost phone: how many are left, and fresh ones in their place, shown this once.

use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;
use serde::Deserialize;

use super::me::is_current_password;
use crate::error::Result;
use crate::form::FieldErrors;
use crate::staff::{recovery_code, service, store};
use crate::text::{Message, Tr};
use crate::web::{App, Officer, Page, PostForm, render, render_invalid};

/// The password of who wants fresh ones: a session alone must not get past the phone.
#[derive(Deserialize, Default)]
#[serde(default)]
pub struct RecoveryForm {
    current: String,
}

#[derive(Template)]
#[template(path = "staff/recovery.html")]
struct RecoveryPage {
    page: Page,
    t: Tr,
    left: usize,
    errors: FieldErrors,
}

#[derive(Template)]
#[template(path = "staff/recovery_codes.html")]
struct CodesPage {
    page: Page,
    t: Tr,
    codes: String,
}

/// Shows how many are left.
///
/// # Errors
/// When the database refuses.
pub async fn show(req: HttpRequest, officer: Officer, app: Data<App>) -> Result<HttpResponse> {
    render(&recovery_page(&req, &officer, &app, FieldErrors::new()).await?)
}

async fn recovery_page(req: &HttpRequest, officer: &Officer, app: &App, errors: FieldErrors) -> Result<RecoveryPage> {
    let id = officer.staff;
    let left = app.db.read(officer.actor(), async |tx| store::count_recovery_codes(tx, id).await).await?;
    Ok(RecoveryPage { page: Page::titled(req, "staff-recovery-title"), t: officer.t(), left, errors })
}

/// Makes fresh ones and shows them.
///
/// # Errors
/// After too many wrong passwords.
pub async fn save(
    req: HttpRequest,
    officer: Officer,
    app: Data<App>,
    PostForm(form): PostForm<RecoveryForm>,
) -> Result<HttpResponse> {
    if !is_current_password(&app, &officer, &form.current).await? {
        let errors = FieldErrors::of("current", Message::new("staff-current-wrong"));
        return render_invalid(&recovery_page(&req, &officer, &app, errors).await?);
    }
    let id = officer.staff;
    let codes = recovery_code::fresh()?;
    app.db.write(officer.by(), async |tx| service::make_recovery_codes(tx, id, &codes).await).await?;
    let codes = codes.iter().map(|code| recovery_code::shown(code)).collect::<Vec<_>>().join("\n");
    render(&CodesPage { page: Page::titled(&req, "staff-recovery-title").once(), t: officer.t(), codes })
}

//! A password of one's own in place of a temporary one, before anything else.

use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;
use serde::Deserialize;

use crate::auth::password::Verified;
use crate::auth::session::{Who, Whose};
use crate::db::Tx;
use crate::error::Result;
use crate::form::FieldErrors;
use crate::paths;
use crate::staff::{service, store};
use crate::text::{Message, Tr};
use crate::values::NewPassword;
use crate::web::{App, Officer, Page, PostForm, flash, held, render, render_invalid, see_other};

/// The new password.
#[derive(Deserialize, Default)]
#[serde(default)]
pub struct FirstPasswordForm {
    password: String,
}

#[derive(Template)]
#[template(path = "staff/first_password.html")]
struct FirstPasswordPage {
    page: Page,
    t: Tr,
    login: String,
    errors: FieldErrors,
}

fn must_change(officer: &Officer) -> bool {
    matches!(
        officer.viewer.session.as_ref().map(|session| &session.who),
        Some(Who::Staff { must_change_password: true, .. })
    )
}

/// Shows the form; who has chosen a password already changes it on the own page.
///
/// # Errors
/// When the database refuses.
pub async fn show(req: HttpRequest, officer: Officer, app: Data<App>) -> Result<HttpResponse> {
    if !must_change(&officer) {
        return Ok(see_other(paths::office::me_password()));
    }
    let id = officer.staff;
    let login = app.db.read(officer.actor(), async |tx| store::load_credentials(tx, id).await).await?.login;
    let page = Page::titled(&req, "staff-first-password-title");
    render(&FirstPasswordPage { page, t: officer.t(), login, errors: FieldErrors::new() })
}

/// Sets the password.
///
/// # Errors
/// When the database refuses.
pub async fn save(
    req: HttpRequest,
    officer: Officer,
    app: Data<App>,
    PostForm(form): PostForm<FirstPasswordForm>,
) -> Result<HttpResponse> {
    if !must_change(&officer) {
        return Ok(see_other(paths::office::me_password()));
    }
    let (id, own) = (officer.staff, officer.session);
    let known = app.db.read(officer.actor(), async |tx| store::load_credentials(tx, id).await).await?;
    let invalid = |message: Message| {
        let page = Page::titled(&req, "staff-first-password-title");
        let errors = FieldErrors::of("password", message);
        render_invalid(&FirstPasswordPage { page, t: officer.t(), login: known.login.clone(), errors })
    };
    let password = match NewPassword::parse(&form.password, &[&known.login, &officer.name]) {
        Ok(password) => password,
        Err(message) => return invalid(message),
    };
    if app.hasher.verify(password.expose(), Some(&known.password_hash)).await? != Verified::No {
        return invalid(Message::new("staff-first-password-same"));
    }
    let hash = app.hasher.hash(password.expose()).await?;
    let whose = Whose::Staff(id);
    let change = async |tx: &mut Tx<'_>| {
        service::change_password(tx, id, &hash, own).await?;
        held::waiting(tx, whose).await
    };
    let waiting = app.db.write(officer.by(), change).await?;
    let next = held::goal("", whose, &waiting).unwrap_or_else(paths::home);
    Ok(flash::see_other_with(&req, next, "staff-password-changed"))
}

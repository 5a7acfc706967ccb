//! The own login: password, language, light and dark, devices.

use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;
use serde::Deserialize;
use uuid::Uuid;

use crate::auth::password::Verified;
use crate::auth::session::EndedBy;
use crate::auth::store as sessions;
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::form::FieldErrors;
use crate::paths;
use crate::staff::staff::Credentials;
use crate::staff::{service, store};
use crate::text::{Message, Tr};
use crate::values::NewPassword;
use crate::values::ids::SessionId;
use crate::values::personal::Masked;
use crate::web::ui::{DeviceRow, SummaryRow};
use crate::web::{App, Officer, Page, PostForm, flash, render, render_invalid};

#[derive(Template)]
#[template(path = "staff/me.html")]
struct MePage {
    page: Page,
    t: Tr,
    errors: FieldErrors,
    has_alarms: bool,
    rows: Vec<SummaryRow>,
    devices: Vec<DeviceRow>,
}

/// Which device to sign out: one, or with `all` every other.
#[derive(Deserialize, Default)]
#[serde(default)]
pub struct RevokeForm {
    session: String,
    all: Option<String>,
}

/// Shows it.
///
/// # Errors
/// When the database refuses.
pub async fn show(req: HttpRequest, officer: Officer, app: Data<App>) -> Result<HttpResponse> {
    render(&page(&req, &officer, &app, FieldErrors::new()).await?)
}

async fn page(req: &HttpRequest, officer: &Officer, app: &App, errors: FieldErrors) -> Result<MePage> {
    let id = officer.staff;
    let load = async |tx: &mut Tx<'_>| {
        let own = (store::load(tx, id).await?, sessions::list_of_staff(tx, id).await?);
        Ok((own, store::count_recovery_codes(tx, id).await?, store::find_alarm_mail(tx, id).await?))
    };
    let ((member, listed), codes, mail) = app.db.read(officer.actor(), load).await?;
    let t = officer.t();
    let has_alarms = mail.is_some();
    let mail = mail.map_or_else(|| t.t("staff-alarm-mail-none"), |mail| Masked::email(mail.to.reveal()).to_string());
    let rows = vec![
        SummaryRow::new(t.t("staff-name"), member.name),
        SummaryRow::new(t.t("staff-login"), member.login),
        SummaryRow::new(t.t("staff-role"), t.t(&format!("site-role-{}", member.role.code()))),
        SummaryRow::new(t.t("staff-password"), "••••••••").with_change(paths::office::me_password()),
        SummaryRow::new(t.t("staff-second-factor"), t.t("staff-second-factor-on")),
        SummaryRow::new(t.t("staff-recovery-title"), t.a1("staff-recovery-left", "count", codes))
            .with_change(paths::office::me_recovery()),
        SummaryRow::new(t.t("staff-alarm-mail"), mail).with_change(paths::office::me_alarm_mail()),
    ];
    let devices = listed.iter().map(|session| DeviceRow::new(t, session, officer.session)).collect();
    Ok(MePage { page: Page::titled(req, "site-nav-me"), t, errors, has_alarms, rows, devices })
}

/// Signs one device out, or all others.
///
/// # Errors
/// [`Error::NotFound`] for a session of somebody else.
pub async fn save(
    req: HttpRequest,
    officer: Officer,
    app: Data<App>,
    PostForm(form): PostForm<RevokeForm>,
) -> Result<HttpResponse> {
    let (id, own) = (officer.staff, officer.session);
    if form.all.is_some() {
        app.db.write(officer.by(), async |tx| service::end_other_sessions(tx, id, own).await).await?;
        return Ok(flash::see_other_with(&req, paths::office::me(), "staff-sessions-ended"));
    }
    let Ok(session) = form.session.parse::<Uuid>() else {
        let errors = FieldErrors::of("session", Message::new("staff-session-missing"));
        return render_invalid(&page(&req, &officer, &app, errors).await?);
    };
    let revoke = async |tx: &mut Tx<'_>| {
        let listed = sessions::list_of_staff(tx, id).await?;
        listed.iter().find(|known| known.id == session).ok_or(Error::NotFound)?;
        service::end_session(tx, id, SessionId::from_uuid(session), EndedBy::Revoked).await
    };
    app.db.write(officer.by(), revoke).await?;
    Ok(flash::see_other_with(&req, paths::office::me(), "staff-session-ended"))
}

/// A new password.
#[derive(Deserialize, Default)]
#[serde(default)]
pub struct PasswordForm {
    current: String,
    password: String,
}

#[derive(Template)]
#[template(path = "staff/password.html")]
struct PasswordPage {
    page: Page,
    t: Tr,
    login: String,
    errors: FieldErrors,
}

/// Shows where to change the password.
///
/// # Errors
/// When the database refuses.
pub async fn show_password(req: HttpRequest, officer: Officer, app: Data<App>) -> Result<HttpResponse> {
    let id = officer.staff;
    let login = app.db.read(officer.actor(), async |tx| store::load_credentials(tx, id).await).await?.login;
    let page = Page::titled(&req, "staff-password-title");
    render(&PasswordPage { page, t: officer.t(), login, errors: FieldErrors::new() })
}

/// Changes it; every other session ends.
///
/// # Errors
/// After too many wrong tries.
pub async fn save_password(
    req: HttpRequest,
    officer: Officer,
    app: Data<App>,
    PostForm(form): PostForm<PasswordForm>,
) -> Result<HttpResponse> {
    let (id, own) = (officer.staff, officer.session);
    let known = app.db.read(officer.actor(), async |tx| store::load_credentials(tx, id).await).await?;
    let invalid = |name: &str, message: Message| {
        let page = Page::titled(&req, "staff-password-title");
        let errors = FieldErrors::of(name, message);
        render_invalid(&PasswordPage { page, t: officer.t(), login: known.login.clone(), errors })
    };
    let password = match NewPassword::parse(&form.password, &[&known.login, &officer.name]) {
        Ok(password) => password,
        Err(message) => return invalid("password", message),
    };
    if !is_password_of(&app, &officer, &known, &form.current).await? {
        return invalid("current", Message::new("staff-current-wrong"));
    }
    let hash = app.hasher.hash(password.expose()).await?;
    app.db.write(officer.by(), async |tx| service::change_password(tx, id, &hash, own).await).await?;
    Ok(flash::see_other_with(&req, paths::office::me(), "staff-password-changed"))
}

/// Whether this is the password of who is signed in. The try is counted and kept before it is looked at.
///
/// # Errors
/// After too many wrong tries.
pub(super) async fn is_current_password(app: &App, officer: &Officer, typed: &str) -> Result<bool> {
    let id = officer.staff;
    let known = app.db.read(officer.actor(), async |tx| store::load_credentials(tx, id).await).await?;
    is_password_of(app, officer, &known, typed).await
}

async fn is_password_of(app: &App, officer: &Officer, known: &Credentials, typed: &str) -> Result<bool> {
    if typed.is_empty() {
        return Ok(false);
    }
    let id = officer.staff;
    app.db.write(officer.by(), async |tx| service::count_current_password(tx, id).await).await?;
    Ok(app.hasher.verify(typed, Some(&known.password_hash)).await? != Verified::No)
}

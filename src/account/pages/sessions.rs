//! The devices an account is signed in on, and signing them out.

use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;
use serde::Deserialize;
use uuid::Uuid;

use crate::account::service;
use crate::audit::Subject;
use crate::auth::session::EndedBy;
use crate::auth::store as sessions;
use crate::error::{Error, Result};
use crate::paths;
use crate::text::Tr;
use crate::values::ids::SessionId;
use crate::web::ui::DeviceRow;
use crate::web::{App, Applicant, Page, PostForm, flash, render, see_other};

#[derive(Template)]
#[template(path = "account/sessions.html")]
struct SessionsPage {
    page: Page,
    t: Tr,
    rows: Vec<DeviceRow>,
}

/// Which to sign out: one, or with `all` every other.
#[derive(Deserialize, Default)]
#[serde(default)]
pub struct RevokeForm {
    session: Option<Uuid>,
    all: Option<String>,
}

/// Lists them.
///
/// # Errors
/// When the database refuses.
pub async fn show(req: HttpRequest, applicant: Applicant, app: Data<App>) -> Result<HttpResponse> {
    let id = applicant.account;
    let listed = app.db.read(applicant.actor(), async |tx| sessions::list_of_account(tx, id).await).await?;
    let t = applicant.t();
    let rows = listed.iter().map(|session| DeviceRow::new(t, session, applicant.session)).collect();
    render(&SessionsPage { page: Page::titled(&req, "account-sessions-title"), t, rows })
}

/// Signs them out.
///
/// # Errors
/// [`Error::NotFound`] for a session of somebody else.
pub async fn save(
    req: HttpRequest,
    applicant: Applicant,
    app: Data<App>,
    PostForm(form): PostForm<RevokeForm>,
) -> Result<HttpResponse> {
    let (id, own) = (applicant.account, applicant.session);
    match form.session.map(SessionId::from_uuid) {
        Some(session) => {
            let revoke = async |tx: &mut crate::db::Tx<'_>| {
                let listed = sessions::list_of_account(tx, id).await?;
                listed.iter().find(|known| known.id == session.uuid()).ok_or(Error::NotFound)?;
                service::end_session(tx, Subject::account(id), session, EndedBy::Revoked).await
            };
            app.db.write(applicant.by(), revoke).await?;
            let next = if session == own { paths::home() } else { paths::account_sessions() };
            Ok(flash::see_other_with(&req, next, "account-session-ended"))
        }
        None if form.all.is_some() => {
            app.db.write(applicant.by(), async |tx| service::end_other_sessions(tx, id, own).await).await?;
            Ok(flash::see_other_with(&req, paths::account_sessions(), "account-sessions-ended"))
        }
        None => Ok(see_other(paths::account_sessions())),
    }
}

//! The first step of staff's sign-in: login and password. Unknown logins get the same answer after the same work.

use std::time::Instant;

use actix_web::web::{Data, Query};
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;
use serde::Deserialize;

use crate::auth::device as device_mark;
use crate::auth::password::Verified;
use crate::auth::session::{EndedBy, Stage, Who};
use crate::error::{Error, Result};
use crate::form::FieldErrors;
use crate::paths;
use crate::staff::service::{self, SignIn};
use crate::staff::staff::{Credentials, Login};
use crate::staff::store;
use crate::text::{Message, Tr};
use crate::web::post_form::NoFields;
use crate::web::viewer::Viewer;
use crate::web::{
    App, ClientAddress, Page, PostForm, Visitor, cookies, device, flash, held, render, render_invalid, render_wait,
    see_other, steady, switches,
};

/// Where to go after sign-in.
#[derive(Deserialize, Default)]
#[serde(default)]
pub struct Next {
    pub(super) next: String,
}

/// What a sign-in asks for.
#[derive(Deserialize, Default)]
#[serde(default)]
pub struct SignInForm {
    login: String,
    password: String,
    next: String,
}

#[derive(Template)]
#[template(path = "staff/sign_in.html")]
struct SignInPage {
    page: Page,
    t: Tr,
    login: String,
    next: String,
    is_held: bool,
    errors: FieldErrors,
}

/// Shows the form; who is signed in goes on.
///
/// # Errors
/// When the page cannot be rendered.
pub async fn show(req: HttpRequest, visitor: Visitor, Query(Next { next }): Query<Next>) -> Result<HttpResponse> {
    match visitor.session.as_ref().map(|session| &session.who) {
        Some(Who::Staff { stage: Stage::Full, .. }) => Ok(see_other(switches::local(&next))),
        _ => render(&form_page(&req, visitor.t(), String::new(), next, FieldErrors::new())),
    }
}

fn form_page(req: &HttpRequest, t: Tr, login: String, next: String, errors: FieldErrors) -> SignInPage {
    let is_held = next.starts_with(&paths::office::held("")) && !next.ends_with(held::FILES);
    SignInPage { page: Page::titled(req, "staff-sign-in-title"), t, login, next, is_held, errors }
}

/// Takes the password and leads to the second factor.
///
/// # Errors
/// When login or address must wait after failures.
pub async fn save(
    req: HttpRequest,
    visitor: Visitor,
    app: Data<App>,
    client: ClientAddress,
    PostForm(form): PostForm<SignInForm>,
) -> Result<HttpResponse> {
    let started = Instant::now();
    let t = visitor.t();
    let wrong = |form: SignInForm| {
        let errors = FieldErrors::of("login", Message::new("staff-sign-in-wrong"));
        render_invalid(&form_page(&req, t, form.login, form.next, errors))
    };
    let Ok(login) = Login::parse(&form.login) else { return wrong(form) };
    let counter = device_mark::counter(app.db.sealer(), login.as_str(), cookies::device_mark(&req).as_deref());
    let address = client.key();
    match app.db.write(visitor.by(), async |tx| service::count_sign_in(tx, &address, &counter).await).await {
        Err(Error::TooMany(seconds)) => return must_wait(&req, t, form, seconds),
        counted => counted?,
    }
    let Some((staff, rehashed)) = verify(&app, &visitor, &login, &form.password).await? else {
        // A hash of older parameters takes another time.
        steady::wait(started).await;
        return wrong(form);
    };
    let sign_in = SignIn {
        former: visitor.session.as_ref().map(|session| session.id),
        device: &device::of(&req),
        rehashed: rehashed.as_deref(),
        client: &address,
        counter: &counter,
    };
    let token = app.db.write(visitor.by(), async |tx| service::begin_code_stage(tx, &staff, &sign_in).await).await?;
    let to = if staff.has_second_factor { paths::office::code() } else { paths::office::enrol() };
    let query = form_urlencoded::Serializer::new(String::new()).append_pair("next", &form.next).finish();
    let next = if form.next.is_empty() { to } else { format!("{to}?{query}") };
    Ok(cookies::begin(&req, see_other(next), &token, None))
}

/// The form again, with how long to wait. The same whoever has the login.
fn must_wait(req: &HttpRequest, t: Tr, form: SignInForm, seconds: u32) -> Result<HttpResponse> {
    let message = Message::new("staff-sign-in-wait").with("minutes", seconds.div_ceil(60));
    let page = form_page(req, t, form.login, form.next, FieldErrors::of("login", message));
    render_wait(&page, seconds)
}

/// The login whose password this is, with its new hash where the parameters grew.
async fn verify(
    app: &App,
    visitor: &Viewer,
    login: &Login,
    password: &str,
) -> Result<Option<(Credentials, Option<String>)>> {
    let found = app.db.read(visitor.actor(), async |tx| store::find_by_login(tx, login).await).await?;
    let stored = found.as_ref().map(|staff| staff.password_hash.as_str());
    let verified = app.hasher.verify(password, stored).await?;
    let known = found.as_ref().map(|staff| staff.id);
    match (found, verified) {
        (Some(staff), Verified::Yes) => Ok(Some((staff, None))),
        (Some(staff), Verified::Rehashed(hash)) => Ok(Some((staff, Some(hash)))),
        _ => {
            app.db.write(visitor.by(), async |tx| service::refuse_sign_in(tx, known, "password").await).await?;
            Ok(None)
        }
    }
}

/// Signs out, also between password and second factor, and who is signed out already.
///
/// # Errors
/// When the database refuses.
pub async fn sign_out(
    req: HttpRequest,
    visitor: Visitor,
    app: Data<App>,
    _: PostForm<NoFields>,
) -> Result<HttpResponse> {
    if let Some(session) = &visitor.session {
        let Who::Staff { id: staff, .. } = session.who else { return Err(Error::Forbidden) };
        let id = session.id;
        app.db.write(visitor.by(), async |tx| service::end_session(tx, staff, id, EndedBy::SignOut).await).await?;
    }
    Ok(cookies::end(&req, flash::see_other_with(&req, paths::sign_in(), "staff-signed-out")))
}

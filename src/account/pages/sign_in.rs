//! Sign-in and sign-out. Unknown accounts get the same answer after the same work.

use std::time::Instant;

use actix_web::web::{Data, Query};
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;
use serde::Deserialize;

use super::counter;
use crate::account::account::Credentials;
use crate::account::service::{self, SignIn};
use crate::account::store;
use crate::audit::Subject;
use crate::auth::device;
use crate::auth::password::Verified;
use crate::auth::session::{EndedBy, Who, Whose};
use crate::db::By;
use crate::error::{Error, Result};
use crate::form::FieldErrors;
use crate::paths;
use crate::text::{Message, Tr};
use crate::values::Email;
use crate::values::actor::Actor;
use crate::web::post_form::NoFields;
use crate::web::viewer::Viewer;
use crate::web::{
    App, ClientAddress, Page, PostForm, Visitor, cookies, device as browser, flash, held, render, render_invalid,
    render_wait, see_other, steady, switches,
};

/// Where to go after sign-in.
#[derive(Deserialize, Default)]
#[serde(default)]
pub struct Next {
    next: String,
}

/// What a sign-in asks for.
#[derive(Deserialize, Default)]
#[serde(default)]
pub struct SignInForm {
    email: String,
    password: String,
    next: String,
}

#[derive(Template)]
#[template(path = "account/sign_in.html")]
struct SignInPage {
    page: Page,
    t: Tr,
    email: String,
    next: String,
    is_held: bool,
    errors: FieldErrors,
}

/// Shows the form; who is signed in goes on.
///
/// # Errors
/// When the page cannot be rendered.
pub async fn show(req: HttpRequest, visitor: Visitor, Query(next): Query<Next>) -> Result<HttpResponse> {
    if visitor.session.is_some() {
        return Ok(see_other(after(&next.next)));
    }
    render(&form_page(&req, visitor.t(), String::new(), next.next, FieldErrors::new()))
}

fn form_page(req: &HttpRequest, t: Tr, email: String, next: String, errors: FieldErrors) -> SignInPage {
    let is_held = is_held(&next) && !next.ends_with(held::FILES);
    SignInPage { page: Page::titled(req, "account-sign-in-title"), t, email, next, is_held, errors }
}

/// Whether somebody comes from a form that waits.
fn is_held(next: &str) -> bool {
    next.starts_with(&paths::held(""))
}

/// A path of this site; the filings where none was asked for.
fn after(next: &str) -> String {
    if next.is_empty() { paths::filings() } else { switches::local(next) }
}

/// Where a sign-in leads: to what its owner sent into an ended session, else to where they wanted to go.
fn goal(next: &str, kept: Option<String>, needs_mobile: bool) -> String {
    if let Some(kept) = kept {
        return kept;
    }
    // A form of somebody else who used this browser.
    let next = after(if is_held(next) { "" } else { next });
    if !needs_mobile {
        return next;
    }
    let next: String = form_urlencoded::byte_serialize(next.as_bytes()).collect();
    format!("{}?next={next}", paths::verify_mobile())
}

/// Signs in.
///
/// # Errors
/// When account or address must wait after failures.
pub async fn save(
    req: HttpRequest,
    visitor: Visitor,
    app: Data<App>,
    client: ClientAddress,
    PostForm(form): PostForm<SignInForm>,
) -> Result<HttpResponse> {
    let started = Instant::now();
    let t = visitor.t();
    let email = match Email::parse(&form.email) {
        Ok(email) => email,
        Err(message) => {
            let errors = FieldErrors::of("email", message);
            return render_invalid(&form_page(&req, t, form.email, form.next, errors));
        }
    };
    let (address, counter) = (client.key(), counter(&req, &app, &email));
    match app.db.write(visitor.by(), async |tx| service::count_sign_in(tx, &address, &counter).await).await {
        Err(Error::TooMany(seconds)) => return must_wait(&req, t, form, seconds),
        counted => counted?,
    }
    let Some((account, rehashed)) = verify(&app, &visitor, &email, &form.password).await? else {
        // A hash of older parameters takes another time.
        steady::wait(started).await;
        let errors = FieldErrors::of("email", Message::new("account-sign-in-wrong"));
        return render_invalid(&form_page(&req, t, form.email, form.next, errors));
    };
    let sign_in = SignIn {
        former: visitor.session.as_ref().map(|session| session.id),
        device: &browser::of(&req),
        rehashed: rehashed.as_deref(),
        client: &address,
        counter: &counter,
    };
    let by = By::new(Actor::Applicant(account.id), visitor.request_id);
    let chosen = switches::chosen_language(&req);
    let token = app
        .db
        .write(by, async |tx| {
            if let Some(chosen) = chosen {
                switches::keep_language(tx, chosen).await?;
            }
            service::sign_in(tx, &account, &sign_in).await
        })
        .await?;
    let whose = Whose::Account(account.id);
    let waiting = app.db.read(Actor::Applicant(account.id), async |tx| held::waiting(tx, whose).await).await?;
    let next = goal(&form.next, held::goal(&form.next, whose, &waiting), account.needs_mobile);
    let mark = device::mark(app.db.sealer(), &email.key())?;
    Ok(cookies::begin(&req, see_other(next), &token, Some(mark)))
}

/// The form again, with how long to wait and the way that needs no waiting. The same whoever has the address.
fn must_wait(req: &HttpRequest, t: Tr, form: SignInForm, seconds: u32) -> Result<HttpResponse> {
    let message = Message::new("account-sign-in-wait").with("minutes", seconds.div_ceil(60));
    let page = form_page(req, t, form.email, form.next, FieldErrors::of("email", message));
    render_wait(&page, seconds)
}

/// The account whose password this is, with its new hash where the parameters grew.
async fn verify(
    app: &App,
    visitor: &Viewer,
    email: &Email,
    password: &str,
) -> Result<Option<(Credentials, Option<String>)>> {
    let found = app.db.read(visitor.actor(), async |tx| store::find_by_email(tx, email).await).await?;
    let stored = found.as_ref().map(|account| account.password_hash.as_str());
    let verified = app.hasher.verify(password, stored).await?;
    let known = found.as_ref().map(|account| account.id);
    match (found.filter(|account| account.is_confirmed), verified) {
        (Some(account), Verified::Yes) => Ok(Some((account, None))),
        (Some(account), Verified::Rehashed(hash)) => Ok(Some((account, Some(hash)))),
        _ => {
            app.db.write(visitor.by(), async |tx| service::refuse_sign_in(tx, known).await).await?;
            Ok(None)
        }
    }
}

/// Signs out; also who is signed out already.
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
        let Who::Applicant(account) = session.who else { return Err(Error::Forbidden) };
        let (id, subject) = (session.id, Subject::account(account));
        app.db.write(visitor.by(), async |tx| service::end_session(tx, subject, id, EndedBy::SignOut).await).await?;
    }
    Ok(cookies::end(&req, flash::see_other_with(&req, paths::home(), "account-signed-out")))
}

//! Passwords: forgotten, set anew by a mailed link, changed with the current one.

use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;
use serde::Deserialize;

use super::counter;
use super::register::LookAtMailPage;
use super::verify_email::dead_link;
use crate::account::account::Account;
use crate::account::token::{Purpose, store as tokens};
use crate::account::{service, store};
use crate::auth::device;
use crate::auth::session::Token;
use crate::auth::throttle::Scope;
use crate::error::Result;
use crate::form::FieldErrors;
use crate::paths;
use crate::text::{Message, Tr};
use crate::values::{Email, NewPassword};
use crate::web::{
    App, Applicant, ClientAddress, Page, PostForm, Visitor, cookies, flash, render, render_invalid, steady,
};

/// Whose password was forgotten.
#[derive(Deserialize, Default)]
#[serde(default)]
pub struct ForgotForm {
    email: String,
}

#[derive(Template)]
#[template(path = "account/password_forgot.html")]
struct ForgotPage {
    page: Page,
    t: Tr,
    form: ForgotForm,
    errors: FieldErrors,
}

/// Shows where to type the address.
///
/// # Errors
/// When the page cannot be rendered.
pub async fn show_forgot(req: HttpRequest, visitor: Visitor) -> Result<HttpResponse> {
    let page = Page::titled(&req, "account-forgot-title");
    render(&ForgotPage { page, t: visitor.t(), form: ForgotForm::default(), errors: FieldErrors::new() })
}

/// Sends a link, if there is such an account; the answer does not tell.
///
/// # Errors
/// After too many requests.
pub async fn save_forgot(
    req: HttpRequest,
    visitor: Visitor,
    app: Data<App>,
    client: ClientAddress,
    PostForm(form): PostForm<ForgotForm>,
) -> Result<HttpResponse> {
    let t = visitor.t();
    let email = match Email::parse(&form.email) {
        Ok(email) => email,
        Err(message) => {
            let page = Page::titled(&req, "account-forgot-title");
            return render_invalid(&ForgotPage { page, t, form, errors: FieldErrors::of("email", message) });
        }
    };
    let (address, counter) = (client.key(), counter(&req, &app, &email));
    app.db
        .write(visitor.by(), async |tx| service::count_link_request(tx, Scope::ResetMailbox, &address, &counter).await)
        .await?;
    steady::during(app.db.write(visitor.by(), async |tx| service::request_reset(tx, &email).await)).await?;
    render(&LookAtMailPage {
        page: Page::titled(&req, "account-look-title"),
        t,
        text: t.t("account-look-forgot"),
        email: email.reveal().to_owned(),
        again: paths::password_forgot(),
    })
}

/// A new password.
#[derive(Deserialize, Default)]
#[serde(default)]
pub struct NewPasswordForm {
    current: String,
    password: String,
}

#[derive(Template)]
#[template(path = "account/password_reset.html")]
struct ResetPage {
    page: Page,
    t: Tr,
    action: String,
    email: String,
    errors: FieldErrors,
}

/// Shows where to type the new password.
///
/// # Errors
/// When the database refuses.
pub async fn show_reset(
    req: HttpRequest,
    visitor: Visitor,
    app: Data<App>,
    path: Path<String>,
) -> Result<HttpResponse> {
    let t = visitor.t();
    match link_owner(&app, &visitor, Token::parse(&path)).await? {
        Some(owner) => render(&reset_page(&req, t, &path, owner, FieldErrors::new())),
        None => dead_link(&req, t),
    }
}

fn reset_page(req: &HttpRequest, t: Tr, path: &str, owner: Account, errors: FieldErrors) -> ResetPage {
    let page = Page::titled(req, "account-reset-title");
    ResetPage { page, t, action: paths::password_reset(path), email: owner.email, errors }
}

/// The account that a living link belongs to.
async fn link_owner(app: &App, visitor: &Visitor, token: Option<Token>) -> Result<Option<Account>> {
    let Some(token) = token else { return Ok(None) };
    let find = async |tx: &mut crate::db::Tx<'_>| match tokens::find_link(tx, &[Purpose::ResetPassword], &token).await?
    {
        Some(link) => Ok(Some(store::load(tx, link.account).await?)),
        None => Ok(None),
    };
    app.db.read(visitor.actor(), find).await
}

/// Sets it.
///
/// # Errors
/// When the database refuses.
pub async fn save_reset(
    req: HttpRequest,
    visitor: Visitor,
    app: Data<App>,
    path: Path<String>,
    PostForm(form): PostForm<NewPasswordForm>,
) -> Result<HttpResponse> {
    let t = visitor.t();
    let Some(token) = Token::parse(&path) else { return dead_link(&req, t) };
    let Some(owner) = link_owner(&app, &visitor, Some(token.clone())).await? else { return dead_link(&req, t) };
    let password = match NewPassword::parse(&form.password, &own_words(&owner)) {
        Ok(password) => password,
        Err(message) => {
            return render_invalid(&reset_page(&req, t, &path, owner, FieldErrors::of("password", message)));
        }
    };
    let hash = app.hasher.hash(password.expose()).await?;
    if !app.db.write(visitor.by(), async |tx| service::reset_password(tx, &token, &hash).await).await? {
        return dead_link(&req, t);
    }
    let response = cookies::end(&req, flash::see_other_with(&req, paths::sign_in(), "account-password-reset"));
    // Who proved the mailbox is kept out by nobody's failures: this browser counts its own from now on.
    let Ok(email) = Email::parse(&owner.email) else { return Ok(response) };
    let mark = device::mark(app.db.sealer(), &email.key())?;
    Ok(cookies::remember(&req, response, mark))
}

/// What a password must not hold.
fn own_words(account: &Account) -> [&str; 2] {
    [&account.email, account.mobile.as_deref().unwrap_or_default()]
}

#[derive(Template)]
#[template(path = "account/password_change.html")]
struct ChangePage {
    page: Page,
    t: Tr,
    email: String,
    errors: FieldErrors,
}

/// Shows where to change it.
///
/// # Errors
/// When the database refuses.
pub async fn show_change(req: HttpRequest, applicant: Applicant, app: Data<App>) -> Result<HttpResponse> {
    let id = applicant.account;
    let account = app.db.read(applicant.actor(), async |tx| store::load(tx, id).await).await?;
    render(&change_page(&req, &applicant, account, FieldErrors::new()))
}

fn change_page(req: &HttpRequest, applicant: &Applicant, account: Account, errors: FieldErrors) -> ChangePage {
    let page = Page::titled(req, "account-password-title");
    ChangePage { page, t: applicant.t(), email: account.email, errors }
}

/// Changes it; every other session ends and the owner is told.
///
/// # Errors
/// After too many wrong tries.
pub async fn save_change(
    req: HttpRequest,
    applicant: Applicant,
    app: Data<App>,
    PostForm(form): PostForm<NewPasswordForm>,
) -> Result<HttpResponse> {
    let (id, own) = (applicant.account, applicant.session);
    let account = app.db.read(applicant.actor(), async |tx| store::load(tx, id).await).await?;
    let password = match NewPassword::parse(&form.password, &own_words(&account)) {
        Ok(password) => password,
        Err(message) => {
            return render_invalid(&change_page(&req, &applicant, account, FieldErrors::of("password", message)));
        }
    };
    if !is_current_password(&app, &applicant, &form.current).await? {
        let errors = FieldErrors::of("current", Message::new("account-current-wrong"));
        return render_invalid(&change_page(&req, &applicant, account, errors));
    }
    let hash = app.hasher.hash(password.expose()).await?;
    app.db.write(applicant.by(), async |tx| service::change_password(tx, id, &hash, own).await).await?;
    Ok(flash::see_other_with(&req, paths::account(), "account-password-changed"))
}

/// Whether this is the password of who is signed in.
pub(super) async fn is_current_password(app: &App, applicant: &Applicant, typed: &str) -> Result<bool> {
    service::is_current_password(&app.db, &app.hasher, applicant.by(), applicant.account, typed).await
}

//! A new mail address, a new mobile, and the links that take such a change back.

use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;
use serde::Deserialize;

use super::counter;
use super::password::is_current_password;
use super::register::LookAtMailPage;
use super::verify_email::{OneButtonPage, dead_link};
use super::verify_mobile::{confirm, resent};
use crate::account::account::Account;
use crate::account::contact::service::{self, Sending};
use crate::account::service::count_link_request;
use crate::account::store;
use crate::account::token::{OneTime, Purpose, store as tokens};
use crate::auth::session::Token;
use crate::auth::throttle::Scope;
use crate::error::Result;
use crate::form::FieldErrors;
use crate::paths;
use crate::reference;
use crate::text::{Message, Tr};
use crate::values::personal::Masked;
use crate::values::{Email, Mobile};
use crate::web::post_form::NoFields;
use crate::web::{
    App, Applicant, ClientAddress, Page, PostForm, Visitor, cookies, flash, render, render_invalid, see_other, steady,
};

/// A new mail address.
#[derive(Deserialize, Default)]
#[serde(default)]
pub struct EmailForm {
    email: String,
    current: String,
}

#[derive(Template)]
#[template(path = "account/email.html")]
struct EmailPage {
    page: Page,
    t: Tr,
    now: String,
    form: EmailForm,
    errors: FieldErrors,
}

/// Shows where to type the new address.
///
/// # Errors
/// When the database refuses.
pub async fn show_email(req: HttpRequest, applicant: Applicant, app: Data<App>) -> Result<HttpResponse> {
    render(&email_page(&req, &applicant, &app, EmailForm::default(), FieldErrors::new()).await?)
}

async fn email_page(
    req: &HttpRequest,
    applicant: &Applicant,
    app: &App,
    form: EmailForm,
    errors: FieldErrors,
) -> Result<EmailPage> {
    let now = app.db.read(applicant.actor(), async |tx| store::load(tx, applicant.account).await).await?.email;
    Ok(EmailPage { page: Page::titled(req, "account-email-title"), t: applicant.t(), now, form, errors })
}

/// Sends a link to the new address.
///
/// # Errors
/// After too many requests or wrong passwords.
pub async fn save_email(
    req: HttpRequest,
    applicant: Applicant,
    app: Data<App>,
    client: ClientAddress,
    PostForm(form): PostForm<EmailForm>,
) -> Result<HttpResponse> {
    let id = applicant.account;
    let account = app.db.read(applicant.actor(), async |tx| store::load(tx, id).await).await?;
    let new = match Email::parse(&form.email).and_then(|new| another_email(new, &account)) {
        Ok(new) => new,
        Err(message) => {
            let errors = FieldErrors::of("email", message);
            return render_invalid(&email_page(&req, &applicant, &app, form, errors).await?);
        }
    };
    if !is_current_password(&app, &applicant, &form.current).await? {
        let errors = FieldErrors::of("current", Message::new("account-current-wrong"));
        return render_invalid(&email_page(&req, &applicant, &app, form, errors).await?);
    }
    let (address, counter) = (client.key(), counter(&req, &app, &new));
    app.db
        .write(applicant.by(), async |tx| count_link_request(tx, Scope::ConfirmMailbox, &address, &counter).await)
        .await?;
    steady::during(app.db.write(applicant.by(), async |tx| service::request_email(tx, id, &new).await)).await?;
    let t = applicant.t();
    render(&LookAtMailPage {
        page: Page::titled(&req, "account-look-title"),
        t,
        text: t.t("account-look-email"),
        email: new.reveal().to_owned(),
        again: paths::account_email(),
    })
}

/// The address, unless the account has it already.
fn another_email(new: Email, account: &Account) -> Result<Email, Message> {
    let is_same = Email::parse(&account.email).is_ok_and(|own| own.key() == new.key());
    if is_same { Err(Message::new("account-email-same")) } else { Ok(new) }
}

/// The number, unless the account has it already and it is confirmed.
fn another_mobile(new: Mobile, account: &Account) -> Result<Mobile, Message> {
    let is_same = account.is_mobile_confirmed && account.mobile.as_deref() == Some(new.reveal());
    if is_same { Err(Message::new("account-mobile-same")) } else { Ok(new) }
}

/// A new mobile, the code it was sent, or the wish for another number.
#[derive(Deserialize, Default)]
#[serde(default)]
pub struct MobileForm {
    mobile: String,
    current: String,
    code: String,
    act: String,
}

#[derive(Template)]
#[template(path = "account/mobile.html")]
struct MobilePage {
    page: Page,
    t: Tr,
    now: String,
    /// Where a code is on its way to; empty before.
    pending: String,
    form: MobileForm,
    errors: FieldErrors,
}

/// Shows where to type the new number, or the code it was sent.
///
/// # Errors
/// When the database refuses.
pub async fn show_mobile(req: HttpRequest, applicant: Applicant, app: Data<App>) -> Result<HttpResponse> {
    render(&mobile_page(&req, &applicant, &app, MobileForm::default(), FieldErrors::new()).await?)
}

async fn mobile_page(
    req: &HttpRequest,
    applicant: &Applicant,
    app: &App,
    form: MobileForm,
    errors: FieldErrors,
) -> Result<MobilePage> {
    let id = applicant.account;
    let most = reference::book().limits(super::today()).code_attempts;
    let (account, sent) = app
        .db
        .read(applicant.actor(), async |tx| {
            let account = store::load(tx, id).await?;
            Ok((account, tokens::find_code(tx, id, Purpose::ChangeMobile, most).await?))
        })
        .await?;
    let pending = sent.and_then(|sent| sent.one_time.detail).map(|number| Masked::phone(&number).to_string());
    Ok(MobilePage {
        page: Page::titled(req, "account-mobile-title"),
        t: applicant.t(),
        now: account.masked_mobile(),
        pending: pending.unwrap_or_default(),
        form,
        errors,
    })
}

/// Sends a code to the new number, takes the code, or gives the number up.
///
/// # Errors
/// After too many codes or wrong passwords.
pub async fn save_mobile(
    req: HttpRequest,
    applicant: Applicant,
    app: Data<App>,
    PostForm(form): PostForm<MobileForm>,
) -> Result<HttpResponse> {
    let id = applicant.account;
    match form.act.as_str() {
        "code" => match confirm(&app, &applicant, Purpose::ChangeMobile, &form.code).await? {
            None => Ok(flash::see_other_with(&req, paths::account(), "account-mobile-confirmed")),
            Some(error) => {
                let errors = FieldErrors::of("code", error);
                render_invalid(&mobile_page(&req, &applicant, &app, form, errors).await?)
            }
        },
        "other" => {
            let void = async |tx: &mut crate::db::Tx<'_>| tokens::void(tx, id, &[Purpose::ChangeMobile]).await;
            app.db.write(applicant.by(), void).await?;
            Ok(see_other(paths::account_mobile()))
        }
        _ => send_to_new(&req, &applicant, &app, form).await,
    }
}

async fn send_to_new(req: &HttpRequest, applicant: &Applicant, app: &App, form: MobileForm) -> Result<HttpResponse> {
    let id = applicant.account;
    let account = app.db.read(applicant.actor(), async |tx| store::load(tx, id).await).await?;
    let mobile = match Mobile::parse(&form.mobile).and_then(|new| another_mobile(new, &account)) {
        Ok(mobile) => mobile,
        Err(message) => {
            let errors = FieldErrors::of("mobile", message);
            return render_invalid(&mobile_page(req, applicant, app, form, errors).await?);
        }
    };
    if !is_current_password(app, applicant, &form.current).await? {
        let errors = FieldErrors::of("current", Message::new("account-current-wrong"));
        return render_invalid(&mobile_page(req, applicant, app, form, errors).await?);
    }
    let sending = app.db.write(applicant.by(), async |tx| service::send_code_to_new(tx, id, &mobile).await).await?;
    Ok(match sending {
        Sending::Sent => see_other(paths::account_mobile()),
        wait => resent(req, paths::account_mobile(), wait),
    })
}

/// Shows the button that takes a change back.
///
/// # Errors
/// When the database refuses.
pub async fn show_undo(req: HttpRequest, visitor: Visitor, app: Data<App>, path: Path<String>) -> Result<HttpResponse> {
    let t = visitor.t();
    let found = match Token::parse(&path) {
        Some(token) => find_undo(&app, &visitor, &token).await?,
        None => None,
    };
    let Some(link) = found else { return dead_link(&req, t) };
    let text = if link.purpose == Purpose::UndoEmail { "account-undo-email-text" } else { "account-undo-mobile-text" };
    render(&OneButtonPage {
        page: Page::titled(&req, "account-undo-title"),
        t,
        text: t.t(text),
        button: t.t("account-undo-button"),
        action: paths::contact_undo(&path),
    })
}

async fn find_undo(app: &App, visitor: &Visitor, token: &Token) -> Result<Option<OneTime>> {
    let purposes = [Purpose::UndoEmail, Purpose::UndoMobile];
    app.db.read(visitor.actor(), async |tx| tokens::find_link(tx, &purposes, token).await).await
}

/// Takes the change back and leads to a new password.
///
/// # Errors
/// When the database refuses.
pub async fn save_undo(
    req: HttpRequest,
    visitor: Visitor,
    app: Data<App>,
    path: Path<String>,
    _: PostForm<NoFields>,
) -> Result<HttpResponse> {
    let Some(token) = Token::parse(&path) else { return dead_link(&req, visitor.t()) };
    // Looked up before anything is hashed: dead links must not fill the pool.
    if find_undo(&app, &visitor, &token).await?.is_none() {
        return dead_link(&req, visitor.t());
    }
    let unusable = app.hasher.hash(&Token::random()?.text()).await?;
    let reset = app.db.write(visitor.by(), async |tx| service::undo(tx, &token, &unusable).await).await?;
    let Some(reset) = reset else { return dead_link(&req, visitor.t()) };
    let next = paths::password_reset(&reset.text());
    Ok(cookies::end(&req, flash::see_other_with(&req, next, "account-undone")))
}

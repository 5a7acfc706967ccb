//! Registration. The answer is always "look at your mail", whoever has the address.

use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;
use serde::Deserialize;

use super::{check, counter};
use crate::account::service;
use crate::account::store::Registration;
use crate::auth::throttle::Scope;
use crate::error::Result;
use crate::form::{Checker, FieldErrors, Form};
use crate::paths;
use crate::text::{Message, Tr};
use crate::values::{Email, Mobile, NewPassword};
use crate::web::{App, ClientAddress, Page, PostForm, Visitor, render, render_invalid, see_other, steady};

/// What a registration asks for.
#[derive(Deserialize, Default)]
#[serde(default)]
pub struct RegisterForm {
    email: String,
    mobile: String,
    password: String,
    terms: String,
}

/// A registration that can be made.
pub struct ValidRegistration {
    email: Email,
    mobile: Mobile,
    password: NewPassword,
}

impl Form for RegisterForm {
    type Valid = ValidRegistration;

    fn check(&self, c: &mut Checker<'_>) -> Option<ValidRegistration> {
        let email = c.field("email", Email::parse(&self.email));
        let mobile = c.field("mobile", Mobile::parse(&self.mobile));
        let password = c.field("password", NewPassword::parse(&self.password, &[&self.email, &self.mobile]));
        let agreed = c.require("terms", self.terms == "yes", Message::new("account-terms-required"));
        agreed.then_some(ValidRegistration { email: email?, mobile: mobile?, password: password? })
    }
}

#[derive(Template)]
#[template(path = "account/register.html")]
struct RegisterPage {
    page: Page,
    t: Tr,
    form: RegisterForm,
    errors: FieldErrors,
}

#[derive(Template)]
#[template(path = "account/look_at_mail.html")]
pub(super) struct LookAtMailPage {
    pub(super) page: Page,
    pub(super) t: Tr,
    pub(super) text: String,
    pub(super) email: String,
    pub(super) again: String,
}

/// Shows the form; who is signed in needs none.
///
/// # Errors
/// When the page cannot be rendered.
pub async fn show(req: HttpRequest, visitor: Visitor) -> Result<HttpResponse> {
    if visitor.session.is_some() {
        return Ok(see_other(paths::filings()));
    }
    let page = Page::titled(&req, "account-register-title");
    render(&RegisterPage { page, t: visitor.t(), form: RegisterForm::default(), errors: FieldErrors::new() })
}

/// Registers.
///
/// # Errors
/// When there were too many registrations.
pub async fn save(
    req: HttpRequest,
    visitor: Visitor,
    app: Data<App>,
    client: ClientAddress,
    PostForm(form): PostForm<RegisterForm>,
) -> Result<HttpResponse> {
    let t = visitor.t();
    let valid = match check(&form) {
        Ok(valid) => valid,
        Err(errors) => {
            let page = Page::titled(&req, "account-register-title");
            return render_invalid(&RegisterPage { page, t, form, errors });
        }
    };
    let ValidRegistration { email, mobile, password } = valid;
    let (address, counter) = (client.key(), counter(&req, &app, &email));
    app.db
        .write(visitor.by(), async |tx| {
            service::count_link_request(tx, Scope::ConfirmMailbox, &address, &counter).await
        })
        .await?;
    let password_hash = app.hasher.hash(password.expose()).await?;
    let new = Registration { email: &email, mobile: &mobile, password_hash: &password_hash, lang: visitor.lang };
    steady::during(app.db.write(visitor.by(), async |tx| service::register(tx, &new).await)).await?;
    render(&LookAtMailPage {
        page: Page::titled(&req, "account-look-title"),
        t,
        text: t.t("account-look-register"),
        email: email.reveal().to_owned(),
        again: paths::register(),
    })
}

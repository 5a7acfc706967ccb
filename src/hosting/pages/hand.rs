//! A service number goes to another account, with its consequences spelled out first; and comes back while it is unused.

use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;
use serde::Deserialize;

use super::view;
use crate::clock;
use crate::error::{Error, Result};
use crate::form::{self, Checker, FieldErrors, Form};
use crate::hosting::ServiceNumber;
use crate::hosting::service::{numbers, show};
use crate::hosting::service_number::NumberState;
use crate::paths;
use crate::reference::book;
use crate::text::{Message, Tr};
use crate::values::Email;
use crate::web::flash::{see_other_failed, see_other_with};
use crate::web::post_form::NoFields;
use crate::web::{App, Applicant, Page, PostForm, render, render_invalid, render_wait};

/// To whom.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct HandForm {
    email: String,
    confirmed: String,
}

impl Form for HandForm {
    type Valid = Email;

    fn check(&self, c: &mut Checker<'_>) -> Option<Email> {
        let email = c.field("email", Email::parse(&self.email));
        c.require("confirmed", self.confirmed == "yes", Message::new("hosting-hand-unconfirmed"));
        email
    }
}

#[derive(Template)]
#[template(path = "hosting/hand.html")]
struct HandPage {
    page: Page,
    t: Tr,
    number: String,
    instance: String,
    /// Who has it now, where it was handed on already.
    now: Option<String>,
    can_hand: bool,
    form: HandForm,
    errors: FieldErrors,
}

/// Asks to whom.
pub async fn show(
    req: HttpRequest,
    app: Data<App>,
    applicant: Applicant,
    number: Path<String>,
) -> Result<HttpResponse> {
    let number = read(&number)?;
    render(&page(&req, &app, &applicant, number, HandForm::default(), FieldErrors::new()).await?)
}

/// Hands it on.
pub async fn save(
    req: HttpRequest,
    app: Data<App>,
    applicant: Applicant,
    number: Path<String>,
    PostForm(form): PostForm<HandForm>,
) -> Result<HttpResponse> {
    let number = read(&number)?;
    let account = applicant.account;
    let email = match form::check(&form, book(), clock::china_day(clock::now())) {
        Ok(email) => email,
        Err(errors) => return render_invalid(&page(&req, &app, &applicant, number, form, errors).await?),
    };
    let handed = app.db.write(applicant.by(), async |tx| {
        numbers::hand(tx, account, number, &email).await?;
        show::own_number(tx, account, number).await
    });
    match handed.await {
        Ok((instance, _)) => Ok(see_other_with(&req, paths::instance(&instance.code), "hosting-handed")),
        Err(Error::Refused(message)) => {
            let errors = FieldErrors::of("email", message);
            render_invalid(&page(&req, &app, &applicant, number, form, errors).await?)
        }
        Err(Error::TooMany(seconds)) => {
            let errors = FieldErrors::of("email", view::must_wait(seconds));
            render_wait(&page(&req, &app, &applicant, number, form, errors).await?, seconds)
        }
        Err(other) => Err(other),
    }
}

/// Takes it back.
pub async fn take_back(
    req: HttpRequest,
    app: Data<App>,
    applicant: Applicant,
    number: Path<String>,
    _: PostForm<NoFields>,
) -> Result<HttpResponse> {
    let number = read(&number)?;
    let account = applicant.account;
    let find = async |tx: &mut crate::db::Tx<'_>| show::own_number(tx, account, number).await;
    let (instance, _) = app.db.read(applicant.actor(), find).await?;
    let back = paths::instance(&instance.code);
    match app.db.write(applicant.by(), async |tx| numbers::take_back(tx, account, number).await).await {
        Ok(()) => Ok(see_other_with(&req, back, "hosting-taken-back")),
        Err(Error::Refused(message)) => Ok(see_other_failed(&req, back, message.key)),
        Err(other) => Err(other),
    }
}

fn read(text: &str) -> Result<ServiceNumber> {
    ServiceNumber::parse(text).map_err(|_| Error::NotFound)
}

async fn page(
    req: &HttpRequest,
    app: &App,
    applicant: &Applicant,
    number: ServiceNumber,
    form: HandForm,
    errors: FieldErrors,
) -> Result<HandPage> {
    let (t, account) = (applicant.t(), applicant.account);
    let find = async |tx: &mut crate::db::Tx<'_>| show::own_number(tx, account, number).await;
    let (instance, listed) = app.db.read(applicant.actor(), find).await?;
    Ok(HandPage {
        page: Page::titled(req, "hosting-hand-title"),
        t,
        number: number.to_string(),
        instance: instance.code,
        can_hand: listed.state == NumberState::Unused,
        now: listed.is_handed.then(|| listed.handed_to.unwrap_or_else(|| t.t("hosting-another-account"))),
        form,
        errors,
    })
}

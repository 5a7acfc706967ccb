//! The second step of staff's sign-in: a code of the phone, or one for a lost phone, or the enrolment of a phone.

use actix_web::web::{Data, Query};
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;
use serde::Deserialize;

use super::sign_in::Next;
use crate::auth::device as device_mark;
use crate::auth::session::{Browser, Whose};
use crate::db::{By, Tx};
use crate::error::{Error, Result};
use crate::form::FieldErrors;
use crate::paths;
use crate::staff::second_factor::SecondFactor;
use crate::staff::service::{self, Proof};
use crate::staff::{recovery_code, store};
use crate::text::{Message, Tr};
use crate::values::actor::Actor;
use crate::values::ids::StaffId;
use crate::values::{QrPicture, one_time_code};
use crate::web::viewer::HalfOfficer;
use crate::web::{
    App, ClientAddress, Page, PostForm, cookies, device, held, render, render_invalid, see_other, switches,
};

/// A typed code, of the phone or for a lost one.
#[derive(Deserialize, Default)]
#[serde(default)]
pub struct CodeForm {
    code: String,
    recovery: String,
    next: String,
}

impl CodeForm {
    /// What was typed, or the field in which it is no code and why.
    fn proof(&self) -> Result<Proof, (&'static str, Message)> {
        if !self.recovery.trim().is_empty() {
            let code = recovery_code::read(&self.recovery);
            return code.map(Proof::Recovery).ok_or(("recovery", Message::new("staff-recovery-form")));
        }
        one_time_code::read(&self.code).map(Proof::Phone).ok_or(("code", Message::new("staff-code-form")))
    }
}

#[derive(Template)]
#[template(path = "staff/code.html")]
struct CodePage {
    page: Page,
    t: Tr,
    next: String,
    errors: FieldErrors,
}

#[derive(Template)]
#[template(path = "staff/enrol.html")]
struct EnrolPage {
    page: Page,
    t: Tr,
    next: String,
    picture: QrPicture,
    secret: String,
    login: String,
    errors: FieldErrors,
}

/// Shows where the code is typed; who has no second factor enrols one.
///
/// # Errors
/// When the database refuses.
pub async fn show(
    req: HttpRequest,
    officer: HalfOfficer,
    app: Data<App>,
    Query(Next { next }): Query<Next>,
) -> Result<HttpResponse> {
    if !has_factor(&app, &officer).await? {
        return Ok(see_other(paths::office::enrol()));
    }
    let page = Page::titled(&req, "staff-code-title");
    render(&CodePage { page, t: officer.t(), next, errors: FieldErrors::new() })
}

async fn has_factor(app: &App, officer: &HalfOfficer) -> Result<bool> {
    let id = officer.staff;
    let find = async |tx: &mut Tx<'_>| {
        tx.reach_staff(id).await?;
        store::find_factor(tx, id).await
    };
    let factor = app.db.read(officer.actor(), find).await?;
    Ok(factor.is_some_and(|factor| factor.is_confirmed))
}

/// Takes the code.
///
/// # Errors
/// After too many wrong codes.
pub async fn save(
    req: HttpRequest,
    officer: HalfOfficer,
    app: Data<App>,
    client: ClientAddress,
    PostForm(form): PostForm<CodeForm>,
) -> Result<HttpResponse> {
    if !has_factor(&app, &officer).await? {
        return Ok(see_other(paths::office::enrol()));
    }
    match sign_in(&req, &officer, &app, client, &form).await? {
        Ok(response) => Ok(response),
        Err((field, message)) => {
            let errors = FieldErrors::of(field, message);
            let page = Page::titled(&req, "staff-code-title");
            render_invalid(&CodePage { page, t: officer.t(), next: form.next, errors })
        }
    }
}

/// Takes a code and signs in, or says what is wrong with it. The try is counted and kept before it is looked at.
async fn sign_in(
    req: &HttpRequest,
    officer: &HalfOfficer,
    app: &App,
    client: ClientAddress,
    form: &CodeForm,
) -> Result<Result<HttpResponse, (&'static str, Message)>> {
    let proof = match form.proof() {
        Ok(proof) => proof,
        Err(wrong) => return Ok(Err(wrong)),
    };
    let (id, half) = (officer.staff, officer.session);
    // The right password stands behind this session: who acts from here on is known.
    let load = async |tx: &mut Tx<'_>| {
        tx.reach_staff(id).await?;
        store::load(tx, id).await
    };
    let role = app.db.read(officer.actor(), load).await?;
    let mark = cookies::device_mark(req);
    let counter = device_mark::counter(app.db.sealer(), &role.login, mark.as_deref());
    app.db.write(officer.by(), async |tx| service::count_code(tx, id, &counter).await).await?;
    let by = By::new(Actor::Staff(id, role.role), officer.request_id);
    let (device, address) = (device::of(req), client.key());
    let browser = Browser { device: &device, address: Some(&address) };
    let chosen = switches::chosen_language(req);
    let token = app
        .db
        .write(by, async |tx| {
            let token = service::take_code(tx, id, half, &proof, browser, &counter).await?;
            if let (Some(_), Some(chosen)) = (&token, chosen) {
                switches::keep_language(tx, chosen).await?;
            }
            Ok(token)
        })
        .await?;
    let Some(token) = token else {
        app.db.write(officer.by(), async |tx| service::refuse_sign_in(tx, Some(id), "code").await).await?;
        return Ok(Err(match proof {
            Proof::Phone(_) => ("code", Message::new("staff-code-wrong")),
            Proof::Recovery(_) => ("recovery", Message::new("staff-recovery-wrong")),
        }));
    };
    let mark = device_mark::mark(app.db.sealer(), &role.login)?;
    let next = goal(app, Actor::Staff(id, role.role), id, &form.next).await?;
    Ok(Ok(cookies::begin(req, see_other(next), &token, Some(mark))))
}

/// Where a sign-in leads: to what they sent into an ended session, else to where they wanted to go.
async fn goal(app: &App, actor: Actor, id: StaffId, next: &str) -> Result<String> {
    let whose = Whose::Staff(id);
    let waiting = app.db.read(actor, async |tx| held::waiting(tx, whose).await).await?;
    // A form of somebody else who used this browser.
    let next = if next.starts_with(&paths::office::held("")) && waiting.is_empty() { "" } else { next };
    Ok(held::goal(next, whose, &waiting).unwrap_or_else(|| switches::local(next)))
}

/// Shows the QR code of a new second factor.
///
/// # Errors
/// When the database refuses.
pub async fn show_enrol(
    req: HttpRequest,
    officer: HalfOfficer,
    app: Data<App>,
    Query(Next { next }): Query<Next>,
) -> Result<HttpResponse> {
    match enrol_page(&req, &officer, &app, next, FieldErrors::new()).await? {
        Some(page) => render(&page),
        None => Ok(see_other(paths::office::code())),
    }
}

/// None where a factor is enrolled already: its secret is never shown again.
async fn enrol_page(
    req: &HttpRequest,
    officer: &HalfOfficer,
    app: &App,
    next: String,
    errors: FieldErrors,
) -> Result<Option<EnrolPage>> {
    let id = officer.staff;
    let load = async |tx: &mut Tx<'_>| {
        tx.reach_staff(id).await?;
        Ok((store::load(tx, id).await?, store::find_factor(tx, id).await?))
    };
    let (member, factor) = app.db.read(officer.actor(), load).await?;
    let factor = factor.ok_or(Error::NotFound)?;
    if factor.is_confirmed {
        return Ok(None);
    }
    let page = Page::titled(req, "staff-enrol-title");
    let t = officer.t();
    let issuer = format!("{} {}", page.provider.name, t.t("site-office"));
    let factor = SecondFactor::new(&factor.secret, &issuer, &member.login)?;
    let (picture, secret) = (factor.picture()?, factor.typed_secret());
    Ok(Some(EnrolPage { page, t, next, picture, secret, login: member.login, errors }))
}

/// Takes the first code of the new second factor.
///
/// # Errors
/// After too many wrong codes.
pub async fn save_enrol(
    req: HttpRequest,
    officer: HalfOfficer,
    app: Data<App>,
    client: ClientAddress,
    PostForm(form): PostForm<CodeForm>,
) -> Result<HttpResponse> {
    if has_factor(&app, &officer).await? {
        return Ok(see_other(paths::office::code()));
    }
    // Who has no phone yet has no codes for a lost one either.
    let form = CodeForm { recovery: String::new(), ..form };
    let message = match sign_in(&req, &officer, &app, client, &form).await? {
        Ok(response) => return Ok(response),
        Err((_, message)) => message,
    };
    match enrol_page(&req, &officer, &app, form.next, FieldErrors::of("code", message)).await? {
        Some(page) => render_invalid(&page),
        None => Ok(see_other(paths::office::code())),
    }
}

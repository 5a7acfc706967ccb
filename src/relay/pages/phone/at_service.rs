//! The way of a link by a verification service: its own notice, a session there for the person of the link and this phone, and
//! the question how that ended.

use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};

use super::face::{self, whose};
use super::view::Step;
use super::{Opened, StepForm};
use crate::auth::session::Token;
use crate::config::FaceSettings;
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::filing::service::faces::Verified;
use crate::form::FieldErrors;
use crate::liveness::check::{Check, at_service, has_agreed_to_service};
use crate::liveness::jobs::AskResult;
use crate::liveness::render::{Notice, Way};
use crate::liveness::service as faces;
use crate::liveness::vendor::client::{Vendor, start};
use crate::material::consent::service::give_by_link;
use crate::material::consent::store::About as Consent;
use crate::outbox;
use crate::paths;
use crate::reference::{Text, book};
use crate::relay::service;
use crate::text::{Message, Tr};
use crate::web::cookies::{self, Purpose};
use crate::web::flash::{see_other_failed, see_other_with};
use crate::web::{App, Page, Visitor, see_other};

/// The tries since this phone began: to whom the link moved back, what was agreed to before is theirs no more.
fn tries(opened: &Opened, verified: &Verified) -> Vec<Check> {
    let begun = opened.found.task.begun_at;
    let is_since = |check: &&Check| begun.is_some_and(|begun| begun <= check.asked_at);
    verified.checks.iter().filter(is_since).cloned().collect()
}

/// Its notice in force, and whether it was agreed to on this phone.
fn notice(opened: &Opened, verified: &Verified, phone: &Token) -> Option<(&'static Text, bool)> {
    let text = book().text(Consent::FaceService.notice(), opened.found.scene.today)?;
    Some((text, has_agreed_to_service(&tries(opened, verified), Some(&phone.hash()), &text.version)))
}

/// What the page shows of it.
pub(super) fn way(
    (t, page): (Tr, &Page),
    opened: &Opened,
    (verified, phone): (&Verified, &Token),
    settings: &FaceSettings,
) -> Way {
    let unread = notice(opened, verified, phone).filter(|(_, is_given)| !is_given);
    let unread = unread.map(|(text, _)| Notice::of(t, page, text, settings.host()));
    Way::of(unread, &tries(opened, verified), Some(&phone.hash()), opened.now)
}

/// Begins a session at the service. Its page is then a link on ours.
///
/// # Errors
/// `NotFound` where there is none, `Stale` for another notice than the one in force, `Refused` where the link is over, and as
/// in [`faces::begin_session`].
pub(super) async fn begin(
    req: &HttpRequest,
    visitor: &Visitor,
    app: &App,
    opened: &Opened,
    form: &StepForm,
) -> Result<HttpResponse> {
    let here = paths::help(&opened.token.text());
    if opened.step != Step::Face {
        return Ok(see_other(here));
    }
    let vendor = req.app_data::<Data<Option<Vendor>>>().and_then(|vendor| vendor.as_ref().as_ref());
    let vendor = vendor.ok_or(Error::NotFound)?;
    let (verified, about, phone) = whose(opened)?;
    let person = verified.face.person.as_ref().ok_or(Error::NotFound)?;
    let (text, is_given) = notice(opened, verified, phone).ok_or(Error::NotFound)?;
    if !is_given && form.service_agree != "yes" {
        let missing = FieldErrors::of("service-agree", Message::new("face-consent-missing"));
        return face::show(req, app, opened, missing);
    }
    if !is_given && form.service_version != text.version {
        return Err(Error::Stale);
    }
    let (task, filing) = (&opened.found.task, &opened.found.scene.filing);
    let open = async |tx: &mut Tx<'_>| {
        service::open_slot(tx, filing, (&opened.token, phone), &about.slot).await?;
        if !is_given {
            give_by_link(tx, Consent::FaceService, (filing.owner, filing.id), task.id, &text.version).await?;
        }
        faces::begin_session(tx, about, Some(&phone.hash()), &text.version).await
    };
    let ask = |check| person.ask(check, &app.config.portal_origin, &paths::face_return());
    if start(vendor, (&app.db, visitor.by_helper(task.id)), filing.id, open, ask).await? {
        let hours = book().limits(opened.found.scene.today).face_session_hours;
        Ok(cookies::hold_link(req, see_other_with(req, here, "face-service-begun"), &opened.token, hours))
    } else {
        Ok(see_other_failed(req, here, "face-service-down"))
    }
}

/// Leads whoever comes back from the service to the link they left for it.
///
/// # Errors
/// `NotFound` in a browser that left none.
pub async fn back(req: HttpRequest) -> Result<HttpResponse> {
    let link = cookies::value(&req, Purpose::Link).as_deref().and_then(Token::parse).ok_or(Error::NotFound)?;
    Ok(see_other(paths::help(&link.text())))
}

/// Has the service asked how it ended.
///
/// # Errors
/// When the database refuses.
pub(super) async fn ask_result(
    req: &HttpRequest,
    visitor: &Visitor,
    app: &App,
    opened: &Opened,
) -> Result<HttpResponse> {
    let here = paths::help(&opened.token.text());
    if opened.step != Step::Face {
        return Ok(see_other(here));
    }
    let (verified, _, phone) = whose(opened)?;
    if let Some(check) = at_service(&tries(opened, verified), Some(&phone.hash()), opened.now) {
        let job = AskResult { filing: check.filing, check: check.id };
        let ask = async |tx: &mut Tx<'_>| outbox::enqueue_once(tx, &job).await;
        app.db.write(visitor.by_helper(opened.found.task.id), ask).await?;
    }
    Ok(see_other_with(req, here, "face-service-asked"))
}

//! The way of a link by a verification service: its own notice, a session there for the person of the link and this phone, and
//! the question how that ended.

use actix_web::{HttpRequest, HttpResponse};

use super::face::{self, FaceCheck};
use super::view::Step;
use super::{Opened, StepForm};
use crate::auth::session::Token;
use crate::config::FaceSettings;
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::form::FieldErrors;
use crate::liveness::check::{Check, at_service, has_agreed_to_service};
use crate::liveness::jobs::AskResult;
use crate::liveness::render::Way;
use crate::liveness::service as faces;
use crate::liveness::vendor::client::{Vendor, start};
use crate::material::consent::render::Notice;
use crate::material::consent::service::give_by_link;
use crate::material::consent::store::About as Consent;
use crate::outbox;
use crate::paths;
use crate::reference::{Text, book};
use crate::relay::service;
use crate::text::{Message, Tr};
use crate::web::cookies::{self, Purpose};
use crate::web::flash::{see_other_failed, see_other_with};
use crate::web::state::service_of;
use crate::web::{App, Page, Visitor, see_other};

/// The tries since this phone began: to whom the link moved back, what was agreed to before is theirs no more.
fn tries(own: &FaceCheck<'_>) -> Vec<Check> {
    let begun = own.opened.found.task.begun_at;
    let is_since = |check: &&Check| begun.is_some_and(|begun| begun <= check.asked_at);
    own.verified.checks.iter().filter(is_since).cloned().collect()
}

/// Its notice in force, and whether it was agreed to on this phone.
fn notice(own: &FaceCheck<'_>) -> Option<(&'static Text, bool)> {
    let text = book().text(Consent::FaceService.notice(), own.opened.found.scene.today)?;
    Some((text, has_agreed_to_service(&tries(own), Some(&own.phone.hash()), &text.version)))
}

/// What the page shows of it.
pub(super) fn way((t, page): (Tr, &Page), own: &FaceCheck<'_>, settings: &FaceSettings) -> Way {
    let unread = notice(own).filter(|(_, is_given)| !is_given);
    let unread = unread.map(|(text, _)| Notice::of(t, page, text, settings.host()));
    Way::of(unread, &tries(own), Some(&own.phone.hash()), own.opened.now)
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
    let vendor: &Vendor = service_of(req)?;
    let own = FaceCheck::of(opened)?;
    let FaceCheck { about, phone, .. } = own;
    let person = own.verified.face.person.as_ref().ok_or(Error::NotFound)?;
    let (text, is_given) = notice(&own).ok_or(Error::NotFound)?;
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
    let own = FaceCheck::of(opened)?;
    if let Some(check) = at_service(&tries(&own), Some(&own.phone.hash()), opened.now) {
        let job = AskResult { filing: check.filing, check: check.id };
        let ask = async |tx: &mut Tx<'_>| outbox::enqueue_once(tx, &job).await;
        app.db.write(visitor.by_helper(opened.found.task.id), ask).await?;
    }
    Ok(see_other_with(req, here, "face-service-asked"))
}

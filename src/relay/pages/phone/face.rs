//! The face check of a link: what to do before the camera, and the clip of it.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;

use super::{Opened, at_service, fail};
use crate::auth::session::Token;
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::filing::service::faces::Verified;
use crate::form::FieldErrors;
use crate::liveness::check::Standing;
use crate::liveness::render::{Recording, Way, recording, tag, tries};
use crate::liveness::store::About;
use crate::liveness::{check, client, service as faces};
use crate::material;
use crate::paths;
use crate::reference::book;
use crate::relay::render::what;
use crate::relay::service;
use crate::text::{Message, Tr};
use crate::web::ui::StatusTag;
use crate::web::upload::Upload;
use crate::web::viewer::Viewer;
use crate::web::{App, Page, Visitor, render_with, see_other, with_recorder};

#[derive(Template)]
#[template(path = "relay/face.html")]
struct FacePage {
    page: Page,
    t: Tr,
    errors: FieldErrors,
    action: String,
    above: String,
    hint: String,
    /// What was found, where it is not enough.
    status: Option<StatusTag>,
    recording: Option<Recording>,
    tries: Vec<String>,
    /// The way by a verification service, where there is one.
    service: Option<Way>,
}

/// The face check of a link, by whichever way.
pub(super) struct FaceCheck<'a> {
    /// The link.
    pub opened: &'a Opened,
    /// Whose face is asked for.
    pub verified: &'a Verified,
    /// What their tries are about.
    pub about: &'a About,
    /// The phone that goes on with it.
    pub phone: &'a Token,
}

impl<'a> FaceCheck<'a> {
    /// That of a link that a phone goes on with.
    ///
    /// # Errors
    /// `NotFound` where nobody's face is asked for any more.
    pub fn of(opened: &'a Opened) -> Result<Self> {
        let verified = opened.found.face.as_ref().ok_or(Error::NotFound)?;
        let about = verified.about.as_ref().ok_or(Error::NotFound)?;
        Ok(Self { opened, verified, about, phone: opened.phone.as_ref().ok_or(Error::NotFound)? })
    }
}

/// The page: the challenge that this phone may answer, or the way to one.
///
/// # Errors
/// `NotFound` where nobody's face is asked for any more.
pub fn show(req: &HttpRequest, app: &App, opened: &Opened, errors: FieldErrors) -> Result<HttpResponse> {
    page(req, app, opened, errors, true)
}

/// The page; without the challenge where that is used up.
fn page(req: &HttpRequest, app: &App, opened: &Opened, errors: FieldErrors, is_open: bool) -> Result<HttpResponse> {
    let t = Viewer::of(req).t();
    let own = FaceCheck::of(opened)?;
    let FaceCheck { verified, about, phone, .. } = own;
    let needed = &verified.face.needed;
    let (now, limits) = (opened.now, book().limits(opened.found.scene.today));
    let open = check::open(&verified.checks, &about.person, &phone.hash(), now).filter(|_| is_open);
    let page = Page::new(req, what(t, needed.rule));
    let status = if errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let is_found = matches!(verified.standing, Standing::Differs | Standing::Unclear);
    let service = app.config.face.as_ref();
    let face = FacePage {
        t,
        errors,
        action: page.here.clone(),
        above: t.a1("relay-photo-above", "ref", opened.found.scene.filing.reference.to_string()),
        hint: t.pick(&needed.rule.hint_zh, &needed.rule.hint_en).to_owned(),
        status: is_found.then(|| tag(t, verified.standing)),
        recording: open.and_then(|check| recording(t, check, now, limits)),
        tries: tries(t, &verified.checks),
        service: service.map(|settings| at_service::way((t, &page), &own, settings)),
        page,
    };
    render_with(status, &face).map(with_recorder)
}

/// Draws what is to be done.
///
/// # Errors
/// `Refused` after too many tries, or where the link is over.
pub async fn ask(visitor: &Visitor, app: &App, opened: &Opened) -> Result<HttpResponse> {
    let here = see_other(paths::help(&opened.token.text()));
    if opened.step != super::view::Step::Face {
        return Ok(here);
    }
    let FaceCheck { about, phone, .. } = FaceCheck::of(opened)?;
    let found = &opened.found;
    let version = book().text(found.notice(), found.scene.today).map(|text| text.version.clone()).unwrap_or_default();
    let ask = async |tx: &mut Tx<'_>| {
        let own = (&opened.token, phone);
        service::open_slot(tx, &found.scene.filing, own, &about.slot).await?;
        faces::ask(tx, about, &phone.hash(), &version).await
    };
    app.db.write(visitor.by_helper(found.task.id), ask).await?;
    Ok(here)
}

/// Takes the clip: it is there and the task done, or neither.
///
/// # Errors
/// As in `Upload`.
pub async fn take(
    req: &HttpRequest,
    visitor: &Visitor,
    app: &App,
    opened: &Opened,
    upload: &mut Upload,
) -> Result<HttpResponse> {
    let FaceCheck { verified, about, phone, .. } = FaceCheck::of(opened)?;
    let found = &opened.found;
    let Some(open) = check::open(&verified.checks, &about.person, &phone.hash(), opened.now) else {
        let why = check::Stale::Expired.message();
        fail(visitor, app, opened, &why).await?;
        return refused(req, app, opened, &why);
    };
    let limits = book().limits(found.scene.today);
    let by = || visitor.by_helper(found.task.id);
    let kept = match client::receive(app, by(), upload, open, limits).await? {
        Ok(kept) => kept,
        Err(client::Unkept::Nothing) => {
            return page(req, app, opened, FieldErrors::of("clip", Message::new("face-nothing-chosen")), true);
        }
        Err(client::Unkept::OverDay(why)) => {
            fail(visitor, app, opened, &why).await?;
            return page(req, app, opened, FieldErrors::of("clip", why), true);
        }
        Err(client::Unkept::Refused(why)) => {
            let both = async |tx: &mut Tx<'_>| {
                // First the task, then the try: the order of everybody who changes both.
                service::fail(tx, &opened.token, phone, &why).await?;
                faces::fail(tx, found.task.filing, open.id, &why).await
            };
            app.db.write(by(), both).await?;
            return refused(req, app, opened, &why);
        }
    };
    let give = async |tx: &mut Tx<'_>| {
        service::open_slot(tx, &found.scene.filing, (&opened.token, phone), &about.slot).await?;
        let given = faces::give(tx, found.task.filing, open.id, &kept).await?;
        match &given {
            Ok(_) => service::finish(tx, &opened.token).await?,
            Err(why) => service::fail(tx, &opened.token, phone, &why.message()).await?,
        }
        Ok(given)
    };
    let given = app.db.write(by(), give).await;
    let useless = match &given {
        Ok(Ok(superseded)) => superseded.clone(),
        _ => vec![kept.object.name],
    };
    material::client::discard(&app.storage, &useless).await;
    match given {
        Ok(Ok(_)) => Ok(see_other(paths::help(&opened.token.text()))),
        Ok(Err(why)) => refused(req, app, opened, &why.message()),
        Err(Error::Refused(why)) => {
            fail(visitor, app, opened, &why).await?;
            refused(req, app, opened, &why)
        }
        Err(error) => Err(error),
    }
}

/// The page again with what was wrong. The challenge on it is used up.
fn refused(req: &HttpRequest, app: &App, opened: &Opened, why: &Message) -> Result<HttpResponse> {
    page(req, app, opened, FieldErrors::of("clip", why.clone()), false)
}

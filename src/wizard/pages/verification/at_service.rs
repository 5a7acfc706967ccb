//! The way by a verification service: its notice, a session there, and the question how that ended.

use actix_web::{HttpRequest, HttpResponse};

use super::{FaceForm, Loaded, agreed, notice, page};
use crate::config::FaceSettings;
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::filing::service::touch_paper;
use crate::form::FieldErrors;
use crate::liveness::check::at_service;
use crate::liveness::jobs::AskResult;
use crate::liveness::render::Way;
use crate::liveness::service;
use crate::liveness::store::About;
use crate::liveness::vendor::client::{Vendor, start};
use crate::material::consent::render::Notice;
use crate::material::consent::service::give_face;
use crate::material::consent::store::About as Consent;
use crate::outbox;
use crate::paths;
use crate::text::{Message, Tr};
use crate::web::flash::{see_other_failed, see_other_with};
use crate::web::state::service_of;
use crate::web::{App, Applicant, Page};

/// What the page shows of it: its notice only where it was not agreed to for this person.
pub(super) fn way(t: Tr, page: &Page, loaded: &Loaded, settings: &FaceSettings) -> Way {
    let notice = notice(loaded, Consent::FaceService).map(|text| Notice::of(t, page, text, settings.host()));
    Way::of(notice, &loaded.verified.checks, None, loaded.now)
}

/// Has the service asked how it ended.
///
/// # Errors
/// When the database refuses.
pub(super) async fn ask_result(app: &App, applicant: &Applicant, loaded: &Loaded) -> Result<()> {
    let Some(check) = at_service(&loaded.verified.checks, None, loaded.now) else { return Ok(()) };
    let job = AskResult { filing: check.filing, check: check.id };
    app.db.write(applicant.by(), async |tx| outbox::enqueue_once(tx, &job).await).await
}

/// Begins a session at the service. Its page is then a link on ours: no form leads out of the house.
///
/// # Errors
/// `NotFound` where there is none; as in [`service::begin_session`].
pub(super) async fn begin(
    req: &HttpRequest,
    (app, applicant): (&App, &Applicant),
    loaded: &Loaded,
    about: &About,
    form: &FaceForm,
) -> Result<HttpResponse> {
    let vendor: &Vendor = service_of(req)?;
    let person = loaded.verified.face.person.as_ref().ok_or(Error::NotFound)?;
    let filing = &loaded.scene.filing;
    let agreed = agreed(loaded, Consent::FaceService, &form.service_agree, &form.service_version)?;
    let Some(agreed) = agreed else {
        let errors = FieldErrors::of("service-agree", Message::new("face-consent-missing"));
        return page(req, (app, applicant), loaded, errors);
    };
    let open = async |tx: &mut Tx<'_>| {
        touch_paper(tx, applicant.account, &filing.reference, &about.slot).await?;
        if agreed.is_new {
            let own = (applicant.account, filing.id);
            give_face(tx, Consent::FaceService, own, &about.slot, agreed.version).await?;
        }
        service::begin_session(tx, about, None, agreed.version).await
    };
    let here = paths::filing_face(&filing.reference, &about.slot);
    let ask = |check| person.ask(check, &app.config.portal_origin, &here);
    if start(vendor, (&app.db, applicant.by()), filing.id, open, ask).await? {
        Ok(see_other_with(req, here, "face-service-begun"))
    } else {
        Ok(see_other_failed(req, here, "face-service-down"))
    }
}

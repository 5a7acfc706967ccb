//! One paper photographed in the page: the same form and the same checks as on the page of papers, for one place.

use actix_web::http::StatusCode;
use actix_web::web::{Data, Path, Payload};
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;

use super::{Loaded, load, not_now, receive, whole};
use crate::error::{Error, Result};
use crate::filing::corrections::Editable;
use crate::filing::intake::Errors;
use crate::filing::needed::Needed;
use crate::material::decoder::Decoder;
use crate::paths;
use crate::reference::book;
use crate::text::{Message, Tr};
use crate::web::device;
use crate::web::flash::see_other_with;
use crate::web::ui::{Camera, ErrorLine, FileInput, Sending};
use crate::web::upload::Upload;
use crate::web::{App, Applicant, Page, render_with, see_other, with_camera};
use crate::wizard::pages::{on_phone, standing};

#[derive(Template)]
#[template(path = "wizard/materials_camera.html")]
struct CameraPage {
    page: Page,
    t: Tr,
    above: String,
    hint: String,
    sketch: &'static str,
    /// The page of all papers.
    materials: String,
    /// Where a phone goes on without it for now; empty elsewhere.
    later: String,
    camera: Camera,
    input: FileInput,
    errors: Vec<ErrorLine>,
    sending: Sending,
}

/// The page of one place.
///
/// # Errors
/// `NotFound` for another's filing, and for a place that the filing does not have or nobody photographs.
pub async fn show(
    req: HttpRequest,
    applicant: Applicant,
    app: Data<App>,
    path: Path<(String, String)>,
) -> Result<HttpResponse> {
    let (reference, slot) = path.into_inner();
    let loaded = app.db.read(applicant.actor(), async |tx| load(tx, &applicant, &reference).await).await?;
    let needed = photographed(&loaded, &slot)?;
    let reference = &loaded.scene.filing.reference;
    if !loaded.has_consent && loaded.scene.editable != Editable::Nothing {
        return Ok(see_other(paths::filing_part(reference, "consent")));
    }
    if !loaded.takes(&slot) {
        return Ok(see_other(paths::filing_part(reference, "materials")));
    }
    page(&req, &applicant, &loaded, needed, &slot, &Errors::default())
}

/// Takes its photograph, or the file that was chosen.
///
/// # Errors
/// As in [`show`], and as on the page of papers.
pub async fn save(
    req: HttpRequest,
    applicant: Applicant,
    app: Data<App>,
    decoder: Data<Decoder>,
    path: Path<(String, String)>,
    body: Payload,
) -> Result<HttpResponse> {
    let (reference, slot) = path.into_inner();
    let take = async |upload: &mut Upload| {
        let loaded = app.db.read(applicant.actor(), async |tx| load(tx, &applicant, &reference).await).await?;
        if let Some(elsewhere) = not_now(&req, &loaded)? {
            return Ok(elsewhere);
        }
        let needed = photographed(&loaded, &slot)?;
        let only = std::slice::from_ref(needed);
        let (mut errors, added) = receive(&app, &decoder, &applicant, &loaded, only, upload).await?;
        if errors.is_empty() && added > 0 {
            let place = || format!("{}#{}", paths::filing_part(&reference, "materials"), needed.slot);
            let is_in_order = device::is_phone(&req) || !loaded.scene.is_settled;
            let next =
                if is_in_order { on_phone::after_sent(&app, &applicant, &reference, &slot).await? } else { None };
            return Ok(see_other_with(&req, next.unwrap_or_else(place), "material-uploaded"));
        }
        if errors.is_empty() {
            errors.add("", Message::new("relay-nothing-chosen"));
        }
        page(&req, &applicant, &loaded, needed, &slot, &errors)
    };
    whole(&req, (&app, &applicant), body, take).await
}

/// What the filing has in a place, as far as it is a thing to photograph.
fn photographed<'a>(loaded: &'a Loaded, slot: &str) -> Result<&'a Needed> {
    let found = loaded.needed.iter().find(|needed| needed.holds(slot) && needed.rule.has_camera());
    found.ok_or(Error::NotFound)
}

fn page(
    req: &HttpRequest,
    applicant: &Applicant,
    loaded: &Loaded,
    needed: &Needed,
    slot: &str,
    errors: &Errors,
) -> Result<HttpResponse> {
    let t = applicant.t();
    let (scene, rule) = (&loaded.scene, needed.rule);
    let limits = book().limits(scene.today);
    let input = FileInput::of(rule, slot, t.t("relay-photo-choose"));
    let line = |(place, text): (&str, String)| {
        let field = if place.is_empty() { String::new() } else { format!("{slot}-file") };
        ErrorLine { field, text }
    };
    let status = if errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let template = CameraPage {
        page: Page::new(req, t.pick(&rule.zh, &rule.en)),
        t,
        above: standing::above_open(t, &scene.filing, scene.is_of_no_kind),
        hint: t.pick(&rule.hint_zh, &rule.hint_en).to_owned(),
        sketch: &rule.sample,
        materials: paths::filing_part(&scene.filing.reference, "materials"),
        later: on_phone::later(req, scene, slot),
        camera: Camera::of(rule, limits),
        input,
        errors: errors.lines(t).map(line).collect(),
        sending: Sending::new(paths::filing_uploads(&scene.filing.reference), limits),
    };
    render_with(status, &template).map(with_camera)
}

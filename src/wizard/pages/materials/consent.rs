//! Before the first paper of a person: what is done with it, and the separate consent. It can be read again later.

use actix_web::http::StatusCode;
use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;
use serde::Deserialize;

use crate::db::Tx;
use crate::error::{Error, Result};
use crate::filing::corrections::Editable;
use crate::form::FieldErrors;
use crate::material::consent::render::Notice;
use crate::material::consent::store::{self, About};
use crate::material::consent::{Consent, service};
use crate::paths;
use crate::reference::{Text, book};
use crate::text::{Message, Tr};
use crate::web::device;
use crate::web::{App, Applicant, Page, PostForm, render_with, see_other};
use crate::wizard::pages::on_phone;
use crate::wizard::service::scene::Scene;

#[derive(Template)]
#[template(path = "wizard/materials_consent.html")]
struct ConsentPage {
    page: Page,
    t: Tr,
    errors: FieldErrors,
    reference: String,
    notice: Notice,
    /// When it was given; empty before.
    given: String,
    can_give: bool,
}

/// What the page posts.
#[derive(Debug, Deserialize)]
pub struct ConsentForm {
    #[serde(default)]
    agree: String,
    #[serde(default)]
    version: String,
}

async fn load(tx: &mut Tx<'_>, applicant: &Applicant, reference: &str) -> Result<(Scene, Option<Consent>)> {
    let scene = Scene::load(tx, applicant.account, reference).await?;
    let consent = store::find(tx.conn, About::Papers, scene.filing.id, None).await?;
    Ok((scene, consent))
}

/// Whether papers may be sent: the text in force was agreed to. Where nothing can be sent any more, an older one will do.
pub fn stands(scene: &Scene, consent: Option<&Consent>) -> bool {
    let is_open = scene.editable != Editable::Nothing;
    consent.is_some_and(|own| !is_open || in_force(scene).is_none_or(|text| text.version == own.version))
}

/// The notice: the version that was agreed to, or the one in force.
///
/// # Errors
/// `NotFound` for another's filing.
pub async fn show(req: HttpRequest, applicant: Applicant, app: Data<App>, path: Path<String>) -> Result<HttpResponse> {
    let (scene, consent) = app.db.read(applicant.actor(), async |tx| load(tx, &applicant, &path).await).await?;
    page(&req, &applicant, &scene, consent.as_ref(), FieldErrors::new())
}

fn page(
    req: &HttpRequest,
    applicant: &Applicant,
    scene: &Scene,
    consent: Option<&Consent>,
    errors: FieldErrors,
) -> Result<HttpResponse> {
    let t = applicant.t();
    let stands = stands(scene, consent);
    let consent = consent.filter(|_| stands);
    let given = consent.and_then(|consent| book().text_version(Text::IDENTITY_CONSENT, &consent.version));
    let text = given.or_else(|| in_force(scene)).ok_or(Error::NotFound)?;
    let page = Page::new(req, text.title(t.lang));
    let status = if errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let page = ConsentPage {
        t,
        errors,
        reference: scene.filing.reference.to_string(),
        notice: Notice::of(t, &page, text, ""),
        given: consent.map(|consent| t.time(consent.given_at)).unwrap_or_default(),
        can_give: !stands && scene.editable != Editable::Nothing,
        page,
    };
    render_with(status, &page)
}

fn in_force(scene: &Scene) -> Option<&'static Text> {
    book().text(Text::IDENTITY_CONSENT, scene.today)
}

/// Records the consent and goes on to the papers.
///
/// # Errors
/// `NotFound` for another's filing; `Stale` when another version came into force since the page was shown.
pub async fn save(
    req: HttpRequest,
    applicant: Applicant,
    app: Data<App>,
    path: Path<String>,
    PostForm(form): PostForm<ConsentForm>,
) -> Result<HttpResponse> {
    let is_phone = device::is_phone(&req);
    let ((scene, consent), filled) = app
        .db
        .read(applicant.actor(), async |tx| {
            let loaded = load(tx, &applicant, &path).await?;
            let asks = is_phone || !loaded.0.is_settled;
            let filled = if asks { Some(on_phone::Filled::load(tx, &loaded.0).await?) } else { None };
            Ok((loaded, filled))
        })
        .await?;
    if scene.editable == Editable::Nothing {
        return Err(Error::refused("filing-refused-locked"));
    }
    let on_phone = filled.and_then(|filled| on_phone::after_notice(&scene, &filled));
    let next = on_phone.unwrap_or_else(|| paths::filing_part(&scene.filing.reference, "materials"));
    if stands(&scene, consent.as_ref()) {
        return Ok(see_other(next));
    }
    if form.agree != "yes" {
        let missing = FieldErrors::of("agree", Message::new("material-consent-missing"));
        return page(&req, &applicant, &scene, consent.as_ref(), missing);
    }
    if in_force(&scene).is_none_or(|text| text.version != form.version) {
        return Err(Error::Stale);
    }
    let (account, filing) = (applicant.account, scene.filing.id);
    app.db.write(applicant.by(), async |tx| service::give(tx, account, filing, &form.version).await).await?;
    Ok(see_other(next))
}

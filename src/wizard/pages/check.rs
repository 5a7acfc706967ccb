//! Every answer with Change, every finding with its way out, the declaration, and submit: once.

use actix_web::http::StatusCode;
use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;
use serde::Deserialize;

use super::declared::Declaration;
use super::overview::Group;
use super::{answers, found, printed, sections, standing};
use crate::account;
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::facts::shown::{Seen, seen};
use crate::filing::corrections::Editable;
use crate::filing::service::printed::PrintedPaper;
use crate::filing::service::{self, Submitted};
use crate::form::FieldErrors;
use crate::paths;
use crate::relay::service as links;
use crate::text::{Message, Tr};
use crate::values::QrPicture;
use crate::web::flash::see_other_with;
use crate::web::ui::FindingLine;
use crate::web::viewer::Viewer;
use crate::web::{App, Applicant, Page, PostForm, render_with, see_other};
use crate::wizard::service::handover::{self, Judged};
use crate::wizard::service::scene::Scene;

#[derive(Template)]
#[template(path = "wizard/check.html")]
struct CheckPage {
    page: Page,
    t: Tr,
    errors: FieldErrors,
    reference: String,
    above: String,
    version: i32,
    /// What tells that the filing changed, on whatever device.
    stamp: String,
    /// The way here for the phone.
    picture: Option<QrPicture>,
    blocking: usize,
    found: Vec<FindingLine>,
    gaps: Vec<String>,
    seen: Vec<Seen>,
    answers: Vec<Group>,
    declaration: Declaration,
}

/// What the check page posts.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct SubmitForm {
    version: i32,
    declared: String,
}

/// What the page is made of.
struct Loaded {
    scene: Scene,
    judged: Judged,
    printed: Vec<PrintedPaper>,
    stamp: String,
}

async fn load(tx: &mut Tx<'_>, applicant: &Applicant, reference: &str) -> Result<Loaded> {
    let scene = Scene::load(tx, applicant.account, reference).await?;
    judged(tx, applicant, scene).await
}

async fn judged(tx: &mut Tx<'_>, applicant: &Applicant, scene: Scene) -> Result<Loaded> {
    let judged = handover::judge(tx, applicant.account, &scene).await?;
    let printed = sections::printed_of(tx, &scene).await?;
    let (_, stamp) = links::stamped(tx, &scene.filing).await?;
    Ok(Loaded { scene, judged, printed, stamp })
}

/// The check page.
///
/// # Errors
/// `NotFound` for another's filing.
pub async fn show(req: HttpRequest, applicant: Applicant, app: Data<App>, path: Path<String>) -> Result<HttpResponse> {
    let loaded = app.db.read(applicant.actor(), async |tx| load(tx, &applicant, &path).await).await?;
    if loaded.scene.editable != Editable::Everything || !loaded.scene.is_settled {
        return Ok(see_other(paths::filing(&loaded.scene.filing.reference)));
    }
    page(&req, &app, &loaded, (FieldErrors::new(), false), StatusCode::OK)
}

fn page(
    req: &HttpRequest,
    app: &App,
    loaded: &Loaded,
    (errors, is_declared): (FieldErrors, bool),
    status: StatusCode,
) -> Result<HttpResponse> {
    let t = Viewer::of(req).t();
    let Loaded { scene, judged, printed, stamp } = loaded;
    let here = paths::filing_part(&scene.filing.reference, "check");
    let mut answers = answers::groups(t, scene, true);
    answers.push(answers::papers(t, scene, &judged.papers));
    // A kind without papers has no heading of them.
    answers.retain(|group| !group.rows.is_empty() || !group.note.is_empty());
    let mut found = found::lines(t, scene, judged);
    found.extend(printed::differing(t, scene, printed));
    let page = CheckPage {
        page: Page::titled(req, "wizard-check-title"),
        t,
        errors,
        reference: scene.filing.reference.to_string(),
        above: standing::above(t, &scene.filing),
        version: scene.filing.version,
        stamp: stamp.clone(),
        picture: QrPicture::of(&format!("{}{here}", app.config.portal_origin)),
        blocking: found::blocking(&found),
        found,
        seen: judged.domains.iter().map(|facts| seen(t, facts, false)).collect(),
        gaps: judged.gaps.iter().map(|gap| found::gap(t, gap)).collect(),
        answers,
        declaration: Declaration::of(t, scene.today, is_declared),
    };
    render_with(status, &page)
}

/// Submits the filing. What was saved since the page was shown is to be looked at first.
///
/// # Errors
/// `Refused` by the rules.
pub async fn save(
    req: HttpRequest,
    applicant: Applicant,
    app: Data<App>,
    path: Path<String>,
    PostForm(form): PostForm<SubmitForm>,
) -> Result<HttpResponse> {
    let declared = form.declared == "yes";
    let outcome = app
        .db
        .write(applicant.by(), async |tx| {
            // A result of a verification that comes now waits, or is known already.
            let scene = Scene::load_locked(tx, applicant.account, &path).await?;
            let loaded = judged(tx, &applicant, scene).await?;
            loaded.scene.ensure_settled()?;
            let is_open = loaded.scene.editable == Editable::Everything;
            if is_open && (!declared || loaded.judged.blocking() > 0) {
                return Ok(Err(loaded));
            }
            account::service::ensure_reachable(tx, applicant.account).await?;
            let Some(handover) = loaded.judged.handover(&loaded.scene) else {
                return if is_open { Ok(Err(loaded)) } else { Ok(Ok(Submitted::AlreadySent)) };
            };
            Ok(Ok(service::submit(tx, loaded.scene.filing.id, form.version, handover).await?))
        })
        .await;
    if let Err(Error::Stale) = outcome {
        let loaded = app.db.read(applicant.actor(), async |tx| load(tx, &applicant, &path).await).await?;
        let errors = FieldErrors::of("declared", Message::new("wizard-check-stale"));
        // What was declared is another text now.
        return page(&req, &app, &loaded, (errors, false), StatusCode::CONFLICT);
    }
    match outcome? {
        Ok(Submitted::Sent(_)) => Ok(see_other_with(&req, paths::filing(path.as_str()), "wizard-check-sent")),
        Ok(Submitted::AlreadySent) => Ok(see_other_with(&req, paths::filing(path.as_str()), "wizard-check-already")),
        Err(loaded) => {
            let mut errors = FieldErrors::new();
            if !declared {
                errors.add("declared", Message::new("wizard-check-declared-missing"));
            }
            page(&req, &app, &loaded, (errors, declared), StatusCode::UNPROCESSABLE_ENTITY)
        }
    }
}

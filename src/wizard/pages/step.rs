//! Showing and saving any section: always saved, valid or not; then the same page with errors, or the next.

use actix_web::http::StatusCode;
use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse};
use serde::Serialize;
use serde_json::Value;

use super::view::ConflictLine;
use super::{on_phone, sections, typed};
use crate::clock;
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::filing::application::OperationForm;
use crate::filing::checks::Facts;
use crate::filing::corrections::changed_fields;
use crate::filing::papers;
use crate::filing::printed::{Printed, fill};
use crate::filing::section::{Part, Section};
use crate::filing::service::{self, SavePart, Saved};
use crate::form::FieldErrors;
use crate::paths;
use crate::reference::book;
use crate::relay::service as links;
use crate::web::device;
use crate::web::flash::see_other_with;
use crate::web::held::BACKGROUND;
use crate::web::{App, Applicant, PostForm, see_other};
use crate::wizard::service::outside;
use crate::wizard::service::scene::{Scene, part_of};

/// Fields that steer the save and are no answers.
const STEERING: [&str; 3] = ["version", "then", BACKGROUND];

/// What the button says that fills empty fields from papers.
pub(super) const FILL: &str = "fill";

/// Shows a section as saved, with its errors once it was saved.
///
/// # Errors
/// `NotFound` for another's filing or a website that there is not.
pub async fn show(
    req: HttpRequest,
    applicant: Applicant,
    app: Data<App>,
    section: Section,
    path: (String, u32),
) -> Result<HttpResponse> {
    let part = part_of(section, path.1)?;
    let (scene, extra) = app
        .db
        .read(applicant.actor(), async |tx| {
            let scene = Scene::load(tx, applicant.account, &path.0).await?;
            let extra = sections::Extra::load(tx, applicant.account, &scene, part).await?;
            Ok((scene, extra))
        })
        .await?;
    if !scene.has(part) {
        return Err(Error::NotFound);
    }
    if !scene.is_open(part) {
        return Ok(see_other(paths::filing(&scene.filing.reference)));
    }
    let errors = if scene.version(part) > 0 { scene.errors(part) } else { FieldErrors::new() };
    let version = scene.version(part);
    sections::render(
        &req,
        &scene,
        part,
        extra,
        sections::Showing { errors, is_checked: version > 0, version, conflict: None, status: StatusCode::OK },
    )
}

/// What the background save answers.
#[derive(Serialize)]
pub(super) struct SavedAt {
    saved_at: String,
    version: i32,
}

impl SavedAt {
    /// What was saved by now, in this version.
    pub(super) fn now(version: i32) -> HttpResponse {
        let saved_at = clock::now().with_timezone(&clock::china()).format("%H:%M").to_string();
        HttpResponse::Ok().json(Self { saved_at, version })
    }
}

/// Saves a section.
///
/// # Errors
/// `NotFound` for another's filing, `Refused` where it is locked.
pub async fn save(
    req: HttpRequest,
    applicant: Applicant,
    app: Data<App>,
    section: Section,
    path: (String, u32),
    PostForm(fields): PostForm<Vec<(String, String)>>,
) -> Result<HttpResponse> {
    let part = part_of(section, path.1)?;
    let steer = |name: &str| fields.iter().find(|(own, _)| own == name).map_or("", |(_, value)| value.as_str());
    let expected: i32 = steer("version").parse().unwrap_or_default();
    let answers = fields.iter().filter(|(name, _)| !STEERING.contains(&name.as_str()));
    let (typed, doubled) = typed::decode(section, &answers.collect::<Vec<_>>())?;
    let (is_phone, is_background) = (device::is_phone(&req), steer(BACKGROUND) == "1");
    let (saved, scene, extra, is_same, filled) = app
        .db
        .write(applicant.by(), async |tx| {
            let mut scene = Scene::load(tx, applicant.account, &path.0).await?;
            if !scene.has(part) {
                return Err(Error::NotFound);
            }
            scene.ensure_settled()?;
            let before = stored(&scene, part);
            let mut content = with_password(&scene, part, keep_locked(&scene, part, &before, typed.clone()))?;
            if steer("then") == FILL {
                content = filled(tx, &mut scene, part, &before, content).await?;
            }
            let is_same = content == before && scene.version(part) > 0;
            let named_before = scene.drafts.clone();
            scene.drafts.put(part, content.clone()).map_err(|_| Error::BadRequest("form fields"))?;
            let problems = u32::try_from(scene.errors(part).len()).unwrap_or(u32::MAX);
            let save = SavePart { part, expected, content, problems, is_complete: problems == 0 };
            let saved = service::save_part(tx, applicant.account, &scene.filing.reference, save).await?;
            if matches!(saved, Saved::Saved(_)) {
                links::forget_others(tx, &scene, &named_before).await?;
            }
            outside::want(tx, &scene, part).await?;
            // What is saved while somebody types shows no page.
            if is_background && matches!(saved, Saved::Saved(_)) {
                return Ok((saved, scene, sections::Extra::default(), is_same, None));
            }
            let extra = sections::Extra::load(tx, applicant.account, &scene, part).await?;
            let filled = if is_phone { Some(on_phone::Filled::load(tx, &scene).await?) } else { None };
            Ok((saved, scene, extra, is_same, filled))
        })
        .await?;
    match saved {
        Saved::Stale(theirs) => {
            let conflict = differences(applicant.t(), part, &stored(&scene, part), &theirs.content);
            sections::render(&req, &scene, part, extra, both(theirs.version, conflict, doubled))
        }
        Saved::Saved(version) => {
            if is_background {
                return Ok(SavedAt::now(version));
            }
            if let Some((to, told)) = aside(&scene, part, steer("then")).filter(|_| doubled.is_empty()) {
                return Ok(see_other_with(&req, to, told));
            }
            let errors = scene.errors(part).and(doubled);
            // What the checks say stops once; who asks again without a change goes on and mends it later.
            if errors.is_empty() && (is_same || !extra.is_blocking()) {
                let first = filled.and_then(|filled| on_phone::next_of(&scene, &filled, part));
                return Ok(see_other(first.unwrap_or_else(|| next(&scene, part))));
            }
            sections::render(&req, &scene, part, extra, checked(version, errors))
        }
    }
}

/// What was saved, and what is wrong with it.
fn checked(version: i32, errors: FieldErrors) -> sections::Showing {
    let status = StatusCode::UNPROCESSABLE_ENTITY;
    sections::Showing { errors, is_checked: true, version, conflict: None, status }
}

/// What another window saved beside what was typed here.
fn both(version: i32, conflict: Vec<ConflictLine>, errors: FieldErrors) -> sections::Showing {
    sections::Showing { errors, is_checked: false, version, conflict: Some(conflict), status: StatusCode::CONFLICT }
}

/// Where a save leads that does not ask to go on, and what is told there.
fn aside(scene: &Scene, part: Part, then: &str) -> Option<(String, &'static str)> {
    let reference = &scene.filing.reference;
    match then {
        "later" => Some((paths::filing(reference), "wizard-saved")),
        FILL => Some((paths::filing_part(reference, &part.to_string()), "printed-filled")),
        _ => None,
    }
}

/// Where a section that is fine leads: on through the wizard, or back to the corrections.
pub(super) fn next(scene: &Scene, part: Part) -> String {
    let reference = &scene.filing.reference;
    if scene.filing.round > 0 {
        return paths::filing_part(reference, "corrections");
    }
    match scene.after(part) {
        Some(next) => paths::filing_part(reference, &next.to_string()),
        None if asks_papers(scene) => paths::filing_part(reference, "materials"),
        None => paths::filing_part(reference, "check"),
    }
}

fn asks_papers(scene: &Scene) -> bool {
    let content = scene.drafts.read(book(), scene.days());
    let facts = Facts::new(&scene.drafts, &content, book(), scene.days());
    papers::needed(&facts).iter().any(|paper| paper.required)
}

/// Of a filing password only the hash is kept.
fn with_password(scene: &Scene, part: Part, content: Value) -> Result<Value> {
    if part != Part::OPERATION {
        return Ok(content);
    }
    let mut form: OperationForm = serde_json::from_value(content).map_err(|_| Error::BadRequest("form fields"))?;
    form.keep_password(&scene.drafts.operation);
    Ok(serde_json::to_value(form).map_err(anyhow::Error::from)?)
}

/// What was typed, its empty fields filled from the papers.
pub(super) async fn filled(
    tx: &mut Tx<'_>,
    scene: &mut Scene,
    part: Part,
    before: &Value,
    content: Value,
) -> Result<Value> {
    scene.drafts.put(part, content.clone()).map_err(|_| Error::BadRequest("form fields"))?;
    let papers = sections::printed_of(tx, scene).await?;
    let values: Vec<Printed> = papers.into_iter().flat_map(|paper| paper.values).map(|(_, value)| value).collect();
    Ok(keep_locked(scene, part, before, fill(part, content, &values)))
}

/// A part as the scene holds it.
fn stored(scene: &Scene, part: Part) -> Value {
    scene.drafts.get(part).unwrap_or_default()
}

/// Locked fields are not in the form, or not believed: they keep what was saved.
fn keep_locked(scene: &Scene, part: Part, before: &Value, mut typed: Value) -> Value {
    if let (Some(fields), Some(before)) = (typed.as_object_mut(), before.as_object()) {
        for (name, value) in fields.iter_mut().filter(|(name, _)| !scene.editable.allows_field(part, name)) {
            *value = before.get(name).cloned().unwrap_or_default();
        }
    }
    typed
}

/// The fields in which two saves differ, in words.
pub(super) fn differences(t: crate::text::Tr, part: Part, mine: &Value, theirs: &Value) -> Vec<ConflictLine> {
    let show = |form: &Value, name: &str| match form.get(name) {
        Some(_) if name == "filing_password" => t.t("filing-password-given"),
        Some(Value::String(text)) => text.clone(),
        Some(Value::Array(items)) => {
            items.iter().filter_map(Value::as_str).filter(|text| !text.is_empty()).collect::<Vec<_>>().join("、")
        }
        _ => String::new(),
    };
    changed_fields(Some(mine), Some(theirs))
        .into_iter()
        .map(|name| ConflictLine {
            label: t.t(&super::view::field_key(sections::group(part.section()), &name)),
            mine: show(mine, &name),
            theirs: show(theirs, &name),
        })
        .collect()
}

macro_rules! handlers {
    ($($show:ident, $save:ident, $section:ident;)*) => {$(
        #[doc = "Shows the section.\n\n# Errors\nAs [`show`]."]
        pub async fn $show(req: HttpRequest, applicant: Applicant, app: Data<App>, path: Path<String>) -> Result<HttpResponse> {
            show(req, applicant, app, Section::$section, (path.into_inner(), 0)).await
        }

        #[doc = "Saves the section.\n\n# Errors\nAs [`save`]."]
        pub async fn $save(
            req: HttpRequest,
            applicant: Applicant,
            app: Data<App>,
            path: Path<String>,
            form: PostForm<Vec<(String, String)>>,
        ) -> Result<HttpResponse> {
            save(req, applicant, app, Section::$section, (path.into_inner(), 0), form).await
        }
    )*};
}

macro_rules! numbered_handlers {
    ($($show:ident, $save:ident, $section:ident;)*) => {$(
        #[doc = "Shows the section of one website.\n\n# Errors\nAs [`show`]."]
        pub async fn $show(req: HttpRequest, applicant: Applicant, app: Data<App>, path: Path<(String, u32)>) -> Result<HttpResponse> {
            show(req, applicant, app, Section::$section, path.into_inner()).await
        }

        #[doc = "Saves the section of one website.\n\n# Errors\nAs [`save`]."]
        pub async fn $save(
            req: HttpRequest,
            applicant: Applicant,
            app: Data<App>,
            path: Path<(String, u32)>,
            form: PostForm<Vec<(String, String)>>,
        ) -> Result<HttpResponse> {
            save(req, applicant, app, Section::$section, path.into_inner(), form).await
        }
    )*};
}

handlers! {
    show_type_check, save_type_check, TypeCheck;
    show_operation, save_operation, Operation;
    show_access, save_access, Access;
    show_entity, save_entity, Entity;
    show_entity_person, save_entity_person, EntityPerson;
}

numbered_handlers! {
    show_website, save_website, Website;
    show_website_person, save_website_person, WebsitePerson;
}

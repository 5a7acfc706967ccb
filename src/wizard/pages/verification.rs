//! Authenticity verification by the owner of the filing: who must show their face and how far each is; and, for one person, the
//! notice, what to do before the camera, the clip, or the way to an appointment.

mod at_service;

use actix_web::http::StatusCode;
use actix_web::web::{Data, Path, Payload};
use actix_web::{FromRequest as _, HttpRequest, HttpResponse};
use askama::Template;
use chrono::{DateTime, Utc};
use serde::Deserialize;

use crate::auth::allowance;
use crate::auth::session::Token;
use crate::clock;
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::filing::corrections::Editable;
use crate::filing::needed::Needed;
use crate::filing::section::Part;
use crate::filing::service::faces::{self, Verified};
use crate::filing::service::touch_paper;
use crate::form::FieldErrors;
use crate::liveness::check::{self, Method, Standing};
use crate::liveness::client::{self, CHECK, Unkept};
use crate::liveness::render::{self, Recording, Way};
use crate::liveness::service;
use crate::liveness::store::About;
use crate::material;
use crate::material::consent::render::Notice;
use crate::material::consent::service::give_face;
use crate::material::consent::store::About as Consent;
use crate::paths::{self, pattern as p};
use crate::reference::material::Who;
use crate::reference::{Text, book};
use crate::relay::render::who;
use crate::text::{Message, Tr};
use crate::web::cookies::{self, Purpose};
use crate::web::device;
use crate::web::flash::see_other_with;
use crate::web::ui::{StatusTag, TaskRow};
use crate::web::upload::{Upload, is_upload};
use crate::web::{Access, App, Applicant, Page, PostForm, Routes, render, render_with, see_other, with_recorder};
use crate::wizard::pages::on_phone;
use crate::wizard::service::scene::Scene;

/// The routes of these pages.
pub fn routes(r: &mut Routes) {
    let own = Access::Applicant;
    r.get(p::FILING_VERIFICATION, own, list);
    r.get(p::FILING_FACE, own, show);
    r.post(p::FILING_FACE, own, save);
}

#[derive(Template)]
#[template(path = "wizard/verification.html")]
struct ListPage {
    page: Page,
    t: Tr,
    reference: String,
    rows: Vec<TaskRow>,
}

#[derive(Template)]
#[template(path = "wizard/face.html")]
struct FacePage {
    page: Page,
    t: Tr,
    errors: FieldErrors,
    reference: String,
    slot: String,
    action: String,
    /// Who, by role.
    who: String,
    hint: String,
    status: StatusTag,
    /// What the specialist said of the last try.
    words: String,
    recording: Option<Recording>,
    /// The notice, where it was not agreed to for this person.
    notice: Option<Notice>,
    tries: Vec<String>,
    can_begin: bool,
    /// The section where somebody has to be named first; empty where that is done.
    section: String,
    is_appointed: bool,
    /// Where a phone goes on; empty elsewhere.
    on: String,
    /// The way by a verification service, where there is one.
    service: Option<Way>,
}

/// What the page posts, but for the clip.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct FaceForm {
    act: String,
    agree: String,
    version: String,
    #[serde(rename = "service-agree")]
    service_agree: String,
    #[serde(rename = "service-version")]
    service_version: String,
}

/// Everybody who must show their face.
///
/// # Errors
/// `NotFound` for another's filing.
pub async fn list(req: HttpRequest, applicant: Applicant, app: Data<App>, path: Path<String>) -> Result<HttpResponse> {
    let t = applicant.t();
    let load = async |tx: &mut Tx<'_>| {
        let scene = Scene::load(tx, applicant.account, &path).await?;
        Ok((faces::of_scene(tx, &scene).await?, scene))
    };
    let (all, scene) = app.db.read(applicant.actor(), load).await?;
    let reference = scene.filing.reference.to_string();
    let row = |own: &Verified| TaskRow {
        label: who(t, &scene, &own.face.needed),
        url: Some(paths::filing_face(&reference, &own.face.needed.slot)),
        hint: own.face.person.as_ref().map(|person| person.name.masked().to_string()).unwrap_or_default(),
        status: render::tag(t, own.standing),
    };
    let rows = all.iter().map(row).collect();
    render(&ListPage { page: Page::titled(&req, "face-title"), t, rows, reference })
}

/// One person of a filing.
struct Loaded {
    scene: Scene,
    verified: Verified,
    phone: Option<Token>,
    now: DateTime<Utc>,
}

async fn load(req: &HttpRequest, applicant: &Applicant, app: &App, path: &(String, String)) -> Result<Loaded> {
    let phone = cookies::value(req, Purpose::Phone).as_deref().and_then(Token::parse);
    let (reference, slot) = path;
    let load = async |tx: &mut Tx<'_>| {
        let scene = Scene::load(tx, applicant.account, reference).await?;
        let all = faces::of_scene(tx, &scene).await?;
        let verified = all.into_iter().find(|own| own.face.needed.slot == *slot).ok_or(Error::NotFound)?;
        Ok((scene, verified, tx.ctx.now))
    };
    let (scene, verified, now) = app.db.read(applicant.actor(), load).await?;
    Ok(Loaded { scene, verified, phone, now })
}

/// One person: how far they are, and what comes next.
///
/// # Errors
/// `NotFound` for another's filing and for whoever is not asked.
pub async fn show(
    req: HttpRequest,
    applicant: Applicant,
    app: Data<App>,
    path: Path<(String, String)>,
) -> Result<HttpResponse> {
    let loaded = load(&req, &applicant, &app, &path).await?;
    page(&req, (app.get_ref(), &applicant), &loaded, FieldErrors::new())
}

/// The version of a notice that is in force, if it was not agreed to for this person yet.
fn notice(loaded: &Loaded, about: Consent) -> Option<&'static Text> {
    let text = book().text(about.notice(), loaded.scene.today)?;
    let checks = &loaded.verified.checks;
    let is_given = if about == Consent::FaceService {
        check::has_agreed_to_service(checks, None, &text.version)
    } else {
        let mut recorded = checks.iter().filter(|check| check.method != Method::Vendor);
        recorded.any(|check| check.consent_version.as_deref() == Some(text.version.as_str()))
    };
    (!is_given).then_some(text)
}

/// A notice that is agreed to: with this form, or for an earlier try.
struct Agreed {
    version: &'static str,
    is_new: bool,
}

/// What a form agrees to, by its box and the version it showed; none where the box is not ticked.
fn agreed(loaded: &Loaded, about: Consent, ticked: &str, version: &str) -> Result<Option<Agreed>> {
    let in_force = book().text(about.notice(), loaded.scene.today).ok_or(Error::NotFound)?;
    let is_new = notice(loaded, about).is_some();
    if is_new && ticked != "yes" {
        return Ok(None);
    }
    if is_new && version != in_force.version {
        return Err(Error::Stale);
    }
    Ok(Some(Agreed { version: &in_force.version, is_new }))
}

/// Where somebody is named.
fn section(scene: &Scene, needed: &Needed) -> String {
    if !scene.is_settled {
        return paths::filing_new_of(&scene.filing.reference);
    }
    let website = needed.website.and_then(|n| u32::try_from(n).ok()).filter(|_| needed.rule.who == Who::WebsitePerson);
    let part = match website {
        Some(n) if !scene.drafts.is_run_by_entity_person(n) => Part::website_person(n),
        _ => Part::ENTITY_PERSON,
    };
    paths::filing_part(&scene.filing.reference, &part.to_string())
}

fn page(
    req: &HttpRequest,
    (app, applicant): (&App, &Applicant),
    loaded: &Loaded,
    errors: FieldErrors,
) -> Result<HttpResponse> {
    let t = applicant.t();
    let Loaded { scene, verified, phone, now } = loaded;
    let needed = &verified.face.needed;
    let page = Page::titled(req, "face-title");
    let notice = notice(loaded, Consent::Face).map(|text| Notice::of(t, &page, text, ""));
    let open = phone.as_ref().zip(verified.about.as_ref());
    let open = open.and_then(|(phone, about)| check::open(&verified.checks, &about.person, &phone.hash(), *now));
    let latest = verified.latest();
    let is_said = matches!(verified.standing, Standing::Differs | Standing::Unclear);
    let words = latest.filter(|_| is_said).and_then(|check| check.judged.as_ref());
    let status = if errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let is_open = scene.editable != Editable::Nothing && verified.about.is_some();
    let face = FacePage {
        t,
        errors,
        reference: scene.filing.reference.to_string(),
        slot: needed.slot.clone(),
        action: page.here.clone(),
        who: who(t, scene, needed),
        hint: t.pick(&needed.rule.hint_zh, &needed.rule.hint_en).to_owned(),
        status: render::tag(t, verified.standing),
        words: words.map(|judged| judged.words.clone()).unwrap_or_default(),
        recording: open
            .filter(|_| is_open)
            .and_then(|check| render::recording(t, check, *now, book().limits(scene.today))),
        notice,
        tries: render::tries(t, &verified.checks),
        can_begin: is_open && verified.standing != Standing::Matches,
        section: if verified.about.is_none() { section(scene, needed) } else { String::new() },
        service: app.config.face.as_ref().map(|settings| at_service::way(t, &page, loaded, settings)),
        on: on_phone::later(req, scene, &needed.slot),
        is_appointed: latest
            .is_some_and(|check| check.method == Method::Appointment && check.state == check::State::Given),
        page,
    };
    render_with(status, &face).map(with_recorder)
}

/// Shows what is to be done, asks for an appointment, or takes the clip.
///
/// # Errors
/// As [`show`]; `Refused` where the filing is locked or after too many tries; `Stale` where another notice came into force.
pub async fn save(
    req: HttpRequest,
    applicant: Applicant,
    app: Data<App>,
    path: Path<(String, String)>,
    body: Payload,
) -> Result<HttpResponse> {
    if is_upload(&req) {
        let limits = client::upload_limits(book().limits(clock::china_day(clock::now())));
        let upload = Upload::begin(&req, body, limits, &[CHECK]).await?;
        let spend = async |sent: u64| {
            let spend = async |tx: &mut Tx<'_>| allowance::spend_of(tx, applicant.account, sent).await;
            app.db.write(applicant.by(), spend).await
        };
        let take = async |upload: &mut Upload| take(&req, &applicant, &app, &path, upload).await;
        return upload.whole(spend, take).await;
    }
    let PostForm(form) = PostForm::<FaceForm>::from_request(&req, &mut body.into_inner()).await?;
    let loaded = load(&req, &applicant, &app, &path).await?;
    let about = loaded.verified.about.as_ref().ok_or(Error::NotFound)?;
    let here = paths::filing_face(&path.0, &path.1);
    match form.act.as_str() {
        "challenge" => ask(&req, &applicant, &app, &loaded, about, &form).await,
        "appointment" => {
            let appoint = async |tx: &mut Tx<'_>| {
                touch_paper(tx, applicant.account, &loaded.scene.filing.reference, &about.slot).await?;
                service::ensure_unverified(tx, about).await?;
                service::ask_appointment(tx, about).await
            };
            let (_, gone) = app.db.write(applicant.by(), appoint).await?;
            material::client::discard(&app.storage, &gone).await;
            Ok(see_other_with(&req, here, "face-appointment-asked"))
        }
        "service" => at_service::begin(&req, (&app, &applicant), &loaded, about, &form).await,
        "result" => {
            at_service::ask_result(&app, &applicant, &loaded).await?;
            Ok(see_other_with(&req, here, "face-service-asked"))
        }
        _ => Err(Error::BadRequest("unknown act")),
    }
}

async fn ask(
    req: &HttpRequest,
    applicant: &Applicant,
    app: &App,
    loaded: &Loaded,
    about: &About,
    form: &FaceForm,
) -> Result<HttpResponse> {
    let filing = &loaded.scene.filing;
    let Some(agreed) = agreed(loaded, Consent::Face, &form.agree, &form.version)? else {
        let errors = FieldErrors::of("agree", Message::new("face-consent-missing"));
        return page(req, (app, applicant), loaded, errors);
    };
    let phone = loaded.phone.clone().map_or_else(Token::random, Ok)?;
    let ask = async |tx: &mut Tx<'_>| {
        touch_paper(tx, applicant.account, &filing.reference, &about.slot).await?;
        if agreed.is_new {
            let own = (applicant.account, filing.id);
            give_face(tx, Consent::Face, own, &about.slot, agreed.version).await?;
        }
        service::ask(tx, about, &phone.hash(), agreed.version).await
    };
    app.db.write(applicant.by(), ask).await?;
    let answer = see_other(paths::filing_face(&filing.reference, &about.slot));
    Ok(cookies::hold_phone(req, answer, &phone))
}

/// Takes the clip.
async fn take(
    req: &HttpRequest,
    applicant: &Applicant,
    app: &App,
    path: &(String, String),
    upload: &mut Upload,
) -> Result<HttpResponse> {
    let loaded = load(req, applicant, app, path).await?;
    let refused = async |why: &Message| {
        // What stands now: the challenge may be used up.
        let loaded = load(req, applicant, app, path).await?;
        page(req, (app, applicant), &loaded, FieldErrors::of("clip", why.clone()))
    };
    let (Some(about), Some(phone)) = (&loaded.verified.about, &loaded.phone) else {
        return refused(&check::Stale::OtherPhone.message()).await;
    };
    let Some(open) = check::open(&loaded.verified.checks, &about.person, &phone.hash(), loaded.now) else {
        return refused(&check::Stale::Expired.message()).await;
    };
    let limits = book().limits(loaded.scene.today);
    let filing = &loaded.scene.filing;
    let kept = match client::receive(app, applicant.by(), upload, open, limits).await? {
        Ok(kept) => kept,
        Err(Unkept::Nothing) => return refused(&Message::new("face-nothing-chosen")).await,
        Err(Unkept::OverDay(why)) => return refused(&why).await,
        Err(Unkept::Refused(why)) => {
            let fail = async |tx: &mut Tx<'_>| service::fail(tx, filing.id, open.id, &why).await;
            app.db.write(applicant.by(), fail).await?;
            return refused(&why).await;
        }
    };
    let give = async |tx: &mut Tx<'_>| {
        touch_paper(tx, applicant.account, &filing.reference, &about.slot).await?;
        service::give(tx, filing.id, open.id, &kept).await
    };
    let given = app.db.write(applicant.by(), give).await;
    let useless = match &given {
        Ok(Ok(superseded)) => superseded.clone(),
        _ => vec![kept.object.name],
    };
    material::client::discard(&app.storage, &useless).await;
    match given {
        Ok(Ok(_)) => {
            let is_phone = device::is_phone(req);
            let next = if is_phone { on_phone::after_sent(app, applicant, &path.0, &path.1).await? } else { None };
            let here = || paths::filing_face(&filing.reference, &about.slot);
            Ok(see_other_with(req, next.unwrap_or_else(here), "face-given"))
        }
        Ok(Err(why)) => refused(&why.message()).await,
        Err(Error::Refused(why)) => refused(&why).await,
        Err(error) => Err(error),
    }
}

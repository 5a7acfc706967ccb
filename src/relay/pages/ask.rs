//! Where the owner of a filing asks somebody else for one paper: by a QR code, by SMS or by mail; or takes that back.

use actix_web::http::StatusCode;
use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;
use chrono::{DateTime, Utc};
use serde::Deserialize;

use crate::auth::throttle::{self, Scope};
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::filing::needed::Needed;
use crate::filing::service::faces;
use crate::filing::service::scene::Scene;
use crate::form::FieldErrors;
use crate::material;
use crate::paths;
use crate::reference::book;
use crate::reference::material::Who;
use crate::relay::render::{self, Line, There};
use crate::relay::service::{self, Address};
use crate::relay::task::{SentBy, Task};
use crate::text::Tr;
use crate::values::{Email, Mobile, QrPicture};
use crate::web::flash::see_other_with;
use crate::web::{App, Applicant, Page, PostForm, render_with};

#[derive(Template)]
#[template(path = "relay/ask.html")]
struct AskPage {
    page: Page,
    t: Tr,
    reference: String,
    slot: String,
    line: Line,
    stamp: String,
    hint: String,
    hours: i64,
    form: AskForm,
    errors: FieldErrors,
    /// The link that was made just now; it is shown this once.
    link: Option<Link>,
    can_ask: bool,
    can_revoke: bool,
}

struct Link {
    url: String,
    picture: Option<QrPicture>,
    until: String,
}

/// What the page posts.
#[derive(Debug, Default, Deserialize)]
pub struct AskForm {
    #[serde(default)]
    act: String,
    #[serde(default)]
    mobile: String,
    #[serde(default)]
    email: String,
}

/// A paper that is asked for.
struct Asked {
    scene: Scene,
    paper: Needed,
    there: There,
    task: Option<Task>,
    stamp: String,
    now: DateTime<Utc>,
}

async fn load(tx: &mut Tx<'_>, applicant: &Applicant, (reference, slot): &(String, String)) -> Result<Asked> {
    let scene = Scene::load(tx, applicant.account, reference).await?;
    let paper = service::paper_of(&scene, slot)?;
    let papers = material::store::list_current(tx, scene.filing.id).await?;
    let faces = faces::standings(tx, &scene).await?;
    let (tasks, stamp) = service::stamped(tx, &scene.filing).await?;
    Ok(Asked {
        there: There::of(&paper, &papers, &faces),
        stamp,
        task: tasks.into_iter().find(|task| task.target == *slot),
        now: tx.ctx.now,
        scene,
        paper,
    })
}

/// What is asked of whom, and how far it is.
///
/// # Errors
/// `NotFound` for another's filing and for what others cannot be asked for.
pub async fn show(
    req: HttpRequest,
    applicant: Applicant,
    app: Data<App>,
    path: Path<(String, String)>,
) -> Result<HttpResponse> {
    let asked = app.db.read(applicant.actor(), async |tx| load(tx, &applicant, &path).await).await?;
    let form = prefilled(&asked);
    page(&req, &asked, form, FieldErrors::new(), None)
}

/// The person's own mobile and mail, as far as they are told already.
fn prefilled(asked: &Asked) -> AskForm {
    let scene = &asked.scene;
    let content = scene.drafts.read(book(), scene.days());
    let of_website = || content.websites.get(asked.paper.website?.checked_sub(1)?)?.person.as_ref().ok()?.as_ref();
    let person = match asked.paper.rule.who {
        Who::EntityPerson => content.entity_person.as_ref().ok(),
        Who::WebsitePerson => of_website(),
        Who::Entity | Who::Website => None,
    };
    person.map_or_else(AskForm::default, |person| AskForm {
        act: String::new(),
        mobile: person.mobile.reveal().to_owned(),
        email: person.email.reveal().to_owned(),
    })
}

fn page(
    req: &HttpRequest,
    asked: &Asked,
    form: AskForm,
    errors: FieldErrors,
    link: Option<Link>,
) -> Result<HttpResponse> {
    let t = crate::web::viewer::Viewer::of(req).t();
    let Asked { scene, paper, there, task, stamp, now } = asked;
    let can_ask = scene.editable.allows_paper(&paper.slot);
    let status = if errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let page = Page::titled(req, if paper.rule.is_face() { "relay-ask-face-title" } else { "relay-ask-title" });
    let page = AskPage {
        page: if link.is_some() { page.once() } else { page },
        t,
        reference: scene.filing.reference.to_string(),
        slot: paper.slot.clone(),
        line: render::line(t, scene, paper, *there, task.as_ref(), *now),
        stamp: stamp.clone(),
        hint: t.pick(&paper.rule.hint_zh, &paper.rule.hint_en).to_owned(),
        hours: book().limits(scene.today).relay_link_hours,
        form,
        errors,
        link,
        can_ask,
        can_revoke: task.as_ref().is_some_and(|task| task.over(*now).is_none()),
    };
    render_with(status, &page)
}

/// Makes, sends or takes back.
///
/// # Errors
/// `NotFound` as in [`show`], `Refused` where the paper is locked, `TooMany` where too much was sent.
pub async fn save(
    req: HttpRequest,
    applicant: Applicant,
    app: Data<App>,
    path: Path<(String, String)>,
    PostForm(form): PostForm<AskForm>,
) -> Result<HttpResponse> {
    let here = paths::filing_help(&path.0, &path.1);
    match form.act.as_str() {
        "code" => show_code(&req, &applicant, &app, &path).await,
        "sms" | "mail" => {
            let to = if form.act == "sms" {
                Mobile::parse(&form.mobile).map(Address::Mobile).map_err(|why| FieldErrors::of("mobile", why))
            } else {
                Email::parse(&form.email).map(Address::Mail).map_err(|why| FieldErrors::of("email", why))
            };
            match to {
                Ok(to) => {
                    send(&applicant, &app, &path, to).await?;
                    Ok(see_other_with(&req, here, "relay-sent"))
                }
                Err(errors) => {
                    let asked = app.db.read(applicant.actor(), async |tx| load(tx, &applicant, &path).await).await?;
                    page(&req, &asked, form, errors, None)
                }
            }
        }
        "revoke" => {
            let revoke = async |tx: &mut Tx<'_>| {
                let asked = load(tx, &applicant, &path).await?;
                service::revoke(tx, asked.scene.filing.id, &path.1).await
            };
            app.db.write(applicant.by(), revoke).await?;
            Ok(see_other_with(&req, here, "relay-revoked"))
        }
        _ => Err(Error::BadRequest("unknown act")),
    }
}

/// The one page after a form that is no redirect: only now is the link known.
async fn show_code(
    req: &HttpRequest,
    applicant: &Applicant,
    app: &App,
    path: &(String, String),
) -> Result<HttpResponse> {
    let (asked, token) = app
        .db
        .write(applicant.by(), async |tx| {
            let Asked { scene, paper, .. } = load(tx, applicant, path).await?;
            let (_, token) = service::make(tx, &scene, &paper, SentBy::Code).await?;
            Ok((load(tx, applicant, path).await?, token))
        })
        .await?;
    let url = format!("{}{}", app.config.portal_origin, paths::help(&token.text()));
    let until = asked.task.as_ref().map(|task| applicant.t().time(task.expires_at)).unwrap_or_default();
    let link = Link { picture: QrPicture::of(&url), url, until };
    let form = prefilled(&asked);
    page(req, &asked, form, FieldErrors::new(), Some(link))
}

/// Counts before anything is sent: each time may be a message to somebody who knows nothing of it.
async fn send(applicant: &Applicant, app: &App, path: &(String, String), to: Address) -> Result<()> {
    let (account, contact) = (applicant.account.to_string(), key(&to));
    app.db
        .write(applicant.by(), async |tx| {
            load(tx, applicant, path).await?;
            throttle::attempt(tx, Scope::RelayAccount, &account).await?;
            throttle::attempt(tx, Scope::RelayContact, &contact).await
        })
        .await?;
    app.db
        .write(applicant.by(), async |tx| {
            let Asked { scene, paper, .. } = load(tx, applicant, path).await?;
            service::send(tx, &scene, &paper, to).await
        })
        .await
}

fn key(to: &Address) -> String {
    match to {
        Address::Mobile(mobile) => mobile.reveal().to_owned(),
        Address::Mail(email) => email.key(),
    }
}

//! The page of a one-task link: who asks and what for, the notice, the file, done. It knows nobody who is signed in, and
//! shows nothing of the filing beyond its task. Opening it changes nothing: mail programs open links too.

pub mod at_service;
mod face;
pub mod picture;
pub mod pieces;
mod upload;
mod view;

use actix_web::web::{Data, Path, Payload};
use actix_web::{FromRequest as _, HttpRequest, HttpResponse};
use chrono::{DateTime, Utc};
use serde::Deserialize;

use self::view::Step;
use crate::auth::allowance;
use crate::auth::session::Token;
use crate::auth::throttle::{self, Scope};
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::form::FieldErrors;
use crate::material::decoder::Decoder;
use crate::paths;
use crate::reference::book;
use crate::relay::service::{self, Found};
use crate::text::Message;
use crate::web::cookies::{self, Purpose};
use crate::web::upload::{Upload, is_upload};
use crate::web::{App, ClientAddress, PostForm, Visitor, see_other};

/// What the page posts, but for the file.
#[derive(Debug, Deserialize)]
pub struct StepForm {
    #[serde(default)]
    act: String,
    #[serde(default)]
    agree: String,
    #[serde(default)]
    version: String,
    #[serde(default, rename = "service-agree")]
    service_agree: String,
    #[serde(default, rename = "service-version")]
    service_version: String,
}

/// A link that leads somewhere, and the phone that asks.
struct Opened {
    token: Token,
    phone: Option<Token>,
    found: Found,
    step: Step,
    now: DateTime<Utc>,
}

/// Finds the task of a link. Links that are none are counted by the address they come from, and alike whatever they look
/// like; a right one opens all the same: nobody guesses 256 bits, and no neighbour's guesses shut anybody out.
async fn open(
    req: &HttpRequest,
    visitor: &Visitor,
    app: &App,
    client: ClientAddress,
    token: &str,
) -> Result<Option<Opened>> {
    let phone = cookies::value(req, Purpose::Phone).as_deref().and_then(Token::parse);
    if let Some(token) = Token::parse(token) {
        let find = async |tx: &mut Tx<'_>| {
            let found = service::find(tx, &token).await?;
            Ok(found.map(|found| (Step::of(&found, phone.as_ref(), tx.ctx.now), found, tx.ctx.now)))
        };
        if let Some((step, found, now)) = app.db.read(visitor.actor(), find).await? {
            return Ok(Some(Opened { token, phone, found, step, now }));
        }
    }
    let client = client.key();
    app.db.write(visitor.actor(), async |tx| throttle::attempt(tx, Scope::RelayAddress, &client).await).await?;
    Ok(None)
}

/// The page as far as the task is.
///
/// # Errors
/// `TooMany` after many links that were none.
pub async fn show(
    req: HttpRequest,
    visitor: Visitor,
    app: Data<App>,
    client: ClientAddress,
    token: Path<String>,
) -> Result<HttpResponse> {
    match open(&req, &visitor, &app, client, &token).await? {
        None => view::unknown(&req),
        Some(opened) => view::show(&req, &app, &opened, FieldErrors::new()).await,
    }
}

/// Takes one step: begin, go on on this phone, agree, be told what to do before the camera, go to a verification service, or
/// the file.
///
/// # Errors
/// `Forged` without the right token, `TooMany` after many refused files or moves, as in [`show`], and as in `Upload`.
pub async fn save(
    req: HttpRequest,
    visitor: Visitor,
    app: Data<App>,
    decoder: Data<Decoder>,
    client: ClientAddress,
    token: Path<String>,
    body: Payload,
) -> Result<HttpResponse> {
    if is_upload(&req) {
        let opened = match open(&req, &visitor, &app, client, &token).await {
            Ok(opened) => opened,
            Err(error) => {
                // Whose filing it is for nobody knows.
                let upload = upload::begin(&req, body, None).await?;
                return upload.whole(async |_: u64| Ok(()), async |_: &mut Upload| Err(error)).await;
            }
        };
        let answer = take(&req, (&visitor, &app, &decoder), opened.as_ref(), body).await;
        if let (Err(Error::TooLarge), Some(opened)) = (&answer, &opened) {
            fail(&visitor, &app, opened, &upload::too_large(opened)).await?;
        }
        return answer;
    }
    let PostForm(form) = PostForm::<StepForm>::from_request(&req, &mut body.into_inner()).await?;
    let Some(opened) = open(&req, &visitor, &app, client, &token).await? else { return view::unknown(&req) };
    let here = paths::help(&token);
    match form.act.as_str() {
        "begin" if opened.step != Step::Begin => Ok(see_other(here)),
        "move" if opened.step != Step::Move => Ok(see_other(here)),
        "begin" | "move" => {
            if form.act == "move" {
                count(&visitor, &app, &opened).await?;
            }
            let phone = opened.phone.clone().map_or_else(Token::random, Ok)?;
            let begin = async |tx: &mut Tx<'_>| service::begin(tx, &opened.token, &phone, form.act == "move").await;
            app.db.write(visitor.by_helper(opened.found.task.id), begin).await?;
            Ok(cookies::hold_phone(&req, see_other(here), &phone))
        }
        "challenge" => face::ask(&visitor, &app, &opened).await,
        "service" => at_service::begin(&req, &visitor, &app, &opened, &form).await,
        "result" => at_service::ask_result(&req, &visitor, &app, &opened).await,
        "agree" => agree(&req, &visitor, &app, &opened, &form).await,
        _ => Err(Error::BadRequest("unknown act")),
    }
}

/// Takes a form with a file, which counts before it is read.
async fn take(
    req: &HttpRequest,
    (visitor, app, decoder): (&Visitor, &App, &Decoder),
    opened: Option<&Opened>,
    body: Payload,
) -> Result<HttpResponse> {
    let counted = match opened.filter(|opened| matches!(opened.step, Step::Photo | Step::Face)) {
        Some(opened) => count(visitor, app, opened).await,
        None => Ok(()),
    };
    let upload = upload::begin(req, body, opened.map(|opened| opened.step)).await?;
    let take = async |upload: &mut Upload| match (counted, opened) {
        (Err(error), _) => Err(error),
        (_, Some(opened)) if opened.step == Step::Face => face::take(req, visitor, app, opened, upload).await,
        (_, Some(opened)) => upload::take(req, visitor, app, decoder, opened, upload).await,
        (_, None) => view::unknown(req),
    };
    let spend = async |sent: u64| {
        let Some(task) = opened.map(|opened| &opened.found.task) else { return Ok(()) };
        let spend = async |tx: &mut Tx<'_>| allowance::spend(tx, task.filing, sent).await;
        app.db.write(visitor.by_helper(task.id), spend).await
    };
    upload.whole(spend, take).await
}

/// What was sent is refused: the owner's page tells why.
async fn fail(visitor: &Visitor, app: &App, opened: &Opened, why: &Message) -> Result<()> {
    let Some(phone) = &opened.phone else { return Ok(()) };
    let fail = async |tx: &mut Tx<'_>| service::fail(tx, &opened.token, phone, why).await;
    app.db.write(visitor.by_helper(opened.found.task.id), fail).await
}

/// Counts what a link is not for: files that are announced or refused, and moves from phone to phone. Once its file stands all
/// of it is forgotten.
async fn count(visitor: &Visitor, app: &App, opened: &Opened) -> Result<()> {
    let task = opened.found.task.id;
    let count = async |tx: &mut Tx<'_>| throttle::attempt(tx, Scope::RelayTask, &task.to_string()).await;
    app.db.write(visitor.by_helper(task), count).await
}

async fn agree(
    req: &HttpRequest,
    visitor: &Visitor,
    app: &App,
    opened: &Opened,
    form: &StepForm,
) -> Result<HttpResponse> {
    let (Step::Consent, Some(phone)) = (opened.step, &opened.phone) else {
        return Ok(see_other(paths::help(&opened.token.text())));
    };
    if form.agree != "yes" {
        let is_face = opened.found.face.is_some();
        let missing = if is_face { "face-consent-missing" } else { "material-consent-missing" };
        let missing = FieldErrors::of("agree", Message::new(missing));
        return view::show(req, app, opened, missing).await;
    }
    let found = &opened.found;
    if book().text(found.notice(), found.scene.today).is_none_or(|text| text.version != form.version) {
        return Err(Error::Stale);
    }
    let agree = async |tx: &mut Tx<'_>| service::agree(tx, found, &opened.token, phone, &form.version).await;
    app.db.write(visitor.by_helper(found.task.id), agree).await?;
    Ok(see_other(paths::help(&opened.token.text())))
}

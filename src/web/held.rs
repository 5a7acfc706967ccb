//! A form that was posted with a page of an ended session: kept sealed for an hour and given back to whose it was alone. Whose
//! it was is told by its token, so nothing that one person typed comes to another who signed in after them. Of files only the
//! names are kept: nobody who is not signed in leaves megabytes here.

mod rows;
mod shown;

use actix_web::dev::Payload;
use actix_web::http::header::ACCEPT;
use actix_web::{HttpMessage as _, HttpRequest, HttpResponse};
use serde_json::json;
use uuid::Uuid;

pub use self::rows::{HeldPost, load, take, waiting};
use self::rows::{Post, insert};
pub use self::shown::{HeldView, typed};
use super::access::Access;
use super::post_form::{self, Posted};
use super::state::{App, SiteState};
use super::upload::{self, Upload, UploadLimits};
use super::viewer::Viewer;
use super::{csrf, flash, see_other};
use crate::auth::session::{Session, Whose};
use crate::auth::store;
use crate::clock;
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::paths;
use crate::reference::book;
use crate::values::actor::Actor;
use crate::values::ids::SessionId;

/// The field by which a form that is sent again names the row it was kept in.
pub const FIELD: &str = "held";
/// Fields that are not kept: the token, which is of the ended session, and what is secret or works once.
pub(super) const NEVER_KEPT: [&str; 8] =
    [csrf::FIELD, FIELD, BACKGROUND, "password", "current", "code", "recovery", "filing_password"];
/// Marks what a page saved by itself.
pub const BACKGROUND: &str = "_background";

/// Query by which the address of a form tells that it was one of files.
pub const FILES: &str = "files";

/// Whose form it may be that comes without a session that could take it.
#[derive(Debug, Clone, Copy)]
pub struct Former {
    /// Whose sessions its token may be of.
    pub whose: Whose,
    /// The ended session of the cookie it came with.
    pub cookie: Option<SessionId>,
}

/// What became of a form.
enum Outcome {
    Kept {
        id: Uuid,
        has_files: bool,
    },
    /// There was not a word in it.
    Nothing,
    /// So many wait already that there is no place for one more.
    Full,
    /// Its token is of nobody who is known here.
    OfSomebodyElse,
}

/// What is kept of a form.
pub(super) struct Words {
    /// Its fields, without what is never kept.
    pub(super) fields: Vec<(String, String)>,
    /// The files that were chosen, as input and name.
    pub(super) files: Vec<(String, String)>,
    /// Whether it was a form with files, chosen or not.
    pub(super) is_upload: bool,
    is_background: bool,
    sent_again: Option<Uuid>,
}

impl Words {
    fn plain(posted: &Posted) -> Self {
        let fields = form_urlencoded::parse(posted.rest.as_bytes()).into_owned().collect();
        let mut words = Self::of(fields, Vec::new(), false);
        words.sent_again = posted.sent_again.map(|sent| sent.0);
        words
    }

    fn of(fields: Vec<(String, String)>, files: Vec<(String, String)>, is_upload: bool) -> Self {
        let is_background = fields.iter().any(|(name, _)| name == BACKGROUND);
        let fields = fields.into_iter().filter(|(name, _)| !NEVER_KEPT.contains(&name.as_str())).collect();
        Self { fields, files, is_upload, is_background, sent_again: None }
    }
}

impl Whose {
    /// The page of a form that was kept for them.
    pub fn held(self, id: Uuid) -> String {
        match self {
            Self::Account(_) => paths::held(id),
            Self::Staff(_) => paths::office::held(id),
        }
    }
}

/// Keeps the form of a request that no session takes, and sends the browser to sign in: the form waits behind it. Where it
/// cannot be kept the sign-in says so.
pub async fn keep(req: &HttpRequest, app: &App, former: Former, payload: Payload) -> HttpResponse {
    let (id, has_files) = match try_keep(req, app, former, payload).await {
        Ok(Outcome::Kept { id, has_files }) => (id, has_files),
        Ok(Outcome::Nothing) => return tell(req, "left", see_other(first_step(req))),
        Ok(Outcome::Full) => return lost(req, "site-held-lost-full"),
        Err(Error::TooLarge) => return lost(req, "site-held-lost-large"),
        Ok(Outcome::OfSomebodyElse) | Err(_) => return lost(req, "site-held-lost"),
    };
    let page = former.whose.held(id);
    if !has_files {
        return tell(req, "ended", see_other(with_next(req, &page)));
    }
    let next = with_next(req, &format!("{page}?{FILES}"));
    flash::see_other_failed(req, next, "site-upload-signed-out")
}

/// Sends who has no session to sign in, and says that what they sent was not kept.
pub fn lost(req: &HttpRequest, key: &'static str) -> HttpResponse {
    tell(req, "left", flash::see_other_failed(req, first_step(req), key))
}

/// A page that saves itself learns what became of its words; everybody else is led on.
fn tell(req: &HttpRequest, outcome: &str, otherwise: HttpResponse) -> HttpResponse {
    let accepts = req.headers().get(ACCEPT).and_then(|value| value.to_str().ok());
    if accepts == Some("application/json") {
        return HttpResponse::Unauthorized().json(json!({ "outcome": outcome }));
    }
    otherwise
}

/// Where signing in begins, or goes on after its first step.
fn first_step(req: &HttpRequest) -> String {
    match Viewer::of(req).session.as_ref().map(Session::whose) {
        None => paths::sign_in(),
        Some(None) => paths::office::code(),
        Some(Some(_)) => paths::office::first_password(),
    }
}

fn with_next(req: &HttpRequest, next: &str) -> String {
    let next: String = form_urlencoded::byte_serialize(next.as_bytes()).collect();
    format!("{}?next={next}", first_step(req))
}

async fn try_keep(req: &HttpRequest, app: &App, former: Former, payload: Payload) -> Result<Outcome> {
    if upload::is_upload(req) {
        let limits = UploadLimits::from(book().limits(clock::china_day(clock::now())));
        let mut upload = Upload::open(req, payload, limits, &[])?;
        let token = upload.token().await?;
        if !is_theirs(app, former, &token).await? {
            return Ok(Outcome::OfSomebodyElse);
        }
        return put(req, app, former.whose, &files(&mut upload).await?).await;
    }
    let posted = Posted::of(req.path(), &post_form::read(req, payload).await?);
    if !is_theirs(app, former, &posted.token).await? {
        return Ok(Outcome::OfSomebodyElse);
    }
    put(req, app, former.whose, &Words::plain(&posted)).await
}

async fn files(upload: &mut Upload) -> Result<Words> {
    let (fields, files) = upload.words().await?;
    Ok(Words::of(fields, files, true))
}

/// Whether a token is of the ended session of the cookie, or of another of theirs that ended within the hour.
async fn is_theirs(app: &App, former: Former, token: &str) -> Result<bool> {
    let minutes = book().limits(clock::china_day(clock::now())).held_post_minutes;
    let find = async |tx: &mut Tx<'_>| {
        store::reach(tx, former.whose).await?;
        store::ended_lately(tx, former.whose, minutes).await
    };
    let lately = app.db.read(Actor::Visitor, find).await?;
    let fits = |session: SessionId| csrf::check(app.db.sealer(), &csrf::seed(session), token).is_ok();
    Ok(former.cookie.into_iter().chain(lately).any(fits))
}

async fn put(req: &HttpRequest, app: &App, whose: Whose, words: &Words) -> Result<Outcome> {
    if words.fields.is_empty() && words.files.is_empty() {
        return Ok(Outcome::Nothing);
    }
    let Words { is_background, sent_again, .. } = *words;
    let post = Post { path: req.path(), words, is_background, sent_again };
    let keep = async |tx: &mut Tx<'_>| {
        store::reach(tx, whose).await?;
        insert(tx, whose, &post).await
    };
    let id = app.db.write(Actor::Visitor, keep).await?;
    let has_files = words.is_upload;
    Ok(id.map_or(Outcome::Full, |id| Outcome::Kept { id, has_files }))
}

/// A form that was kept while its request was refused: the guard leads there.
struct KeptNow {
    whose: Whose,
    id: Uuid,
    has_files: bool,
}

/// Keeps a form whose token is of a former session of who is signed in: the guard then leads to its page.
pub(super) async fn keep_former(req: &HttpRequest, app: &App, posted: &Posted) {
    if let Some(former) = former_of(req, app, &posted.token).await {
        note(req, former, put(req, app, former.whose, &Words::plain(posted)).await);
    }
}

/// The same of a form with files.
pub(super) async fn keep_former_upload(req: &HttpRequest, app: &App, token: &str, upload: &mut Upload) {
    let Some(former) = former_of(req, app, token).await else { return };
    let outcome = match files(upload).await {
        Ok(words) => put(req, app, former.whose, &words).await,
        Err(error) => Err(error),
    };
    note(req, former, outcome);
}

/// Who is signed in, if a token is of a former session of theirs. What anybody may send is not kept: it holds no work.
async fn former_of(req: &HttpRequest, app: &App, token: &str) -> Option<Former> {
    let whose = Viewer::of(req).session.as_ref().and_then(Session::whose)?;
    let rule = SiteState::of(req)?.rule(req.method(), &req.match_pattern()?)?;
    let former = Former { whose, cookie: None };
    let is_theirs = rule != Access::Public && is_theirs(app, former, token).await.ok()?;
    is_theirs.then_some(former)
}

fn note(req: &HttpRequest, former: Former, outcome: Result<Outcome>) {
    if let Ok(Outcome::Kept { id, has_files }) = outcome {
        req.extensions_mut().insert(KeptNow { whose: former.whose, id, has_files });
    }
}

/// The answer to a request whose form was kept on the way.
pub fn lead(req: &HttpRequest) -> Option<HttpResponse> {
    let KeptNow { whose, id, has_files } = req.extensions_mut().remove::<KeptNow>()?;
    let page = whose.held(id);
    Some(match has_files {
        true => flash::see_other_failed(req, page, "site-upload-former"),
        false => tell(req, "again", see_other(page)),
    })
}

/// Where a sign-in leads to what was kept: to the form that was asked for if it waits, else to the newest that does. None
/// where nothing waits.
pub fn goal(next: &str, whose: Whose, waiting: &[Uuid]) -> Option<String> {
    let is_asked_for = waiting.iter().any(|id| next.starts_with(&whose.held(*id)));
    let newest = waiting.first()?;
    Some(if is_asked_for { next.to_owned() } else { whose.held(*newest) })
}

/// The kept form that a request sends again; the guard marks it as given back once the answer stands.
#[derive(Debug, Clone, Copy)]
pub struct SentAgain(pub Uuid);

/// The page of the kept form that a request sent again: where that was refused, it still waits there.
pub fn still_there(req: &HttpRequest) -> Option<String> {
    let SentAgain(id) = req.extensions().get::<SentAgain>().copied()?;
    Some(Viewer::of(req).session.as_ref()?.whose()?.held(id))
}

/// Marks the form as given back, after a request that sent it again and was understood.
///
/// # Errors
/// When the database refuses.
pub async fn take_sent(req: &HttpRequest, app: &App) -> Result<()> {
    let sent = req.extensions().get::<SentAgain>().copied();
    let viewer = Viewer::of(req);
    match (sent, viewer.session.as_ref().and_then(Session::whose)) {
        (Some(SentAgain(id)), Some(whose)) => {
            app.db.write(viewer.by(), async |tx: &mut Tx<'_>| take(tx, whose, id).await).await
        }
        _ => Ok(()),
    }
}

//! A file that goes to the bureau or came from it: what stands in it, masked until somebody says why they look; what is left
//! of one that came is ticked off.

use actix_web::http::StatusCode;
use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;
use serde::Deserialize;
use uuid::Uuid;

use super::call::Call;
use super::{about, answer, attached, case, time, why_of};
use crate::bureau::service::{missing, news};
use crate::bureau::store;
use crate::bureau::store::calls::{self, CallAbout};
use crate::bureau::store::downloads::{self, LEFT};
use crate::bureau::store::overview::{self, PieceLine};
use crate::bureau::upload::UploadState;
use crate::bureau::view;
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::form::FieldErrors;
use crate::paths::office;
use crate::text::{Message, Tr};
use crate::values::Reason;
use crate::web::flash::see_other_with;
use crate::web::ui::{Link, StatusTag};
use crate::web::{App, Officer, Page, PostForm, render_with};

/// Calls shown at most: the last.
const CALLS: i64 = 100;

/// What is done with a file.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct FileForm {
    act: String,
    place: i32,
    reason: String,
}

struct Piece {
    place: i32,
    what: String,
    why: String,
    case: Option<Link>,
    status: StatusTag,
    is_left: bool,
}

#[derive(Template)]
#[template(path = "bureau/file.html")]
struct FilePage {
    page: Page,
    t: Tr,
    errors: FieldErrors,
    opens_cases: bool,
    url: String,
    facts: Vec<(String, String)>,
    /// Nobody could tell whether it arrived.
    is_held: bool,
    pieces: Vec<Piece>,
    calls: Vec<Call>,
    /// None once the file is over, or where it is hidden altogether.
    content: Option<String>,
    is_kept: bool,
    /// Its exact bytes may be had: they hold no filing password.
    has_bytes: bool,
    is_masked: bool,
    reason: String,
}

/// How much of a file is shown.
enum Look<'a> {
    Masked,
    /// In full, and why.
    Full(&'a str),
    /// Masked, as something was not said.
    Unsaid(FieldErrors, String),
}

/// Which file.
#[derive(Clone, Copy)]
enum Which {
    Download(Uuid),
    Upload(Uuid),
}

/// A file that came, masked.
pub async fn show(req: HttpRequest, app: Data<App>, officer: Officer, path: Path<String>) -> Result<HttpResponse> {
    page(&req, &app, &officer, Which::Download(id(&path)?), Look::Masked).await
}

/// A file that goes, masked.
pub async fn show_upload(
    req: HttpRequest,
    app: Data<App>,
    officer: Officer,
    path: Path<String>,
) -> Result<HttpResponse> {
    page(&req, &app, &officer, Which::Upload(id(&path)?), Look::Masked).await
}

/// Ticks a piece off, or shows the file in full.
pub async fn act(
    req: HttpRequest,
    app: Data<App>,
    officer: Officer,
    path: Path<String>,
    form: PostForm<FileForm>,
) -> Result<HttpResponse> {
    let id = id(&path)?;
    if form.0.act == "settle" {
        app.db.write(officer.by(), async |tx| news::settle(tx, id, form.0.place).await).await?;
        return Ok(see_other_with(&req, office::exchange_file(id), "exchange-settled"));
    }
    reveal(&req, &app, &officer, Which::Download(id), &form.0).await
}

/// Says whether a file has arrived that nobody could tell of, or shows it in full.
pub async fn act_on_upload(
    req: HttpRequest,
    app: Data<App>,
    officer: Officer,
    path: Path<String>,
    form: PostForm<FileForm>,
) -> Result<HttpResponse> {
    let id = id(&path)?;
    if let "arrived" | "not-arrived" = form.0.act.as_str() {
        let has_arrived = form.0.act == "arrived";
        app.db.write(officer.by(), async |tx| missing::settle(tx, id, has_arrived).await).await?;
        return Ok(see_other_with(&req, office::exchange_upload(id), "exchange-goes-on"));
    }
    reveal(&req, &app, &officer, Which::Upload(id), &form.0).await
}

/// In full, or as a file of its exact bytes. That answer is not stored: a reload asks again.
async fn reveal(
    req: &HttpRequest,
    app: &App,
    officer: &Officer,
    which: Which,
    form: &FileForm,
) -> Result<HttpResponse> {
    let reason = form.reason.as_str();
    match Reason::parse(reason) {
        Ok(reason) if form.act == "bytes" => bytes(app, officer, which, reason.as_str()).await,
        Ok(reason) => page(req, app, officer, which, Look::Full(reason.as_str())).await,
        Err(message) => {
            let errors = FieldErrors::of("reason", message);
            page(req, app, officer, which, Look::Unsaid(errors, reason.to_owned())).await
        }
    }
}

/// The exact bytes; none of a file that holds a filing password, which nobody sees.
async fn bytes(app: &App, officer: &Officer, which: Which, reason: &str) -> Result<HttpResponse> {
    let (name, content) = app
        .db
        .write(officer.by(), async |tx| {
            let (sort, id, content) = match which {
                Which::Download(id) => ("download", id, downloads::find_content(tx, id).await?),
                Which::Upload(id) => ("upload", id, store::find_content(tx, id).await?),
            };
            let content = content.ok_or(Error::NotFound)?;
            if view::has_secret(&content) {
                return Err(Error::Refused(Message::new("exchange-bytes-secret")));
            }
            news::revealed(tx, sort, id, reason).await?;
            Ok((format!("{sort}-{id}.xml"), content))
        })
        .await?;
    Ok(attached(&name, content))
}

fn id(path: &Path<String>) -> Result<Uuid> {
    path.parse().map_err(|_| Error::NotFound)
}

/// What is shown of a file beside its content.
struct About {
    title: String,
    url: String,
    facts: Vec<(String, String)>,
    is_held: bool,
    pieces: Vec<Piece>,
}

async fn page(req: &HttpRequest, app: &App, officer: &Officer, which: Which, look: Look<'_>) -> Result<HttpResponse> {
    let t = officer.t();
    let reason = match &look {
        Look::Full(reason) => Some(*reason),
        _ => None,
    };
    let of_file = match which {
        Which::Download(id) => CallAbout::Download(id),
        Which::Upload(id) => CallAbout::Upload(id),
    };
    let (about, content, calls) = app
        .db
        .write(officer.by_look(reason.is_some()), async |tx| {
            let (about, sort, id, content) = match which {
                Which::Download(id) => {
                    (download(tx, t, id).await?, "download", id, downloads::find_content(tx, id).await?)
                }
                Which::Upload(id) => (upload(tx, t, id).await?, "upload", id, store::find_content(tx, id).await?),
            };
            if let Some(reason) = reason.filter(|_| content.is_some()) {
                news::revealed(tx, sort, id, reason).await?;
            }
            let reveals = reason.is_some() && content.is_some();
            let calls = calls::list(tx, of_file, CALLS, reveals).await?;
            Ok((about, content, calls))
        })
        .await?;
    let (errors, typed) = match look {
        Look::Unsaid(errors, typed) => (errors, typed),
        _ => (FieldErrors::new(), String::new()),
    };
    let status = if errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let shown = |content: &Vec<u8>| if reason.is_some() { Some(view::full(content)) } else { view::masked(content) };
    let page = FilePage {
        page: Page::new(req, about.title),
        t,
        errors,
        opens_cases: officer.role.reviews(),
        url: about.url,
        facts: about.facts,
        is_held: about.is_held,
        pieces: about.pieces,
        calls: calls.into_iter().map(|line| Call::new(t, of_file, line)).collect(),
        content: content.as_ref().and_then(shown),
        is_kept: content.is_some(),
        has_bytes: content.as_ref().is_some_and(|content| !view::has_secret(content)),
        is_masked: reason.is_none(),
        reason: typed,
    };
    render_with(status, &page)
}

async fn download(tx: &mut Tx<'_>, t: Tr, id: Uuid) -> Result<About> {
    let file = overview::download(tx.conn, id).await?;
    let pieces = overview::pieces(tx.conn, id).await?;
    Ok(About {
        title: t.a1("exchange-file-title", "name", file.name.as_str()),
        url: office::exchange_file(id),
        facts: vec![
            (t.t("exchange-head-received"), t.time(file.received_at)),
            (t.t("exchange-head-confirmed"), time(t, file.acknowledged_at)),
            (t.t("exchange-download-applied"), time(t, file.applied_at)),
        ],
        is_held: false,
        pieces: pieces.into_iter().map(|line| piece(t, line)).collect(),
    })
}

async fn upload(tx: &mut Tx<'_>, t: Tr, id: Uuid) -> Result<About> {
    let file = overview::upload(tx.conn, id).await?;
    let mut facts = vec![
        (t.t("exchange-head-number"), file.number.map(|number| number.to_string()).unwrap_or_default()),
        (t.t("exchange-head-state"), t.t(&format!("exchange-upload-{}", file.state.code()))),
        (t.t("exchange-head-fixed"), t.time(file.fixed_at)),
        (t.t("exchange-head-sent"), time(t, file.sent_at)),
    ];
    facts.extend(file.code.map(|code| (t.t("exchange-head-answer"), answer(t, code))));
    Ok(About {
        title: t.a1("exchange-upload-title", "case", about(file.about).label),
        url: office::exchange_upload(id),
        facts,
        is_held: file.state == UploadState::Held,
        pieces: Vec::new(),
    })
}

fn piece(t: Tr, line: PieceLine) -> Piece {
    let is_left = line.outcome == LEFT && line.settled_at.is_none();
    let reason = line.reason.unwrap_or_default();
    Piece {
        place: line.place,
        what: t.t(&format!("exchange-sort-{}", line.sort)),
        // Of what is not left it is what the piece is about.
        why: if line.outcome == LEFT { why_of(t, &line.sort, &reason) } else { reason },
        case: line.case.map(case),
        status: match (is_left, line.settled_at) {
            (true, _) => StatusTag::warning(t.t("exchange-left")),
            (false, Some(at)) => StatusTag::success(t.a1("exchange-settled-at", "at", t.time(at))),
            (false, None) => StatusTag::success(t.t("exchange-download-applied")),
        },
        is_left,
    }
}

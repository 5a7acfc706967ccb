//! The line to the bureau as its operator sees it: how it stands, what went up, what came back, what is left.

use actix_web::http::StatusCode;
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;
use chrono::{DateTime, Utc};
use serde::Deserialize;

use super::call::Call;
use super::{about, answer, case, rehearsal, time, why_of};
use crate::bureau::service::{self, missing, news};
use crate::bureau::store::calls::{self, CallAbout, CallLine};
use crate::bureau::store::overview::{self, Alarm, DownloadLine, LeftLine, UploadLine};
use crate::bureau::store::{self, Line};
use crate::bureau::upload::UploadState;
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::form::FieldErrors;
use crate::outbox;
use crate::paths::office;
use crate::text::Tr;
use crate::values::Reason;
use crate::web::flash::see_other_with;
use crate::web::ui::{Link, StatusTag};
use crate::web::{App, Officer, Page, PostForm, render_with};

/// Lines of each list.
const LINES: i64 = 50;
/// Alarms at most: all of them stand with the messages.
const ALARMS: i64 = 10;

struct Upload {
    number: Link,
    about: Link,
    status: StatusTag,
    answer: String,
    at: String,
}

struct Download {
    file: Link,
    received: String,
    confirmed: String,
    status: StatusTag,
    trouble: String,
}

struct Left {
    what: String,
    why: String,
    case: Option<Link>,
    file: Link,
    at: String,
}

#[derive(Template)]
#[template(path = "bureau/exchange.html")]
struct ExchangePage {
    page: Page,
    t: Tr,
    errors: FieldErrors,
    /// The case of a dry run, as it was typed.
    asked: String,
    is_on: bool,
    opens_cases: bool,
    facts: Vec<(String, String)>,
    stopped: Option<String>,
    is_paused: bool,
    /// The first number from which on the bureau lacks what it had taken.
    lacks_from: Option<String>,
    /// How often in a row nothing could be fetched, if the last time nothing could.
    failing: Option<String>,
    /// When, what was worked at, and what is told of it.
    alarms: Vec<(String, String, String)>,
    uploads: Vec<Upload>,
    downloads: Vec<Download>,
    left: Vec<Left>,
    calls: Vec<Call>,
    /// The words of the calls are hidden.
    is_masked: bool,
    /// Why they are to be seen, as it was typed.
    reason: String,
}

/// The page.
pub async fn show(req: HttpRequest, app: Data<App>, officer: Officer) -> Result<HttpResponse> {
    page(&req, &app, &officer, (&LineForm::default(), FieldErrors::new()), None).await
}

/// What the page tells.
struct Told {
    line: Line,
    now: DateTime<Utc>,
    open: i64,
    alarms: Vec<Alarm>,
    uploads: Vec<UploadLine>,
    downloads: Vec<DownloadLine>,
    left: Vec<LeftLine>,
    calls: Vec<(CallAbout, CallLine)>,
}

/// Reads it; with the words of the calls for who says why.
async fn told(tx: &mut Tx<'_>, why: Option<&Reason>) -> Result<Told> {
    if let Some(reason) = why {
        news::revealed(tx, "line", "bureau", reason.as_str()).await?;
    }
    Ok(Told {
        line: store::load_line(tx.conn).await?,
        now: tx.ctx.now,
        open: overview::count_open(tx.conn).await?,
        alarms: overview::alarms(tx.conn, ALARMS).await?,
        uploads: overview::uploads(tx.conn, LINES).await?,
        downloads: overview::downloads(tx.conn, LINES).await?,
        left: overview::left(tx.conn, LINES).await?,
        calls: calls::list_last(tx, LINES, why.is_some()).await?,
    })
}

/// The page with what was typed, and what is wrong with that; with the words of the calls for who says why.
pub(super) async fn page(
    req: &HttpRequest,
    app: &App,
    officer: &Officer,
    (typed, errors): (&LineForm, FieldErrors),
    why: Option<&Reason>,
) -> Result<HttpResponse> {
    let t = officer.t();
    let read = async |tx: &mut Tx<'_>| told(tx, why).await;
    let Told { line, now, open, alarms, uploads, downloads, left, calls } = match why {
        Some(_) => app.db.write(officer.by(), read).await?,
        None => app.db.read(officer.actor(), read).await?,
    };
    let status = if errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let page = ExchangePage {
        page: Page::titled(req, "exchange-title"),
        t,
        errors,
        asked: typed.case.clone(),
        is_on: app.config.bureau.is_some(),
        opens_cases: officer.role.reviews(),
        facts: facts(t, &line, open, now),
        stopped: line.stopped_at.map(|at| t.time(at)),
        is_paused: line.paused_by.is_some(),
        lacks_from: line.lacks_from.map(|from| from.to_string()),
        failing: (line.failures > 0)
            .then(|| t.a2("exchange-failures-since", "count", line.failures, "at", time(t, line.last_failure_at))),
        alarms: alarms.into_iter().map(|own| alarm(t, own)).collect(),
        uploads: uploads.into_iter().map(|line| upload(t, line)).collect(),
        downloads: downloads.into_iter().map(|line| download(t, line)).collect(),
        left: left.into_iter().map(|line| piece(t, line)).collect(),
        calls: calls.into_iter().map(|(about, line)| Call::new(t, about, line)).collect(),
        is_masked: why.is_none(),
        reason: typed.reason.clone(),
    };
    render_with(status, &page)
}

/// What becomes of the line, or is to be seen.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct LineForm {
    pub(super) act: String,
    pub(super) case: String,
    pub(super) reason: String,
}

/// Stops the line or lets it go on, carries out a dry run, or shows what was said.
pub async fn act(req: HttpRequest, app: Data<App>, officer: Officer, form: PostForm<LineForm>) -> Result<HttpResponse> {
    let told = match form.0.act.as_str() {
        "rehearse" | "rehearse-full" | "rehearse-bytes" => return rehearsal::show(&req, &app, &officer, &form.0).await,
        "reveal" => {
            return match Reason::parse(&form.0.reason) {
                Ok(reason) => {
                    let typed = (&LineForm::default(), FieldErrors::new());
                    page(&req, &app, &officer, typed, Some(&reason)).await
                }
                Err(message) => page(&req, &app, &officer, (&form.0, FieldErrors::of("reason", message)), None).await,
            };
        }
        "pause" => {
            app.db.write(officer.by(), async |tx| service::pause(tx).await).await?;
            "exchange-is-paused"
        }
        "send-again" => {
            app.db.write(officer.by(), async |tx| missing::send_again(tx).await).await?;
            "exchange-sends-again"
        }
        "go-on" => {
            app.db.write(officer.by(), async |tx| service::let_go_on(tx).await).await?;
            "exchange-goes-on"
        }
        _ => return Err(Error::NotFound),
    };
    Ok(see_other_with(&req, office::exchange(), told))
}

/// How the line stands, in the order in which one asks.
fn facts(t: Tr, line: &Line, open: i64, now: DateTime<Utc>) -> Vec<(String, String)> {
    let mut facts = vec![
        (t.t("exchange-contact"), time(t, line.last_contact_at)),
        (t.t("exchange-open"), open.to_string()),
        (t.t("exchange-next"), line.next_number.to_string()),
    ];
    facts.extend(line.rests_sending(now).map(|until| (t.t("exchange-rests"), t.time(until))));
    let fetching_rests = line.fetch_rests_until.filter(|_| line.rests_fetching(now));
    facts.extend(fetching_rests.map(|until| (t.t("exchange-fetching-rests"), t.time(until))));
    facts
}

/// How far an upload is.
pub(super) fn upload_status(t: Tr, state: UploadState) -> StatusTag {
    let word = t.t(&format!("exchange-upload-{}", state.code()));
    match state {
        UploadState::Accepted => StatusTag::success(word),
        UploadState::Fixed | UploadState::Sending => StatusTag::info(word),
        UploadState::Held => StatusTag::error(word),
        UploadState::Dropped => StatusTag::neutral(word),
    }
}

fn upload(t: Tr, line: UploadLine) -> Upload {
    let number = line.number.map_or_else(|| "–".to_owned(), |number| number.to_string());
    Upload {
        number: Link::new(number, office::exchange_upload(line.id)),
        about: about(line.about),
        status: upload_status(t, line.state),
        answer: line.code.map(|code| answer(t, code)).unwrap_or_default(),
        at: t.time(line.sent_at.unwrap_or(line.fixed_at)),
    }
}

fn download(t: Tr, line: DownloadLine) -> Download {
    Download {
        file: Link::new(line.name, office::exchange_file(line.id)),
        received: t.time(line.received_at),
        confirmed: time(t, line.acknowledged_at),
        status: match (&line.trouble, line.applied_at) {
            (Some(_), _) => StatusTag::error(t.t("exchange-download-unreadable")),
            (None, Some(_)) => StatusTag::success(t.t("exchange-download-applied")),
            (None, None) => StatusTag::info(t.t("exchange-download-waiting")),
        },
        trouble: line.trouble.map(|text| t.kept(&text).unwrap_or(text)).unwrap_or_default(),
    }
}

fn alarm(t: Tr, own: Alarm) -> (String, String, String) {
    let told = own.told.map(|text| t.kept(&text).unwrap_or(text)).unwrap_or_default();
    (time(t, own.at), t.t(&outbox::topic_key(&own.topic)), told)
}

fn piece(t: Tr, line: LeftLine) -> Left {
    Left {
        what: t.t(&format!("exchange-sort-{}", line.sort)),
        why: why_of(t, &line.sort, &line.reason.unwrap_or_default()),
        case: line.case.map(case),
        file: Link::new(line.name, office::exchange_file(line.download)),
        at: t.time(line.at),
    }
}

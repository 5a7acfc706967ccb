//! The line to the bureau as its operator sees it: how it stands, what went up, what came back, what is left.

use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;
use chrono::{DateTime, Utc};

use crate::bureau::result_code;
use crate::bureau::store::overview::{self, DownloadLine, LeftLine, UploadLine};
use crate::bureau::store::{self, Line};
use crate::bureau::upload::UploadState;
use crate::error::Result;
use crate::paths::office;
use crate::text::Tr;
use crate::web::ui::{Link, StatusTag};
use crate::web::{App, Officer, Page, render};

/// Lines of each list.
const LINES: i64 = 50;

struct Upload {
    number: String,
    case: Link,
    status: StatusTag,
    answer: String,
    at: String,
}

struct Download {
    name: String,
    received: String,
    confirmed: String,
    status: StatusTag,
    trouble: String,
}

struct Left {
    what: String,
    why: String,
    case: Option<Link>,
    file: String,
    at: String,
}

#[derive(Template)]
#[template(path = "bureau/exchange.html")]
struct ExchangePage {
    page: Page,
    t: Tr,
    is_on: bool,
    opens_cases: bool,
    facts: Vec<(String, String)>,
    stopped: Option<String>,
    uploads: Vec<Upload>,
    downloads: Vec<Download>,
    left: Vec<Left>,
}

/// The page.
pub async fn show(req: HttpRequest, app: Data<App>, officer: Officer) -> Result<HttpResponse> {
    let t = officer.t();
    let (line, open, uploads, downloads, left) = app
        .db
        .read(officer.actor(), async |tx| {
            Ok((
                store::load_line(tx.conn).await?,
                overview::count_open(tx.conn).await?,
                overview::uploads(tx.conn, LINES).await?,
                overview::downloads(tx.conn, LINES).await?,
                overview::left(tx.conn, LINES).await?,
            ))
        })
        .await?;
    render(&ExchangePage {
        page: Page::titled(&req, "exchange-title"),
        t,
        is_on: app.config.bureau.is_some(),
        opens_cases: officer.role.reviews(),
        facts: facts(t, &line, open),
        stopped: line.stopped_at.map(|at| t.time(at)),
        uploads: uploads.into_iter().map(|line| upload(t, line)).collect(),
        downloads: downloads.into_iter().map(|line| download(t, line)).collect(),
        left: left.into_iter().map(|line| piece(t, line)).collect(),
    })
}

/// How the line stands, in the order in which one asks.
fn facts(t: Tr, line: &Line, open: i64) -> Vec<(String, String)> {
    let mut facts = vec![
        (t.t("exchange-contact"), time(t, line.last_contact_at)),
        (t.t("exchange-open"), open.to_string()),
        (t.t("exchange-next"), line.next_number.to_string()),
    ];
    if line.failures > 0 {
        let failed = t.a2("exchange-failures-since", "count", line.failures, "at", time(t, line.last_failure_at));
        facts.push((t.t("exchange-failures"), failed));
    }
    facts
}

fn time(t: Tr, at: Option<DateTime<Utc>>) -> String {
    at.map_or_else(|| t.t("exchange-never"), |at| t.time(at))
}

fn case(reference: String) -> Link {
    let url = office::case(&reference);
    Link::new(reference, url)
}

fn upload(t: Tr, line: UploadLine) -> Upload {
    let word = t.t(&format!("exchange-upload-{}", line.state.code()));
    let meaning = |code: i64| match result_code::of_call(code) {
        Some(row) => format!("{code} {}", t.pick(&row.zh, &row.en)),
        None => code.to_string(),
    };
    Upload {
        number: line.number.map(|number| number.to_string()).unwrap_or_default(),
        case: case(line.case),
        status: match line.state {
            UploadState::Accepted => StatusTag::success(word),
            UploadState::Fixed | UploadState::Sending => StatusTag::info(word),
            UploadState::Held => StatusTag::error(word),
            UploadState::Dropped => StatusTag::neutral(word),
        },
        answer: line.code.map(meaning).unwrap_or_default(),
        at: t.time(line.sent_at.unwrap_or(line.fixed_at)),
    }
}

fn download(t: Tr, line: DownloadLine) -> Download {
    Download {
        name: line.name,
        received: t.time(line.received_at),
        confirmed: time(t, line.acknowledged_at),
        status: match (&line.trouble, line.applied_at) {
            (Some(_), _) => StatusTag::error(t.t("exchange-download-unreadable")),
            (None, Some(_)) => StatusTag::success(t.t("exchange-download-applied")),
            (None, None) => StatusTag::info(t.t("exchange-download-waiting")),
        },
        trouble: line.trouble.unwrap_or_default(),
    }
}

fn piece(t: Tr, line: LeftLine) -> Left {
    let reason = line.reason.unwrap_or_default();
    // Own reasons and refusals have words; what is strange is an element of the file.
    let words = t.maybe(&format!("exchange-left-{reason}")).or_else(|| t.maybe(&reason));
    Left {
        what: t.t(&format!("exchange-sort-{}", line.sort)),
        why: words.unwrap_or(reason),
        case: line.case.map(case),
        file: line.name,
        at: t.time(line.at),
    }
}

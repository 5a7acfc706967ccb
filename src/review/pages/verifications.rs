//! The board of SMS verifications: what runs, who must enter a code until when, what came back and can be sent again.

use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;
use chrono::{DateTime, Utc};

use super::desk;
use super::row;
use crate::db::Tx;
use crate::error::Result;
use crate::filing::state::{Filing, State};
use crate::filing::store::submissions;
use crate::filing::verification::{self, Receiver};
use crate::paths::office;
use crate::review::service::bureau::{self, Again};
use crate::review::store::verifications;
use crate::text::Tr;
use crate::web::{App, Officer, Page, render};

/// Lines of either list: what has the least time comes first.
const MOST: i64 = 50;

/// A verification.
struct Line {
    url: String,
    name: String,
    about: String,
    until: String,
    minutes: i64,
    receivers: Vec<Receiver>,
    is_over: bool,
}

/// A filing that came back.
struct Lapsed {
    reference: String,
    url: String,
    name: String,
    about: String,
    since: String,
    version: i32,
    again: Again,
    from: String,
}

#[derive(Template)]
#[template(path = "review/verifications.html")]
struct BoardPage {
    page: Page,
    t: Tr,
    running: Vec<Line>,
    lapsed: Vec<Lapsed>,
    is_cut: bool,
}

/// The board, within one's provinces.
pub async fn show(req: HttpRequest, app: Data<App>, officer: Officer) -> Result<HttpResponse> {
    let t = officer.t();
    let (running, lapsed) = app
        .db
        .read(officer.actor(), async |tx| {
            let (scope, _) = desk::scope(tx, officer.staff).await?;
            let mut running = Vec::new();
            for filing in verifications::list_running(tx.conn, &scope.provinces, MOST).await? {
                running.extend(line(tx, t, &filing).await?);
            }
            let lapsed = verifications::list_lapsed(tx.conn, &scope.provinces, MOST).await?;
            let lapsed: Vec<Lapsed> = lapsed.iter().map(|filing| came_back(t, filing, tx.ctx.now)).collect();
            Ok((running, lapsed))
        })
        .await?;
    let is_cut = [running.len(), lapsed.len()].iter().any(|lines| *lines >= MOST as usize);
    render(&BoardPage { page: Page::titled(&req, "review-sms-title"), t, running, lapsed, is_cut })
}

fn about(t: Tr, filing: &Filing, now: DateTime<Utc>) -> String {
    let province = row::province(t, filing, crate::clock::china_day(now));
    [filing.reference.to_string(), t.t(&filing.kind.key()), province].join(" · ")
}

async fn line(tx: &mut Tx<'_>, t: Tr, filing: &Filing) -> Result<Option<Line>> {
    let (State::Verifying { until }, now) = (filing.state, tx.ctx.now) else { return Ok(None) };
    let round = submissions::find(tx, filing.id, filing.round).await?;
    Ok(Some(Line {
        url: office::case_tab(&filing.reference, "bureau"),
        name: row::name(t, filing),
        about: about(t, filing, now),
        until: t.time(until),
        minutes: verification::minutes_left(until, now),
        receivers: round.map(|round| verification::receivers(t, &round.frozen.application)).unwrap_or_default(),
        is_over: until <= now,
    }))
}

fn came_back(t: Tr, filing: &Filing, now: DateTime<Utc>) -> Lapsed {
    let again = bureau::again(filing, now);
    Lapsed {
        reference: filing.reference.to_string(),
        url: office::case(&filing.reference),
        name: row::name(t, filing),
        about: about(t, filing, now),
        since: t.time(filing.state_since),
        version: filing.version,
        from: if let Again::From(at) = again { t.time(at) } else { String::new() },
        again,
    }
}

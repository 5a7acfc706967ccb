//! The board of SMS verifications: what runs, who must enter a code until when, what came back and can be sent again.

use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;
use chrono::{DateTime, Utc};

use super::row;
use crate::error::Result;
use crate::filing::state::{Filing, State};
use crate::filing::store::submissions;
use crate::filing::submission::Frozen;
use crate::filing::verification::{self, Receiver};
use crate::paths::office;
use crate::review::service::bureau::{self, Again};
use crate::review::store::verifications;
use crate::text::Tr;
use crate::web::{App, Officer, Page, render};

/// Lines of either list: what has the least time comes first, what lies longest.
const MOST: usize = 50;

/// A verification.
struct Line {
    url: String,
    name: String,
    about: String,
    until: String,
    minutes: Option<i64>,
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
    let (running, lapsed, is_cut) = app
        .db
        .read(officer.actor(), async |tx| {
            let (provinces, now) = (&officer.desk.provinces, tx.ctx.now);
            // One more than is shown tells that there are more.
            let limit = i64::try_from(MOST).unwrap_or(i64::MAX) + 1;
            let running = verifications::list_running(tx.conn, provinces, limit).await?;
            let lapsed = verifications::list_lapsed(tx.conn, provinces, limit).await?;
            let shown: Vec<_> = running.iter().take(MOST).map(|filing| filing.id).collect();
            let rounds = submissions::current(tx, &shown).await?;
            let is_cut = running.len() > MOST || lapsed.len() > MOST;
            let running = running.iter().take(MOST).filter_map(|own| line(t, own, rounds.get(&own.id), now));
            let lapsed = lapsed.iter().take(MOST).map(|own| came_back(t, own, now));
            Ok((running.collect(), lapsed.collect(), is_cut))
        })
        .await?;
    render(&BoardPage { page: Page::titled(&req, "review-sms-title"), t, running, lapsed, is_cut })
}

fn about(t: Tr, filing: &Filing, now: DateTime<Utc>) -> String {
    let province = row::province(t, filing, crate::clock::china_day(now));
    [filing.reference.to_string(), t.t(&filing.kind.key()), province].join(" · ")
}

fn line(t: Tr, filing: &Filing, round: Option<&Frozen>, now: DateTime<Utc>) -> Option<Line> {
    let State::Verifying { until } = filing.state else { return None };
    Some(Line {
        url: office::case_tab(&filing.reference, "bureau"),
        name: row::name(t, filing),
        about: about(t, filing, now),
        until: t.deadline(until),
        minutes: verification::minutes_left(until, now),
        receivers: round.map(|round| verification::receivers(t, &round.application)).unwrap_or_default(),
        is_over: until <= now,
    })
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

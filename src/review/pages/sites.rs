//! Websites on record of which the daily look found something, the longest first.

use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;

use crate::clock::china_day;
use crate::error::Result;
use crate::filing::watch::{self, Kept};
use crate::reference::book;
use crate::registry::store::watch as records;
use crate::registry::store::watch::Noted;
use crate::text::Tr;
use crate::web::ui::FindingLine;
use crate::web::{App, Officer, Page, render};

/// Websites of the page: who mends the oldest sees the next.
const MOST: i64 = 100;

struct Site {
    number: String,
    name: String,
    province: String,
    since: String,
    found: Vec<FindingLine>,
}

#[derive(Template)]
#[template(path = "review/sites.html")]
struct SitesPage {
    page: Page,
    t: Tr,
    sites: Vec<Site>,
}

/// The list, within one's provinces.
pub async fn show(req: HttpRequest, app: Data<App>, officer: Officer) -> Result<HttpResponse> {
    let t = officer.t();
    let (noted, today) = app
        .db
        .read(officer.actor(), async |tx| {
            Ok((records::list_found(tx, &officer.desk.provinces, MOST).await?, china_day(tx.ctx.now)))
        })
        .await?;
    let site = |noted: Noted| Site {
        province: book()
            .province(&noted.province, today)
            .map_or_else(String::new, |row| t.pick(&row.zh, &row.en).to_owned()),
        since: noted.since.map(|at| t.day(at)).unwrap_or_default(),
        found: watch::kept(&noted.findings).iter().map(|kept| line(t, kept)).collect(),
        number: noted.number,
        name: noted.name,
    };
    render(&SitesPage {
        page: Page::titled(&req, "review-sites-title"),
        t,
        sites: noted.into_iter().map(site).collect(),
    })
}

fn line(t: Tr, kept: &Kept) -> FindingLine {
    FindingLine {
        tone: "warning",
        code: kept.code.clone(),
        title: kept.what.words(t),
        text: String::new(),
        note: kept.seen.words(t),
        link: None,
    }
}

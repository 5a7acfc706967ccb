//! How long each kind of data is kept, and what went: for who answers for it.

use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;

use crate::clock;
use crate::error::Result;
use crate::privacy::kept::{Kind, Period};
use crate::privacy::service;
use crate::privacy::store::Report;
use crate::reference::book;
use crate::text::Tr;
use crate::web::{App, Officer, Page, render};

#[derive(Template)]
#[template(path = "privacy/retention.html")]
struct RetentionPage {
    page: Page,
    t: Tr,
    heads: Vec<String>,
    kinds: Vec<Vec<String>>,
    report_heads: Vec<String>,
    reports: Vec<Vec<String>>,
}

/// Shows it.
///
/// # Errors
/// When the database refuses.
pub async fn show(req: HttpRequest, officer: Officer, app: Data<App>) -> Result<HttpResponse> {
    let t = officer.t();
    let (reports, over) = app
        .db
        .read(officer.actor(), async |tx| {
            let mut over = Vec::with_capacity(Kind::ALL.len());
            for kind in Kind::ALL {
                over.push((*kind, service::count_over(tx, *kind).await?));
            }
            Ok((service::reports(tx).await?, over))
        })
        .await?;
    let words = |keys: &[&str]| keys.iter().map(|key| t.t(key)).collect();
    render(&RetentionPage {
        page: Page::titled(&req, "privacy-retention-title"),
        t,
        heads: words(&[
            "privacy-retention-kind",
            "privacy-retention-period",
            "privacy-retention-ground",
            "privacy-retention-over",
        ]),
        kinds: over.into_iter().map(|(kind, over)| line(t, kind, over)).collect(),
        report_heads: words(&["privacy-retention-day", "privacy-retention-gone"]),
        reports: reports.iter().map(|report| vec![t.time(report.at), gone(t, report)]).collect(),
    })
}

fn line(t: Tr, kind: Kind, over: i64) -> Vec<String> {
    let today = clock::china_day(clock::now());
    let rows = book().limit_rows(today);
    let source = rows.iter().find(|row| row.key == kind.row()).map_or("", |row| row.source.as_str());
    let ground: Vec<&str> = book().sources_of(source, today).into_iter().map(|ground| ground.name(t.lang)).collect();
    let period = match kind.period(book().limits(today)) {
        Period::Hours(hours) => t.a1("privacy-retention-hours", "hours", hours),
        Period::Days(days) => t.a1("privacy-retention-days", "days", days),
        Period::Years(years) => t.a1("privacy-retention-years", "years", years),
    };
    vec![t.t(&format!("privacy-kind-{kind}")), period, ground.join(t.pick("；", "; ")), over.to_string()]
}

/// The report of a day in words.
fn gone(t: Tr, report: &Report) -> String {
    let told = |part: &str| {
        let (kind, count) = part.rsplit_once(' ')?;
        Some(format!("{} {count}", t.t(&format!("privacy-kind-{}", Kind::from_code(kind)?))))
    };
    report.detail.split(", ").filter_map(told).collect::<Vec<_>>().join(t.pick("；", "; "))
}

//! A dry run: the file of a case as it would go now, masked, or what is wrong with it.

use actix_web::{HttpRequest, HttpResponse};
use askama::Template;
use data_encoding::BASE64;

use super::exchange;
use crate::bureau::mapping::Photo;
use crate::bureau::service::Papers;
use crate::bureau::service::rehearsal::{self, Rehearsed};
use crate::bureau::view;
use crate::error::{Error, Result};
use crate::filing::finding::Finding;
use crate::form::FieldErrors;
use crate::material::client;
use crate::material::sent::PICTURE_LIMIT;
use crate::reference::book;
use crate::text::{Message, Tr};
use crate::values::filing_ref::FilingRef;
use crate::web::{App, Officer, Page, render};

#[derive(Template)]
#[template(path = "bureau/rehearsal.html")]
struct RehearsalPage {
    page: Page,
    t: Tr,
    /// What is wrong, or stays behind.
    findings: Vec<String>,
    /// Masked; none where there is no file.
    content: Option<String>,
}

/// Carries one out. That answer is not stored: a reload asks again.
pub(super) async fn show(req: &HttpRequest, app: &App, officer: &Officer, case: &str) -> Result<HttpResponse> {
    let us = app.config.bureau.as_ref().ok_or_else(|| Error::refused("task-line-off"))?;
    let unknown = async || {
        let errors = FieldErrors::of("case", Message::new("exchange-rehearsal-no-case"));
        exchange::page(req, app, officer, case.to_owned(), errors).await
    };
    let Ok(reference) = FilingRef::parse(case.trim()) else { return unknown().await };
    let found = app.db.read(officer.actor(), async |tx| rehearsal::papers(tx, &reference).await).await;
    let (filing, papers) = match found {
        Err(Error::NotFound) => return unknown().await,
        found => found?,
    };
    let photos = photos(app, &papers).await?;
    let Rehearsed { content, findings } =
        app.db.write(officer.by(), async |tx| rehearsal::rehearse(tx, us, &filing, &photos).await).await?;
    let t = officer.t();
    render(&RehearsalPage {
        page: Page::new(req, t.a1("exchange-rehearsal-title", "case", reference.to_string())),
        t,
        findings: findings.iter().map(|finding| line(t, finding)).collect(),
        content: content.as_deref().and_then(view::masked),
    })
}

/// The pictures as they were made; the worker makes those that are missing.
async fn photos(app: &App, papers: &Papers) -> Result<Vec<Photo>> {
    let mut photos = Vec::new();
    for (wanted, originals) in papers {
        let limit = wanted.purpose.map_or(PICTURE_LIMIT, |purpose| purpose.limit());
        for original in originals {
            let picture = original.sent.as_ref().unwrap_or(&original.kept);
            let content = BASE64.encode(&client::read(&app.storage, picture).await?);
            if content.len() > limit {
                return Err(Error::refused("exchange-rehearsal-pictures"));
            }
            photos.push(Photo { purpose: wanted.purpose, website: wanted.website, content });
        }
    }
    Ok(photos)
}

fn line(t: Tr, finding: &Finding) -> String {
    let reason = book().reason(&finding.reason).map_or("", |row| t.pick(&row.zh, &row.en));
    format!("{} {reason} {}", finding.reason, finding.says(t)).trim_end().to_owned()
}

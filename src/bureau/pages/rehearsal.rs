//! A dry run: the file of a case as it would go now, masked, or what is wrong with it.

use std::collections::BTreeSet;

use actix_web::{HttpRequest, HttpResponse};
use anyhow::Context as _;
use askama::Template;
use data_encoding::BASE64;
use tokio::sync::Semaphore;

use super::exchange::{self, LineForm};
use crate::bureau::mapping::Photo;
use crate::bureau::service::Papers;
use crate::bureau::service::rehearsal::{self, Rehearsed};
use crate::bureau::view;
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::form::FieldErrors;
use crate::material::client;
use crate::material::sent::{self, PICTURE_LIMIT};
use crate::text::{Message, Tr};
use crate::values::filing_ref::FilingRef;
use crate::web::{App, Officer, Page, render};

/// Held while a file is made: its pictures are in memory several times, and those of one file at a time are enough.
static ONE: Semaphore = Semaphore::const_new(1);

#[derive(Template)]
#[template(path = "bureau/rehearsal.html")]
struct RehearsalPage {
    page: Page,
    t: Tr,
    /// What follows from the findings.
    notice: String,
    /// What is wrong, or stays behind.
    findings: Vec<String>,
    /// Masked; none where there is no file.
    content: Option<String>,
}

/// Carries one out. That answer is not stored: a reload asks again.
pub(super) async fn show(req: &HttpRequest, app: &App, officer: &Officer, form: &LineForm) -> Result<HttpResponse> {
    let us = app.config.bureau.as_ref().ok_or_else(|| Error::refused("task-line-off"))?;
    let unknown = async || {
        let errors = FieldErrors::of("case", Message::new("exchange-rehearsal-no-case"));
        exchange::page(req, app, officer, (form, errors), None).await
    };
    let Ok(reference) = FilingRef::parse(form.case.trim()) else { return unknown().await };
    let found = app.db.read(officer.actor(), async |tx| rehearsal::papers(tx, &reference).await).await;
    let (filing, papers) = match found {
        Err(Error::NotFound) => return unknown().await,
        found => found?,
    };
    let one = ONE.acquire().await.context("the line of dry runs is closed")?;
    let (photos, illegible) = photos(app, &papers).await?;
    let rehearse = async |tx: &mut Tx<'_>| rehearsal::rehearse(tx, us, &filing, (&photos, illegible)).await;
    let Rehearsed { content, findings, goes_back } = app.db.write(officer.by(), rehearse).await?;
    // They stand in the file now.
    drop(photos);
    let content = content.and_then(|content| view::masked(&content));
    drop(one);
    let t = officer.t();
    let notice = if goes_back { "exchange-rehearsal-findings" } else { "exchange-rehearsal-known" };
    render(&RehearsalPage {
        page: Page::new(req, t.a1("exchange-rehearsal-title", "case", reference.to_string())),
        t,
        notice: t.t(notice),
        findings: findings.iter().map(|finding| finding.line(t)).collect(),
        content,
    })
}

/// The pictures as they were made, and the slots of those that cannot be read so; the worker makes those that are missing.
async fn photos(app: &App, papers: &Papers) -> Result<(Vec<Photo>, Vec<String>)> {
    let (mut photos, mut illegible) = (Vec::new(), BTreeSet::new());
    for (wanted, originals) in papers {
        let limit = wanted.purpose.map_or(PICTURE_LIMIT, |purpose| purpose.limit());
        for original in originals {
            let picture = original.sent.as_ref().unwrap_or(&original.kept);
            let jpeg = client::read(&app.storage, picture).await?;
            let content = BASE64.encode(&jpeg);
            if content.len() > limit {
                return Err(Error::refused("exchange-rehearsal-pictures"));
            }
            if !sent::is_legible(&jpeg) {
                illegible.insert(wanted.slot.clone());
            }
            photos.push(Photo { purpose: wanted.purpose, website: wanted.website, content });
        }
    }
    Ok((photos, illegible.into_iter().collect()))
}

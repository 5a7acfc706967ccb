//! A dry run: the file of a case as it would go now, masked until somebody says why they look, or what is wrong with it.

use std::collections::BTreeSet;

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse};
use anyhow::Context as _;
use askama::Template;
use data_encoding::BASE64;
use tokio::sync::Semaphore;

use super::attached;
use super::exchange::{self, LineForm};
use crate::bureau::mapping::Photo;
use crate::bureau::service::rehearsal::{self, Rehearsed};
use crate::bureau::service::{Papers, news};
use crate::bureau::view;
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::form::FieldErrors;
use crate::material::client;
use crate::material::sent::{self, PICTURE_LIMIT};
use crate::text::{Message, Tr};
use crate::values::Reason;
use crate::values::filing_ref::FilingRef;
use crate::web::{App, Officer, Page, render_with};

/// Held while a file is made: its pictures are in memory several times, and those of one file at a time are enough.
static ONE: Semaphore = Semaphore::const_new(1);

#[derive(Template)]
#[template(path = "bureau/rehearsal.html")]
struct RehearsalPage {
    page: Page,
    t: Tr,
    errors: FieldErrors,
    case: String,
    /// What follows from the findings.
    notice: String,
    /// What is wrong, or stays behind.
    findings: Vec<String>,
    /// None where there is no file.
    content: Option<String>,
    /// Its exact bytes may be had: they hold no filing password.
    has_bytes: bool,
    is_masked: bool,
    /// Why it is to be seen in full, as it was typed.
    reason: String,
}

/// How much of the file is asked for.
enum Look {
    Masked,
    /// In full, and why.
    Full(Reason),
    /// Its exact bytes, and why.
    Bytes(Reason),
    /// Masked, as something was not said.
    Unsaid(FieldErrors),
}

impl Look {
    fn of(form: &LineForm) -> Self {
        match (form.act.as_str(), Reason::parse(&form.reason)) {
            ("rehearse-full", Ok(reason)) => Self::Full(reason),
            ("rehearse-bytes", Ok(reason)) => Self::Bytes(reason),
            ("rehearse-full" | "rehearse-bytes", Err(message)) => Self::Unsaid(FieldErrors::of("reason", message)),
            _ => Self::Masked,
        }
    }

    /// Why more than the masked file is seen.
    fn reason(&self) -> Option<&Reason> {
        match self {
            Self::Full(reason) | Self::Bytes(reason) => Some(reason),
            Self::Masked | Self::Unsaid(_) => None,
        }
    }
}

/// Carries one out. That answer is not stored: a reload asks again. What cannot be shown is told beside the number that names
/// it.
pub(super) async fn show(req: &HttpRequest, app: &App, officer: &Officer, form: &LineForm) -> Result<HttpResponse> {
    let us = app.config.bureau.as_ref().ok_or_else(|| Error::refused("task-line-off"))?;
    let not_shown = async |message: Message| {
        exchange::page(req, app, officer, (form, FieldErrors::of("case", message)), None).await
    };
    let unknown = Message::new("exchange-rehearsal-no-case");
    let Ok(reference) = FilingRef::parse(form.case.trim()) else { return not_shown(unknown).await };
    let found = app.db.read(officer.actor(), async |tx| rehearsal::papers(tx, &reference).await).await;
    let (filing, papers) = match found {
        Err(Error::NotFound) => return not_shown(unknown).await,
        Err(Error::Refused(message)) => return not_shown(message).await,
        found => found?,
    };
    let look = Look::of(form);
    let one = ONE.acquire().await.context("the line of dry runs is closed")?;
    let (photos, illegible) = match photos(app, &papers).await {
        Err(Error::Refused(message)) => return not_shown(message).await,
        read => read?,
    };
    let rehearse = async |tx: &mut Tx<'_>| {
        let done = rehearsal::rehearse(tx, us, &filing, (&photos, illegible)).await?;
        if let (Some(content), Some(reason)) = (&done.content, look.reason()) {
            if matches!(look, Look::Bytes(_)) && view::has_secret(content) {
                return Err(Error::refused("exchange-bytes-secret"));
            }
            news::revealed(tx, "filing", filing.id, reason.as_str()).await?;
        }
        Ok(done)
    };
    let done = app.db.write(officer.by_look(look.reason().is_some()), rehearse).await?;
    // They stand in the file now.
    drop(photos);
    let answer = match done {
        Rehearsed { content: Some(content), .. } if matches!(look, Look::Bytes(_)) => {
            Ok(attached(&format!("filing-{reference}.xml"), content))
        }
        done => page(req, officer, (reference.to_string(), form.reason.clone()), (look, done)),
    };
    drop(one);
    answer
}

fn page(
    req: &HttpRequest,
    officer: &Officer,
    (case, reason): (String, String),
    (look, done): (Look, Rehearsed),
) -> Result<HttpResponse> {
    let t = officer.t();
    let is_masked = look.reason().is_none();
    let errors = match look {
        Look::Unsaid(errors) => errors,
        _ => FieldErrors::new(),
    };
    let Rehearsed { content, findings, goes_back } = done;
    let notice = if goes_back { "exchange-rehearsal-findings" } else { "exchange-rehearsal-known" };
    let shown = |content: &Vec<u8>| if is_masked { view::masked(content) } else { Some(view::full(content)) };
    let status = if errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let page = RehearsalPage {
        page: Page::new(req, t.a1("exchange-rehearsal-title", "case", case.as_str())),
        t,
        errors,
        case,
        notice: t.t(notice),
        findings: findings.iter().map(|finding| finding.line(t)).collect(),
        has_bytes: content.as_ref().is_some_and(|content| !view::has_secret(content)),
        content: content.as_ref().and_then(shown),
        is_masked,
        reason,
    };
    render_with(status, &page)
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

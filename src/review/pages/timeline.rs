//! What happened to a case, and what was decided; a lead withdraws it here for its applicant.

use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;
use serde::Deserialize;

use super::case;
use super::case_ref;
use super::frame::Frame;
use super::server;
use crate::error::{Error, Result};
use crate::filing::decision::Decision;
use crate::filing::service as filing;
use crate::filing::state::StateCode;
use crate::filing::store::{decisions, events};
use crate::filing::turn::{Hand, Turn};
use crate::form::FieldErrors;
use crate::paths::office;
use crate::review::service;
use crate::review::store::load;
use crate::staff::staff::all_named;
use crate::text::Tr;
use crate::values::filing_ref::FilingRef;
use crate::values::free_text::Paragraphs;
use crate::web::flash::see_other_with;
use crate::web::ui::TimelineItem;
use crate::web::{App, Officer, Page, PostForm, render, render_invalid};

/// Longest reason.
const MOST: usize = 500;

#[derive(Template)]
#[template(path = "review/timeline.html")]
struct TimelinePage {
    page: Page,
    t: Tr,
    errors: FieldErrors,
    frame: Frame,
    items: Vec<TimelineItem>,
    /// Why it is withdrawn, as typed.
    reason: String,
}

/// The timeline, newest first.
///
/// # Errors
/// `NotFound` when the reader may not see the case.
pub async fn show(req: &HttpRequest, app: &App, officer: &Officer, reference: &FilingRef) -> Result<HttpResponse> {
    render(&page(req, app, officer, reference, String::new(), FieldErrors::new()).await?)
}

async fn page(
    req: &HttpRequest,
    app: &App,
    officer: &Officer,
    reference: &FilingRef,
    reason: String,
    errors: FieldErrors,
) -> Result<TimelinePage> {
    let t = officer.t();
    let (frame, items) = app
        .db
        .read(officer.actor(), async |tx| {
            let (filing, frame) = case::open(tx, officer, reference, "timeline").await?;
            let entries = events::timeline(tx.conn, filing.id).await?;
            let decided = decisions::list(tx, filing.id).await?;
            let ids: Vec<_> = entries.iter().filter_map(|entry| entry.staff).collect();
            let names = all_named(t, load::names(tx, &ids).await?);
            let item = |entry: &events::TimelineEntry| {
                let decision = entry.decision.and_then(|id| decided.iter().find(|own| own.id == id));
                let by = entry.staff.and_then(|id| names.get(&id).cloned());
                TimelineItem {
                    title: t.t(entry.event.key()),
                    at: t.time(entry.happened_at),
                    at_iso: entry.happened_at.to_rfc3339(),
                    by: by.unwrap_or_else(|| t.t(&format!("review-actor-{}", entry.actor_kind))),
                    text: clock_note(t, entry)
                        .into_iter()
                        .chain(decision.map(|decision| words(t, decision)))
                        .collect::<Vec<_>>()
                        .join("\n"),
                }
            };
            let own = entries.iter().rev().map(|entry| (entry.happened_at, item(entry)));
            let told = server::story(tx, t, &filing).await?;
            let told = told.into_iter().map(|(at, title)| (at, TimelineItem::new(t, at, title)));
            let mut items: Vec<_> = told.chain(own).collect();
            items.sort_by_key(|(at, _)| std::cmp::Reverse(*at));
            Ok((frame, items.into_iter().map(|(_, item)| item).collect()))
        })
        .await?;
    let page =
        Page::new(req, t.a2("review-case-title", "name", frame.name.as_str(), "section", t.t("review-case-timeline")));
    Ok(TimelinePage { page, t, errors, frame, items, reason })
}

/// Why a case is withdrawn, as typed.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct WithdrawForm {
    version: i32,
    reason: String,
}

/// Withdraws a case for its applicant, with a reason. Leads only.
///
/// # Errors
/// `NotFound` when the reader may not see the case; `Stale` and `Refused` as the rules say.
pub async fn withdraw(
    req: HttpRequest,
    app: Data<App>,
    officer: Officer,
    path: Path<String>,
    form: PostForm<WithdrawForm>,
) -> Result<HttpResponse> {
    let reference = case_ref(&path)?;
    let form = form.0;
    let reason = match Paragraphs::<1, MOST>::parse(&form.reason) {
        Ok(reason) => reason,
        Err(message) => {
            let page = page(&req, &app, &officer, &reference, form.reason, FieldErrors::of("reason", message)).await?;
            // Where it cannot be withdrawn any more there is no form: that is the news.
            return if page.frame.can_withdraw { render_invalid(&page) } else { Err(Error::Stale) };
        }
    };
    app.db
        .write(officer.by(), async |tx| {
            let case = service::load_case(tx, &reference).await?;
            filing::withdraw(tx, case.id, form.version, reason.as_str()).await.map(|_| ())
        })
        .await?;
    Ok(see_other_with(&req, office::case(&reference), "review-withdrawn"))
}

/// What a line does to the desk's clock; nothing where it goes on as it did.
fn clock_note(t: Tr, entry: &events::TimelineEntry) -> Option<String> {
    Some(match Hand::of(entry.from, entry.to)? {
        Hand::Starts => t.t("review-clock-starts"),
        Hand::Resumes => t.t("review-clock-resumes"),
        Hand::Stops => match Turn::of(entry.to) {
            Turn::Nobody => return None,
            Turn::Applicant if entry.to == StateCode::AwaitingMail => t.t("review-clock-stops-mail"),
            Turn::Applicant => t.t("review-clock-stops-applicant"),
            _ => t.t("review-clock-stops"),
        },
    })
}

/// A decision in lines: the opinion, then one remark a line.
fn words(t: Tr, decision: &Decision) -> String {
    let remarks = decision.findings.iter().map(|finding| finding.line(t));
    decision.opinion.iter().cloned().chain(remarks).collect::<Vec<_>>().join("\n")
}

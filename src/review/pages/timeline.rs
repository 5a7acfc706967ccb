//! What happened to a case, and what was decided.

use actix_web::{HttpRequest, HttpResponse};
use askama::Template;

use super::case;
use super::fields::reason_words;
use super::frame::Frame;
use crate::error::Result;
use crate::filing::decision::Decision;
use crate::filing::store::{decisions, events};
use crate::form::FieldErrors;
use crate::review::store::load;
use crate::text::Tr;
use crate::values::filing_ref::FilingRef;
use crate::web::ui::TimelineItem;
use crate::web::{App, Officer, Page, render};

#[derive(Template)]
#[template(path = "review/timeline.html")]
struct TimelinePage {
    page: Page,
    t: Tr,
    errors: FieldErrors,
    frame: Frame,
    items: Vec<TimelineItem>,
}

/// The timeline, newest first.
///
/// # Errors
/// `NotFound` when the reader may not see the case.
pub async fn show(req: &HttpRequest, app: &App, officer: &Officer, reference: &FilingRef) -> Result<HttpResponse> {
    let t = officer.t();
    let (frame, items) = app
        .db
        .read(officer.actor(), async |tx| {
            let (filing, frame) = case::open(tx, officer, reference, "timeline").await?;
            let entries = events::timeline(tx.conn, filing.id).await?;
            let decided = decisions::list(tx, filing.id).await?;
            let ids: Vec<_> = entries.iter().filter_map(|entry| entry.staff).collect();
            let names = load::names(tx.conn, &ids).await?;
            let item = |entry: &events::TimelineEntry| {
                let decision = entry.decision.and_then(|id| decided.iter().find(|own| own.id == id));
                let by = entry.staff.and_then(|id| names.get(&id).cloned());
                TimelineItem {
                    title: t.t(entry.event.key()),
                    at: t.time(entry.happened_at),
                    at_iso: entry.happened_at.to_rfc3339(),
                    by: by.unwrap_or_else(|| t.t(&format!("review-actor-{}", entry.actor_kind))),
                    text: decision.map(|decision| words(t, decision)).unwrap_or_default(),
                }
            };
            Ok((frame, entries.iter().rev().map(item).collect()))
        })
        .await?;
    let page =
        Page::new(req, t.a2("review-case-title", "name", frame.name.as_str(), "section", t.t("review-case-timeline")));
    render(&TimelinePage { page, t, errors: FieldErrors::default(), frame, items })
}

/// A decision in lines: the opinion, then one remark a line.
fn words(t: Tr, decision: &Decision) -> String {
    let remark = |finding: &crate::filing::finding::Finding| {
        let reason = format!("{} {}", finding.reason, reason_words(t, &finding.reason));
        match &finding.words {
            Some(words) => format!("{reason} {words}"),
            None => reason,
        }
    };
    decision.opinion.iter().cloned().chain(decision.findings.iter().map(remark)).collect::<Vec<_>>().join("\n")
}

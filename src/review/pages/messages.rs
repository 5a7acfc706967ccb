//! What the applicant was told, as it was sent, with how it was delivered.

use actix_web::{HttpRequest, HttpResponse};
use askama::Template;

use super::case;
use super::frame::Frame;
use crate::error::Result;
use crate::notify::answer::shown as answered;
use crate::notify::notice::{Channel, Secrets};
use crate::notify::render::{House, mail, sms, to_helper};
use crate::notify::store::told::{self, Sent};
use crate::text::Tr;
use crate::values::filing_ref::FilingRef;
use crate::web::ui::StatusTag;
use crate::web::{App, Officer, Page, render};

struct Line {
    channel: String,
    status: StatusTag,
    at: String,
    answer: String,
}

struct Shown {
    subject: String,
    at: String,
    at_iso: String,
    text: String,
    sms: String,
    lines: Vec<Line>,
}

#[derive(Template)]
#[template(path = "review/messages.html")]
struct MessagesPage {
    page: Page,
    t: Tr,
    frame: Frame,
    messages: Vec<Shown>,
}

/// The messages of a case.
///
/// # Errors
/// `NotFound` when the reader may not see the case.
pub async fn show(req: &HttpRequest, app: &App, officer: &Officer, reference: &FilingRef) -> Result<HttpResponse> {
    let t = officer.t();
    let (frame, list) = app
        .db
        .read(officer.actor(), async |tx| {
            let (filing, frame) = case::open(tx, officer, reference, "messages").await?;
            Ok((frame, told::list(tx.conn, filing.id, filing.owner).await?))
        })
        .await?;
    let house = House::of(&app.config);
    let messages = list.into_iter().map(|sent| shown(t, &house, sent)).collect::<Result<Vec<_>>>()?;
    let page =
        Page::new(req, t.a2("review-case-title", "name", frame.name.as_str(), "section", t.t("review-case-messages")));
    render(&MessagesPage { page, t, frame, messages })
}

fn shown(t: Tr, house: &House, sent: Sent) -> Result<Shown> {
    let none = Secrets::default();
    let by_sms = sent.deliveries.iter().any(|delivery| delivery.channel == Channel::Sms);
    let (subject, text, sms) = match to_helper(t.lang, &sent.facts) {
        Some(subject) => (subject, String::new(), String::new()),
        None => {
            let mail = mail(house, sent.lang, &sent.facts, &none)?;
            let sms = if by_sms { sms(house, sent.lang, &sent.facts, &none) } else { String::new() };
            (mail.subject, mail.text, sms)
        }
    };
    let line = |delivery: &told::Delivery| Line {
        channel: t.t(&format!("review-channel-{}", delivery.channel.code())),
        status: state(t, &delivery.state),
        at: delivery.sent_at.map(|at| t.time(at)).unwrap_or_default(),
        answer: delivery.answer.as_deref().map(|answer| answered(t, answer)).unwrap_or_default(),
    };
    Ok(Shown {
        subject,
        at: t.time(sent.at),
        at_iso: sent.at.to_rfc3339(),
        text,
        sms,
        lines: sent.deliveries.iter().map(line).collect(),
    })
}

/// The state of a delivery in a word and a colour.
fn state(t: Tr, code: &str) -> StatusTag {
    let word = t.t(&format!("review-delivery-{code}"));
    match code {
        "sent" => StatusTag::success(word),
        "waiting" => StatusTag::info(word),
        _ => StatusTag::error(word),
    }
}

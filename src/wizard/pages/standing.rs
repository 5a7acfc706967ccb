//! Where a filing stands, in the applicant's words: whose turn, how far, what next.

use chrono::{Datelike as _, NaiveDate};

use crate::clock;
use crate::filing::due::due;
use crate::filing::expiry::Term;
use crate::filing::kind::{Bureau, Class};
use crate::filing::state::{Event, Filing, RejectedBy, State, StateCode};
use crate::filing::turn::Turn;
use crate::paths;
use crate::reference::{INDIVIDUAL, book};
use crate::text::Tr;
use crate::values::actor::Actor;
use crate::web::ui::{StatusTag, StepMark};

/// The panel on top of a filing's page.
pub struct Panel {
    /// Whose turn, in a sentence.
    pub title: String,
    /// What that means.
    pub text: String,
    /// `turn`, `wait`, `success` or `error`.
    pub tone: &'static str,
    /// The one next step.
    pub label: String,
    /// Where it is done.
    pub url: String,
}

/// Kind and reference.
pub fn above(t: Tr, filing: &Filing) -> String {
    above_open(t, filing, false)
}

/// The same of a filing whose type may be open: then it is of no kind yet.
pub fn above_open(t: Tr, filing: &Filing, is_open: bool) -> String {
    let kind = if is_open { t.t("wizard-unnamed-open") } else { t.t(&filing.kind.key()) };
    t.a2("wizard-above", "kind", kind, "ref", filing.reference.to_string())
}

/// The organisation's name, unless its type check is still open; an individual's is personal and not shown in lists.
pub fn name(t: Tr, filing: &Filing) -> String {
    let is_individual = filing.entity_kind.to_string() == INDIVIDUAL;
    let unnamed = if is_individual { "wizard-unnamed-individual" } else { "wizard-unnamed-open" };
    filing.entity_name.clone().unwrap_or_else(|| t.t(unnamed))
}

/// The state as a tag.
pub fn status(t: Tr, filing: &Filing) -> StatusTag {
    let word = t.t(filing.state_key());
    match filing.state.code() {
        StateCode::Draft | StateCode::Withdrawn | StateCode::Expired => StatusTag::neutral(word),
        StateCode::ChangesRequested | StateCode::AwaitingMail | StateCode::Verifying => StatusTag::warning(word),
        StateCode::Rejected => StatusTag::error(word),
        StateCode::Approved => StatusTag::success(word),
        _ => StatusTag::info(word),
    }
}

/// Until when a filing is kept that waits for its owner; none where somebody else has it, or a deadline of its own is told.
pub fn kept_until(filing: &Filing) -> Option<NaiveDate> {
    let now = clock::now();
    let term = Term::of(filing, book().limits(clock::china_day(now))).filter(|_| filing.state.until().is_none())?;
    Some(clock::china_day(term.ends_if_warned(filing.warned_at.unwrap_or(now))))
}

/// Whether the owner may give it up: the rules say.
pub fn may_withdraw(filing: &Filing) -> bool {
    let event = Event::Withdraw { reason: String::new() };
    filing.apply(&event, &Actor::Applicant(filing.owner), clock::now()).is_ok()
}

/// Key of the words for whose turn it is.
pub fn turn(filing: &Filing) -> &'static str {
    match Turn::of(filing.state.code()) {
        Turn::Applicant => "wizard-turn-you",
        Turn::Desk => "wizard-turn-desk",
        Turn::Persons => "wizard-turn-persons",
        Turn::Bureau => "wizard-turn-bureau",
        Turn::Nobody => "wizard-turn-nobody",
    }
}

/// What is expected next, and by when; that it is late, where that has gone by.
pub fn expectation(t: Tr, filing: &Filing, today: NaiveDate) -> Option<(String, String)> {
    let due = due(filing, book(), today)?;
    // Codes have hours, everything else days.
    let (is_late, day) = match filing.state {
        State::Verifying { until } => (until < clock::now(), t.deadline(until)),
        _ => (due.on < today, t.date(due.on)),
    };
    let by = match (is_late, due.is_provisional) {
        (true, _) if filing.state.code() == StateCode::AwaitingMail => t.a1("wizard-times-mail-late", "day", day),
        (true, _) => t.t("wizard-times-late"),
        (false, true) => t.a2("wizard-times-provisional", "day", day, "year", due.on.year().to_string()),
        (false, false) => t.a1("wizard-times-by", "day", day),
    };
    Some((t.t(expected(filing)), by))
}

/// Key of what is expected next.
fn expected(filing: &Filing) -> &'static str {
    match filing.state {
        State::Submitted | State::InReview { .. } => "wizard-times-review",
        State::ReadyToSend => "wizard-times-send",
        State::AwaitingMail { .. } => "wizard-times-mail",
        State::Verifying { .. } => "wizard-times-sms",
        _ => "wizard-times-number",
    }
}

/// The progress line, without the steps this kind does not take.
pub fn marks(t: Tr, filing: &Filing) -> Vec<StepMark> {
    let profile = filing.kind.profile();
    let (sms, bureau) = (filing.needs_sms(clock::china_day(clock::now())), profile.bureau != Bureau::None);
    let last = if profile.class == Class::Opening { "wizard-mark-number" } else { "wizard-mark-done" };
    let steps = [
        (true, "wizard-mark-fill"),
        (true, "wizard-mark-desk"),
        (sms, "wizard-mark-sms"),
        (bureau, "wizard-mark-bureau"),
        (true, last),
    ];
    let current = match filing.state.code() {
        StateCode::Draft
        | StateCode::ChangesRequested
        | StateCode::Rejected
        | StateCode::Withdrawn
        | StateCode::Expired => 0,
        StateCode::Submitted | StateCode::InReview | StateCode::AwaitingMail | StateCode::ReadyToSend => 1,
        StateCode::Verifying => 2,
        StateCode::BureauReview => 3,
        StateCode::Approved => 5,
    };
    let before = steps.iter().take(current).filter(|(is_taken, _)| *is_taken).count();
    StepMark::line(steps.iter().filter(|(is_taken, _)| *is_taken).map(|(_, key)| t.t(key)), before)
}

/// The panel of a filing that is not a draft; drafts know what is left to do.
pub fn panel(t: Tr, filing: &Filing, review_days: i64, part: impl Fn(&str) -> String) -> Panel {
    let is_lapsed = matches!(filing.state, State::Rejected { by: RejectedBy::Sms, .. });
    let is_done = filing.state == State::Approved && filing.kind.profile().class != Class::Opening;
    let code = if is_done {
        "done".to_owned()
    } else if is_lapsed {
        "lapsed".to_owned()
    } else {
        filing.state.code().code().replace('_', "-")
    };
    let key = |end: &str| format!("wizard-panel-{code}-{end}");
    let is_past = |until| clock::china_day(until) < clock::china_day(clock::now());
    let text = match filing.state {
        _ if is_lapsed => {
            let hours = book().limits(clock::china_day(filing.state_since)).sms_send_again_hours;
            t.a1(&key("text"), "hours", hours)
        }
        State::AwaitingMail { until } if is_past(until) => t.a1(&key("late"), "day", t.day(until)),
        State::AwaitingMail { until } => t.a1(&key("text"), "day", t.day(until)),
        State::Verifying { until } => t.a1(&key("text"), "time", t.deadline(until)),
        State::BureauReview => t.a1(&key("text"), "days", review_days),
        _ => t.t(&key("text")),
    };
    let (tone, next) = match filing.state.code() {
        StateCode::ChangesRequested => ("turn", Some("corrections")),
        StateCode::Rejected if is_lapsed => ("turn", Some("sms")),
        StateCode::Rejected => ("error", Some("corrections")),
        StateCode::Verifying => ("turn", Some("sms")),
        StateCode::AwaitingMail => ("turn", Some("mailing")),
        StateCode::Approved if is_done => ("success", None),
        StateCode::Approved => ("success", Some("next-steps")),
        StateCode::Withdrawn | StateCode::Expired => ("wait", Some("")),
        _ => ("wait", None),
    };
    let url = |next: &str| if next.is_empty() { paths::filing_new() } else { part(next) };
    Panel {
        title: t.t(&key("title")),
        text,
        tone,
        label: next.map(|_| t.t(&key("button"))).unwrap_or_default(),
        url: next.map(url).unwrap_or_default(),
    }
}

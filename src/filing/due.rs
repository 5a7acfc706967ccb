//! By when somebody should have moved a filing on: targets in working days.

use chrono::{DateTime, NaiveDate, Utc};

use super::state::{Filing, State};
use crate::clock::china_day;
use crate::reference::Reference;

/// The day by which somebody should have acted, and whether that is the desk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Due {
    /// The last day.
    pub on: NaiveDate,
    /// Whether the desk is to act.
    pub is_ours: bool,
    /// It lies in a year whose holidays are not known yet.
    pub is_provisional: bool,
}

/// By when a case should move on; none where nobody waits.
pub fn due(filing: &Filing, book: &Reference, today: NaiveDate) -> Option<Due> {
    let limits = book.limits(today);
    let after = |from: DateTime<Utc>, days: i64| {
        book.calendar().working_days_after(china_day(from), u32::try_from(days).unwrap_or(0))
    };
    let told = |on, is_ours| Some(Due { on, is_ours, is_provisional: book.calendar().is_provisional(on) });
    let (ours, theirs) = (|on| told(on, true), |on| told(on, false));
    // What counts hours or plain days turns on no holiday.
    let fixed = |on| Some(Due { on, is_ours: false, is_provisional: false });
    match filing.state {
        State::Submitted | State::InReview { .. } => {
            let days = if filing.round > 1 {
                limits.correction_review_working_days
            } else {
                limits.review_target_working_days
            };
            ours(after(filing.submitted_at?, days))
        }
        State::ReadyToSend => ours(after(filing.state_since, limits.send_on_working_days)),
        State::AwaitingMail { until } | State::Verifying { until } => fixed(china_day(until)),
        State::BureauReview => {
            let days = filing.rules(book, today).bureau_days(limits);
            theirs(after(filing.state_since, days))
        }
        _ => None,
    }
}

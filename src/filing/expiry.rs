//! When an idle filing ends, and when its owner is reminded before.

use chrono::{DateTime, NaiveTime, TimeDelta, Utc};

use super::state::{Filing, StateCode};
use crate::clock::{china_at, china_day};
use crate::reference::Limits;

/// How long a filing may lie idle in a state, and when its owner is reminded: in days from the last change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Schedule {
    /// After how many days it ends.
    pub length_days: i64,
    /// After how many days its owner is reminded, the last reminder last.
    pub reminders_after_days: Vec<i64>,
}

impl Schedule {
    /// The schedule of a state whose turn is the applicant's; none for the others.
    pub fn of(state: StateCode, limits: &Limits) -> Option<Self> {
        let (length_days, first, before) = match state {
            StateCode::Draft => (
                limits.draft_expiry_days,
                Some(limits.draft_reminder_after_days),
                vec![limits.draft_notice_before_days, limits.draft_last_notice_before_days],
            ),
            StateCode::ChangesRequested | StateCode::Rejected => {
                (limits.corrections_expiry_days, None, vec![limits.corrections_notice_before_days])
            }
            StateCode::AwaitingMail => (limits.mailing_days, None, vec![limits.draft_last_notice_before_days]),
            _ => return None,
        };
        let reminders = first.into_iter().chain(before.into_iter().map(|before| length_days - before));
        Some(Self { length_days, reminders_after_days: reminders.collect() })
    }
}

/// The time an idle filing has left.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Term {
    /// When it ends, if the reminders went out in time.
    pub ends_at: DateTime<Utc>,
    reminders: Vec<DateTime<Utc>>,
}

impl Term {
    /// The term of a filing whose turn is the applicant's; none for the others.
    pub fn of(filing: &Filing, limits: &Limits) -> Option<Self> {
        let schedule = Schedule::of(filing.state.code(), limits)?;
        let days = TimeDelta::days;
        let ends_at = filing.state.until().unwrap_or(filing.touched_at + days(schedule.length_days));
        // Paper is awaited to the end of its last day; reminders are due as the days begin.
        let begins = filing
            .state
            .until()
            .map_or(filing.touched_at, |until| china_at(china_day(until), NaiveTime::MIN) - days(schedule.length_days));
        let reminders = schedule.reminders_after_days.into_iter().map(|after| begins + days(after)).collect();
        Some(Self { ends_at, reminders })
    }

    /// Whether a reminder is due that was not sent yet. Several missed ones are one reminder.
    pub fn is_reminder_due(&self, warned_at: Option<DateTime<Utc>>, now: DateTime<Utc>) -> bool {
        self.reminders.iter().any(|at| *at <= now && warned_at.is_none_or(|warned| warned < *at))
    }

    /// When it ends if the owner is reminded now: a reminder that comes days late does not shorten the time after it.
    pub fn ends_if_warned(&self, now: DateTime<Utc>) -> DateTime<Utc> {
        let late = self.last().map_or(TimeDelta::zero(), |last| china_day(now) - china_day(last));
        self.ends_at + late.max(TimeDelta::zero())
    }

    /// Whether it may end now: the last reminder went out, and long enough ago.
    pub fn may_end(&self, warned_at: Option<DateTime<Utc>>, now: DateTime<Utc>) -> bool {
        let warned_in_time =
            |last| warned_at.is_some_and(|warned| warned >= last && self.ends_if_warned(warned) <= now);
        self.ends_at <= now && self.last().is_none_or(warned_in_time)
    }

    fn last(&self) -> Option<DateTime<Utc>> {
        self.reminders.last().copied()
    }
}

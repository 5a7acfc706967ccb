//! By when the desk should act: the instants before which a case that began is late.

use chrono::{DateTime, Days, NaiveDate, NaiveTime, TimeZone as _, Utc};

use crate::clock::china;
use crate::reference::{Calendar, Reference};

/// Instants before which a case must have begun for its target to be over by the end of a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cutoffs {
    /// Submitted for the first time before this.
    pub first: DateTime<Utc>,
    /// Submitted again before this.
    pub again: DateTime<Utc>,
    /// Ready to be sent since before this.
    pub send: DateTime<Utc>,
}

impl Cutoffs {
    /// What is due on this day or was before.
    pub fn due_by(book: &Reference, day: NaiveDate) -> Self {
        let limits = book.limits(day);
        let before = |days| end_of(latest_start(book.calendar(), days, day));
        Self {
            first: before(limits.review_target_working_days),
            again: before(limits.correction_review_working_days),
            send: before(limits.send_on_working_days),
        }
    }

    /// What was due before this day.
    pub fn overdue(book: &Reference, today: NaiveDate) -> Self {
        Self::due_by(book, today.checked_sub_days(Days::new(1)).unwrap_or(today))
    }
}

/// The latest day from which `days` working days end no later than `last`.
fn latest_start(calendar: &Calendar, days: i64, last: NaiveDate) -> NaiveDate {
    let days = u32::try_from(days).unwrap_or(0);
    let mut day = last;
    while calendar.working_days_after(day, days) > last {
        match day.pred_opt() {
            Some(before) => day = before,
            None => break,
        }
    }
    day
}

/// The first instant after a day in China.
fn end_of(day: NaiveDate) -> DateTime<Utc> {
    let next = day.checked_add_days(Days::new(1)).unwrap_or(day).and_time(NaiveTime::MIN);
    china().from_local_datetime(&next).single().map_or_else(|| next.and_utc(), |at| at.with_timezone(&Utc))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reference::book;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn cutoffs_agree_with_the_days_counted_forward() {
        let calendar = book().calendar();
        // Around the National Day week, with its weekends worked in exchange.
        for today in day("2026-09-20").iter_days().take(30) {
            for days in 0..5 {
                let start = latest_start(calendar, days, today);
                let forward = |from| calendar.working_days_after(from, u32::try_from(days).unwrap());
                assert!(forward(start) <= today, "{today} {days}");
                assert!(forward(start.succ_opt().unwrap()) > today, "{today} {days}");
            }
        }
    }

    #[test]
    fn a_day_ends_in_china() {
        assert_eq!(end_of(day("2026-11-23")).to_rfc3339(), "2026-11-23T16:00:00+00:00");
    }
}

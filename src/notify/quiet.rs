//! Hours of the night in which nobody is reminded of anything.

use chrono::{DateTime, Days, NaiveTime, TimeDelta, Timelike as _, Utc};

use crate::clock::{china, china_at};
use crate::reference::Limits;

/// When the quiet hours end that an instant lies in; none by day.
pub fn ends(at: DateTime<Utc>, limits: &Limits) -> Option<DateTime<Utc>> {
    let there = at.with_timezone(&china());
    let today = there.date_naive();
    let day = match there.hour() {
        hour if hour >= limits.quiet_from_hour => today.checked_add_days(Days::new(1))?,
        hour if hour < limits.quiet_to_hour => today,
        _ => return None,
    };
    Some(china_at(day, NaiveTime::from_hms_opt(limits.quiet_to_hour, 0, 0)?))
}

/// Reminders due by this instant go out now: in the last hour before the quiet ones also those that would fall into them.
pub fn looks_ahead_to(now: DateTime<Utc>, limits: &Limits) -> DateTime<Utc> {
    ends(now + TimeDelta::hours(1), limits).unwrap_or(now)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reference::book;

    #[test]
    fn what_falls_into_the_night_is_reminded_of_in_the_evening() {
        for (now, quiet_until, looks_ahead_to) in [
            ("2026-11-28T07:59:00+08:00", Some("2026-11-28T08:00:00+08:00"), "2026-11-28T07:59:00+08:00"),
            ("2026-11-28T08:00:00+08:00", None, "2026-11-28T08:00:00+08:00"),
            ("2026-11-28T19:59:00+08:00", None, "2026-11-28T19:59:00+08:00"),
            ("2026-11-28T20:00:00+08:00", None, "2026-11-29T08:00:00+08:00"),
            ("2026-11-28T21:00:00+08:00", Some("2026-11-29T08:00:00+08:00"), "2026-11-29T08:00:00+08:00"),
            ("2026-11-29T00:30:00+08:00", Some("2026-11-29T08:00:00+08:00"), "2026-11-29T08:00:00+08:00"),
        ] {
            let at = |text: &str| text.parse::<DateTime<Utc>>().unwrap();
            let limits = book().limits(at(now).date_naive());
            assert_eq!(ends(at(now), limits), quiet_until.map(at), "{now}");
            assert_eq!(super::looks_ahead_to(at(now), limits), at(looks_ahead_to), "{now}");
        }
    }
}

//! Dates and times as people read them: `2026年11月23日` and `23 November 2026`, times in China Standard Time.

use chrono::{DateTime, Datelike, NaiveDate, Timelike, Utc};

use super::{Lang, Tr};
use crate::clock;

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

impl Tr {
    /// A calendar day.
    pub fn date(&self, day: NaiveDate) -> String {
        match self.lang {
            Lang::Zh => format!("{}年{}月{}日", day.year(), day.month(), day.day()),
            Lang::En => format!("{} {} {}", day.day(), MONTHS[day.month0() as usize], day.year()),
        }
    }

    /// The calendar day of an instant, in China.
    pub fn day(&self, at: DateTime<Utc>) -> String {
        self.date(clock::china_day(at))
    }

    /// Day and time of an instant, in China, to the minute.
    pub fn time(&self, at: DateTime<Utc>) -> String {
        let local = at.with_timezone(&clock::china());
        self.on_clock(local.date_naive(), &format!("{:02}:{:02}", local.hour(), local.minute()))
    }

    /// The same to the second: where several come within a minute, and their order tells.
    pub fn moment(&self, at: DateTime<Utc>) -> String {
        let local = at.with_timezone(&clock::china());
        let clock = format!("{:02}:{:02}:{:02}", local.hour(), local.minute(), local.second());
        self.on_clock(local.date_naive(), &clock)
    }

    fn on_clock(&self, day: NaiveDate, clock: &str) -> String {
        match self.lang {
            Lang::Zh => format!("{} {clock}", self.date(day)),
            Lang::En => format!("{}, {clock}", self.date(day)),
        }
    }

    /// When something ends: to the minute, or the day alone where nobody knows the hour.
    pub fn deadline(&self, at: DateTime<Utc>) -> String {
        if clock::ends_china_day(at) { self.day(at) } else { self.time(at) }
    }

    /// Time left, in hours and minutes.
    pub fn left(&self, minutes: &i64) -> String {
        match *minutes {
            ..=0 => self.t("site-left-over"),
            minutes => self.a2("site-left", "hours", minutes / 60, "minutes", minutes % 60),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_end_is_told_to_the_minute_where_its_hour_is_known() {
        for (at, zh, en) in [
            ("2026-11-29T15:59:59Z", "2026年11月29日", "29 November 2026"),
            ("2026-11-29T15:59:00Z", "2026年11月29日 23:59", "29 November 2026, 23:59"),
            ("2026-11-29T15:59:59.5Z", "2026年11月29日 23:59", "29 November 2026, 23:59"),
        ] {
            let at = at.parse().unwrap();
            assert_eq!([Lang::Zh, Lang::En].map(|lang| Tr::new(lang).deadline(at)), [zh, en]);
        }
    }

    #[test]
    fn an_instant_is_told_in_china_to_the_minute_and_where_its_order_tells_to_the_second() {
        for (at, zh, en) in [
            (
                "2026-11-29T15:59:07.9Z",
                ["2026年11月29日 23:59", "2026年11月29日 23:59:07"],
                "29 November 2026, 23:59:07",
            ),
            ("2026-11-29T16:00:00Z", ["2026年11月30日 00:00", "2026年11月30日 00:00:00"], "30 November 2026, 00:00:00"),
        ] {
            let at = at.parse().unwrap();
            let t = Tr::new(Lang::Zh);
            assert_eq!([t.time(at), t.moment(at)], zh);
            assert_eq!(Tr::new(Lang::En).moment(at), en);
        }
    }
}

//! Working days of mainland China: weekends, public holidays, and the weekends worked in exchange.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::{Datelike, Days, NaiveDate, Weekday};
use serde::{Deserialize, Serialize};

use super::amendment::NewSource;
use super::table::{Period, Row, Table};

/// What the State Council's notice makes of a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DayKind {
    /// Off.
    Holiday,
    /// A weekend day that is worked.
    Workday,
}

/// A day that differs from its weekday, or a holiday on a weekend.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CalendarDay {
    /// The day.
    pub date: NaiveDate,
    /// Off or worked.
    pub kind: DayKind,
    /// The holiday, Chinese.
    pub zh: String,
    /// The holiday, English.
    pub en: String,
    /// The notice.
    pub source: String,
}

impl Row for CalendarDay {
    fn key(&self) -> String {
        self.date.to_string()
    }

    fn period(&self) -> Period {
        Period { from: None, to: None }
    }

    fn check(&self) -> Result<(), String> {
        if self.kind == DayKind::Workday && !is_weekend(self.date) {
            return Err(format!("{} is worked anyway", self.date));
        }
        Ok(())
    }
}

/// What was decided here of a day since the data were compiled in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DayDecision {
    /// The day.
    pub date: NaiveDate,
    /// What it is; none where it is as its weekday has it.
    pub day: Option<NewDay>,
}

/// A day that was decided here, as it is kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewDay {
    /// Off or worked.
    pub kind: DayKind,
    /// The holiday, Chinese.
    pub zh: String,
    /// The holiday, English.
    pub en: String,
    /// The notice.
    pub source: NewSource,
}

/// Counts working days. Years no notice is known for have weekends only.
#[derive(Debug, Clone)]
pub struct Calendar {
    /// Shared by every copy of the book.
    days: Arc<BTreeMap<NaiveDate, CalendarDay>>,
}

impl Calendar {
    pub(super) fn new(table: &Table<CalendarDay>) -> Self {
        Self { days: Arc::new(table.all().iter().map(|day| (day.date, day.clone())).collect()) }
    }

    /// The same with decisions, the later ones in the place of the earlier.
    ///
    /// # Errors
    /// What is wrong with a day.
    pub(super) fn amended(&self, decisions: &[DayDecision]) -> Result<Self, String> {
        let mut days = (*self.days).clone();
        for DayDecision { date, day } in decisions {
            let Some(NewDay { kind, zh, en, source }) = day else {
                days.remove(date);
                continue;
            };
            let (zh, en) = (zh.clone(), en.clone());
            let day = CalendarDay { date: *date, kind: *kind, zh, en, source: source.tag() };
            day.check()?;
            days.insert(*date, day);
        }
        Ok(Self { days: Arc::new(days) })
    }

    /// The last year whose public holidays are known: a notice names all of a year, and so its National Day.
    pub fn last_known_year(&self) -> i32 {
        let is_national_day = |day: &&CalendarDay| (day.date.month(), day.date.day()) == (10, 1);
        self.days.values().rfind(is_national_day).map_or(0, |day| day.date.year())
    }

    /// The days that differ from their weekday, from one on.
    pub fn days_from(&self, first: NaiveDate) -> impl Iterator<Item = &CalendarDay> {
        self.days.range(first..).map(|(_, day)| day)
    }

    /// The English name of a holiday that was named before in Chinese.
    pub fn english_of(&self, zh: &str) -> Option<&str> {
        self.days.values().rfind(|day| day.zh == zh).map(|day| day.en.as_str())
    }

    /// Whether a day lies beyond the years whose holidays are known: what is counted up to it may still change.
    pub fn is_provisional(&self, date: NaiveDate) -> bool {
        date.year() > self.last_known_year()
    }

    /// What the notice says of a day, if anything.
    pub fn day(&self, date: NaiveDate) -> Option<&CalendarDay> {
        self.days.get(&date)
    }

    /// Whether offices work.
    pub fn is_working_day(&self, date: NaiveDate) -> bool {
        match self.day(date) {
            Some(day) => day.kind == DayKind::Workday,
            None => !is_weekend(date),
        }
    }

    /// The n-th working day after a day; the day itself does not count. Zero is the day, or the next working day.
    pub fn working_days_after(&self, date: NaiveDate, n: u32) -> NaiveDate {
        let mut day = date;
        let mut left = n;
        while left > 0 || !self.is_working_day(day) {
            // The calendar's end is 260,000 years away.
            day = day.checked_add_days(Days::new(1)).unwrap_or(NaiveDate::MAX);
            if left > 0 && self.is_working_day(day) {
                left -= 1;
            }
            if day == NaiveDate::MAX {
                break;
            }
        }
        day
    }

    /// The latest day from which n working days end no later than a day.
    pub fn working_days_before(&self, date: NaiveDate, n: u32) -> NaiveDate {
        let mut day = date;
        while self.working_days_after(day, n) > date {
            match day.pred_opt() {
                Some(before) => day = before,
                None => break,
            }
        }
        day
    }

    /// Working days after `from` up to and including `to`; zero if `to` is not later.
    pub fn working_days_between(&self, from: NaiveDate, to: NaiveDate) -> usize {
        from.iter_days().skip(1).take_while(|day| *day <= to).filter(|day| self.is_working_day(*day)).count()
    }
}

/// Whether a day is a Saturday or Sunday.
pub fn is_weekend(date: NaiveDate) -> bool {
    matches!(date.weekday(), Weekday::Sat | Weekday::Sun)
}

#[cfg(test)]
mod tests {
    use crate::reference::book;

    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn weekends_are_worked_in_exchange_for_holidays() {
        let cases = [
            ("2025-01-26", true),  // Sunday before Spring Festival
            ("2025-01-28", false), // Spring Festival
            ("2025-02-08", true),  // Saturday after it
            ("2025-10-08", false),
            ("2025-10-11", true),
            ("2026-01-04", true), // Sunday after New Year
            ("2026-02-14", true), // Saturday before Spring Festival
            ("2026-02-16", false),
            ("2026-02-23", false),
            ("2026-02-24", true),
            ("2026-02-28", true),
            ("2026-09-20", true),
            ("2026-11-21", false), // a plain Saturday
            ("2026-11-23", true),
        ];
        for (date, works) in cases {
            assert_eq!(book().calendar().is_working_day(day(date)), works, "{date}");
        }
    }

    #[test]
    fn working_days_are_counted_over_holidays() {
        let calendar = book().calendar();
        let cases = [
            ("2026-11-23", 0, "2026-11-23"),
            ("2026-11-21", 0, "2026-11-23"),
            ("2026-11-23", 2, "2026-11-25"),
            ("2026-11-20", 1, "2026-11-23"),
            ("2026-02-13", 1, "2026-02-14"), // the Saturday is worked
            ("2026-02-13", 2, "2026-02-24"),
            ("2026-09-30", 1, "2026-10-08"),
            ("2026-09-30", 20, "2026-11-03"),
        ];
        for (from, n, to) in cases {
            assert_eq!(calendar.working_days_after(day(from), n), day(to), "{from} + {n}");
        }
        // Over Spring Festival, from before it, from within it, from the Saturday worked for it.
        for (from, n, to) in [
            ("2026-02-12", 3, "2026-02-24"),
            ("2026-02-14", 5, "2026-02-28"),
            ("2026-02-14", 6, "2026-03-02"),
            ("2026-02-17", 0, "2026-02-24"),
            ("2026-02-17", 1, "2026-02-24"),
            ("2026-02-23", 20, "2026-03-20"),
            ("2026-02-28", 1, "2026-03-02"),
        ] {
            assert_eq!(calendar.working_days_after(day(from), n), day(to), "{from} + {n}");
            let back = calendar.working_days_before(day(to), n);
            assert_eq!(calendar.working_days_after(back, n), day(to), "{to} - {n}");
        }
        assert_eq!(calendar.working_days_between(day("2026-09-30"), day("2026-11-03")), 20);
        assert_eq!(calendar.working_days_between(day("2026-11-03"), day("2026-09-30")), 0);
    }

    #[test]
    fn after_the_last_known_year_weekends_alone_are_off_and_that_is_told() {
        let calendar = book().calendar();
        assert_eq!(calendar.last_known_year(), 2026);
        // New Year of 2027 is surely off, yet nobody has said how: it is counted as any Friday, and told to be provisional.
        for (date, is_working, is_provisional) in [
            ("2026-12-31", true, false),
            ("2027-01-01", true, true),
            ("2027-01-02", false, true),
            ("2999-12-31", true, true),
        ] {
            let date = day(date);
            assert_eq!(
                (calendar.is_working_day(date), calendar.is_provisional(date)),
                (is_working, is_provisional),
                "{date}"
            );
        }
        assert_eq!(calendar.working_days_after(day("2026-12-01"), 30), day("2027-01-12"));
    }

    #[test]
    fn a_later_decision_on_a_day_takes_the_place_of_an_earlier_one() {
        let source = NewSource { zh: "国务院办公厅通知".into(), en: "Notice".into(), as_of: day("2026-11-20") };
        let decided = |date: &str, kind: Option<DayKind>| DayDecision {
            date: day(date),
            day: kind.map(|kind| NewDay { kind, zh: "元旦".into(), en: "New Year".into(), source: source.clone() }),
        };
        let off = |date| decided(date, Some(DayKind::Holiday));
        let compiled = book().calendar();
        for (case, decisions, expected) in [
            ("nothing decided", vec![], [true, true, false]),
            ("a holiday", vec![off("2027-01-01")], [false, true, false]),
            ("taken back", vec![off("2027-01-01"), decided("2027-01-01", None)], [true, true, false]),
            ("worked in exchange", vec![decided("2027-01-02", Some(DayKind::Workday))], [true, true, true]),
            ("a compiled-in day that is none any more", vec![decided("2026-12-31", None)], [true, true, false]),
        ] {
            let calendar = compiled.amended(&decisions).unwrap();
            let works = ["2027-01-01", "2026-12-31", "2027-01-02"].map(|date| calendar.is_working_day(day(date)));
            assert_eq!(works, expected, "{case}");
            assert_eq!(calendar.last_known_year(), 2026, "{case}: one day makes no year");
        }
        assert!(
            compiled.amended(&[decided("2027-01-04", Some(DayKind::Workday))]).is_err(),
            "a Monday is worked anyway"
        );
        assert_eq!(compiled.amended(&[off("2027-10-01")]).unwrap().last_known_year(), 2027);
        assert_eq!(compiled.english_of("中秋节"), Some("Mid-Autumn Festival"));
    }

    #[test]
    fn each_year_has_its_eleven_or_more_holidays_of_law() {
        for year in [2025, 2026] {
            let days = book().calendar().days.values().filter(|day| day.date.year() == year);
            let (off, on): (Vec<_>, Vec<_>) = days.partition(|day| day.kind == DayKind::Holiday);
            // What the exchange takes from a weekend it gives to a weekday: 13 days of law stay.
            let weekdays_off = off.iter().filter(|day| !is_weekend(day.date)).count();
            assert!((11..=13).contains(&(weekdays_off - on.len())), "{year}: {weekdays_off} off, {} worked", on.len());
        }
    }
}

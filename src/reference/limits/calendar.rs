//! The limits by day.

use std::sync::Arc;

use chrono::NaiveDate;

use super::{LimitRow, Limits};
use crate::reference::table::{Row as _, Table};

/// The limits by day: one [`Limits`] from each day on which a value changes.
#[derive(Debug, Clone)]
pub struct LimitCalendar {
    /// Shared by every copy of the book.
    spans: Arc<[(NaiveDate, Limits)]>,
}

impl LimitCalendar {
    /// Reads every span; a key that is unknown or missing on some day is an error.
    pub fn new(table: &Table<LimitRow>) -> Result<Self, String> {
        if let Some(row) = table.all().iter().find(|row| !Limits::KEYS.contains(&row.key.as_str())) {
            return Err(format!("nobody reads {}", row.key));
        }
        let mut days = vec![NaiveDate::MIN];
        for row in table.all() {
            let period = row.period();
            days.extend(period.from);
            days.extend(period.to.and_then(|to| to.succ_opt()));
        }
        days.sort_unstable();
        days.dedup();
        let spans = days.into_iter().map(|day| Ok((day, Limits::read(table, day)?))).collect::<Result<_, String>>()?;
        Ok(Self { spans })
    }

    /// The limits in force on a day.
    pub fn on(&self, on: NaiveDate) -> &Limits {
        let after = self.spans.partition_point(|(from, _)| *from <= on);
        // The first span begins at the first day there is.
        &self.spans[after.saturating_sub(1)].1
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn calendar(text: &str) -> Result<LimitCalendar, String> {
        LimitCalendar::new(&Table::parse("limits.csv", text).unwrap())
    }

    /// How long something is kept may change on a day, as every limit may.
    #[test]
    fn a_period_holds_from_its_first_day_to_its_last() {
        let text = include_str!("../data/limits.csv");
        let row = text.lines().find(|line| line.starts_with("retention_drafts_days,7,")).unwrap();
        let dated = |days: &str, dates: &str| {
            row.replacen(",7,", &format!(",{days},"), 1).replacen(",,,", &format!(",{dates},"), 1)
        };
        let both = format!("{}\n{}", dated("30", ",2026-12-31"), dated("7", "2027-01-01,"));
        let changing = calendar(&text.replace(row, &both)).unwrap();
        for (on, days) in [("2020-01-01", 30), ("2026-12-31", 30), ("2027-01-01", 7), ("2040-01-01", 7)] {
            assert_eq!(changing.on(on.parse().unwrap()).retention_drafts_days, days, "{on}");
        }
        let ends = calendar(&text.replace(row, &dated("30", ",2026-12-31")));
        assert_eq!(ends.unwrap_err(), "retention_drafts_days is missing on 2027-01-01");
    }
}

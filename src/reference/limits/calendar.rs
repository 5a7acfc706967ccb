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

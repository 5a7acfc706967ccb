//! The only caller of the system clock: for logs, time-outs and one-time codes. What expires is judged by the database's time.

use chrono::{DateTime, FixedOffset, NaiveDate, Utc};

/// The time of this machine.
#[allow(clippy::disallowed_methods)]
pub fn now() -> DateTime<Utc> {
    Utc::now()
}

/// China Standard Time, in which every date of a filing is told.
pub fn china() -> FixedOffset {
    const EIGHT_HOURS: i32 = 8 * 3600;
    FixedOffset::east_opt(EIGHT_HOURS).unwrap_or_else(|| unreachable!("eight hours are within a day"))
}

/// The calendar day of an instant in China.
pub fn china_day(at: DateTime<Utc>) -> NaiveDate {
    at.with_timezone(&china()).date_naive()
}

//! The only caller of the system clock: for logs, time-outs and one-time codes. What expires is judged by the database's time.

use chrono::{DateTime, FixedOffset, NaiveDate, NaiveTime, TimeDelta, Utc};

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

/// The instant of a time of day in China.
pub fn china_at(day: NaiveDate, time: NaiveTime) -> DateTime<Utc> {
    let there = day.and_time(time);
    there.checked_sub_offset(china()).unwrap_or(there).and_utc()
}

/// The last second of a day in China.
pub fn end_of_china_day(day: NaiveDate) -> DateTime<Utc> {
    let midnight = day.succ_opt().unwrap_or(day);
    china_at(midnight, NaiveTime::MIN) - TimeDelta::seconds(1)
}

/// Whether an instant is the end of a day in China: what ends then is known by its day, not by its hour.
pub fn ends_china_day(at: DateTime<Utc>) -> bool {
    at == end_of_china_day(china_day(at))
}

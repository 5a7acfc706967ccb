//! The only caller of the system clock: for logs, time-outs and one-time codes. What expires is judged by the database's time.

use chrono::{DateTime, Datelike as _, FixedOffset, NaiveDate, NaiveTime, TimeDelta, Utc};

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

/// The instant that an address of ours names by its microseconds since 1970; none that is further off than any of ours: the
/// database knows less of time than a program does, and would refuse it.
pub fn read_micros(text: &str) -> Option<DateTime<Utc>> {
    let at = DateTime::from_timestamp_micros(text.parse().ok()?)?;
    (1900..=2999).contains(&at.year()).then_some(at)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn an_instant_of_no_time_of_ours_is_none() {
        let at = "2026-11-30T10:00:00.000001Z".parse().unwrap();
        assert_eq!(read_micros("1796032800000001"), Some(at));
        for text in
            ["-300000000000000000", "8000000000000000000", "-9223372036854775808", "99999999999999999999", "", "x"]
        {
            assert_eq!(read_micros(text), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn any_number_is_an_instant_of_ours_or_none(micros in any::<i64>(), few in 0..4_000_000_000_000_000_i64, text in "\\PC{0,12}") {
            for text in [micros.to_string(), few.to_string(), text] {
                if let Some(at) = read_micros(&text) {
                    prop_assert!((1900..=2999).contains(&at.year()), "{text}");
                    prop_assert_eq!(read_micros(&at.timestamp_micros().to_string()), Some(at));
                }
            }
        }
    }
}

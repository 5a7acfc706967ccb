//! How long nothing is sent, or asked for, after the bureau said that it takes, or gives, nothing now.

use chrono::{DateTime, TimeDelta, Utc};

use super::result_code::{self, Effect};
use crate::config::bureau::Hours;

/// Outside the hours for reporting: of what comes later the one whose text ends with the hours.
const OUT_OF_HOURS: i64 = 20;
/// The longest rest without hours doubles this often from a minute: half an hour.
const DOUBLED: i32 = 5;
/// Failures in a row after which the operator is told: half an hour of minutes.
pub const ALARMING: i32 = 30;
/// What stands between two hours.
const BETWEEN: [char; 8] = ['-', '–', '—', '~', '～', '至', '到', '－'];

/// Until when nothing is sent or asked for after an answer of a code with its text, the `tries`-th in a row that led nowhere:
/// until the hours that the text ends with begin, else for a while that doubles. None where another try at once may help.
pub fn until(code: i64, text: &str, tries: i32, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
    if !is_later(code) {
        return None;
    }
    let told = (code == OUT_OF_HOURS).then(|| hours(text)?.begin_after(now)).flatten();
    Some(told.unwrap_or_else(|| now + TimeDelta::minutes(1 << (tries - 1).clamp(0, DOUBLED))))
}

/// Whether somebody is told at the `tries`-th failure in a row, the last of which was this code: after half an hour, but not
/// that the bureau is closed at night. Failures before may have been others, and went by faster.
pub fn is_told(code: i64, tries: i32) -> bool {
    let sleeps = is_later(code) && code != OUT_OF_HOURS;
    tries == ALARMING || (sleeps && tries == DOUBLED + 1)
}

/// Whether the bureau takes nothing until it is open again, by the dated table.
fn is_later(code: i64) -> bool {
    result_code::of_call(code).is_some_and(|row| row.effect == Effect::Later)
}

/// The hours that a text ends with, whole ones that lie within.
fn hours(text: &str) -> Option<Hours> {
    let (at, between) = text.char_indices().rfind(|(_, one)| BETWEEN.contains(one))?;
    let of_time = |one: char| one.is_ascii_digit() || ":：时点分 ".contains(one);
    let before = text[..at].trim_end_matches(of_time).len();
    let after = &text[at + between.len_utf8()..];
    let after = &after[..after.find(|one| !of_time(one)).unwrap_or(after.len())];
    let ((from, minutes), (to, _)) = (time(&text[before..at])?, time(after)?);
    let from = from + u32::from(minutes > 0);
    // The same hour twice is no hours.
    Hours::between(from, to).filter(|_| from != to)
}

/// Hour and minute of a time: `9`, `9:00`, `17点30分`.
fn time(text: &str) -> Option<(u32, u32)> {
    let mut numbers = text.split(|one: char| !one.is_ascii_digit()).filter(|number| !number.is_empty());
    Some((numbers.next()?.parse().ok()?, numbers.next().map_or(Some(0), |minutes| minutes.parse().ok())?))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A time of a day in China.
    fn at(time: &str) -> DateTime<Utc> {
        format!("2026-11-30T{time}:00+08:00").parse().unwrap()
    }

    #[test]
    fn nothing_is_sent_until_the_hours_that_the_bureau_tells() {
        let morning = at("09:00") + TimeDelta::days(1);
        let table = [
            ("报备时间限制：9:00-17:00", Some(morning)),
            ("报备时间限制，请于9时至17时报备", Some(morning)),
            ("报备时间限制 08:30～17:30", Some(morning)),
            ("2026-11-30起，报备时间为9点到17点", Some(morning)),
            // They hold now, or are none.
            ("报备时间限制：9:00-24:00", None),
            ("报备时间限制：0:00-0:00", None),
            ("报备时间限制：9:00-70:00", None),
            ("报备时间限制-", None),
            ("报备时间限制", None),
        ];
        let minute = at("22:13") + TimeDelta::minutes(1);
        for (text, until) in table {
            assert_eq!(super::until(20, text, 1, at("22:13")), Some(until.unwrap_or(minute)), "{text}");
        }
    }

    #[test]
    fn without_hours_it_waits_longer_each_time() {
        let waits = [1, 2, 3, 6, 30]
            .map(|tries| (until(901, "维护中", tries, at("22:13")).unwrap() - at("22:13")).num_minutes());
        assert_eq!(waits, [1, 2, 4, 32, 32]);
        assert_eq!([7, 15, 999].map(|code| until(code, "", 1, at("22:13"))), [None; 3], "what may help at once");
        assert_eq!(
            [20, 901, 902].map(|code| until(code, "", 1, at("22:13"))),
            [Some(at("22:14")); 3],
            "what comes later"
        );
    }

    #[test]
    fn half_an_hour_of_failures_is_told() {
        // The code from some failure on; the failures that are told of forty.
        let table: [(i64, i32, &[i32]); 5] =
            [(901, 1, &[6, 30]), (902, 1, &[6, 30]), (20, 1, &[30]), (15, 1, &[30]), (901, 10, &[30])];
        for (code, first, told) in table {
            let is_told: Vec<i32> = (first..=40).filter(|tries| is_told(code, *tries)).collect();
            assert_eq!(is_told, told, "{code} from {first} on");
        }
    }
}

//! Resident ID numbers, GB 11643-1999, and the arithmetic shared by all numbers of 18 characters built like them.

use chrono::{Datelike, NaiveDate};

use super::text_value::personal_value;
use super::typed;
use crate::text::Message;
use crate::values::personal::Masked;

const WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
const CHECKS: &[u8; 11] = b"10X98765432";

/// First two digits of the division codes of the 31 provinces.
const PROVINCES: &[&str] = &[
    "11", "12", "13", "14", "15", "21", "22", "23", "31", "32", "33", "34", "35", "36", "37", "41", "42", "43", "44",
    "45", "46", "50", "51", "52", "53", "54", "61", "62", "63", "64", "65",
];

personal_value! {
    /// The number of a resident identity card: division, birth date, sequence, check character.
    IdNumber, Masked::number
}

/// Sex as written into a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sex {
    /// Odd sequence.
    Male,
    /// Even sequence.
    Female,
}

impl IdNumber {
    /// Reads a number; `today` because nobody was born tomorrow.
    pub fn parse(text: &str, today: NaiveDate) -> Result<Self, Message> {
        let text = typed::compact_number(text);
        check_shape(&text)?;
        if !is_province(&text[..2]) {
            return Err(Message::new("value-id-region"));
        }
        check_date_and_digit(&text, today)?;
        Ok(Self(text))
    }

    /// The day of birth.
    pub fn birth_date(&self) -> Option<NaiveDate> {
        birth_date(&self.0)
    }

    /// Age in completed years.
    pub fn age_on(&self, day: NaiveDate) -> Option<u32> {
        self.birth_date().and_then(|born| age_on(born, day))
    }

    /// The division code of first registration, six digits.
    pub fn region_code(&self) -> &str {
        self.0.get(..6).unwrap_or_default()
    }

    /// The sex.
    pub fn sex(&self) -> Option<Sex> {
        sex(&self.0)
    }
}

/// Length and characters of a number of 18: 17 digits, then a digit or X.
pub(super) fn check_shape(text: &str) -> Result<(), Message> {
    if text.is_empty() {
        return Err(Message::new("value-cert-empty"));
    }
    let digits = |part: &[u8]| part.iter().all(u8::is_ascii_digit);
    match text.as_bytes() {
        old if old.len() == 15 && digits(old) => Err(Message::new("value-id-first-generation")),
        number if number.len() != 18 || !text.is_ascii() => Err(Message::new("value-cert-length")),
        [first @ .., check] if digits(first) && (check.is_ascii_digit() || *check == b'X') => Ok(()),
        _ => Err(Message::new("value-cert-character")),
    }
}

/// Birth date and check character of a number that has the right shape.
pub(super) fn check_date_and_digit(text: &str, today: NaiveDate) -> Result<(), Message> {
    match birth_date(text) {
        Some(born) if born <= today => {}
        _ => return Err(Message::new("value-id-date")),
    }
    if check_character(text) == text.bytes().last() { Ok(()) } else { Err(Message::new("value-cert-check")) }
}

pub(super) fn is_province(code: &str) -> bool {
    PROVINCES.contains(&code)
}

pub(super) fn birth_date(text: &str) -> Option<NaiveDate> {
    let part = |from: usize, to: usize| text.get(from..to)?.parse::<u32>().ok();
    let year = part(6, 10).filter(|year| (1800..2100).contains(year))?;
    NaiveDate::from_ymd_opt(i32::try_from(year).ok()?, part(10, 12)?, part(12, 14)?)
}

/// Completed years. Somebody born on 29 February comes of age on 1 March where there is none.
pub(super) fn age_on(born: NaiveDate, day: NaiveDate) -> Option<u32> {
    let before = (day.month(), day.day()) < (born.month(), born.day());
    u32::try_from(day.year() - born.year() - i32::from(before)).ok()
}

pub(super) fn sex(text: &str) -> Option<Sex> {
    let last = text.as_bytes().get(16).filter(|c| c.is_ascii_digit())?;
    Some(if last % 2 == 1 { Sex::Male } else { Sex::Female })
}

/// The check character that belongs to the first 17 digits.
pub(crate) fn check_character(text: &str) -> Option<u8> {
    let digits = text.as_bytes().get(..17)?;
    let sum: u32 = digits.iter().zip(WEIGHTS).map(|(c, weight)| u32::from(c.wrapping_sub(b'0')) * weight).sum();
    CHECKS.get(sum as usize % CHECKS.len()).copied()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn parse(text: &str) -> Result<IdNumber, Message> {
        IdNumber::parse(text, day("2026-11-23"))
    }

    #[test]
    fn rule_a_samples() {
        for (number, result) in [
            ("11010519491231002X", Ok(())),
            ("11000019900307001X", Ok(())),
            ("44000019851112002X", Ok(())),
            ("32000019880703000X", Ok(())),
            ("330000199602290007", Ok(())),
            ("510000200206010009", Ok(())),
            ("520000200412010001", Ok(())),
            ("330000199702290004", Err("value-id-date")),
            ("110000209901010007", Err("value-id-date")),
            ("110000199003070011", Err("value-cert-check")),
            ("110000900307001", Err("value-id-first-generation")),
            ("", Err("value-cert-empty")),
            ("1100001990030700", Err("value-cert-length")),
            ("1100001990030700１ｘ", Ok(())),
            ("110000 19900307-001x", Ok(())),
            ("X1000019900307001X", Err("value-cert-character")),
            ("990000199003070010", Err("value-id-region")),
            ("810000198001010006", Err("value-id-region")),
        ] {
            assert_eq!(parse(number).map(|_| ()).map_err(|m| m.key), result, "{number}");
        }
    }

    #[test]
    fn what_a_number_tells() {
        let number = parse("11000019900307001X").unwrap();
        assert_eq!(number.birth_date(), Some(day("1990-03-07")));
        assert_eq!(number.region_code(), "110000");
        assert_eq!(number.sex(), Some(Sex::Male));
        assert_eq!(parse("44000019851112002X").unwrap().sex(), Some(Sex::Female));
        assert_eq!(number.to_string(), "110***********001X");
        assert_eq!(format!("{number:?}"), "IdNumber(110***********001X)");
    }

    #[test]
    fn ages_on_the_day() {
        for (number, on, age) in [
            ("510000200206010009", "2019-09-03", Some(17)),
            ("520000200412010001", "2019-09-03", Some(14)),
            ("330000199602290007", "2014-02-28", Some(17)),
            ("330000199602290007", "2014-03-01", Some(18)),
            ("11000019900307001X", "2008-03-06", Some(17)),
            ("11000019900307001X", "2008-03-07", Some(18)),
            ("11000019900307001X", "1980-01-01", None),
        ] {
            assert_eq!(parse(number).unwrap().age_on(day(on)), age, "{number} {on}");
        }
    }

    fn valid() -> impl Strategy<Value = String> {
        (0..PROVINCES.len(), 1900..2026i32, 1..=12u32, 1..=28u32, 0..1000u32).prop_map(|(p, y, m, d, s)| {
            let first = format!("{}0000{y:04}{m:02}{d:02}{s:03}", PROVINCES[p]);
            let check = char::from(check_character(&first).unwrap());
            format!("{first}{check}")
        })
    }

    proptest! {
        #[test]
        fn any_one_wrong_digit_is_found(number in valid(), at in 0..18usize, digit in 0..10u8) {
            prop_assert!(parse(&number).is_ok());
            let mut other = number.clone().into_bytes();
            other[at] = b'0' + digit;
            let other = String::from_utf8(other).unwrap();
            prop_assert!(other == number || parse(&other).is_err());
        }

        #[test]
        fn two_neighbours_exchanged_are_found(number in valid(), at in 0..16usize) {
            let mut other = number.clone().into_bytes();
            other.swap(at, at + 1);
            let other = String::from_utf8(other).unwrap();
            prop_assert!(other == number || parse(&other).is_err());
        }
    }
}

//! How long a certificate is valid: from a day to a day, or for good.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::form::Checker;
use crate::text::Message;
use crate::values::day::parse_day;

/// What a ticked box posts.
pub const YES: &str = "yes";
/// The other answer of a question.
pub const NO: &str = "no";

/// The term of a certificate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Validity {
    /// First day.
    pub from: NaiveDate,
    /// Last day; none if it is valid for good (长期).
    pub to: Option<NaiveDate>,
}

impl Validity {
    /// Days left after a day; none if it is valid for good.
    pub fn days_left(&self, on: NaiveDate) -> Option<i64> {
        self.to.map(|to| (to - on).num_days())
    }
}

/// Days of a certificate as typed.
#[derive(Clone, Copy)]
pub(super) struct Typed<'a> {
    pub(super) from: &'a str,
    pub(super) to: &'a str,
    pub(super) long_term: &'a str,
}

impl Typed<'_> {
    pub(super) fn is_empty(&self) -> bool {
        self.from.trim().is_empty() && self.to.trim().is_empty() && self.long_term != YES
    }

    /// Reads the fields `cert_valid_from`, `cert_valid_to` and `cert_long_term`. The document must be valid today (X25).
    pub(super) fn check(&self, c: &mut Checker<'_>) -> Option<Validity> {
        let today = c.today();
        let from = c.field("cert_valid_from", parse_from(self.from, today));
        let long_term = self.long_term == YES;
        if long_term && !self.to.trim().is_empty() {
            c.error("cert_valid_to", Message::new("filing-valid-both"));
            return None;
        }
        if long_term {
            return Some(Validity { from: from?, to: None });
        }
        let to = c.field("cert_valid_to", parse_to(self.to, from, today));
        Some(Validity { from: from?, to: Some(to?) })
    }

    /// The typed form of a term.
    pub(super) fn write(validity: Option<&Validity>) -> (String, String, String) {
        let Some(validity) = validity else { return Default::default() };
        let to = validity.to.map(|day| day.to_string()).unwrap_or_default();
        let long_term = if validity.to.is_none() { YES } else { "" };
        (validity.from.to_string(), to, long_term.to_owned())
    }
}

fn parse_from(text: &str, today: NaiveDate) -> Result<NaiveDate, Message> {
    let from = parse_day(text)?;
    if from > today { Err(Message::new("filing-valid-from-future")) } else { Ok(from) }
}

fn parse_to(text: &str, from: Option<NaiveDate>, today: NaiveDate) -> Result<NaiveDate, Message> {
    if text.trim().is_empty() {
        return Err(Message::new("filing-valid-to-empty"));
    }
    let to = parse_day(text)?;
    if from.is_some_and(|from| to <= from) {
        return Err(Message::new("filing-valid-order"));
    }
    if to < today { Err(Message::new("filing-valid-expired")) } else { Ok(to) }
}

#[cfg(test)]
mod tests {
    use super::super::tests::today;
    use super::*;
    use crate::reference::book;

    fn read(from: &str, to: &str, long_term: &str) -> Result<Validity, Vec<(String, &'static str)>> {
        let mut checker = Checker::new(book(), today());
        let valid = Typed { from, to, long_term }.check(&mut checker);
        let errors = checker.into_errors();
        valid.ok_or_else(|| errors.iter().map(|(name, message)| (name.to_owned(), message.key)).collect())
    }

    #[test]
    fn x25_dates_of_a_document() {
        assert_eq!(read("2020-01-02", "2030-01-02", "").unwrap().days_left(today()), Some(1136));
        assert_eq!(read("20200102", "", YES).unwrap().to, None);
        for (from, to, long_term, field, key) in [
            ("", "2030-01-02", "", "cert_valid_from", "value-day-empty"),
            ("2026-11-24", "2030-01-02", "", "cert_valid_from", "filing-valid-from-future"),
            ("2020-01-02", "", "", "cert_valid_to", "filing-valid-to-empty"),
            ("2020-01-02", "2019-01-02", "", "cert_valid_to", "filing-valid-order"),
            ("2020-01-02", "2026-11-22", "", "cert_valid_to", "filing-valid-expired"),
            ("2020-01-02", "2030-01-02", YES, "cert_valid_to", "filing-valid-both"),
            ("2020-01-02", "soon", "", "cert_valid_to", "value-day"),
        ] {
            assert_eq!(read(from, to, long_term).unwrap_err(), [(field.to_owned(), key)], "{from} {to}");
        }
    }
}

//! How the paper file of a round was sent by post: courier and number, as its sender tells them.

use chrono::{NaiveDate, TimeDelta};
use serde::Deserialize;

use crate::form::FieldErrors;
use crate::text::Message;
use crate::values::Line;
use crate::values::day::parse_day;

/// What is typed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct MailingForm {
    /// The courier.
    pub courier: String,
    /// The number on the waybill.
    pub number: String,
    /// The day it was handed over.
    pub sent_on: String,
}

/// Until which day paper is awaited: what is on its way gets the time a courier may take, however often it is told anew.
pub fn awaited_until(deadline: NaiveDate, sent_on: Option<NaiveDate>, transit_days: i64) -> NaiveDate {
    let later = |day: NaiveDate| day + TimeDelta::days(transit_days);
    sent_on.map_or(deadline, |day| later(day).clamp(deadline, later(deadline)))
}

/// How paper was sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mailing {
    /// The courier.
    pub courier: String,
    /// The number on the waybill.
    pub number: String,
    /// The day it was handed over.
    pub sent_on: NaiveDate,
}

impl From<&Mailing> for MailingForm {
    fn from(mailing: &Mailing) -> Self {
        Self { courier: mailing.courier.clone(), number: mailing.number.clone(), sent_on: mailing.sent_on.to_string() }
    }
}

impl MailingForm {
    /// Reads it; the day lies between the submission and today.
    ///
    /// # Errors
    /// What is wrong with each field.
    pub fn check(&self, submitted_on: NaiveDate, today: NaiveDate) -> Result<Mailing, FieldErrors> {
        let mut errors = FieldErrors::new();
        let mut note = |name: &str, message| errors.add(name, message);
        let courier = filled(&self.courier, "after-mailing-courier-missing").and_then(Line::<2, 30>::parse);
        let courier = courier.map_err(|message| note("courier", message)).ok();
        let number = number(&self.number).map_err(|message| note("number", message)).ok();
        let sent_on = parse_day(&self.sent_on).map_err(|message| note("sent_on", message)).ok();
        if sent_on.is_some_and(|day| day > today) {
            note("sent_on", Message::new("after-mailing-future"));
        }
        if sent_on.is_some_and(|day| day < submitted_on) {
            note("sent_on", Message::new("after-mailing-early"));
        }
        match (courier, number, sent_on) {
            (Some(courier), Some(number), Some(sent_on)) if errors.is_empty() => {
                Ok(Mailing { courier: courier.as_str().to_owned(), number, sent_on })
            }
            _ => Err(errors),
        }
    }
}

fn filled<'t>(text: &'t str, missing: &'static str) -> Result<&'t str, Message> {
    if text.trim().is_empty() { Err(Message::new(missing)) } else { Ok(text) }
}

/// Letters and digits, as couriers print them; spaces and hyphens typed along are dropped.
fn number(text: &str) -> Result<String, Message> {
    let text = filled(text, "after-mailing-number-missing")?;
    let plain: String = Line::<1, 60>::parse(text)?.as_str().chars().filter(|c| !" -－—　".contains(*c)).collect();
    let fits = (6..=30).contains(&plain.len()) && plain.bytes().all(|b| b.is_ascii_alphanumeric());
    if fits { Ok(plain.to_ascii_uppercase()) } else { Err(Message::new("after-mailing-number-wrong")) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(courier: &str, number: &str, sent_on: &str) -> Result<Mailing, Vec<(String, &'static str)>> {
        let form = MailingForm { courier: courier.into(), number: number.into(), sent_on: sent_on.into() };
        let day = |text: &str| text.parse().unwrap();
        form.check(day("2026-11-01"), day("2026-11-20"))
            .map_err(|errors| errors.iter().map(|(name, message)| (name.to_owned(), message.key)).collect())
    }

    #[test]
    fn a_waybill_is_read_as_couriers_print_it() {
        let mailing = check("顺丰速运", "sf 1234-5678 9012", "2026-11-20").unwrap();
        assert_eq!((mailing.courier.as_str(), mailing.number.as_str()), ("顺丰速运", "SF123456789012"));
    }

    #[test]
    fn paper_on_its_way_is_awaited_beyond_the_deadline() {
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        for (sent_on, until) in [
            (None, "2026-11-20"),
            (Some("2026-11-01"), "2026-11-20"),
            (Some("2026-11-15"), "2026-11-25"),
            (Some("2026-11-20"), "2026-11-30"),
            (Some("2026-11-28"), "2026-11-30"),
        ] {
            assert_eq!(awaited_until(day("2026-11-20"), sent_on.map(day), 10), day(until), "{sent_on:?}");
        }
    }

    #[test]
    fn what_cannot_be_a_waybill_is_told_by_field() {
        for (courier, number, day, field, key) in [
            ("", "SF123456", "2026-11-20", "courier", "after-mailing-courier-missing"),
            ("顺丰", "", "2026-11-20", "number", "after-mailing-number-missing"),
            ("顺丰", "12345", "2026-11-20", "number", "after-mailing-number-wrong"),
            ("顺丰", "单号123456", "2026-11-20", "number", "after-mailing-number-wrong"),
            ("顺丰", "SF123456", "2026-11-21", "sent_on", "after-mailing-future"),
            ("顺丰", "SF123456", "2026-10-31", "sent_on", "after-mailing-early"),
            ("顺丰", "SF123456", "", "sent_on", "value-day-empty"),
        ] {
            assert_eq!(check(courier, number, day).unwrap_err(), [(field.to_owned(), key)], "{courier} {number} {day}");
        }
    }
}

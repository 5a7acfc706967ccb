//! Days as an administrator writes them, a line a holiday or a worked weekend, as the notice of a year has them:
//! `2027-01-01 2027-01-03 休 元旦 | New Year`.

use std::collections::BTreeSet;

use chrono::{Days, NaiveDate};
use serde::Deserialize;

use crate::admin::rules::form::source;
use crate::form::{Checker, Form};
use crate::reference::Calendar;
use crate::reference::amendment::NewSource;
use crate::reference::calendar::{DayDecision, DayKind, NewDay, is_weekend};
use crate::text::Message;
use crate::values::day::parse_day;
use crate::values::{Line, Reason};

/// Lines of one form: a year has seven holidays and as many worked weekends.
const MOST_LINES: usize = 60;
/// Days of one line.
const MOST_DAYS: usize = 15;
/// How far ahead a day may lie.
const AHEAD: Days = Days::new(3 * 366);

/// What was typed.
#[derive(Debug, Default, Clone, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct CalendarForm {
    /// The days, line by line.
    pub days: String,
    /// The notice in Chinese.
    pub source_zh: String,
    /// The notice in English.
    pub source_en: String,
    /// Its date.
    pub source_on: String,
    /// Why.
    pub reason: String,
    /// Which button: `try`, `save` or `edit`.
    pub step: String,
    /// How many decisions there were when the preview was made.
    pub seen: String,
}

/// A line that says what days are: a first and a last one, what they are, and the names of the holiday.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Written {
    /// The days.
    pub dates: Vec<NaiveDate>,
    /// Off or worked, with the names; none where they are as their weekdays have them.
    pub what: Option<(DayKind, [String; 2])>,
}

/// What is wrong with a line, counted from one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// Which.
    pub line: usize,
    /// What.
    pub message: Message,
}

impl CalendarForm {
    /// Every field with its value, to be posted again.
    pub fn fields(&self) -> [(&'static str, &str); 5] {
        [
            ("days", &self.days),
            ("source_zh", &self.source_zh),
            ("source_en", &self.source_en),
            ("source_on", &self.source_on),
            ("reason", &self.reason),
        ]
    }

    /// The lines, or all that is wrong with them. `today` is the last day that cannot be decided on any more.
    ///
    /// # Errors
    /// Every fault with its line.
    pub fn read(&self, calendar: &Calendar, today: NaiveDate) -> Result<Vec<Written>, Vec<Fault>> {
        let (mut all, mut faults) = (Vec::new(), Vec::new());
        let mut seen = BTreeSet::new();
        let lines = (1..).zip(self.days.lines()).filter(|(_, text)| !text.trim().is_empty());
        for (line, text) in lines {
            let written = if all.len() + faults.len() < MOST_LINES {
                read_line(text, calendar, today)
            } else {
                Err(Message::new("calendar-line-many").with("most", MOST_LINES))
            };
            let once = written.and_then(|written| match written.dates.iter().find(|date| !seen.insert(**date)) {
                Some(date) => Err(Message::new("calendar-line-twice").with("day", date)),
                None => Ok(written),
            });
            match once {
                Ok(written) => all.push(written),
                Err(message) => faults.push(Fault { line, message }),
            }
        }
        if faults.is_empty() { Ok(all) } else { Err(faults) }
    }
}

fn read_line(text: &str, calendar: &Calendar, today: NaiveDate) -> Result<Written, Message> {
    let mut words = text.split_whitespace().filter(|word| !matches!(*word, "至" | "到" | "to" | "-" | "~")).peekable();
    let first = parse_day(words.next().unwrap_or_default())?;
    let last = match words.peek().map(|word| parse_day(word)) {
        Some(Ok(day)) => {
            words.next();
            day
        }
        _ => first,
    };
    let dates: Vec<NaiveDate> = first.iter_days().take_while(|day| *day <= last).take(MOST_DAYS + 1).collect();
    if dates.is_empty() || dates.len() > MOST_DAYS {
        return Err(Message::new("calendar-line-span").with("most", MOST_DAYS));
    }
    if first <= today || today.checked_add_days(AHEAD).is_some_and(|end| last > end) {
        return Err(Message::new("calendar-line-range"));
    }
    let kind = match words.next() {
        Some("休" | "off") => Some(DayKind::Holiday),
        Some("班" | "work") => Some(DayKind::Workday),
        Some("平" | "plain") => None,
        _ => return Err(Message::new("calendar-line-kind")),
    };
    if kind == Some(DayKind::Workday)
        && let Some(day) = dates.iter().find(|day| !is_weekend(**day))
    {
        return Err(Message::new("calendar-line-worked").with("day", day));
    }
    let names = words.collect::<Vec<_>>().join(" ");
    let what = kind.map(|kind| Ok::<_, Message>((kind, read_names(&names, calendar)?))).transpose()?;
    Ok(Written { dates, what })
}

/// The Chinese name, and the English one behind a bar: of a holiday that was named before it is known.
fn read_names(names: &str, calendar: &Calendar) -> Result<[String; 2], Message> {
    let (zh, en) = names.split_once('|').unwrap_or((names, ""));
    let named = Line::<2, 40>::parse(zh);
    let zh = named.map_err(|wrong| if zh.trim().is_empty() { Message::new("calendar-line-name") } else { wrong })?;
    let zh = zh.as_str().to_owned();
    let en = match Line::<2, 80>::parse(en) {
        Ok(en) => en.as_str().to_owned(),
        Err(_) => calendar.english_of(&zh).ok_or_else(|| Message::new("calendar-line-english"))?.to_owned(),
    };
    Ok([zh, en])
}

impl Form for CalendarForm {
    type Valid = (Vec<DayDecision>, String);

    fn check(&self, c: &mut Checker<'_>) -> Option<Self::Valid> {
        let lines = self.read(c.reference().calendar(), c.today()).map_err(|faults| match faults.into_iter().next() {
            Some(Fault { line, .. }) => Message::new("calendar-faults").with("line", line),
            None => Message::new("calendar-empty"),
        });
        let lines = c.field("days", lines);
        c.require("days", lines.as_ref().is_none_or(|lines| !lines.is_empty()), Message::new("calendar-empty"));
        let source = source(c, [&self.source_zh, &self.source_en, &self.source_on]);
        let reason = c.field("reason", Reason::parse(&self.reason));
        let source = source?;
        let days = lines?.into_iter().flat_map(|written| decisions(written, &source)).collect();
        Some((days, reason?.as_str().to_owned()))
    }
}

fn decisions(written: Written, source: &NewSource) -> Vec<DayDecision> {
    let Written { dates, what } = written;
    let day = what.map(|(kind, [zh, en])| NewDay { kind, zh, en, source: source.clone() });
    dates.into_iter().map(|date| DayDecision { date, day: day.clone() }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::form::check;
    use crate::reference::book;

    fn today() -> NaiveDate {
        "2026-11-29".parse().unwrap()
    }

    fn form(days: &str) -> CalendarForm {
        let text = str::to_owned;
        CalendarForm {
            days: text(days),
            source_zh: text("国务院办公厅关于2027年部分节假日安排的通知"),
            source_on: text("2026-11-20"),
            reason: text("新一年的放假安排"),
            ..CalendarForm::default()
        }
    }

    #[test]
    fn a_line_is_one_day_or_several() {
        for (line, expected) in [
            ("2027-01-01 2027-01-03 休 元旦", "2027-01-01..2027-01-03 off 元旦/New Year"),
            ("2027-01-01 至 2027-01-03 休 元旦", "2027-01-01..2027-01-03 off 元旦/New Year"),
            ("20270101 off 元旦 | New Year’s Day", "2027-01-01..2027-01-01 off 元旦/New Year’s Day"),
            (
                "2027年2月6日 班 春节调休上班",
                "2027-02-06..2027-02-06 work 春节调休上班/Working day for Spring Festival",
            ),
            ("2027-02-06 平", "2027-02-06..2027-02-06 plain"),
        ] {
            let written = form(line).read(book().calendar(), today()).unwrap().remove(0);
            let what = match written.what {
                Some((kind, [zh, en])) => {
                    format!("{} {zh}/{en}", if kind == DayKind::Holiday { "off" } else { "work" })
                }
                None => "plain".to_owned(),
            };
            let (first, last) = (written.dates.first().unwrap(), written.dates.last().unwrap());
            assert_eq!(format!("{first}..{last} {what}"), expected, "{line}");
        }
    }

    #[test]
    fn every_fault_is_told_with_its_line() {
        for (line, expected) in [
            ("soon 休 元旦", "value-day"),
            ("2027-02-30 休 元旦", "value-day"),
            ("2027-01-01", "calendar-line-kind"),
            ("2027-01-01 假 元旦", "calendar-line-kind"),
            ("2027-01-01 休", "calendar-line-name"),
            ("2027-01-01 休 厂庆", "calendar-line-english"),
            ("2027-01-04 班 元旦调休上班", "calendar-line-worked"),
            ("2027-01-03 2027-01-01 休 元旦", "calendar-line-span"),
            ("2027-01-01 2027-01-16 休 元旦", "calendar-line-span"),
            ("2026-11-29 休 元旦", "calendar-line-range"),
            ("2031-01-01 休 元旦", "calendar-line-range"),
            ("2027-05-01 休 劳动节", "calendar-line-twice"),
        ] {
            let faults = form(&format!("2027-05-01 2027-05-05 休 劳动节\n\n{line}")).read(book().calendar(), today());
            let told: Vec<_> = faults.unwrap_err().iter().map(|fault| (fault.line, fault.message.key)).collect();
            assert_eq!(told, [(3, expected)], "{line}");
        }
        let many = "2027-05-01 休\n".repeat(MOST_LINES + 1);
        let faults = form(&many).read(book().calendar(), today()).unwrap_err();
        assert_eq!(faults.last().map(|fault| fault.message.key), Some("calendar-line-many"));
    }

    #[test]
    fn days_need_their_notice_and_a_reason() {
        let good = form("2027-01-01 2027-01-03 休 元旦");
        let (days, reason) = check(&good, book(), today()).unwrap();
        assert_eq!((days.len(), reason.as_str()), (3, "新一年的放假安排"));
        for (case, form, expected) in [
            ("nothing", form(" \n"), vec!["days calendar-empty"]),
            ("a fault", form("soon"), vec!["days calendar-faults"]),
            (
                "no notice",
                CalendarForm { source_zh: String::new(), source_on: "2026-11-30".into(), ..good.clone() },
                vec!["source_zh value-text-empty", "source_on rule-page-source-future"],
            ),
            ("no reason", CalendarForm { reason: String::new(), ..good }, vec!["reason value-text-empty"]),
        ] {
            let errors = check(&form, book(), today()).err().unwrap_or_default();
            let told: Vec<String> = errors.iter().map(|(name, message)| format!("{name} {}", message.key)).collect();
            assert_eq!(told, expected, "{case}");
        }
    }
}

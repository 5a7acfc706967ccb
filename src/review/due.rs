//! By when the desk should act: the instants before which a case that began is late.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Mutex, PoisonError};

use chrono::{DateTime, Days, NaiveDate, NaiveTime, Utc};

use crate::clock::china_at;
use crate::reference::rules::{INITIAL, Sort};
use crate::reference::{Applicant, Reference, book};

/// Code of the kind of entity by which a bureau's time is read.
const ENTERPRISE: &str = "4";

/// Instants before which a case must have begun for its target to be over by the end of a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cutoffs {
    /// Submitted for the first time before this.
    pub first: DateTime<Utc>,
    /// Submitted again before this.
    pub again: DateTime<Utc>,
    /// Ready to be sent since before this.
    pub send: DateTime<Utc>,
}

impl Cutoffs {
    /// What is due on this day or was before.
    pub fn due_by(book: &Reference, day: NaiveDate) -> Self {
        let limits = book.limits(day);
        let before = |days| end_of(latest_start(book, days, day));
        Self {
            first: before(limits.review_target_working_days),
            again: before(limits.correction_review_working_days),
            send: before(limits.send_on_working_days),
        }
    }

    /// What was due before this day.
    pub fn overdue(book: &Reference, today: NaiveDate) -> Self {
        Self::due_by(book, today.checked_sub_days(Days::new(1)).unwrap_or(today))
    }
}

fn latest_start(book: &Reference, days: i64, last: NaiveDate) -> NaiveDate {
    book.calendar().working_days_before(last, u32::try_from(days).unwrap_or(0))
}

/// The provinces whose bureau is late with what it had before an instant: each has its own time, and a case keeps that of the
/// day on which it was first submitted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BureauLate {
    /// Division codes.
    pub provinces: Vec<String>,
    /// With the bureau since before this.
    pub before: DateTime<Utc>,
    /// First submitted from this instant on; none for whenever that was.
    pub from: Option<DateTime<Utc>>,
    /// First submitted before this.
    pub to: Option<DateTime<Utc>>,
}

/// What the bureaus should have decided before this day.
pub fn bureaus_late(book: &Reference, today: NaiveDate) -> Vec<BureauLate> {
    let mut by_days: BTreeMap<(Option<NaiveDate>, Option<NaiveDate>, i64), Vec<String>> = BTreeMap::new();
    for province in book.provinces(today) {
        let whom = Applicant { province: &province.code, entity_kind: ENTERPRISE, filing_kind: INITIAL };
        for (from, to) in spans(book, &province.code) {
            let on = from.or(to.and_then(|day| day.pred_opt())).unwrap_or(today);
            let days = book.rules(&whom, on).bureau_days(book.limits(today));
            by_days.entry((from, to, days)).or_default().push(province.code.clone());
        }
    }
    let yesterday = today.checked_sub_days(Days::new(1)).unwrap_or(today);
    let midnight = |day| china_at(day, NaiveTime::MIN);
    let late = |((from, to, days), provinces): ((Option<NaiveDate>, Option<NaiveDate>, i64), Vec<String>)| BureauLate {
        provinces,
        before: end_of(latest_start(book, days, yesterday)),
        from: from.map(midnight),
        to: to.map(midnight),
    };
    by_days.into_iter().map(late).collect()
}

/// The same by the data in force: the year of a calendar and the rules of all provinces are gone through once a day.
pub fn bureaus_late_on(today: NaiveDate) -> Vec<BureauLate> {
    static KNOWN: Mutex<Option<(&'static Reference, NaiveDate, Vec<BureauLate>)>> = Mutex::new(None);
    let book = book();
    let mut known = KNOWN.lock().unwrap_or_else(PoisonError::into_inner);
    match &*known {
        Some((of, on, late)) if std::ptr::eq(*of, book) && *on == today => late.clone(),
        _ => known.insert((book, today, bureaus_late(book, today))).2.clone(),
    }
}

/// Spans of days between which the time of a bureau may differ: from the first day, up to the day before the second.
fn spans(book: &Reference, province: &str) -> Vec<(Option<NaiveDate>, Option<NaiveDate>)> {
    let rules = book.rule_book().of_province(province).filter(|rule| matches!(rule.sort, Sort::ReviewDays(_)));
    let changes = rules.flat_map(|rule| [rule.from, rule.to.and_then(|day| day.succ_opt())]).flatten();
    let changes: BTreeSet<Option<NaiveDate>> = changes.map(Some).collect();
    let begins = std::iter::once(None).chain(changes.iter().copied());
    begins.zip(changes.iter().copied().chain([None])).collect()
}

/// The first instant after a day in China.
fn end_of(day: NaiveDate) -> DateTime<Utc> {
    china_at(day.checked_add_days(Days::new(1)).unwrap_or(day), NaiveTime::MIN)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reference::Amendment;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn cutoffs_agree_with_the_days_counted_forward() {
        let calendar = book().calendar();
        // Around the National Day week, with its weekends worked in exchange.
        for today in day("2026-09-20").iter_days().take(30) {
            for days in 0..5 {
                let start = latest_start(book(), days, today);
                let forward = |from| calendar.working_days_after(from, u32::try_from(days).unwrap());
                assert!(forward(start) <= today, "{today} {days}");
                assert!(forward(start.succ_opt().unwrap()) > today, "{today} {days}");
            }
        }
    }

    #[test]
    fn each_bureau_has_the_time_of_its_province() {
        let late = bureaus_late(book(), day("2026-11-28"));
        let of = |code: &str| late.iter().find(|group| group.provinces.iter().any(|own| own == code)).unwrap().before;
        // Twenty working days before Friday the 27th, and thirty in Zhejiang.
        assert_eq!(of("110000").to_rfc3339(), "2026-11-01T16:00:00+00:00");
        assert_eq!(of("330000").to_rfc3339(), "2026-10-18T16:00:00+00:00");
        assert_eq!(
            late.iter().map(|group| group.provinces.len()).sum::<usize>(),
            book().provinces(day("2026-11-28")).len()
        );
    }

    #[test]
    fn a_case_keeps_the_time_of_the_day_on_which_it_was_first_submitted() {
        let end = Amendment { id: "zhejiang-review-days".into(), from: day("2026-11-01"), row: None, replaces: None };
        let book = book().amended(&[end]).unwrap();
        let late = bureaus_late(&book, day("2026-11-28"));
        let zhejiang = late.iter().filter(|group| group.provinces.iter().any(|own| own == "330000"));
        let text = |at: Option<DateTime<Utc>>| at.map(|at| at.to_rfc3339()).unwrap_or_default();
        let told: Vec<_> = zhejiang.map(|group| [text(group.from), text(group.to), text(Some(group.before))]).collect();
        let changes = "2026-10-31T16:00:00+00:00";
        assert_eq!(
            told,
            [["", changes, "2026-10-18T16:00:00+00:00"], [changes, "", "2026-11-01T16:00:00+00:00"]],
            "thirty working days before it changed, twenty since"
        );
    }

    #[test]
    fn a_day_ends_in_china() {
        assert_eq!(end_of(day("2026-11-23")).to_rfc3339(), "2026-11-23T16:00:00+00:00");
    }
}

//! What differs on a phone (2.6): which kinds of filing it offers, and which papers come there with an earlier step than that
//! of the materials: with some the type check begins. The materials step then asks only for the rest.

use chrono::NaiveDate;
use serde::Deserialize;

use super::Reference;
use super::table::dated_row;

/// Whether the phone offers a kind of filing.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PhoneKind {
    /// Code of the kind.
    pub kind: String,
    /// Whether it can be begun on a phone.
    pub offered: bool,
    /// First day in force.
    pub from: Option<NaiveDate>,
    /// Last day in force.
    pub to: Option<NaiveDate>,
    /// Where the row comes from.
    pub source: String,
}
dated_row!(PhoneKind, kind);

/// The step of the filing with which something comes on a phone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Step {
    /// The type check begins with it: its photograph comes before the questions, and answers some of them.
    TypeCheckFirst,
    /// The type check, as soon as it says whom it is about: before its other questions.
    TypeCheckNamed,
    /// The type check, once its questions are answered.
    TypeCheck,
    /// The section of its person.
    Person,
}

/// A paper, or a verification by face, that comes earlier on a phone.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PhonePaper {
    /// Its place, as in the table of papers.
    pub slot: String,
    /// The step with which it comes where an organisation files; none where it comes with the materials.
    pub organisation: Option<Step>,
    /// The same where a person files.
    pub individual: Option<Step>,
    /// First day in force.
    pub from: Option<NaiveDate>,
    /// Last day in force.
    pub to: Option<NaiveDate>,
    /// Where the row comes from.
    pub source: String,
}
dated_row!(PhonePaper, slot);

impl PhonePaper {
    fn step(&self, of_individual: bool) -> Option<Step> {
        if of_individual { self.individual } else { self.organisation }
    }
}

impl Reference {
    /// Whether a kind of filing can be begun on a phone on a day.
    pub fn is_on_phone(&self, kind: &str, on: NaiveDate) -> bool {
        self.phone_kinds.get(kind, on).is_some_and(|row| row.offered)
    }

    /// Whether it is told of a kind at all.
    pub fn has_phone_kind(&self, kind: &str) -> bool {
        self.phone_kinds.knows(kind)
    }

    /// The step with which a paper comes on a phone; none where it comes with the materials.
    pub fn comes_on_phone(&self, slot: &str, of_individual: bool, on: NaiveDate) -> Option<Step> {
        self.phone_papers.get(slot, on).and_then(|row| row.step(of_individual))
    }

    /// Whether the type check begins with a photograph on a phone.
    pub fn begins_with_photograph(&self, of_individual: bool, on: NaiveDate) -> bool {
        self.phone_papers.on(on).any(|row| row.step(of_individual) == Some(Step::TypeCheckFirst))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reference::book;
    use crate::reference::table::Table;

    #[test]
    fn the_phone_offered_two_kinds_in_2019_and_all_but_one_today() {
        for (kind, in_2019, today) in [
            ("INITIAL", true, true),
            ("NEW_MIIT", true, true),
            ("ACCESS", false, true),
            ("NEW_ELSEWHERE", false, true),
            ("NEW_HERE", false, true),
            ("CHG_FILING", false, true),
            ("CXL_ACCESS", false, true),
            ("CLAIM", false, true),
            ("TRANSFER_ACCT", false, false),
        ] {
            let on = |day: &str| book().is_on_phone(kind, day.parse().unwrap());
            assert_eq!((on("2019-09-03"), on("2026-11-29")), (in_2019, today), "{kind}");
        }
    }

    #[test]
    fn the_type_check_begins_with_the_certificate_and_papers_of_persons_come_with_their_section() {
        let on = "2026-11-29".parse().unwrap();
        for (slot, organisation, individual) in [
            ("entity-certificate", Some(Step::TypeCheckFirst), None),
            // The certificate of a person is the ID; who files alone shows their face before the type check asks for more.
            ("entity-person-id-front", Some(Step::Person), Some(Step::TypeCheckFirst)),
            ("entity-person-id-back", Some(Step::Person), Some(Step::TypeCheckFirst)),
            ("website-{n}-person-id-front", Some(Step::Person), None),
            ("website-{n}-face", Some(Step::Person), Some(Step::TypeCheckNamed)),
            ("entity-person-face", Some(Step::Person), None),
            ("entity-person-letter", None, None),
        ] {
            let comes = |individual| book().comes_on_phone(slot, individual, on);
            assert_eq!((comes(false), comes(true)), (organisation, individual), "{slot}");
        }
        assert!(book().begins_with_photograph(false, on) && book().begins_with_photograph(true, on));
    }

    #[test]
    fn a_dated_row_says_from_when_the_type_check_begins_with_the_photograph() {
        let rows = "slot,organisation,individual,from,to,source\n\
                    entity-certificate,type-check,,,2019-12-31,base\n\
                    entity-certificate,type-check-first,,2020-01-01,,base\n";
        let papers = Table::<PhonePaper>::parse("phone-papers.csv", rows).unwrap();
        let book = Reference { phone_papers: papers, ..book().clone() };
        for (day, begins) in [("2019-12-31", false), ("2020-01-01", true)] {
            assert_eq!(book.begins_with_photograph(false, day.parse().unwrap()), begins, "{day}");
        }
        assert!(
            !book.begins_with_photograph(true, "2026-11-29".parse().unwrap()),
            "no paper of an individual is named"
        );
    }

    #[test]
    fn a_dated_row_says_from_when_an_individual_is_verified_before_the_other_questions() {
        let rows = "slot,organisation,individual,from,to,source\n\
                    website-{n}-face,person,type-check,,2019-12-31,base\n\
                    website-{n}-face,person,type-check-named,2020-01-01,,base\n";
        let papers = Table::<PhonePaper>::parse("phone-papers.csv", rows).unwrap();
        let book = Reference { phone_papers: papers, ..book().clone() };
        for (day, individual) in [("2019-12-31", Step::TypeCheck), ("2020-01-01", Step::TypeCheckNamed)] {
            let comes = |of_individual| book.comes_on_phone("website-{n}-face", of_individual, day.parse().unwrap());
            assert_eq!((comes(true), comes(false)), (Some(individual), Some(Step::Person)), "{day}");
            assert!(!book.begins_with_photograph(true, day.parse().unwrap()), "a face is no photograph");
        }
    }
}

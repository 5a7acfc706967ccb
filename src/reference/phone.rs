//! What differs on a phone (2.6): which kinds of filing it offers, and which papers come there with an earlier step than that
//! of the materials. The materials step then asks only for the rest.

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

/// The step after which a paper comes on a phone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum After {
    /// The type check.
    TypeCheck,
    /// The section of its person.
    Person,
}

/// A paper that comes earlier on a phone.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PhonePaper {
    /// Its place, as in the table of papers.
    pub slot: String,
    /// The step after which it comes.
    pub after: After,
    /// First day in force.
    pub from: Option<NaiveDate>,
    /// Last day in force.
    pub to: Option<NaiveDate>,
    /// Where the row comes from.
    pub source: String,
}
dated_row!(PhonePaper, slot);

impl Reference {
    /// Whether a kind of filing can be begun on a phone on a day.
    pub fn is_on_phone(&self, kind: &str, on: NaiveDate) -> bool {
        self.phone_kinds.get(kind, on).is_some_and(|row| row.offered)
    }

    /// Whether it is told of a kind at all.
    pub fn has_phone_kind(&self, kind: &str) -> bool {
        self.phone_kinds.knows(kind)
    }

    /// The step after which a paper comes on a phone; none where it comes with the materials.
    pub fn comes_on_phone(&self, slot: &str, on: NaiveDate) -> Option<After> {
        self.phone_papers.get(slot, on).map(|row| row.after)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reference::book;

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
    fn papers_of_persons_come_with_their_section_and_the_certificate_at_the_beginning() {
        let on = "2026-11-29".parse().unwrap();
        for (slot, after) in [
            ("entity-certificate", Some(After::TypeCheck)),
            ("entity-person-id-back", Some(After::Person)),
            ("website-{n}-person-id-front", Some(After::Person)),
            ("website-{n}-face", Some(After::Person)),
            ("entity-person-letter", None),
        ] {
            assert_eq!(book().comes_on_phone(slot, on), after, "{slot}");
        }
    }
}

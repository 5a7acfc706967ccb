//! What is handed in with a round, and what of it is frozen.

use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::application::Application;
use super::section::{Part, Section, Target};

/// Whether a round may be handed in, counted by those who know.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Readiness {
    /// Blocking findings of the checks, and sections that are not complete.
    pub blocking: usize,
    /// Marked items that are neither changed nor answered.
    pub unanswered: usize,
    /// Items that were changed though nobody marked them.
    pub not_marked: usize,
}

/// Something personal the desk finds a filing by, whole. Never stored in plain.
#[derive(Clone, PartialEq, Eq, Hash)]
pub enum SearchMark {
    /// Number of a certificate or ID.
    Number(String),
    /// A mobile or another phone.
    Phone(String),
    /// Name of a person.
    PersonName(String),
}

impl SearchMark {
    /// The sort and the value as they are hashed: typed with or without blanks and hyphens, in any case.
    pub fn normal(&self) -> (&'static str, String) {
        let (sort, text) = match self {
            Self::Number(text) => ("filing number", text),
            Self::Phone(text) => ("filing phone", text),
            Self::PersonName(text) => ("filing person", text),
        };
        let kept = text.chars().filter(|c| c.is_alphanumeric());
        (sort, kept.flat_map(char::to_uppercase).collect())
    }

    /// Everything personal in an application by which the desk may search.
    pub fn of(application: &Application) -> Vec<Self> {
        let type_check = &application.type_check;
        let mut marks = vec![Self::Number(type_check.certificate.reveal().to_owned())];
        if type_check.is_individual() {
            marks.push(Self::PersonName(type_check.entity_name.reveal().to_owned()));
        }
        let persons = application.websites.iter().filter_map(|website| website.person.as_ref());
        for person in persons.chain([&application.entity_person]) {
            marks.push(Self::PersonName(person.name.reveal().to_owned()));
            marks.push(Self::Number(person.certificate.reveal().to_owned()));
            marks.push(Self::Phone(person.mobile.reveal().to_owned()));
            let phones = person.office_phone.iter().chain([&person.emergency_phone]);
            marks.extend(phones.map(|phone| Self::Phone(phone.reveal().to_owned())));
            if let Some(legal) = &person.legal_rep {
                marks.push(Self::PersonName(legal.name.reveal().to_owned()));
                marks.push(Self::Number(legal.certificate.reveal().to_owned()));
            }
        }
        marks
    }
}

impl fmt::Debug for SearchMark {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.normal().0)
    }
}

/// What the wizard hands in.
#[derive(Debug, Clone, PartialEq)]
pub struct Handover {
    /// The wizard counts what blocks; the rest is counted where the earlier rounds are known.
    pub readiness: Readiness,
    /// The validated application.
    pub application: Application,
    /// What the checks said, as they are shown again.
    pub findings: Value,
    /// Version of the declaration that was shown and ticked.
    pub declaration: String,
}

/// A form as typed, with the part it belongs to.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
pub struct FrozenForm {
    section: String,
    ordinal: u32,
    /// The fields.
    pub content: Value,
}

impl FrozenForm {
    /// Keeps a form.
    pub fn new(part: Part, content: Value) -> Self {
        Self { section: part.section().code().to_owned(), ordinal: part.ordinal(), content }
    }

    /// Where it belongs; none for a section that is no more.
    pub fn part(&self) -> Option<Part> {
        Part::new(Section::from_code(&self.section)?, self.ordinal)
    }
}

/// Answers to remarks, instead of a change.
pub type Answers = BTreeMap<Target, String>;

/// A round as it was handed in. Stored sealed; only gains fields with a default.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
pub struct Frozen {
    /// The validated application.
    pub application: Application,
    /// The forms as typed: what the next round is compared with.
    #[serde(default)]
    pub forms: Vec<FrozenForm>,
    /// Answers to the remarks on the round before.
    #[serde(default)]
    pub answers: Answers,
    /// What was on record then, where the filing changes it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub before: Option<Application>,
}

/// Two-character pieces of a name, by which fragments are found. A single character is its own piece.
pub fn bigrams(name: &str) -> Vec<String> {
    let letters: Vec<char> = name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect();
    let mut pieces: Vec<String> = match letters.as_slice() {
        [] => Vec::new(),
        [one] => vec![one.to_string()],
        more => more.windows(2).map(|pair| pair.iter().collect()).collect(),
    };
    pieces.sort();
    pieces.dedup();
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_cut_into_pairs() {
        assert_eq!(bigrams("北京云帆（集团）"), ["云帆", "京云", "北京", "帆集", "集团"]);
        assert_eq!(bigrams("云"), ["云"]);
        assert_eq!(bigrams("ABab"), ["ab", "ba"]);
        assert!(bigrams("——").is_empty());
    }

    #[test]
    fn marks_hash_alike_however_they_are_typed_and_never_print() {
        let mark = SearchMark::Number("11010119900307123x".into());
        assert_eq!(mark.normal(), SearchMark::Number("110101 19900307-123X".into()).normal());
        assert!(!format!("{mark:?}").contains("1990"));
    }
}

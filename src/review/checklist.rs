//! The specialist's checklist R01 to R19: what was answered, and what is still open. R19 is the decision itself.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::reference::ChecklistItem;

/// The item that is answered by deciding.
const DECISION: &str = "R19";

/// The answer to one item.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Answer {
    /// Checked, and as it should be.
    Yes,
    /// Does not apply to this filing.
    NotNeeded,
}

impl Answer {
    /// Both answers.
    pub const ALL: [Self; 2] = [Self::Yes, Self::NotNeeded];

    /// The stored code.
    pub fn code(self) -> &'static str {
        match self {
            Self::Yes => "yes",
            Self::NotNeeded => "not_needed",
        }
    }

    /// Reads a stored code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|answer| answer.code() == code)
    }

    /// Key of its word.
    pub fn key(self) -> &'static str {
        match self {
            Self::Yes => "review-check-yes",
            Self::NotNeeded => "review-check-not-needed",
        }
    }
}

/// The answers of one round, as stored.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Checklist(BTreeMap<String, Answer>);

impl Checklist {
    /// The answer to an item.
    pub fn get(&self, code: &str) -> Option<Answer> {
        self.0.get(code).copied()
    }

    /// Answers an item, or opens it again.
    pub fn set(&mut self, code: &str, answer: Option<Answer>) {
        match answer {
            Some(answer) => self.0.insert(code.to_owned(), answer),
            None => self.0.remove(code),
        };
    }

    /// The items that wait for an answer.
    pub fn open<'a>(&self, items: &[&'a ChecklistItem]) -> Vec<&'a ChecklistItem> {
        items.iter().copied().filter(|item| is_asked(item) && self.get(&item.code).is_none()).collect()
    }
}

/// Whether an item is answered by hand.
pub fn is_asked(item: &ChecklistItem) -> bool {
    item.code != DECISION
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reference::book;

    #[test]
    fn r01_to_r18_are_asked_and_r19_is_the_decision() {
        let items = book().checklist("2026-11-23".parse().unwrap());
        let mut list = Checklist::default();
        assert_eq!(list.open(&items).len(), 18);
        for item in &items {
            list.set(&item.code, Some(Answer::Yes));
        }
        assert!(list.open(&items).is_empty());
        list.set("R10", Some(Answer::NotNeeded));
        assert!(list.open(&items).is_empty());
        list.set("R05", None);
        assert_eq!(list.open(&items)[0].code, "R05");
    }

    #[test]
    fn answers_are_stored_by_their_codes() {
        let mut list = Checklist::default();
        list.set("R10", Some(Answer::NotNeeded));
        list.set("R01", Some(Answer::Yes));
        assert_eq!(serde_json::to_string(&list).unwrap(), r#"{"R01":"yes","R10":"not_needed"}"#);
    }
}

//! A second person's word: a case is accepted although something is marked only if a colleague confirmed exactly that.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use crate::values::ids::StaffId;
use crate::values::text_enum::text_enum;

text_enum! {
    /// What the second person said. The code is stored and never renamed.
    pub enum Answer {
        /// It may be accepted as it is.
        Confirmed = "confirmed",
        /// It may not.
        Declined = "declined",
    }
}

/// The answer of the second person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Given {
    /// What was said.
    pub answer: Answer,
    /// By whom; never by who asked.
    pub by: StaffId,
    /// In which words; empty for none.
    pub words: String,
    /// When.
    pub at: DateTime<Utc>,
}

/// A request for a second person's word, with the answer once there is one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Confirmation {
    /// Row id: what the colleague's form names.
    pub id: Uuid,
    /// What was marked when it was asked for.
    pub stamp: String,
    /// The reviewer who asked.
    pub asked_by: StaffId,
    /// Why the case should be accepted all the same.
    pub reason: String,
    /// When.
    pub asked_at: DateTime<Utc>,
    /// The answer.
    pub given: Option<Given>,
}

impl Confirmation {
    /// Who confirmed what is marked now; none where nobody did, where it was declined, or where the marks changed since.
    pub fn second(&self, stamp: &str) -> Option<StaffId> {
        let given = self.given.as_ref().filter(|given| given.answer == Answer::Confirmed && self.stamp == stamp)?;
        Some(given.by)
    }

    /// Whether it waits for an answer to what is marked now.
    pub fn waits(&self, stamp: &str) -> bool {
        self.given.is_none() && self.stamp == stamp
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_counts_for_what_was_marked_when_it_was_asked_for() {
        let at = DateTime::from_timestamp(1_800_000_000, 0).unwrap();
        let colleague = StaffId::new();
        let asked = Confirmation {
            id: Uuid::now_v7(),
            stamp: "a".into(),
            asked_by: StaffId::new(),
            reason: "许可证正在换发".into(),
            asked_at: at,
            given: None,
        };
        let said = |answer| Confirmation {
            given: Some(Given { answer, by: colleague, words: String::new(), at }),
            ..asked.clone()
        };
        assert!(asked.waits("a") && !asked.waits("b"));
        assert_eq!(asked.second("a"), None);
        assert_eq!(said(Answer::Confirmed).second("a"), Some(colleague));
        assert_eq!(said(Answer::Confirmed).second("b"), None, "a mark came or went");
        assert_eq!(said(Answer::Declined).second("a"), None);
        assert!(!said(Answer::Declined).waits("a"));
    }
}

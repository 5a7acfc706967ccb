//! What is wrong: where, which reason of the catalogue, in whose words.

use super::section::Target;

/// A remark of a decision.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// What it points at; none for the filing as a whole.
    pub target: Option<Target>,
    /// Code of the reason in the catalogue.
    pub reason: String,
    /// Own words of the specialist or the bureau.
    pub words: Option<String>,
}

impl Finding {
    /// A remark on a field or paper, without own words.
    pub fn on(target: Target, reason: impl Into<String>) -> Self {
        Self { target: Some(target), reason: reason.into(), words: None }
    }

    /// A remark on the filing as a whole.
    pub fn general(reason: impl Into<String>) -> Self {
        Self { target: None, reason: reason.into(), words: None }
    }

    /// The same with own words.
    #[must_use]
    pub fn saying(mut self, words: impl Into<String>) -> Self {
        self.words = Some(words.into());
        self
    }
}

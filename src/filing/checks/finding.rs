//! What a check found: which rule, where, in words, and what to do about it.

use serde_json::{Value, json};

use crate::filing::section::{Part, Section, Target};
use crate::text::Message;

/// Something a check found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// The rule's id, as in the domain reference: `X09`, `D1`, `N`.
    pub code: &'static str,
    /// What it is about.
    pub target: Target,
    /// The row of a field with several, counted from zero.
    pub row: Option<usize>,
    /// What is wrong.
    pub message: Message,
    /// Whether the filing cannot be sent with it; otherwise the specialist looks at it.
    pub blocking: bool,
    /// What to do about it.
    pub way_out: Option<Message>,
    /// Code of the reason for which it would be returned, where the check names one.
    pub reason: Option<&'static str>,
    /// What was seen, when and where, where it was not the applicant who said it.
    pub evidence: Option<Message>,
}

impl Finding {
    /// A finding that keeps the filing from being sent.
    pub fn blocking(code: &'static str, target: Target, message: Message) -> Self {
        Self { code, target, row: None, message, blocking: true, way_out: None, reason: None, evidence: None }
    }

    /// A finding worth a look.
    pub fn warning(code: &'static str, target: Target, message: Message) -> Self {
        Self { blocking: false, ..Self::blocking(code, target, message) }
    }

    /// The same with what to do.
    #[must_use]
    pub fn way_out(self, key: &'static str) -> Self {
        self.with_way_out(Message::new(key))
    }

    /// The same with what to do, in words with arguments.
    #[must_use]
    pub fn with_way_out(self, message: Message) -> Self {
        Self { way_out: Some(message), ..self }
    }

    /// The same with the reason it prevents, and what was seen.
    #[must_use]
    pub fn because(self, reason: &'static str, evidence: Message) -> Self {
        Self { reason: Some(reason), evidence: Some(evidence), ..self }
    }

    /// The same about one row of a field.
    #[must_use]
    pub fn in_row(self, row: usize) -> Self {
        Self { row: Some(row), ..self }
    }

    /// As it is kept with what is handed in, for the desk.
    pub fn kept(&self) -> Value {
        json!({
            "code": self.code,
            "target": self.target.to_string(),
            "key": self.message.key,
            "args": self.message.args,
            "blocking": self.blocking,
            "reason": self.reason,
            "evidence": self.evidence,
        })
    }

    /// The id of the input on its page; empty for a section or a paper.
    pub fn input(&self) -> String {
        match (&self.target, self.row) {
            (Target::Field(_, name), Some(row)) => format!("{name}-{row}"),
            (Target::Field(_, name), None) => name.clone(),
            _ => String::new(),
        }
    }

    /// The part it is about; none for a paper.
    pub fn part(&self) -> Option<Part> {
        match self.target {
            Target::Part(part) | Target::Field(part, _) => Some(part),
            Target::Paper(_) => None,
        }
    }

    /// Its place in the order of the wizard: websites one after the other with their persons, papers last.
    pub(super) fn place(&self) -> (u32, Section) {
        self.part().map_or((u32::MAX, Section::Answers), |part| (part.ordinal(), part.section()))
    }
}

//! Codes that the bureau's system answers with: what they say in both languages, and what they mean for us.

use chrono::NaiveDate;
use serde::Deserialize;

use super::Reference;
use super::table::{Period, Row};

/// Where a code comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum CodeKind {
    /// The answer to a call (`msg_code`).
    Call,
    /// A line about the content (`Jgdm`).
    Content,
}

/// What a code means for us.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Effect {
    /// All is well.
    Done,
    /// The bureau refused what was asked for.
    Refused,
    /// What the applicant or the desk wrote is wrong.
    Data,
    /// The operator has to look: settings, records, or our own program.
    Operator,
    /// Again after a while.
    Retry,
    /// Again when the bureau is open.
    Later,
    /// Numbers differ: ask for the last upload, go on from there.
    Resync,
}

/// A code.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BureauCode {
    /// Where it comes from.
    pub kind: CodeKind,
    /// The code.
    pub code: i64,
    /// In Chinese.
    pub zh: String,
    /// In English.
    pub en: String,
    /// What it means for us.
    pub effect: Effect,
    /// The kind of field that is wrong, or nothing.
    pub field: String,
    /// The reason of the catalogue that says it in words for the applicant, or nothing.
    #[serde(default)]
    pub reason: String,
    /// First day in force.
    pub from: Option<NaiveDate>,
    /// Last day in force.
    pub to: Option<NaiveDate>,
    /// Where the row comes from.
    pub source: String,
}

fn key(kind: CodeKind, code: i64) -> String {
    match kind {
        CodeKind::Call => format!("call/{code}"),
        CodeKind::Content => format!("content/{code}"),
    }
}

impl Row for BureauCode {
    fn key(&self) -> String {
        key(self.kind, self.code)
    }

    fn period(&self) -> Period {
        Period { from: self.from, to: self.to }
    }
}

impl Reference {
    /// What a code means on a day; none where it is unknown.
    pub fn bureau_code(&self, kind: CodeKind, code: i64, on: NaiveDate) -> Option<&BureauCode> {
        self.bureau_codes.get(&key(kind, code), on)
    }

    /// The codes of a kind on a day.
    pub fn bureau_codes_of(&self, kind: CodeKind, on: NaiveDate) -> impl Iterator<Item = &BureauCode> {
        self.bureau_codes.on(on).filter(move |row| row.kind == kind)
    }
}

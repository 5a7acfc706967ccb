//! What is wrong: where, which reason of the catalogue, in whose words.

use super::section::Target;
use crate::clock::{china_day, now};
use crate::reference::book;
use crate::reference::bureau_code::CodeKind;
use crate::text::Tr;

/// Labels of the bureau's system before a name and before what it found wrong.
const LABELS: [(&str, &str); 2] = [("网站名称：", "filing-finding-website"), ("错误数据：", "filing-finding-data")];

/// A remark of a decision.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// What it points at; none for the filing as a whole.
    pub target: Option<Target>,
    /// Code of the reason in the catalogue.
    pub reason: String,
    /// What the bureau's system calls it: a code of the content; none in the words of people.
    pub code: Option<i64>,
    /// Own words of the specialist or the bureau; beside a code, what that does not say.
    pub words: Option<String>,
}

impl Finding {
    /// A remark on a field or paper, without own words.
    pub fn on(target: Target, reason: impl Into<String>) -> Self {
        Self { target: Some(target), ..Self::general(reason) }
    }

    /// A remark on the filing as a whole.
    pub fn general(reason: impl Into<String>) -> Self {
        Self { target: None, reason: reason.into(), code: None, words: None }
    }

    /// The same with own words.
    #[must_use]
    pub fn saying(mut self, words: impl Into<String>) -> Self {
        self.words = Some(words.into());
        self
    }

    /// It in a line for a reader: the reason by its code and in words, then its own words.
    pub fn line(&self, t: Tr) -> String {
        let reason = book().reason(&self.reason).map_or("", |row| t.pick(&row.zh, &row.en));
        format!("{} {reason} {}", self.reason, self.says(t)).trim_end().to_owned()
    }

    /// Its own words for a reader: what a code means in their language goes before. Empty where it has none.
    pub fn says(&self, t: Tr) -> String {
        let words = self.words.clone().unwrap_or_default();
        let Some(code) = self.code else { return words };
        let row = book().bureau_code(CodeKind::Content, code, china_day(now()));
        let meaning = row.map_or("", |row| t.pick(&row.zh, &row.en));
        let told = format!("{code} {meaning}").trim_end().to_owned();
        if words.is_empty() {
            return told;
        }
        let label = |words: String, (theirs, key): (&str, &str)| words.replace(theirs, &t.t(key));
        t.a2("filing-finding-code-words", "code", told, "words", LABELS.into_iter().fold(words, label))
    }
}

//! What a bureau's system writes of a verification by SMS that failed: the interface has no code of its own for it.

use chrono::NaiveDate;
use serde::Deserialize;

use super::Reference;
use super::table::dated_row;

/// Fixed words.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SmsResult {
    /// The words.
    pub words: String,
    /// The reason of the catalogue that they mean.
    pub reason: String,
    /// First day in force.
    pub from: Option<NaiveDate>,
    /// Last day in force.
    pub to: Option<NaiveDate>,
    /// Where the row comes from.
    pub source: String,
}
dated_row!(SmsResult, words);

impl Reference {
    /// The reason that a text about a verification by SMS means; none for any other text.
    pub fn sms_result(&self, text: &str, on: NaiveDate) -> Option<&str> {
        self.sms_results.on(on).find(|row| text.contains(&row.words)).map(|row| row.reason.as_str())
    }
}

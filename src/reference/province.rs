//! The provinces: their names, and what belongs to them whatever the rules. The rules are rows of their own.

use chrono::NaiveDate;
use serde::Deserialize;

use super::table::dated_row;

/// The number a website of the province shows in its footer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ShownNumber {
    /// The website number.
    Website,
    /// The entity number.
    Entity,
}

/// A province.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Province {
    /// Division code, six digits.
    pub code: String,
    /// Name in Chinese.
    pub zh: String,
    /// Name in English.
    pub en: String,
    /// Character before `ICP备`.
    pub prefix: String,
    /// Character in numbers of the police, where they use another one.
    pub police: String,
    /// What the footer shows.
    pub shown_number: ShownNumber,
    /// Our plain words on what is special here, Chinese.
    pub note_zh: String,
    /// Our plain words on what is special here, English.
    pub note_en: String,
    /// First day in force.
    pub from: Option<NaiveDate>,
    /// Last day in force.
    pub to: Option<NaiveDate>,
    /// Where the row comes from.
    pub source: String,
}
dated_row!(Province, code, Province::check_values);

impl Province {
    /// The two digits that open division codes of the province, as in an ID number.
    pub fn code_start(&self) -> &str {
        self.code.get(..2).unwrap_or_default()
    }

    /// Whether numbers of the police may begin with a character.
    pub fn has_police_letter(&self, letter: char) -> bool {
        self.prefix.starts_with(letter) || self.police.starts_with(letter)
    }

    fn check_values(&self) -> Result<(), String> {
        let all_digits = self.code.len() == 6 && self.code.bytes().all(|byte| byte.is_ascii_digit());
        if !all_digits || !self.code.ends_with("0000") {
            return Err(format!("code {} is not that of a province", self.code));
        }
        if self.prefix.chars().count() != 1 {
            return Err("prefix: one character".to_owned());
        }
        if self.note_zh.is_empty() {
            return Err("note_zh: empty".to_owned());
        }
        Ok(())
    }
}

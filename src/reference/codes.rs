//! Plain code tables of a website's answers: what it serves, in which languages, how and where it is connected.

use chrono::NaiveDate;
use serde::Deserialize;

use super::approval_number;
use super::table::{dated_row, list};

/// A code with its name: a language, an access method.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Code {
    /// The ministry's code.
    pub code: u64,
    /// Name in Chinese.
    pub zh: String,
    /// Name in English.
    pub en: String,
    /// First day in force.
    pub from: Option<NaiveDate>,
    /// Last day in force.
    pub to: Option<NaiveDate>,
    /// Where the row comes from.
    pub source: String,
}
dated_row!(Code, code);

/// Access by a cloud provider: what we set unless told otherwise.
pub const CLOUD_ACCESS: u64 = 16;

/// A service content (网站服务内容); its code is one bit.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ServiceContent {
    /// The ministry's code.
    pub code: u64,
    /// Name in Chinese.
    pub zh: String,
    /// Name in English.
    pub en: String,
    /// Whether an individual may choose it.
    pub individuals: bool,
    /// Whether it is of a website, not of an app.
    pub websites: bool,
    /// First day in force.
    pub from: Option<NaiveDate>,
    /// Last day in force.
    pub to: Option<NaiveDate>,
    /// Where the row comes from.
    pub source: String,
}
dated_row!(ServiceContent, code, ServiceContent::check_values);

impl ServiceContent {
    fn check_values(&self) -> Result<(), String> {
        if self.code.is_power_of_two() { Ok(()) } else { Err(format!("{} is not one bit", self.code)) }
    }
}

/// The ministry's code of a province as a place of servers; one bit.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ServerLocation {
    /// Division code of the province.
    pub province: String,
    /// The ministry's code.
    pub code: u64,
    /// First day in force.
    pub from: Option<NaiveDate>,
    /// Last day in force.
    pub to: Option<NaiveDate>,
    /// Where the row comes from.
    pub source: String,
}
dated_row!(ServerLocation, province, ServerLocation::check_values);

impl ServerLocation {
    fn check_values(&self) -> Result<(), String> {
        if self.code.is_power_of_two() { Ok(()) } else { Err(format!("{} is not one bit", self.code)) }
    }
}

/// A trade that needs approval before filing (前置审批), or none of them.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PreApproval {
    /// Our code; the ministry's where it has one.
    pub code: String,
    /// The ministry's code, empty where none is known.
    pub ministry_code: String,
    /// Name in Chinese.
    pub zh: String,
    /// Name in English.
    pub en: String,
    /// Who approves, Chinese.
    pub authority_zh: String,
    /// Who approves, English.
    pub authority_en: String,
    /// The document, Chinese.
    pub document_zh: String,
    /// The document, English.
    pub document_en: String,
    /// Whether number and document are due. An individual cannot obtain one.
    pub needs_paper: bool,
    /// How its numbers are written; empty where they are written in too many ways.
    #[serde(deserialize_with = "list")]
    pub numbers: Vec<String>,
    /// A number as it is printed.
    pub example: String,
    /// First day in force.
    pub from: Option<NaiveDate>,
    /// Last day in force.
    pub to: Option<NaiveDate>,
    /// Where the row comes from.
    pub source: String,
}
dated_row!(PreApproval, code, PreApproval::check_values);

/// Code of the answer none of these.
pub const NO_PRE_APPROVAL: &str = "none";

impl PreApproval {
    fn check_values(&self) -> Result<(), String> {
        if self.needs_paper == (self.code == NO_PRE_APPROVAL) || self.needs_paper == self.document_zh.is_empty() {
            return Err("needs_paper does not fit".to_owned());
        }
        if self.numbers.is_empty() != self.example.is_empty() || !self.fits(&self.example) {
            return Err("numbers and example do not fit".to_owned());
        }
        Ok(())
    }

    /// Whether a number is written as those of this trade are.
    pub fn fits(&self, number: &str) -> bool {
        self.numbers.is_empty() || self.numbers.iter().any(|pattern| approval_number::fits(pattern, number))
    }
}

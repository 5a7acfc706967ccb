//! What a provider sells that can carry a filing, and where it stands. A provider replaces both with its own.

use chrono::NaiveDate;
use serde::Deserialize;

use super::table::dated_row;

/// A product.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Product {
    /// Our code.
    pub code: String,
    /// Name in Chinese.
    pub zh: String,
    /// Name in English.
    pub en: String,
    /// Whether a filing can rest on it.
    pub can_file: bool,
    /// Whether service numbers are made for it; without, only its own account files on it.
    pub numbers: bool,
    /// Shortest term bought in all.
    pub min_term_days: Option<u32>,
    /// Websites one instance may carry; none where it is not stated.
    pub quota: Option<u32>,
    /// First day in force.
    pub from: Option<NaiveDate>,
    /// Last day in force.
    pub to: Option<NaiveDate>,
    /// Where the row comes from.
    pub source: String,
}
dated_row!(Product, code, Product::check_values);

impl Product {
    fn check_values(&self) -> Result<(), String> {
        if !self.can_file && self.quota.is_some() {
            return Err("a quota without filings".to_owned());
        }
        Ok(())
    }
}

/// A region instances stand in.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HostingRegion {
    /// Our code.
    pub code: String,
    /// Name in Chinese.
    pub zh: String,
    /// Name in English.
    pub en: String,
    /// Division code of the province; empty outside mainland China.
    pub province: String,
    /// First day in force.
    pub from: Option<NaiveDate>,
    /// Last day in force.
    pub to: Option<NaiveDate>,
    /// Where the row comes from.
    pub source: String,
}
dated_row!(HostingRegion, code);

impl HostingRegion {
    /// Only instances in mainland China can be filed with.
    pub fn is_mainland(&self) -> bool {
        !self.province.is_empty()
    }
}

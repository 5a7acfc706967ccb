//! Domain suffixes the ministry approved, and the shorter list of a province that keeps its own (D1).

use chrono::NaiveDate;
use serde::Deserialize;

use super::table::{Table, dated_row};

/// A suffix on a list.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SuffixRow {
    /// The last label of a domain, without dot, in Unicode.
    pub suffix: String,
    /// `*` is the ministry's list; a division code is the list of that province.
    pub province: String,
    /// First day in force.
    pub from: Option<NaiveDate>,
    /// Last day in force.
    pub to: Option<NaiveDate>,
    /// Where the row comes from.
    pub source: String,
}
dated_row!(SuffixRow, suffix / province);

/// What the lists say of a domain.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Suffix {
    /// On every list that matters.
    Accepted,
    /// Not on the ministry's list.
    NotApproved,
    /// Approved, but this province does not take it.
    NotHere,
}

/// Looks a domain up; it may be in ASCII or Unicode form.
pub(super) fn judge(table: &Table<SuffixRow>, domain: &str, province: &str, on: NaiveDate) -> Suffix {
    let (domain, _) = idna::domain_to_unicode(domain);
    let last = domain.trim_end_matches('.').rsplit('.').next().unwrap_or_default();
    let listed = |list: &str| table.on(on).any(|row| row.province == list && row.suffix == last);
    if !listed("*") {
        return Suffix::NotApproved;
    }
    let has_own_list = table.on(on).any(|row| row.province == province);
    if has_own_list && !listed(province) { Suffix::NotHere } else { Suffix::Accepted }
}

//! Beginnings of mobile numbers that virtual operators use: the ministry's SMS may not arrive there.

use chrono::NaiveDate;
use serde::Deserialize;

use super::Reference;
use super::table::dated_row;

/// A beginning of numbers.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct VirtualMobile {
    /// Its digits.
    pub prefix: String,
    /// Whose numbers they are, Chinese.
    pub zh: String,
    /// Whose numbers they are, English.
    pub en: String,
    /// First day in force.
    pub from: Option<NaiveDate>,
    /// Last day in force.
    pub to: Option<NaiveDate>,
    /// Where the row comes from.
    pub source: String,
}
dated_row!(VirtualMobile, prefix, VirtualMobile::check_values);

impl VirtualMobile {
    fn check_values(&self) -> Result<(), String> {
        let is_telling = self.prefix.len() >= 3 && self.prefix.bytes().all(|c| c.is_ascii_digit());
        if is_telling { Ok(()) } else { Err(format!("prefix {}: three digits or more", self.prefix)) }
    }
}

impl Reference {
    /// Whether a mobile, in digits alone, is of a virtual operator.
    pub fn is_virtual_mobile(&self, digits: &str, on: NaiveDate) -> bool {
        self.virtual_mobiles.on(on).any(|row| digits.starts_with(&row.prefix))
    }
}

#[cfg(test)]
mod tests {
    use crate::reference::book;

    #[test]
    fn numbers_of_virtual_operators_are_known_by_their_beginning() {
        let on = "2026-11-29".parse().unwrap();
        for (mobile, is_virtual) in
            [("17012345678", true), ("16512345678", true), ("13800138000", false), ("17712345678", false)]
        {
            assert_eq!(book().is_virtual_mobile(mobile, on), is_virtual, "{mobile}");
        }
    }
}

//! Loading: every file is parsed, then what one table says about another is checked.

use super::table::{ReferenceError, Row, Table};
use super::{Reference, limits};

/// A file of the data folder, compiled in.
macro_rules! file {
    ($name:literal) => {
        Table::parse($name, include_str!(concat!("data/", $name)))
    };
}

impl Reference {
    /// Parses and checks all compiled-in data.
    pub fn load() -> Result<Self, ReferenceError> {
        let limit_rows = file!("limits.csv")?;
        let limits = limits::LimitCalendar::new(&limit_rows).map_err(|what| in_file("limits.csv", what))?;
        let book = Self {
            provinces: file!("provinces.csv")?,
            entity_kinds: file!("entity-kinds.csv")?,
            certificate_kinds: file!("certificate-kinds.csv")?,
            reasons: file!("rejection-reasons.csv")?,
            checklist: file!("checklist.csv")?,
            limit_rows,
            limits,
        };
        book.check_links()?;
        Ok(book)
    }

    fn check_links(&self) -> Result<(), ReferenceError> {
        let kinds = self.certificate_kinds.all();
        known("certificate-kinds.csv", kinds.iter().map(|kind| kind.entity_kind.as_str()), &self.entity_kinds)?;
        let items = self.reasons.all().iter().flat_map(|reason| &reason.items);
        known("rejection-reasons.csv", items.map(String::as_str), &self.checklist)
    }
}

/// A fault that belongs to a file as a whole.
fn in_file(file: &'static str, what: String) -> ReferenceError {
    ReferenceError { file, line: 1, what }
}

/// Every code named in `file` is a key of another table.
fn known<'a, T: Row>(
    file: &'static str,
    mut codes: impl Iterator<Item = &'a str>,
    table: &Table<T>,
) -> Result<(), ReferenceError> {
    match codes.find(|code| !table.all().iter().any(|row| row.key() == *code)) {
        Some(code) => Err(in_file(file, format!("{code} is named but nowhere listed"))),
        None => Ok(()),
    }
}

#[cfg(test)]
#[path = "tests.rs"]
mod tests;

//! Decisions on rules.

use beian::reference::Amendment;
use beian::reference::amendment::{NewRow, NewSource};
use beian::reference::rules::{Cells, Severity};
use chrono::NaiveDate;

use super::filings::today;

/// From a day on a rule of Beijing has this value, for all and without an end: the one of that name, or a new one.
pub fn of_beijing(id: &str, sort: &str, value: &str, from: NaiveDate) -> Amendment {
    let source = NewSource { zh: "通知".into(), en: "Notice".into(), as_of: today() };
    let cells = Cells {
        id: id.into(),
        province: "110000".into(),
        scope: "all".into(),
        kinds: "*".into(),
        from: Some(from),
        to: None,
        sort: sort.into(),
        value: value.into(),
        severity: Severity::Blocks,
        source: source.tag(),
        words_zh: String::new(),
        words_en: String::new(),
    };
    Amendment { id: id.into(), from, row: Some(NewRow { cells, source }), replaces: None }
}

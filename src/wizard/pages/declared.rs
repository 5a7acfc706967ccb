//! The declaration that is shown and ticked before an application goes out, for the first time or again.

use chrono::NaiveDate;

use super::after;
use crate::reference::{Text, book};
use crate::text::Tr;

/// The declaration of a day.
pub struct Declaration {
    /// Its title.
    pub title: String,
    /// Its paragraphs.
    pub lines: Vec<String>,
    /// Whether it was ticked already.
    pub is_ticked: bool,
}

impl Declaration {
    /// The one in force on a day, in the reader's language.
    pub fn of(t: Tr, today: NaiveDate, is_ticked: bool) -> Self {
        let text = book().text(Text::DECLARATION, today);
        Self {
            title: text.map_or_else(String::new, |text| text.title(t.lang).to_owned()),
            lines: after::lines(t, text),
            is_ticked,
        }
    }
}

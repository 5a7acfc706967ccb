//! Collects the errors of a form while its fields are parsed.

use chrono::NaiveDate;

use super::FieldErrors;
use crate::reference::{Days, Reference};
use crate::text::Message;

/// Hands reference data and the days to a form's check and collects its errors.
#[derive(Debug)]
pub struct Checker<'a> {
    reference: &'a Reference,
    days: Days,
    errors: FieldErrors,
}

impl<'a> Checker<'a> {
    /// A checker without errors yet.
    pub fn new(reference: &'a Reference, days: impl Into<Days>) -> Self {
        Self { reference, days: days.into(), errors: FieldErrors::new() }
    }

    /// The reference data.
    pub fn reference(&self) -> &'a Reference {
        self.reference
    }

    /// The day, in China: terms and ages are counted to it.
    pub fn today(&self) -> NaiveDate {
        self.days.today
    }

    /// Both days a filing is judged by.
    pub fn days(&self) -> Days {
        self.days
    }

    /// The day whose rules hold.
    pub fn rules_day(&self) -> NaiveDate {
        self.days.rules
    }

    /// One parsed field.
    pub fn field<T>(&mut self, name: impl Into<String>, parsed: Result<T, Message>) -> Option<T> {
        match parsed {
            Ok(value) => Some(value),
            Err(message) => {
                self.error(name, message);
                None
            }
        }
    }

    /// A choice from a list: none, or not in the list, is told by `missing`.
    pub fn choice<T>(&mut self, name: impl Into<String>, chosen: Option<T>, missing: &'static str) -> Option<T> {
        self.field(name, chosen.ok_or_else(|| Message::new(missing)))
    }

    /// Several texts of one field; errors stand under `name-<index>`. Empty rows are skipped: whether one is needed the
    /// form says with [`Checker::require`].
    pub fn list<T>(
        &mut self,
        name: &str,
        texts: &[String],
        parse: impl Fn(&str) -> Result<T, Message>,
    ) -> Option<Vec<T>> {
        let mut values = Some(Vec::new());
        for (index, text) in texts.iter().enumerate().filter(|(_, text)| !text.trim().is_empty()) {
            let value = self.field(format!("{name}-{index}"), parse(text));
            values = values.zip(value).map(|(mut values, value)| {
                values.push(value);
                values
            });
        }
        values
    }

    /// A field that may stay empty: `Some(None)` then, `None` on an error.
    pub fn optional<T>(
        &mut self,
        name: impl Into<String>,
        text: &str,
        parse: impl FnOnce(&str) -> Result<T, Message>,
    ) -> Option<Option<T>> {
        if text.trim().is_empty() { Some(None) } else { self.field(name, parse(text)).map(Some) }
    }

    /// Notes an error; the first of a field stays.
    pub fn error(&mut self, name: impl Into<String>, message: Message) {
        self.errors.add(name, message);
    }

    /// Notes an error unless a condition holds; says whether it does.
    pub fn require(&mut self, name: impl Into<String>, holds: bool, message: Message) -> bool {
        if !holds {
            self.error(name, message);
        }
        holds
    }

    /// The errors so far.
    pub fn errors(&self) -> &FieldErrors {
        &self.errors
    }

    /// The errors, when all is checked.
    pub fn into_errors(self) -> FieldErrors {
        self.errors
    }
}

//! What is wrong with the fields of a form, in the order of the page.

use crate::text::Message;

/// One message a field, in the order the fields were checked: that is the order of the page and of its summary.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FieldErrors(Vec<(String, Message)>);

impl FieldErrors {
    /// No errors.
    pub fn new() -> Self {
        Self::default()
    }

    /// One error.
    pub fn of(name: impl Into<String>, message: Message) -> Self {
        Self(vec![(name.into(), message)])
    }

    /// Adds an error; the first of a field stays, as the later ones often follow from it.
    pub fn add(&mut self, name: impl Into<String>, message: Message) {
        let name = name.into();
        if self.get(&name).is_none() {
            self.0.push((name, message));
        }
    }

    /// These and others, of fields that are not wrong already.
    #[must_use]
    pub fn and(mut self, others: Self) -> Self {
        for (name, message) in others.0 {
            self.add(name, message);
        }
        self
    }

    /// The error of a field.
    pub fn get(&self, name: &str) -> Option<&Message> {
        self.0.iter().find(|(own, _)| own == name).map(|(_, message)| message)
    }

    /// Whether nothing is wrong.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// How many fields are wrong.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Field and message, in the order of the page.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Message)> {
        self.0.iter().map(|(name, message)| (name.as_str(), message))
    }
}

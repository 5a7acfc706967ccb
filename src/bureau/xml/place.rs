//! Where in a document something is: the names from the root down.

use std::fmt;

/// A place in a document; it borrows its parents, so that nothing is built before it is told.
#[derive(Debug, Clone, Copy)]
pub struct Place<'a> {
    parent: Option<&'a Place<'a>>,
    name: &'a str,
    number: usize,
}

impl<'a> Place<'a> {
    /// The root.
    pub fn root(name: &'a str) -> Self {
        Self { parent: None, name, number: 1 }
    }

    /// A child: the n-th of its name, counted from one.
    pub fn child(&'a self, name: &'a str, number: usize) -> Self {
        Self { parent: Some(self), name, number }
    }
}

impl fmt::Display for Place<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(parent) = self.parent {
            write!(f, "{parent}/")?;
        }
        f.write_str(self.name)?;
        if self.number > 1 { write!(f, "[{}]", self.number) } else { Ok(()) }
    }
}

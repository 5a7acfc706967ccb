//! The schemas of the interface: what must stand where, how often, how long. Read from data, checked against a tree.

use std::sync::LazyLock;

use super::{Element, Place};

mod check;
mod parse;
#[cfg(test)]
pub mod sample;

pub use parse::BadSchema;

/// What an element holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// Others, each once at most, in any order.
    All,
    /// Others in their order.
    Sequence,
    /// One of others.
    Choice,
    /// Characters.
    Text { least: usize, most: Option<usize> },
    /// A number.
    Number { least: i64, most: i64 },
    /// Anything.
    Any,
}

/// A rule for an element.
#[derive(Debug, Clone)]
pub(super) struct Rule {
    name: Box<str>,
    least: usize,
    most: usize,
    kind: Kind,
    nil: bool,
    inner: Vec<Rule>,
}

/// A schema.
#[derive(Debug, Clone)]
pub struct Schema {
    root: Rule,
}

/// What is wrong with an element.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Problem {
    /// It is missing.
    Missing,
    /// It has no place there.
    Unknown,
    /// It stands there too often.
    TooMany,
    /// It stands in the wrong order.
    Order,
    /// Too few characters: how many are needed.
    Short(usize),
    /// Too many characters: how many are allowed.
    Long(usize),
    /// No number.
    NotNumber,
    /// A number out of its range.
    Range(i64, i64),
    /// Text where elements belong.
    Text,
    /// An attribute that is missing or has no place there.
    Attribute,
}

/// A fault of a document against its schema.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// The element.
    pub path: String,
    /// What is wrong with it.
    pub problem: Problem,
}

impl Schema {
    /// Every fault of a document, none if it fits.
    pub fn check(&self, document: &Element) -> Vec<Fault> {
        let mut faults = Vec::new();
        if document.name != self.root.name {
            faults.push(Fault { path: document.name.to_string(), problem: Problem::Unknown });
            return faults;
        }
        let at = Place::root(&document.name);
        if document.get("version").is_none() {
            faults.push(Fault { path: at.to_string(), problem: Problem::Attribute });
        }
        check::element(document, &self.root, at, &mut faults);
        faults
    }
}

static UPLOAD: LazyLock<Result<Schema, BadSchema>> =
    LazyLock::new(|| Schema::parse(include_str!("../messages/v3_0/data/upload.schema")));
static DOWNLOAD: LazyLock<Result<Schema, BadSchema>> =
    LazyLock::new(|| Schema::parse(include_str!("../messages/v3_0/data/download.schema")));

/// Faults of an upload; a schema that cannot be read is a fault of every document, and of the tests.
pub fn check_upload(document: &Element) -> Vec<Fault> {
    run(&UPLOAD, document)
}

/// Faults of a download.
pub fn check_download(document: &Element) -> Vec<Fault> {
    run(&DOWNLOAD, document)
}

fn run(schema: &Result<Schema, BadSchema>, document: &Element) -> Vec<Fault> {
    match schema {
        Ok(schema) => schema.check(document),
        Err(bad) => vec![Fault { path: format!("schema line {}", bad.0), problem: Problem::Unknown }],
    }
}

//! The writer: a document in GBK, or every character that does not fit and where it stands.

use thiserror::Error;

use super::{Element, Place};
use crate::bureau::gbk;

const DECLARATION: &str = r#"<?xml version="1.0" encoding="GBK"?>"#;

/// A character that cannot be written.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{path}: character {character:?} at {place} cannot be written")]
pub struct Unwritable {
    /// The element.
    pub path: String,
    /// The character.
    pub character: char,
    /// Its place in the text, counted from zero.
    pub place: usize,
}

/// A document in GBK; refused are characters outside GBK and those XML forbids: the first of each text.
pub fn document(root: &Element) -> Result<Vec<u8>, Vec<Unwritable>> {
    let mut found = Vec::new();
    look(root, Place::root(&root.name), &mut found);
    if !found.is_empty() {
        return Err(found);
    }
    let mut out = InGbk { bytes: Vec::with_capacity(DECLARATION.len() + size(root)), missing: None };
    out.put(DECLARATION);
    write(root, &mut out);
    match out.missing {
        Some(gbk::NotInGbk { character, place }) => {
            Err(vec![Unwritable { path: root.name.to_string(), character, place }])
        }
        None => Ok(out.bytes),
    }
}

/// A document as characters, with its declaration.
pub fn to_text(root: &Element) -> String {
    text(DECLARATION, root)
}

/// An envelope as characters, which go out as UTF-8.
pub fn envelope(root: &Element) -> String {
    text(r#"<?xml version="1.0" encoding="UTF-8"?>"#, root)
}

fn text(declaration: &str, root: &Element) -> String {
    let mut out = String::with_capacity(declaration.len() + size(root));
    out.push_str(declaration);
    write(root, &mut out);
    out
}

/// What a document is written into, piece by piece: pictures make it long, and it is not to be there twice.
trait Sink {
    fn put(&mut self, text: &str);
}

impl Sink for String {
    fn put(&mut self, text: &str) {
        self.push_str(text);
    }
}

/// In GBK, with the first character that does not fit and its place in its piece.
struct InGbk {
    bytes: Vec<u8>,
    missing: Option<gbk::NotInGbk>,
}

impl Sink for InGbk {
    fn put(&mut self, text: &str) {
        if text.is_ascii() {
            self.bytes.extend_from_slice(text.as_bytes());
            return;
        }
        match gbk::encode(text) {
            Ok(bytes) => self.bytes.extend_from_slice(&bytes),
            Err(missing) => self.missing = self.missing.or(Some(missing)),
        }
    }
}

fn look(element: &Element, at: Place<'_>, found: &mut Vec<Unwritable>) {
    let values = element.attributes.iter().map(|(_, value)| value);
    for text in values.chain([&element.text]) {
        let control = text.chars().enumerate().find(|(_, c)| c.is_control() && !matches!(c, '\t' | '\n' | '\r'));
        let missing = gbk::first_missing(text).map(|missing| (missing.place, missing.character));
        if let Some((place, character)) = missing.into_iter().chain(control).min() {
            found.push(Unwritable { path: at.to_string(), character, place });
        }
    }
    for (index, child) in element.children.iter().enumerate() {
        let number = 1 + element.children[..index].iter().rev().take_while(|other| other.name == child.name).count();
        look(child, at.child(&child.name, number), found);
    }
}

/// Bytes of an element, as long as nothing in it has to be escaped.
fn size(element: &Element) -> usize {
    let attributes: usize = element.attributes.iter().map(|(name, value)| name.len() + value.len() + 4).sum();
    let inside: usize = element.children.iter().map(size).sum();
    2 * element.name.len() + 5 + attributes + element.text.len() + inside
}

fn write(element: &Element, out: &mut impl Sink) {
    out.put("<");
    out.put(&element.name);
    for (name, value) in &element.attributes {
        out.put(" ");
        out.put(name);
        out.put("=\"");
        escape(value, out);
        out.put("\"");
    }
    if element.children.is_empty() && element.text.is_empty() {
        out.put("/>");
        return;
    }
    out.put(">");
    escape(&element.text, out);
    for child in &element.children {
        write(child, out);
    }
    out.put("</");
    out.put(&element.name);
    out.put(">");
}

/// A carriage return is written as a reference: a reader would make a line feed of it.
fn escape(text: &str, out: &mut impl Sink) {
    let mut plain = text;
    while let Some(at) = plain.find(['&', '<', '>', '"', '\r']) {
        out.put(&plain[..at]);
        out.put(match plain.as_bytes()[at] {
            b'&' => "&amp;",
            b'<' => "&lt;",
            b'>' => "&gt;",
            b'"' => "&quot;",
            _ => "&#13;",
        });
        plain = &plain[at + 1..];
    }
    out.put(plain);
}

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
    let text = to_text(root);
    gbk::encode(&text).map_err(|missing| {
        vec![Unwritable { path: root.name.to_string(), character: missing.character, place: missing.place }]
    })
}

/// A document as characters, with its declaration.
pub fn to_text(root: &Element) -> String {
    let mut out = String::with_capacity(DECLARATION.len() + size(root));
    out.push_str(DECLARATION);
    write(root, &mut out);
    out
}

/// An envelope as characters, which go out as UTF-8.
pub fn envelope(root: &Element) -> String {
    let mut out = String::from(r#"<?xml version="1.0" encoding="UTF-8"?>"#);
    write(root, &mut out);
    out
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

fn write(element: &Element, out: &mut String) {
    out.push('<');
    out.push_str(&element.name);
    for (name, value) in &element.attributes {
        out.push(' ');
        out.push_str(name);
        out.push_str("=\"");
        escape(value, out);
        out.push('"');
    }
    if element.children.is_empty() && element.text.is_empty() {
        out.push_str("/>");
        return;
    }
    out.push('>');
    escape(&element.text, out);
    for child in &element.children {
        write(child, out);
    }
    out.push_str("</");
    out.push_str(&element.name);
    out.push('>');
}

/// A carriage return is written as a reference: a reader would make a line feed of it.
fn escape(text: &str, out: &mut String) {
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\r' => out.push_str("&#13;"),
            other => out.push(other),
        }
    }
}

//! A reader that trusts nothing: no document type, no entities of one's own, and bounds for everything.

use std::collections::HashSet;
use std::io::Read;
use std::time::{Duration, Instant};

use quick_xml::Reader;
use quick_xml::XmlVersion;
use quick_xml::errors::{IllFormedError, SyntaxError};
use quick_xml::events::{BytesStart, Event};
use thiserror::Error;

use super::Element;
use crate::bureau::gbk;
use crate::bureau::packaging::FILE_BYTES;

/// Bytes of a text that is never left out.
const LONG: usize = 256;
/// Bytes that are looked through at a time.
const BUFFER: usize = 32 * 1024;

/// Bounds of a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of the whole.
    pub bytes: usize,
    /// Elements inside one another.
    pub depth: usize,
    /// Elements and attributes in all.
    pub elements: usize,
    /// Bytes of a name.
    pub name: usize,
    /// Attributes of an element.
    pub attributes: usize,
    /// Bytes of the attributes of an element.
    pub attribute_bytes: usize,
    /// Time for it all.
    pub time: Duration,
}

/// The deepest message has 9 levels; a file of 1,000 full records has some 120,000 elements.
impl Default for Limits {
    fn default() -> Self {
        Self {
            bytes: FILE_BYTES,
            depth: 16,
            elements: 150_000,
            name: 64,
            attributes: 8,
            attribute_bytes: 1024,
            time: Duration::from_secs(5),
        }
    }
}

impl Limits {
    /// Of a file that came down: a table of all units and a copy of what is on record hold more than what goes up. An element
    /// takes up to 170 bytes beside what its name and its text are longer than 24 each: with this many it stays under 50 MB.
    pub fn of_download() -> Self {
        Self { elements: 250_000, time: Duration::from_secs(30), ..Self::default() }
    }
}

/// Why a document is refused.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum Refused {
    /// A bound is passed: which.
    #[error("more than allowed: {0}")]
    Beyond(&'static str),
    /// It took longer than it may. That is also for what else the machine does: at another time it may be read.
    #[error("more than allowed: time")]
    Slow,
    /// It has a document type.
    #[error("document type")]
    DocumentType,
    /// It names an entity that XML itself does not have.
    #[error("entity {0}")]
    Entity(String),
    /// It declares another encoding than GBK.
    #[error("encoding {0}")]
    Encoding(String),
    /// Its bytes are no GBK.
    #[error("not GBK")]
    NotGbk,
    /// Its bytes are no UTF-8.
    #[error("not UTF-8")]
    NotUtf8,
    /// It holds a character XML forbids.
    #[error("character U+{:04X}", u32::from(*.0))]
    Character(char),
    /// It ends before it is whole, at this byte of the decoded text: a part of it came.
    #[error("ends too early, at byte {0}")]
    EndsEarly(u64),
    /// It is not well-formed.
    #[error("not well-formed near byte {at}: {what}")]
    Malformed {
        /// Where, in the decoded text.
        at: u64,
        /// What.
        what: String,
    },
}

/// Reads a data file: bytes in GBK, whose declaration must not say otherwise.
pub fn read(bytes: &[u8], limits: &Limits) -> Result<Element, Refused> {
    if bytes.len() > limits.bytes {
        return Err(Refused::Beyond("bytes"));
    }
    let text = gbk::decode(bytes).map_err(|_| Refused::NotGbk)?;
    parse(&text, limits, Declared::Gbk)
}

/// Whether of a text nothing is needed, by the elements that are open around it: the last is the one that it stands in.
pub type LeavesOut = fn(&[Element]) -> bool;

/// Looks through a data file that will be read as it comes: one that has too many elements is refused before any is read.
pub fn look_through(mut source: impl Read, limits: &Limits) -> Result<(), Refused> {
    let (mut buffer, mut signs) = (vec![0; BUFFER], 0);
    loop {
        let length = source.read(&mut buffer).map_err(|error| malformed(0, error))?;
        if length == 0 {
            return Ok(());
        }
        signs += signs_in(&buffer[..length]);
        has_few(signs, limits)?;
    }
}

/// Signs that begin a tag; in GBK, too, no other character has their byte.
fn signs_in(bytes: &[u8]) -> usize {
    memchr::memchr_iter(b'<', bytes).count()
}

/// An element has two signs at most: too many are refused before any is read.
fn has_few(signs: usize, limits: &Limits) -> Result<(), Refused> {
    if signs / 2 > limits.elements { Err(Refused::Beyond("elements")) } else { Ok(()) }
}

/// Reads a data file as it comes, without what nobody needs of its long texts.
pub fn read_from(source: impl Read, limits: &Limits, leaves_out: LeavesOut) -> Result<Element, Refused> {
    let mut reader = Reader::from_reader(gbk::Text::of(source, limits.bytes));
    reader.config_mut().check_end_names = true;
    let mut tree = Tree { leaves_out, ..Tree::new(limits, Declared::Gbk) };
    let mut buffer = Vec::new();
    loop {
        buffer.clear();
        let at = reader.buffer_position();
        match reader.read_event_into(&mut buffer).map_err(|error| unread(at, error))? {
            Event::Eof => return tree.finish(at),
            event => tree.take(event, at)?,
        }
    }
}

/// Reads an envelope: bytes in UTF-8, whose declaration must not say otherwise.
pub fn read_envelope(bytes: &[u8], limits: &Limits) -> Result<Element, Refused> {
    if bytes.len() > limits.bytes {
        return Err(Refused::Beyond("bytes"));
    }
    let text = std::str::from_utf8(bytes).map_err(|_| Refused::NotUtf8)?;
    parse(text.trim_start_matches('\u{feff}'), limits, Declared::Utf8)
}

/// Reads what came as characters: a declaration inside tells of bytes that are gone, and is ignored.
pub fn read_inner(text: &str, limits: &Limits) -> Result<Element, Refused> {
    if text.len() > limits.bytes {
        return Err(Refused::Beyond("bytes"));
    }
    parse(text.trim_start_matches('\u{feff}').trim_start(), limits, Declared::Ignored)
}

struct Tree<'a> {
    limits: &'a Limits,
    declared: Declared,
    leaves_out: LeavesOut,
    until: Instant,
    open: Vec<Element>,
    root: Option<Element>,
    count: usize,
    attribute_count: usize,
}

/// What a declaration may say of the encoding.
#[derive(Clone, Copy)]
enum Declared {
    /// GBK: GB2312 is a part of it and GB18030 its superset, whoever declares them means the same table.
    Gbk,
    /// UTF-8.
    Utf8,
    /// Anything.
    Ignored,
}

impl Declared {
    fn check(self, encoding: &str) -> Result<(), Refused> {
        let known: &[&str] = match self {
            Self::Gbk => &["GBK", "GB2312", "GB18030"],
            Self::Utf8 => &["UTF-8", "UTF8"],
            Self::Ignored => return Ok(()),
        };
        let fits = known.iter().any(|name| name.eq_ignore_ascii_case(encoding));
        if fits { Ok(()) } else { Err(Refused::Encoding(encoding.chars().take(40).collect())) }
    }
}

fn parse(text: &str, limits: &Limits, declared: Declared) -> Result<Element, Refused> {
    has_few(signs_in(text.as_bytes()), limits)?;
    let mut reader = Reader::from_str(text);
    // A tag without its closing half is malformed, not closed for the writer.
    reader.config_mut().check_end_names = true;
    let mut tree = Tree::new(limits, declared);
    loop {
        let at = reader.buffer_position();
        match reader.read_event().map_err(|error| unread(at, error))? {
            Event::Eof => return tree.finish(at),
            event => tree.take(event, at)?,
        }
    }
}

/// Why a document cannot be read on.
fn unread(at: u64, error: quick_xml::Error) -> Refused {
    let inner = match &error {
        quick_xml::Error::Syntax(unclosed) if *unclosed != SyntaxError::InvalidBangMarkup => {
            return Refused::EndsEarly(at);
        }
        quick_xml::Error::Io(inner) => inner.get_ref(),
        quick_xml::Error::IllFormed(
            IllFormedError::MismatchedEndTag { found, .. } | IllFormedError::UnmatchedEndTag(found),
        ) if !is_plain(found) => return malformed(at, "name"),
        _ => None,
    };
    match inner {
        Some(inner) if inner.is::<gbk::NotGbk>() => Refused::NotGbk,
        Some(inner) if inner.is::<gbk::TooLong>() => Refused::Beyond("bytes"),
        _ => malformed(at, error),
    }
}

fn malformed(at: u64, what: impl ToString) -> Refused {
    Refused::Malformed { at, what: what.to_string().chars().take(120).collect() }
}

impl<'a> Tree<'a> {
    fn new(limits: &'a Limits, declared: Declared) -> Self {
        let until = Instant::now() + limits.time;
        let leaves_out: LeavesOut = |_| false;
        Self { limits, declared, leaves_out, until, open: Vec::new(), root: None, count: 0, attribute_count: 0 }
    }

    fn take(&mut self, event: Event<'_>, at: u64) -> Result<(), Refused> {
        match event {
            Event::Decl(declaration) => {
                let encoding = declaration.encoding().transpose().map_err(|error| malformed(at, error))?;
                encoding.map_or(Ok(()), |name| self.declared.check(&name))
            }
            Event::Start(tag) => {
                let element = self.begin(&tag, at)?;
                self.open.push(element);
                Ok(())
            }
            Event::Empty(tag) => {
                let element = self.begin(&tag, at)?;
                self.close(element);
                Ok(())
            }
            Event::End(_) => match self.open.pop() {
                Some(element) => {
                    self.close(element);
                    Ok(())
                }
                None => Err(malformed(at, "nothing to close")),
            },
            Event::Text(text) => self.text(&text.xml10_content(), at),
            Event::CData(text) => self.text(&text.xml10_content(), at),
            Event::GeneralRef(reference) => {
                let character = match &*reference {
                    "amp" => Some('&'),
                    "lt" => Some('<'),
                    "gt" => Some('>'),
                    "quot" => Some('"'),
                    "apos" => Some('\''),
                    _ => reference.resolve_char_ref().map_err(|error| malformed(at, error))?,
                };
                let character = character.ok_or_else(|| unknown_entity(&reference))?;
                self.text(character.encode_utf8(&mut [0; 4]), at)
            }
            Event::DocType(_) => Err(Refused::DocumentType),
            _ => Ok(()),
        }
    }

    fn begin(&mut self, tag: &BytesStart<'_>, at: u64) -> Result<Element, Refused> {
        self.count += 1;
        let beyond = |what| Err(Refused::Beyond(what));
        if self.count + self.attribute_count > self.limits.elements {
            return beyond("elements");
        }
        if self.open.len() >= self.limits.depth {
            return beyond("depth");
        }
        if self.count.is_multiple_of(256) && Instant::now() > self.until {
            return Err(Refused::Slow);
        }
        if self.open.is_empty() && self.root.is_some() {
            return Err(malformed(at, "a second root"));
        }
        if tag.name().0.len() > self.limits.name {
            return beyond("name");
        }
        if !is_name(tag.name().0) {
            return Err(malformed(at, "name"));
        }
        let mut element = Element::new(tag.name().0);
        self.attributes(tag, &mut element, at)?;
        self.attribute_count += element.attributes.len();
        Ok(element)
    }

    fn attributes(&self, tag: &BytesStart<'_>, element: &mut Element, at: u64) -> Result<(), Refused> {
        if tag.attributes_raw().len() > self.limits.attribute_bytes {
            return Err(Refused::Beyond("attribute bytes"));
        }
        if tag.attributes_raw().contains('<') {
            return Err(malformed(at, "attribute"));
        }
        let mut seen = HashSet::new();
        for attribute in tag.attributes().with_checks(false) {
            let attribute = attribute.map_err(|error| malformed(at, error))?;
            if seen.len() == self.limits.attributes {
                return Err(Refused::Beyond("attributes"));
            }
            let name = attribute.key.0;
            if !is_name(name) || !seen.insert(name) {
                return Err(malformed(at, "attribute"));
            }
            // An entity of one's own in a value is an error of the library: only those of XML resolve. It names that.
            let value = attribute.normalized_value(XmlVersion::Implicit1_0).map_err(|_| malformed(at, "attribute"))?;
            check_characters(&value)?;
            element.attributes.push((name.to_owned(), value.into_owned()));
        }
        element.attributes.shrink_to_fit();
        Ok(())
    }

    fn text(&mut self, text: &str, at: u64) -> Result<(), Refused> {
        check_characters(text)?;
        let length = self.open.last().map_or(0, |element| element.text.len()) + text.len();
        let is_left_out = length > LONG && (self.leaves_out)(&self.open);
        match self.open.last_mut() {
            Some(element) if is_left_out => element.text.clear(),
            Some(element) => element.text.push_str(text),
            None if text.trim().is_empty() => {}
            None => return Err(malformed(at, "text outside the root")),
        }
        Ok(())
    }

    fn close(&mut self, mut element: Element) {
        if !element.children.is_empty() && element.text.trim().is_empty() {
            element.text = String::new();
        }
        // Room for four is taken for the first, which would be most of what a document of many small ones takes.
        element.children.shrink_to_fit();
        match self.open.last_mut() {
            Some(parent) => parent.children.push(element),
            None => self.root = Some(element),
        }
    }

    fn finish(self, at: u64) -> Result<Element, Refused> {
        if !self.open.is_empty() {
            return Err(Refused::EndsEarly(at));
        }
        self.root.ok_or(Refused::EndsEarly(at))
    }
}

/// What stands there may be words with a sign that nobody wrote as a reference: they go to no log.
fn unknown_entity(reference: &str) -> Refused {
    Refused::Entity(if is_plain(reference) { reference.to_owned() } else { "…".to_owned() })
}

/// Whether a text is a name as the interface has them: nobody is told by it.
fn is_plain(name: &str) -> bool {
    const LONGEST: usize = 40;
    name.len() <= LONGEST && name.is_ascii() && is_name(name)
}

fn is_name(name: &str) -> bool {
    let begins = |c: char| c.is_alphabetic() || c == '_';
    name.starts_with(begins) && name.chars().all(|c| c.is_alphanumeric() || "_-.:".contains(c))
}

fn check_characters(text: &str) -> Result<(), Refused> {
    let forbidden = |c: &char| matches!(c, '\0'..='\x08' | '\x0b' | '\x0c' | '\x0e'..='\x1f' | '\u{fffe}' | '\u{ffff}');
    text.chars().find(forbidden).map_or(Ok(()), |c| Err(Refused::Character(c)))
}

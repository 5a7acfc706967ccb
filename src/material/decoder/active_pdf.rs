//! What a PDF would do or carry besides its pages: scripts, actions, films, files within it. Drawn, it does none of that; but a
//! letter has no use for it, so it is refused. Links that somebody must click and jumps within the file are no matter.
//!
//! What cannot be taken apart for certain is refused as well: something may hide there.

use std::io::Read as _;
use std::mem;

use flate2::bufread::ZlibDecoder;
use memchr::{memchr_iter, memmem};

use super::pdf_syntax::{Token, Tokens, UNCLEAR, is_blank, name_at};
use crate::material::refusal::Refusal;

/// Names of what acts or carries something (ISO 32000-1, 7.11.4, 12.6 and 12.7).
const ACTIVE: [&[u8]; 18] = [
    b"JavaScript",
    b"JS",
    b"AA",
    b"Launch",
    b"GoToR",
    b"GoToE",
    b"SubmitForm",
    b"ImportData",
    b"XFA",
    b"Rendition",
    b"RichMedia",
    b"Movie",
    b"Sound",
    b"3D",
    b"EF",
    b"EmbeddedFile",
    b"EmbeddedFiles",
    b"FileAttachment",
];
/// Bytes that all compressed objects of a file may have; a letter has a few thousand.
const MOST_INFLATED: u64 = 16 << 20;

/// What was met of a file.
#[derive(Default)]
struct Seen {
    is_active: bool,
    /// The name stood there last.
    may_open_with_an_action: bool,
    opens_with_an_action: bool,
    has_address: bool,
    inflated: u64,
}

/// What was met of one object.
struct Object<'a> {
    /// The file from its beginning on.
    from: &'a [u8],
    open_dictionaries: usize,
    is_called_a_holder: bool,
    has_count: bool,
    has_first: bool,
}

impl<'a> Object<'a> {
    fn new(from: &'a [u8]) -> Self {
        Self { from, open_dictionaries: 0, is_called_a_holder: false, has_count: false, has_first: false }
    }

    /// Objects may lie in a stream (7.5.7). Readers go by what it must have, whatever it calls itself.
    fn holds_objects(&self) -> bool {
        self.is_called_a_holder || (self.has_count && self.has_first)
    }

    fn note(&mut self, name: &[u8]) {
        match name {
            b"ObjStm" => self.is_called_a_holder = true,
            b"N" => self.has_count = true,
            b"First" => self.has_first = true,
            _ => {}
        }
    }
}

/// Looks for what acts.
///
/// # Errors
/// `PdfActive` where there is such a thing or it may hide, `TooHeavy` where there is too much to look through.
pub(super) fn check(file: &[u8]) -> Result<(), Refusal> {
    let mut seen = Seen::default();
    seen.walk(file)?;
    // To open an address by itself is another matter than a link.
    if seen.is_active || (seen.opens_with_an_action && seen.has_address) {
        return Err(Refusal::PdfActive);
    }
    Ok(())
}

impl Seen {
    fn walk(&mut self, file: &[u8]) -> Result<(), Refusal> {
        let mut tokens = Tokens::of(file);
        let mut object = Object::new(file);
        let mut has_closed = false;
        while let Some(token) = tokens.read()? {
            // A stream stands behind its dictionary: elsewhere the word would only make us pass over what follows.
            let follows_dictionary = has_closed && object.open_dictionaries == 0;
            has_closed = matches!(token, Token::Close) || (has_closed && matches!(token, Token::Comment(_)));
            self.meet(&token);
            match token {
                Token::Name(name) => object.note(&name),
                Token::Open => object.open_dictionaries += 1,
                Token::Close => {
                    object.open_dictionaries = object.open_dictionaries.checked_sub(1).ok_or(UNCLEAR)?;
                }
                Token::Text(passed) | Token::Comment(passed) => refuse_hidden_objects(passed)?,
                Token::Word(b"obj") if object.open_dictionaries > 0 => return Err(UNCLEAR),
                Token::Word(b"obj") => object = Object::new(tokens.rest),
                Token::Word(b"stream") if follows_dictionary => {
                    let dictionary = &object.from[..object.from.len() - tokens.rest.len()];
                    let end = memmem::find(tokens.rest, b"endstream").ok_or(UNCLEAR)?;
                    let (data, rest) = tokens.rest.split_at(end);
                    tokens.rest = rest;
                    refuse_hidden_objects(data)?;
                    if object.holds_objects() {
                        self.look_into(data, dictionary)?;
                    }
                    // Another stream has a dictionary of its own.
                    object = Object::new(tokens.rest);
                }
                Token::Word(b"stream") => return Err(UNCLEAR),
                Token::Word(_) | Token::Other(_) => {}
            }
        }
        self.take_for_an_action();
        Ok(())
    }

    /// An array behind the name is a place in the file (12.3.2.2). Whatever else stands there counts as an action: a reference
    /// may lead to one.
    fn meet(&mut self, token: &Token<'_>) {
        if matches!(token, Token::Other(b'[')) {
            self.may_open_with_an_action = false;
        }
        self.take_for_an_action();
        if let Token::Name(name) = token {
            self.note(name);
        }
    }

    fn take_for_an_action(&mut self) {
        self.opens_with_an_action |= mem::take(&mut self.may_open_with_an_action);
    }

    fn note(&mut self, name: &[u8]) {
        match name {
            b"OpenAction" => self.may_open_with_an_action = true,
            b"URI" => self.has_address = true,
            _ => self.is_active |= ACTIVE.contains(&name),
        }
    }

    /// Looks at the objects of a stream.
    fn look_into(&mut self, data: &[u8], dictionary: &[u8]) -> Result<(), Refusal> {
        refuse_unless_deflated(dictionary)?;
        let data = behind_line(data).ok_or(UNCLEAR)?;
        let (mut decoder, mut inflated) = (ZlibDecoder::new(data), Vec::new());
        let left = MOST_INFLATED.saturating_sub(self.inflated);
        let read = decoder.by_ref().take(left + 1).read_to_end(&mut inflated);
        self.inflated += inflated.len() as u64;
        if self.inflated > MOST_INFLATED {
            return Err(Refusal::TooHeavy);
        }
        read.map_err(|_| UNCLEAR)?;
        // Readers go by the length that the dictionary tells; what is packed must end where we end.
        let behind = usize::try_from(decoder.total_in()).ok().and_then(|end| data.get(end..)).ok_or(UNCLEAR)?;
        if !behind.iter().all(|byte| is_blank(*byte)) {
            return Err(UNCLEAR);
        }
        self.walk_within(&inflated)
    }

    /// Such objects are no streams themselves. Where each begins stands before them as a bare number, which may point into a
    /// text: so names in texts count here.
    fn walk_within(&mut self, objects: &[u8]) -> Result<(), Refusal> {
        let mut tokens = Tokens::of(objects);
        while let Some(token) = tokens.read()? {
            self.meet(&token);
            if let Token::Text(passed) | Token::Comment(passed) = token {
                for at in memchr_iter(b'/', passed) {
                    self.note(&name_at(&passed[at + 1..]).0);
                    self.take_for_an_action();
                }
            }
        }
        self.take_for_an_action();
        Ok(())
    }
}

/// What a stream holds. It begins on the line after its word (7.3.8.1), of whose own line readers pass over the rest.
fn behind_line(data: &[u8]) -> Option<&[u8]> {
    let is_end = |byte: u8| matches!(byte, b'\r' | b'\n');
    let blanks = data.iter().take_while(|byte| is_blank(**byte) && !is_end(**byte)).count();
    match &data[blanks..] {
        [b'\r', b'\n', held @ ..] | [b'\r' | b'\n', held @ ..] => Some(held),
        _ => None,
    }
}

/// Refuses a stream of objects that is not packed in the one way programs do it (7.3.8.2, with the short names that readers
/// take too).
///
/// # Errors
/// `PdfActive` where it is not packed, otherwise, twice, with a predictor, or as another object says.
fn refuse_unless_deflated(dictionary: &[u8]) -> Result<(), Refusal> {
    let (mut tokens, mut all) = (Tokens::of(dictionary), Vec::new());
    while let Some(token) = tokens.read()? {
        if !matches!(token, Token::Comment(_)) {
            all.push(token);
        }
    }
    let is_one_of = |token: &Token, names: &[&[u8]]| matches!(token, Token::Name(name) if names.contains(&&**name));
    if all.iter().any(|token| is_one_of(token, &[b"DecodeParms", b"DP", b"FFilter"])) {
        return Err(UNCLEAR);
    }
    let filters: Vec<_> = (0..all.len()).filter(|at| is_one_of(&all[*at], &[b"Filter", b"F"])).collect();
    let deflates = |token: &Token| is_one_of(token, &[b"FlateDecode", b"Fl"]);
    match filters[..] {
        [at] => match &all[at + 1..] {
            [Token::Other(b'['), name, Token::Other(b']'), ..] | [name, ..] if deflates(name) => Ok(()),
            _ => Err(UNCLEAR),
        },
        _ => Err(UNCLEAR),
    }
}

/// A table at the end of the file tells where objects begin; one that begins in what we pass over would be read by others:
/// two numbers and a word, with blanks and comments between them.
fn refuse_hidden_objects(passed: &[u8]) -> Result<(), Refusal> {
    let is_sign = |byte: u8| matches!(byte, b'+' | b'-');
    let begins = |at: usize| {
        // A longer word is another one, but readers take `obj7` for `obj 7`.
        if passed.get(at + 3).is_some_and(u8::is_ascii_alphabetic) {
            return false;
        }
        let Some(generation) = without_blanks(&passed[..at]) else { return true };
        // A sign alone is nought to readers.
        let before = without(without(generation, |byte| byte.is_ascii_digit()), is_sign);
        if before.len() == generation.len() {
            return false;
        }
        let Some(number) = without_blanks(before) else { return true };
        number.last().is_some_and(|byte| byte.is_ascii_digit() || is_sign(*byte))
    };
    if memmem::find_iter(passed, b"obj").any(begins) { Err(UNCLEAR) } else { Ok(()) }
}

/// The bytes without what ends them.
fn without(bytes: &[u8], what: impl Fn(u8) -> bool) -> &[u8] {
    &bytes[..bytes.len() - bytes.iter().rev().take_while(|byte| what(**byte)).count()]
}

/// The bytes without the blanks that end them; nothing where a comment may end there: backwards it is not told from the rest.
fn without_blanks(bytes: &[u8]) -> Option<&[u8]> {
    let is_end = |byte: u8| matches!(byte, b'\r' | b'\n');
    let kept = without(bytes, is_blank);
    // Looked at only where a line ended: so each is looked at once, however many objects it names.
    let has_line_ended = bytes[kept.len()..].iter().any(|byte| is_end(*byte));
    let may_end_a_comment = || kept[without(kept, |byte| !is_end(byte)).len()..].contains(&b'%');
    (!has_line_ended || !may_end_a_comment()).then_some(kept)
}

#[cfg(test)]
mod tests;

//! As much of the syntax of PDF (ISO 32000-1, 7.2) as it takes to tell names from what stands in texts.

use std::borrow::Cow;

use memchr::{memchr, memchr2};

use crate::material::refusal::Refusal;

/// What cannot be taken apart for certain may hide what acts.
pub(super) const UNCLEAR: Refusal = Refusal::PdfActive;

/// The smallest parts of a file.
pub(super) enum Token<'a> {
    Name(Cow<'a, [u8]>),
    Word(&'a [u8]),
    /// Of a dictionary.
    Open,
    /// Of a dictionary.
    Close,
    Text(&'a [u8]),
    Comment(&'a [u8]),
    /// Of an array or a function.
    Other(u8),
}

/// Reads a file token by token.
pub(super) struct Tokens<'a> {
    pub rest: &'a [u8],
}

impl<'a> Tokens<'a> {
    /// Begins at the first byte.
    pub fn of(bytes: &'a [u8]) -> Self {
        Self { rest: bytes }
    }

    /// The next one; nothing at the end.
    ///
    /// # Errors
    /// [`UNCLEAR`] where brackets do not fit together.
    pub fn read(&mut self) -> Result<Option<Token<'a>>, Refusal> {
        let blanks = self.rest.iter().take_while(|byte| is_blank(**byte)).count();
        let from = &self.rest[blanks..];
        let Some((first, after)) = from.split_first() else { return Ok(None) };
        let (token, rest) = match (first, after.first()) {
            (b'/', _) => {
                let (name, rest) = name_at(after);
                (Token::Name(name), rest)
            }
            (b'(', _) => {
                let rest = after_text(after).ok_or(UNCLEAR)?;
                (Token::Text(&after[..after.len() - rest.len()]), rest)
            }
            (b'%', _) => {
                let (comment, rest) = after.split_at(memchr2(b'\r', b'\n', after).unwrap_or(after.len()));
                (Token::Comment(comment), rest)
            }
            (b'<', Some(b'<')) => (Token::Open, &after[1..]),
            (b'>', Some(b'>')) => (Token::Close, &after[1..]),
            (b'<', _) => {
                let (text, rest) = after.split_at(memchr(b'>', after).ok_or(UNCLEAR)?);
                if !text.iter().all(|byte| byte.is_ascii_hexdigit() || is_blank(*byte)) {
                    return Err(UNCLEAR);
                }
                (Token::Text(text), &rest[1..])
            }
            (b'>' | b')', _) => return Err(UNCLEAR),
            (b'[' | b']' | b'{' | b'}', _) => (Token::Other(*first), after),
            _ => {
                let (word, rest) = split_word(from);
                (Token::Word(word), rest)
            }
        };
        self.rest = rest;
        Ok(Some(token))
    }
}

/// The name that stands there, as it is meant, and what follows.
pub(super) fn name_at(bytes: &[u8]) -> (Cow<'_, [u8]>, &[u8]) {
    let (name, rest) = split_word(bytes);
    (unescaped(name), rest)
}

fn split_word(bytes: &[u8]) -> (&[u8], &[u8]) {
    bytes.split_at(bytes.iter().position(|byte| ends_word(*byte)).unwrap_or(bytes.len()))
}

/// White space (7.2.2).
pub(super) fn is_blank(byte: u8) -> bool {
    matches!(byte, 0 | b'\t' | b'\n' | 0x0C | b'\r' | b' ')
}

fn ends_word(byte: u8) -> bool {
    is_blank(byte) || b"()<>[]{}/%".contains(&byte)
}

/// What follows a text in brackets, which may hold more of them; nothing where it does not end.
fn after_text(bytes: &[u8]) -> Option<&[u8]> {
    let mut open = 1_usize;
    let mut is_escaped = false;
    for (at, byte) in bytes.iter().enumerate() {
        match byte {
            _ if is_escaped => is_escaped = false,
            b'\\' => is_escaped = true,
            b'(' => open += 1,
            b')' if open == 1 => return Some(&bytes[at + 1..]),
            b')' => open -= 1,
            _ => {}
        }
    }
    None
}

/// A name as it is meant: `/J#53` is `/JS`.
fn unescaped(name: &[u8]) -> Cow<'_, [u8]> {
    if !name.contains(&b'#') {
        return Cow::Borrowed(name);
    }
    let digit = |at: usize| name.get(at).and_then(|byte| char::from(*byte).to_digit(16));
    let mut plain = Vec::with_capacity(name.len());
    let mut at = 0;
    while let Some(byte) = name.get(at) {
        match (byte, digit(at + 1), digit(at + 2)) {
            (b'#', Some(high), Some(low)) => {
                plain.push((high * 16 + low) as u8);
                at += 3;
            }
            _ => {
                plain.push(*byte);
                at += 1;
            }
        }
    }
    Cow::Owned(plain)
}

//! What a PDF would do or carry besides its pages: scripts, actions, films, files within it. Drawn, it does none of that; but a
//! letter has no use for it, so it is refused. Links that somebody must click and jumps within the file are no matter.
//!
//! The walk knows as much of the syntax (ISO 32000-1, 7.2) as it takes to tell names from what stands in texts and pictures.

use std::borrow::Cow;
use std::io::Read as _;

use flate2::read::ZlibDecoder;
use memchr::{memchr, memchr2, memmem};

use crate::material::refusal::Refusal;

/// Names of what acts or carries something (ISO 32000-1, 7.11.4, 12.6 and 12.7).
const ACTIVE: [&[u8]; 17] = [
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
    opens_with_an_action: bool,
    has_address: bool,
    inflated: u64,
}

/// What was met of one object.
#[derive(Default)]
struct Object {
    holds_objects: bool,
    is_deflated: bool,
    is_packed_otherwise: bool,
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
    fn walk(&mut self, bytes: &[u8]) -> Result<(), Refusal> {
        let mut tokens = Tokens { rest: bytes };
        let mut object = Object::default();
        while let Some(token) = tokens.next() {
            match token {
                Token::Name(name) => self.note(&name, &mut object),
                Token::Word(b"obj") => object = Object::default(),
                Token::Word(b"stream") => {
                    let end = memmem::find(tokens.rest, b"endstream").unwrap_or(tokens.rest.len());
                    let (data, rest) = tokens.rest.split_at(end);
                    tokens.rest = rest;
                    self.look_into(data, &object)?;
                }
                Token::Word(_) => {}
            }
        }
        Ok(())
    }

    fn note(&mut self, name: &[u8], object: &mut Object) {
        match name {
            b"OpenAction" => self.opens_with_an_action = true,
            b"URI" => self.has_address = true,
            b"ObjStm" => object.holds_objects = true,
            b"FlateDecode" | b"Fl" => object.is_deflated = true,
            _ if name.ends_with(b"Decode") => object.is_packed_otherwise = true,
            _ => self.is_active |= ACTIVE.contains(&name),
        }
    }

    /// Objects may lie in a stream, packed.
    fn look_into(&mut self, data: &[u8], object: &Object) -> Result<(), Refusal> {
        if !object.holds_objects {
            return Ok(());
        }
        if object.is_packed_otherwise {
            return Err(Refusal::PdfActive);
        }
        if !object.is_deflated {
            return self.walk_within(data);
        }
        let mut inflated = Vec::new();
        let left = MOST_INFLATED.saturating_sub(self.inflated);
        // Of a broken one that much is looked at which can be read.
        let _ = ZlibDecoder::new(data.trim_ascii_start()).take(left + 1).read_to_end(&mut inflated);
        self.inflated += inflated.len() as u64;
        if self.inflated > MOST_INFLATED {
            return Err(Refusal::TooHeavy);
        }
        self.walk_within(&inflated)
    }

    /// Such objects are no streams themselves.
    fn walk_within(&mut self, objects: &[u8]) -> Result<(), Refusal> {
        let mut object = Object::default();
        for token in (Tokens { rest: objects }) {
            if let Token::Name(name) = token {
                self.note(&name, &mut object);
            }
        }
        Ok(())
    }
}

enum Token<'a> {
    Name(Cow<'a, [u8]>),
    Word(&'a [u8]),
}

/// Names and words; texts and comments are passed over.
struct Tokens<'a> {
    rest: &'a [u8],
}

impl<'a> Iterator for Tokens<'a> {
    type Item = Token<'a>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            let (first, after) = self.rest.split_first()?;
            self.rest = match first {
                b'/' => {
                    let (name, rest) = split_word(after);
                    self.rest = rest;
                    return Some(Token::Name(unescaped(name)));
                }
                b'(' => after_text(after),
                b'%' => &after[memchr2(b'\r', b'\n', after).unwrap_or(after.len())..],
                b'<' if after.first() == Some(&b'<') => &after[1..],
                b'<' => &after[memchr(b'>', after).unwrap_or(after.len())..],
                other if ends_word(*other) => after,
                _ => {
                    let (word, rest) = split_word(self.rest);
                    self.rest = rest;
                    return Some(Token::Word(word));
                }
            }
        }
    }
}

fn split_word(bytes: &[u8]) -> (&[u8], &[u8]) {
    bytes.split_at(bytes.iter().position(|byte| ends_word(*byte)).unwrap_or(bytes.len()))
}

fn ends_word(byte: u8) -> bool {
    matches!(byte, 0 | b'\t' | b'\n' | 0x0C | b'\r' | b' ') || b"()<>[]{}/%".contains(&byte)
}

/// What follows a text in brackets, which may hold more of them.
fn after_text(bytes: &[u8]) -> &[u8] {
    let mut open = 1_usize;
    let mut is_escaped = false;
    for (at, byte) in bytes.iter().enumerate() {
        match byte {
            _ if is_escaped => is_escaped = false,
            b'\\' => is_escaped = true,
            b'(' => open += 1,
            b')' if open == 1 => return &bytes[at + 1..],
            b')' => open -= 1,
            _ => {}
        }
    }
    &[]
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

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use flate2::Compression;
    use flate2::write::ZlibEncoder;

    use super::*;

    fn packed(objects: &[u8]) -> Vec<u8> {
        let mut encoder = ZlibEncoder::new(Vec::new(), Compression::default());
        encoder.write_all(objects).unwrap();
        encoder.finish().unwrap()
    }

    /// An object that holds others.
    fn holder(filter: &str, data: &[u8]) -> Vec<u8> {
        let head = format!("7 0 obj\n<< /Type /ObjStm /N 1 /First 4 {filter} /Length {} >>\nstream\r\n", data.len());
        [head.as_bytes(), data, b"\nendstream\nendobj\n"].concat()
    }

    #[test]
    fn what_acts_is_found_and_what_only_looks_like_it_is_not() {
        let refused = Err(Refusal::PdfActive);
        let script = b"9 0 << /S /JavaScript /JS (app.alert(1)) >>";
        for (name, file, fate) in [
            ("a script", b"1 0 obj << /S/JavaScript/JS(x) >> endobj".to_vec(), refused),
            ("a script in an escaped name", b"<< /S /J#61vaScript >>".to_vec(), refused),
            ("a program to start", b"<</OpenAction<</S/Launch/F(cmd.exe)>>>>".to_vec(), refused),
            ("an address that opens by itself", b"<</OpenAction<</S/URI/URI(http://a.example)>>>>".to_vec(), refused),
            ("acts of a page", b"<< /Type /Page /AA << /O 5 0 R >> >>".to_vec(), refused),
            ("a form that sends itself", b"<</S /SubmitForm /F (http://a.example)>>".to_vec(), refused),
            ("a file within", b"<< /Names << /EmbeddedFiles 6 0 R >> >>".to_vec(), refused),
            ("a file beside a note", b"<< /Subtype /FileAttachment >>".to_vec(), refused),
            ("a film", b"<< /Subtype /RichMedia >>".to_vec(), refused),
            ("a script among packed objects", holder("/Filter /FlateDecode", &packed(script)), refused),
            ("a script among objects as they are", holder("", script), refused),
            ("objects packed as no program packs them", holder("/Filter /ASCIIHexDecode", b"2F4A53>"), refused),
            ("after a text with brackets", b"<< /A (a \\( (b) ) /B /Launch >>".to_vec(), refused),
            ("a link", b"<< /S /URI /URI (https://example.cn) >>".to_vec(), Ok(())),
            ("a first page to show", b"<< /OpenAction [3 0 R /FitH null] >>".to_vec(), Ok(())),
            ("words in a text", b"<< /Title (how to /Launch /JavaScript) >>".to_vec(), Ok(())),
            ("words in a comment", b"% /JavaScript\n1 0 obj << >> endobj".to_vec(), Ok(())),
            ("words among pixels", b"4 0 obj << >> stream\n/JS /AA \nendstream endobj".to_vec(), Ok(())),
            ("packed objects that do nothing", holder("/Filter /FlateDecode", &packed(b"9 0 << /A 1 >>")), Ok(())),
            ("nothing", Vec::new(), Ok(())),
        ] {
            assert_eq!(check(&file), fate, "{name}");
        }
    }

    #[test]
    fn objects_that_swell_are_refused() {
        let bomb = packed(&vec![b' '; 17 << 20]);
        assert!(bomb.len() < 100_000);
        assert_eq!(check(&holder("/Filter /FlateDecode", &bomb)), Err(Refusal::TooHeavy));
    }

    proptest::proptest! {
        #[test]
        fn any_bytes_are_walked_to_their_end(bytes in proptest::collection::vec(proptest::num::u8::ANY, 0..400)) {
            let _ = check(&bytes);
            let _ = check(&holder("/Filter /FlateDecode", &bytes));
        }
    }
}

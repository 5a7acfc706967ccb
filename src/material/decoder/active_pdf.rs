//! What a PDF would do or carry besides its pages: scripts, actions, films, files within it. Drawn, it does none of that; but a
//! letter has no use for it, so it is refused. Links that somebody must click and jumps within the file are no matter.
//!
//! What cannot be taken apart for certain is refused as well: something may hide there.

use std::io::Read as _;

use flate2::read::ZlibDecoder;
use memchr::{memchr_iter, memmem};

use super::pdf_syntax::{Token, Tokens, UNCLEAR, is_blank, name_at};
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
            match token {
                Token::Name(name) => {
                    self.note(&name);
                    object.note(&name);
                }
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
                }
                Token::Word(b"stream") => return Err(UNCLEAR),
                Token::Word(_) | Token::Other(_) => {}
            }
        }
        Ok(())
    }

    fn note(&mut self, name: &[u8]) {
        match name {
            b"OpenAction" => self.opens_with_an_action = true,
            b"URI" => self.has_address = true,
            _ => self.is_active |= ACTIVE.contains(&name),
        }
    }

    /// Looks at the objects of a stream.
    fn look_into(&mut self, data: &[u8], dictionary: &[u8]) -> Result<(), Refusal> {
        if !is_deflated(dictionary)? {
            return self.walk_within(data);
        }
        let mut inflated = Vec::new();
        let left = MOST_INFLATED.saturating_sub(self.inflated);
        let read = ZlibDecoder::new(data.trim_ascii_start()).take(left + 1).read_to_end(&mut inflated);
        self.inflated += inflated.len() as u64;
        if self.inflated > MOST_INFLATED {
            return Err(Refusal::TooHeavy);
        }
        read.map_err(|_| UNCLEAR)?;
        self.walk_within(&inflated)
    }

    /// Such objects are no streams themselves. Where each begins stands before them as a bare number, which may point into a
    /// text: so names in texts count here.
    fn walk_within(&mut self, objects: &[u8]) -> Result<(), Refusal> {
        let mut tokens = Tokens::of(objects);
        while let Some(token) = tokens.read()? {
            match token {
                Token::Name(name) => self.note(&name),
                Token::Text(passed) | Token::Comment(passed) => {
                    memchr_iter(b'/', passed).for_each(|at| self.note(&name_at(&passed[at + 1..]).0));
                }
                _ => {}
            }
        }
        Ok(())
    }
}

/// Whether a stream of objects is packed in the one way programs do it (7.3.8.2, with the short names that readers take too).
///
/// # Errors
/// `PdfActive` where it is packed otherwise, twice, with a predictor, or as another object says.
fn is_deflated(dictionary: &[u8]) -> Result<bool, Refusal> {
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
        [] => Ok(false),
        [at] => match &all[at + 1..] {
            [Token::Other(b'['), name, Token::Other(b']'), ..] | [name, ..] if deflates(name) => Ok(true),
            _ => Err(UNCLEAR),
        },
        _ => Err(UNCLEAR),
    }
}

/// A table at the end of the file tells where objects begin; one that begins in what we pass over would be read by others.
fn refuse_hidden_objects(passed: &[u8]) -> Result<(), Refusal> {
    let without = |bytes: &'_ [u8], what: fn(u8) -> bool| {
        bytes.len() - bytes.iter().rev().take_while(|byte| what(**byte)).count()
    };
    let begins = |at: usize| {
        let after_generation = without(&passed[..at], is_blank);
        let generation = without(&passed[..after_generation], |byte| byte.is_ascii_digit());
        let number = without(&passed[..generation], is_blank);
        generation < after_generation && number < generation && passed[..number].last().is_some_and(u8::is_ascii_digit)
    };
    if memmem::find_iter(passed, b"obj").any(begins) { Err(UNCLEAR) } else { Ok(()) }
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

    /// One that does not call itself so.
    fn unnamed(data: &[u8]) -> Vec<u8> {
        let head = b"7 0 obj\n<< /N 1 /First 4 /Filter /FlateDecode >>\nstream\n";
        [head, data, b"\nendstream\nendobj\n"].concat()
    }

    #[test]
    fn what_acts_is_found() {
        let refused = Err(Refusal::PdfActive);
        let script = b"9 0 << /S /JavaScript /JS (app.alert(1)) >>";
        for (name, file) in [
            ("a script", b"1 0 obj << /S/JavaScript/JS(x) >> endobj".to_vec()),
            ("a script in an escaped name", b"<< /S /J#61vaScript >>".to_vec()),
            ("a program to start", b"<</OpenAction<</S/Launch/F(cmd.exe)>>>>".to_vec()),
            ("an address that opens by itself", b"<</OpenAction<</S/URI/URI(http://a.example)>>>>".to_vec()),
            ("acts of a page", b"<< /Type /Page /AA << /O 5 0 R >> >>".to_vec()),
            ("a form that sends itself", b"<</S /SubmitForm /F (http://a.example)>>".to_vec()),
            ("a file within", b"<< /Names << /EmbeddedFiles 6 0 R >> >>".to_vec()),
            ("a file beside a note", b"<< /Subtype /FileAttachment >>".to_vec()),
            ("a film", b"<< /Subtype /RichMedia >>".to_vec()),
            ("a script among packed objects", holder("/Filter /FlateDecode", &packed(script))),
            ("a script among objects as they are", holder("", script)),
            ("objects packed as no program packs them", holder("/Filter /ASCIIHexDecode", b"2F4A53>")),
        ] {
            assert_eq!(check(&file), refused, "{name}");
        }
    }

    #[test]
    fn what_cannot_be_taken_apart_for_certain_is_refused() {
        let refused = Err(Refusal::PdfActive);
        let script = b"9 0 << /S /JavaScript /JS (app.alert(1)) >>";
        for (name, file) in [
            ("after a text with brackets", b"<< /A (a \\( (b) ) /B /Launch >>".to_vec()),
            ("a text that never ends", b"1 0 obj (a endobj 2 0 obj << /S /JavaScript >> endobj".to_vec()),
            ("a number that never ends", b"1 0 obj <41 endobj 2 0 obj << /S /JavaScript >> endobj".to_vec()),
            ("a number around a script", b"1 0 obj < /S /JavaScript > endobj".to_vec()),
            ("a stream that is none", b"1 0 obj stream << /JS (x) >> endstream endobj".to_vec()),
            ("a stream within a dictionary", b"1 0 obj << /A << >> stream /JS (x) endstream >> endobj".to_vec()),
            ("a stream after a text", b"1 0 obj << >> (a) stream /JS (x) endstream endobj".to_vec()),
            ("a stream that never ends", b"1 0 obj << >> stream\n/S /JavaScript endobj".to_vec()),
            ("an object within a text", b"1 0 obj (2 0 obj << /JS (x) >> endobj) endobj".to_vec()),
            ("an object within a comment", b"1 0 obj 0 endobj % 2\t00 obj << /JS (x) >>".to_vec()),
            ("an object among pixels", b"1 0 obj << >> stream\n2 0obj << /JS (x) >> endstream endobj".to_vec()),
            ("a beginning within one", b"7 0 obj << /Type /ObjStm obj /N 1 >> stream 1 endstream endobj".to_vec()),
            ("packed twice", holder("/Filter [/FlateDecode /FlateDecode]", &packed(&packed(script)))),
            ("packed twice by short names", holder("/Filter [/Fl /Fl]", &packed(&packed(script)))),
            ("a script packed by a short name", holder("/Filter /Fl", &packed(script))),
            ("a script packed by a short key", holder("/F [/FlateDecode]", &packed(script))),
            ("packed as another object says", holder("/Filter 8 0 R", &packed(b"9 0 << /A 1 >>"))),
            ("packed with two minds", holder("/Filter /Fl /F /AHx", &packed(b"9 0 << /A 1 >>"))),
            ("packed with a predictor", holder("/Filter /Fl /DecodeParms << /Predictor 12 >>", &packed(b"9 0 1"))),
            ("packed by a broken program", holder("/Filter /Fl", &packed(script)[..12])),
            ("a script in a holder by another name", unnamed(&packed(script))),
            ("a script within a text of packed objects", holder("", b"9 1 (<< /S /JavaScript >>)")),
        ] {
            assert_eq!(check(&file), refused, "{name}");
        }
    }

    #[test]
    fn what_only_looks_as_if_it_acted_passes() {
        for (name, file) in [
            ("packed objects in a list of one", holder("/Filter [ /FlateDecode ]", &packed(b"9 0 << /A 1 >>"))),
            ("packed objects by a short name", holder("/Filter/Fl", &packed(b"9 0 << /A (b) /C <41> >>"))),
            ("pixels packed twice", b"4 0 obj <</Filter[/A85/Fl]>>stream\nxx\nendstream endobj".to_vec()),
            (
                "a table of objects",
                b"4 0 obj <</Type/XRef/W[1 2 1]/DecodeParms<</Predictor 12>>>>stream\n\x00(<\nendstream".to_vec(),
            ),
            ("a comment before the stream", b"4 0 obj << >> % pixels\nstream\n(\nendstream endobj".to_vec()),
            ("a link", b"<< /S /URI /URI (https://example.cn) >>".to_vec()),
            ("a first page to show", b"<< /OpenAction [3 0 R /FitH null] >>".to_vec()),
            ("words in a text", b"<< /Title (how to /Launch /JavaScript) >>".to_vec()),
            ("words in a comment", b"% /JavaScript\n1 0 obj << >> endobj".to_vec()),
            ("words among pixels", b"4 0 obj << >> stream\n/JS /AA \nendstream endobj".to_vec()),
            ("packed objects that do nothing", holder("/Filter /FlateDecode", &packed(b"9 0 << /A 1 >>"))),
            ("nothing", Vec::new()),
        ] {
            assert_eq!(check(&file), Ok(()), "{name}");
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

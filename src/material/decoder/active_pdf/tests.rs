//! What acts, what may hide, and what passes.

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
    in_stream(b"\n", data, b"\n")
}

/// The same with what stands around the data.
fn in_stream(before: &[u8], data: &[u8], after: &[u8]) -> Vec<u8> {
    let head = b"7 0 obj\n<< /N 1 /First 4 /Filter /FlateDecode >>\nstream";
    [head, before, data, after, b"endstream\nendobj\n"].concat()
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
        ("one behind a place to show", b"<</OpenAction[1 0 R]/OpenAction<</S/URI/URI(a)>>>>".to_vec()),
        ("one that stands elsewhere", b"<</OpenAction 5 0 R>> 5 0 obj <</S/URI/URI(a)>> endobj".to_vec()),
        ("what opens behind a comment", b"<</OpenAction%\n[1 0 R] /A <</S/URI/URI(a)>>>>".to_vec()),
        (
            "an address that opens among packed objects",
            holder("/Filter/Fl", &packed(b"9 0 <</OpenAction 5 0 R/URI(a)>>")),
        ),
        ("acts of a page", b"<< /Type /Page /AA << /O 5 0 R >> >>".to_vec()),
        ("a form that sends itself", b"<</S /SubmitForm /F (http://a.example)>>".to_vec()),
        ("a file within", b"<< /Names << /EmbeddedFiles 6 0 R >> >>".to_vec()),
        (
            "a file whose stream does not call itself one",
            b"<</AF[6 0 R]>> 6 0 obj <</Type/Filespec/F(a.exe)/EF<</F 7 0 R>>>> endobj".to_vec(),
        ),
        ("a file beside a note", b"<< /Subtype /FileAttachment >>".to_vec()),
        ("a film", b"<< /Subtype /RichMedia >>".to_vec()),
        ("a script among packed objects", holder("/Filter /FlateDecode", &packed(script))),
        (
            "a script in the second stream after one beginning",
            [holder("/Filter/Fl", &packed(b"9 0 1")), unnamed(&packed(script))[8..].to_vec()].concat(),
        ),
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
        ("an object with a signed number", b"1 0 obj (2 +0 obj << /JS (x) >> endobj) endobj".to_vec()),
        ("an object with a sign for a number", b"1 0 obj (2-obj<< /JS (x) >> endobj) endobj".to_vec()),
        ("an object below nought", b"1 0 obj << >> stream\n2 -0 obj << /JS (x) >> endstream endobj".to_vec()),
        ("a comment before its word", b"1 0 obj << >> stream\n2 0%a\nobj << /JS (x) >> endstream endobj".to_vec()),
        ("comments between its numbers", b"1 0 obj (2% %\r%\n +0 obj << /JS (x) >> endobj) endobj".to_vec()),
        ("an object among pixels", b"1 0 obj << >> stream\n2 0obj << /JS (x) >> endstream endobj".to_vec()),
        ("a beginning within one", b"7 0 obj << /Type /ObjStm obj /N 1 >> stream 1 endstream endobj".to_vec()),
        ("objects as they are", holder("", b"9 0 << /A 1 >>")),
        ("packed behind a line of its word", in_stream(b" x\n", &packed(b"9 0 1"), b"\n")),
        ("packed on the line of its word", in_stream(b" ", &packed(b"9 0 1"), b"\n")),
        ("packed behind two lines", in_stream(b"\n\n", &packed(b"9 0 1"), b"\n")),
        ("more behind what is packed", in_stream(b"\n", &packed(b"9 0 1"), b"\n(")),
        ("packed twice", holder("/Filter [/FlateDecode /FlateDecode]", &packed(&packed(script)))),
        ("packed twice by short names", holder("/Filter [/Fl /Fl]", &packed(&packed(script)))),
        ("a script packed by a short name", holder("/Filter /Fl", &packed(script))),
        ("a script packed by a short key", holder("/F [/FlateDecode]", &packed(script))),
        ("packed as another object says", holder("/Filter 8 0 R", &packed(b"9 0 << /A 1 >>"))),
        ("packed with two minds", holder("/Filter /Fl /F /AHx", &packed(b"9 0 << /A 1 >>"))),
        ("packed with a predictor", holder("/Filter /Fl /DecodeParms << /Predictor 12 >>", &packed(b"9 0 1"))),
        ("packed by a broken program", holder("/Filter /Fl", &packed(script)[..12])),
        ("a script in a holder by another name", unnamed(&packed(script))),
        ("a script within a text of packed objects", holder("/Filter/Fl", &packed(b"9 1 (<< /S /JavaScript >>)"))),
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
        ("a first page to show, and a link", b"<</OpenAction[1 0 R /XYZ null null 0]/A<</S/URI/URI(a)>>>>".to_vec()),
        (
            "the same among packed objects",
            holder("/Filter/Fl", &packed(b"9 0 <</OpenAction [1 0 R/XYZ null null 0]/A<</S/URI/URI(a)>>>>")),
        ),
        ("packed objects with blanks around them", in_stream(b" \r", &packed(b"9 0 << /A 1 >>"), b"\r\n ")),
        ("words that begin like another", b"<< /Title (5 - objectives, 100 %\n objects) >>".to_vec()),
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
fn of_many_streams_after_one_beginning_each_is_looked_at_by_its_own_dictionary() {
    let stream = &unnamed(&packed(b"9 0 << /A 1 >>"))[b"7 0 obj".len()..];
    let stream = stream.strip_suffix(b"endobj\n").unwrap();
    // To read all that stands before each again would take minutes.
    assert_eq!(check(&[b"7 0 obj", &*stream.repeat(5_000)].concat()), Ok(()));
    // Nor does a line cost its length for each word in it.
    assert_eq!(check(&[b"% ", &*b"obj ".repeat(1 << 18)].concat()), Ok(()));
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

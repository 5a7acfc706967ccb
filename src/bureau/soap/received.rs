//! A body as it arrives: the file in it is decoded on its way, so that its text is never held as a whole.

use crate::bureau::packaging::Decoding;

/// How an element with a file opens in what is returned: in marked text, and with signs written as references.
const OPENS: [&str; 3] = ["<beianInfo>", "&lt;beianInfo>", "&lt;beianInfo&gt;"];

/// How the end of a line may be written in it, by who writes the inner document and by who writes the envelope.
const RETURNS: [&[u8]; 12] = [
    b"&#13;",
    b"&#xD;",
    b"&#xd;",
    b"&#10;",
    b"&#xA;",
    b"&#xa;",
    b"&amp;#13;",
    b"&amp;#xD;",
    b"&amp;#xd;",
    b"&amp;#10;",
    b"&amp;#xA;",
    b"&amp;#xa;",
];
/// Bytes of a file that is no longer than this stay in the text.
const SHORT: usize = 16 * 1024;

/// What has come of a body. Whether a file stands where it belongs the reader of the rest tells: nothing else is as long and
/// looks like one, and what has another hash than it is said to have is none.
#[derive(Debug, Default)]
pub struct Received {
    /// The text around the file.
    pub(super) text: Vec<u8>,
    /// The first long file, as far as it came without anything in it that is no base64.
    pub(super) file: Option<Decoding>,
    place: Place,
    /// What may be the end of a line in it, as far as it came.
    reference: Vec<u8>,
    expected: usize,
    came: usize,
}

/// Where in a body its next byte stands.
#[derive(Debug, Default, Clone, Copy)]
enum Place {
    /// Around the file.
    #[default]
    Around,
    /// In what may be one, which begins here in the text.
    Begun(usize),
    /// In the file.
    Inside,
}

impl Received {
    /// Nothing yet, of a body that is said to have so many bytes.
    pub fn expecting(expected: usize) -> Self {
        Self { expected, ..Self::default() }
    }

    /// Bytes that came so far.
    pub fn came(&self) -> usize {
        self.came
    }

    /// Takes what comes next.
    pub fn push(&mut self, mut chunk: &[u8]) {
        self.came += chunk.len();
        while !chunk.is_empty() {
            let taken = match self.place {
                _ if !self.reference.is_empty() => self.refer(chunk[0]),
                Place::Around => self.keep(chunk),
                Place::Begun(start) => self.begin(start, chunk),
                Place::Inside => self.decode(chunk),
            };
            chunk = &chunk[taken..];
        }
    }

    /// Keeps what stands around the file, up to where one may begin; how much that is. One is decoded: with a second one the
    /// answer is refused.
    fn keep(&mut self, chunk: &[u8]) -> usize {
        let end = memchr::memchr2(b'>', b';', chunk).map_or(chunk.len(), |at| at + 1);
        self.text.extend_from_slice(&chunk[..end]);
        if self.file.is_none() && OPENS.iter().any(|opens| self.text.ends_with(opens.as_bytes())) {
            self.place = Place::Begun(self.text.len());
        }
        end
    }

    /// Keeps what may be a file until that is long enough to be decoded; how much that is.
    fn begin(&mut self, start: usize, chunk: &[u8]) -> usize {
        let end = end_of_file(chunk);
        self.text.extend_from_slice(&chunk[..end]);
        if self.text.len() - start > SHORT {
            let mut file = Decoding::of_letters(self.expected);
            decode_lines(&self.text[start..], &mut file);
            self.text.truncate(start);
            self.file = Some(file);
            self.place = Place::Inside;
        }
        self.leave(end, chunk)
    }

    /// Decodes as far as it may be a file; how much that is. What follows is kept: where it belongs to the file, it is decoded
    /// once it is read.
    fn decode(&mut self, chunk: &[u8]) -> usize {
        let end = end_of_file(chunk);
        if let Some(file) = &mut self.file {
            file.push(&chunk[..end]);
        }
        self.leave(end, chunk)
    }

    /// What comes where a file ends, or a line of it; how much of a chunk is dealt with.
    fn leave(&mut self, end: usize, chunk: &[u8]) -> usize {
        match chunk.get(end) {
            None => end,
            Some(b'&') => {
                self.reference.push(b'&');
                end + 1
            }
            Some(_) => {
                self.place = Place::Around;
                end
            }
        }
    }

    /// The next byte of what may be the end of a line; it is dealt with.
    fn refer(&mut self, byte: u8) -> usize {
        self.reference.push(byte);
        let is_return = RETURNS.contains(&self.reference.as_slice());
        if is_return && matches!(self.place, Place::Inside) {
            self.reference.clear();
        } else if is_return {
            self.text.append(&mut self.reference);
        } else if !RETURNS.iter().any(|own| own.starts_with(&self.reference)) {
            self.text.append(&mut self.reference);
            self.place = Place::Around;
        }
        1
    }
}

/// Decodes text that holds nothing but base64 and ends of lines.
fn decode_lines(mut text: &[u8], file: &mut Decoding) {
    while let Some(at) = memchr::memchr(b'&', text) {
        file.push(&text[..at]);
        let length = RETURNS.iter().find(|own| text[at..].starts_with(own)).map_or(1, |own| own.len());
        text = &text[at + length..];
    }
    file.push(text);
}

fn end_of_file(chunk: &[u8]) -> usize {
    chunk.iter().position(|byte| !is_of_file(*byte)).unwrap_or(chunk.len())
}

fn is_of_file(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'=') || byte.is_ascii_whitespace()
}

#[cfg(test)]
mod tests {
    use data_encoding::BASE64;

    use super::*;
    use crate::bureau::packaging::Package;
    use crate::bureau::soap::envelope::wrap;
    use crate::bureau::soap::{Answer, FileInfo, Method};
    use crate::bureau::xml::{self, Element};

    fn answer(content: &str) -> Answer {
        let package = Package { content: content.to_owned(), hash: "aQ==".into(), encryption: 1 };
        let file = FileInfo { hash_algorithm: 0, compression: 0, sequence: None, name: "1.xml".into(), package };
        Answer { file: Some(file), ..Answer::of(3, "<beianInfo> & more") }
    }

    fn envelope(answer: &Answer) -> String {
        answer.to_envelope(Method::Download, "V.3.0")
    }

    /// What is received in pieces.
    fn received(body: &str, most: usize) -> Received {
        let mut received = Received::default();
        body.as_bytes().chunks(most).for_each(|chunk| received.push(chunk));
        received
    }

    /// The file of an answer.
    fn file(body: &str, most: usize) -> Option<Vec<u8>> {
        let mut answer = Answer::receive(received(body, most), Method::Download).unwrap();
        assert_eq!((answer.code, answer.message.as_str()), (3, "<beianInfo> & more"));
        let (_, content) = answer.take_file().unwrap();
        content.finish()
    }

    /// Whatever the pieces in which it comes, and however it is written down.
    #[test]
    fn a_file_is_decoded_on_its_way() {
        for bytes in [vec![7; 100], (0..=255).cycle().take(2 * SHORT).collect::<Vec<u8>>()] {
            let content = Package { content: BASE64.encode(&bytes), hash: String::new(), encryption: 0 };
            let told = answer(&content.wrapped());
            let escaped = envelope(&told);
            let inner = xml::to_text(&told.to_element("V.3.0"));
            let (before, after) = (escaped.find("&lt;?xml").unwrap(), escaped.rfind("</return>").unwrap());
            let marked = format!("{}<![CDATA[{inner}]]>{}", &escaped[..before], &escaped[after..]);
            let middle = escaped.find("beianInfo&gt;").unwrap() + 13 + content.content.len() / 4 * 3;
            let noted = format!("{}<!-- a note -->{}", &escaped[..middle], &escaped[middle..]);
            let lines = ["&#13;\n", "&#xD;\n", "&amp;#13;\n"].map(|end| escaped.replace('\n', end));
            for body in [&escaped, &marked, &lines[0], &lines[1], &lines[2]] {
                let received = received(body, 4096);
                assert_eq!((received.came(), received.file.is_some()), (body.len(), bytes.len() > SHORT));
                assert!(received.text.len() < 2000, "nothing of the file is left in the text");
            }
            let letters = escaped.replace('\n', "&#65;&amp;#65;&#65;&#65;\n");
            assert!(file(&letters, 7).is_some_and(|own| own.len() > bytes.len()), "other references are letters of it");
            for body in [&escaped, &marked, &lines[0], &lines[1], &lines[2], &noted] {
                for most in [1, 7, 4096, body.len()] {
                    assert_eq!(file(body, most).as_ref(), Some(&bytes), "{body}");
                }
            }
        }
    }

    #[test]
    fn what_is_no_base64_is_no_file_and_two_are_none() {
        let long = "A".repeat(2 * SHORT);
        for (content, length) in
            [(long.clone(), Some(SHORT / 2 * 3)), (long.clone() + "!", None), (long.clone() + "A", None)]
        {
            let body = envelope(&answer(&content));
            assert_eq!(file(&body, 4096).map(|bytes| bytes.len()), length);
        }
        assert_eq!(file(&envelope(&answer("")), 4096), Some(Vec::new()));
        let inner = xml::to_text(&answer(&long).to_element("V.3.0"));
        let one = format!("<beianInfo>{long}</beianInfo>");
        assert!(inner.contains(&one));
        let twice = Element::with_text("return", inner.replace(&one, &one.repeat(2)));
        let twice = wrap(Element::with_children("isp_downloadResponse", vec![twice]));
        assert!(Answer::receive(received(&twice, 4096), Method::Download).is_err());
        let mut none = Answer::receive(received(&envelope(&Answer::of(2, "")), 4096), Method::Download).unwrap();
        assert!(none.take_file().is_none());
    }
}

//! Base64 that comes piece by piece: only its bytes are kept.

use data_encoding::BASE64;

/// Letters decoded at a time, besides those left of the time before.
const LETTERS: usize = 16 * 1024;

/// What was decoded so far.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Decoding {
    bytes: Vec<u8>,
    /// Letters that make no whole group yet.
    letters: Vec<u8>,
    is_broken: bool,
}

impl std::fmt::Debug for Decoding {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Decoding(..)")
    }
}

impl Decoding {
    /// With room for what so many letters hold: that is taken once, and used as far as they come.
    pub fn of_letters(letters: usize) -> Self {
        Self { bytes: Vec::with_capacity(letters / 4 * 3), ..Self::default() }
    }

    /// Decodes what comes next, with white space anywhere in it.
    pub fn push(&mut self, text: &[u8]) {
        for piece in text.chunks(LETTERS) {
            self.letters.extend(piece.iter().filter(|byte| !byte.is_ascii_whitespace()));
            self.decode();
        }
    }

    /// Decodes the groups that are whole.
    fn decode(&mut self) {
        let whole = self.letters.len() / 4 * 4;
        if !self.is_broken {
            let start = self.bytes.len();
            self.bytes.resize(start + whole / 4 * 3, 0);
            match BASE64.decode_mut(&self.letters[..whole], &mut self.bytes[start..]) {
                Ok(written) => self.bytes.truncate(start + written),
                Err(_) => {
                    self.is_broken = true;
                    self.bytes = Vec::new();
                }
            }
        }
        self.letters.drain(..whole);
    }

    /// All of it; none where it is no base64.
    pub fn finish(self) -> Option<Vec<u8>> {
        (self.letters.is_empty() && !self.is_broken).then_some(self.bytes)
    }
}

/// Base64 with white space anywhere in it.
pub fn decode_base64(text: &str) -> Option<Vec<u8>> {
    let mut decoding = Decoding::of_letters(text.len());
    decoding.push(text.as_bytes());
    decoding.finish()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn what_is_no_base64_is_none() {
        for text in ["A", "AAA", "AAAA=", "AA=A", "A===", "示例", "AAAA!AAA", "AB=="] {
            assert_eq!(decode_base64(text), None, "{text}");
        }
        assert_eq!(decode_base64(" AA\n = =\r\n"), Some(vec![0]));
        assert_eq!(decode_base64(""), Some(Vec::new()));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]
        #[test]
        fn it_does_not_matter_how_it_is_cut(bytes in prop::collection::vec(any::<u8>(), 0..200), cut in 1_usize..20) {
            let text = BASE64.encode(&bytes);
            let mut decoding = Decoding::default();
            for piece in text.as_bytes().chunks(cut) {
                decoding.push(piece);
                decoding.push(b"\r\n");
            }
            prop_assert_eq!(decoding.finish(), Some(bytes));
        }
    }
}

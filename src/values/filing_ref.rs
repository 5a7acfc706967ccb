//! The reference people quote: `BA-` and eight random characters without look-alikes, never a row id, never counted up.

use uuid::Uuid;

use super::text_value::text_value;
use super::typed;
use crate::text::Message;

/// Crockford's alphabet: no I, L, O, U.
const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const LENGTH: usize = 8;

text_value! {
    /// The reference of a filing, `BA-7K3M9QXT`.
    FilingRef
}

impl FilingRef {
    /// A fresh reference: 40 random bits. Two may be equal; the unique index tells and the caller draws again.
    pub fn random() -> Self {
        // The first 48 bits of a version 4 UUID are all random.
        let (first, _) = Uuid::new_v4().as_u64_pair();
        Self::from_bits(first >> (64 - 40))
    }

    /// The reference that the lowest 40 bits make.
    pub fn from_bits(bits: u64) -> Self {
        let characters = (0..LENGTH).map(|i| char::from(ALPHABET[(bits >> (5 * i)) as usize & 31]));
        Self(std::iter::once("BA-".to_owned()).chain(characters.map(String::from)).collect())
    }

    /// Reads a reference as people write it down: any case, with or without the hyphen, O for 0, I or L for 1.
    pub fn parse(text: &str) -> Result<Self, Message> {
        let wrong = || Message::new("value-filing-ref");
        let text = typed::compact_number(text);
        let characters = text.strip_prefix("BA").ok_or_else(wrong)?;
        let characters: String = characters.chars().map(read).collect();
        let known = characters.bytes().all(|c| ALPHABET.contains(&c));
        if characters.len() == LENGTH && known { Ok(Self(format!("BA-{characters}"))) } else { Err(wrong()) }
    }
}

fn read(c: char) -> char {
    match c {
        'O' => '0',
        'I' | 'L' => '1',
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_people_write() {
        for text in ["BA-7K3M9QXT", "ba-7k3m9qxt", " ＢＡ－７k3m9qxt ", "BA7K3M 9QXT"] {
            assert_eq!(FilingRef::parse(text).unwrap().as_str(), "BA-7K3M9QXT", "{text}");
        }
        assert_eq!(FilingRef::parse("BA-OIL00000").unwrap().as_str(), "BA-01100000");
        for text in ["", "BA-", "BA-7K3M9QX", "BA-7K3M9QXTT", "BA-7K3M9QXU", "7K3M9QXT", "BA-7K3M9QX字"] {
            assert_eq!(FilingRef::parse(text).unwrap_err().key, "value-filing-ref", "{text}");
        }
    }

    #[test]
    fn random_ones_are_read_back_and_differ() {
        let refs: std::collections::BTreeSet<_> = (0..500).map(|_| FilingRef::random()).collect();
        assert_eq!(refs.len(), 500);
        for reference in refs {
            assert_eq!(FilingRef::parse(reference.as_str()).unwrap(), reference);
        }
    }
}

//! GBK both ways, checked: what it cannot hold is refused and named, never replaced.

use encoding_rs::{EncoderResult, GBK};
use thiserror::Error;

mod text;

pub use text::{Text, TooLong};

/// A character that GBK cannot hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("character {character:?} (U+{:04X}) at {place} is not in GBK", u32::from(*.character))]
pub struct NotInGbk {
    /// The character.
    pub character: char,
    /// Its place among the characters of the text, counted from zero.
    pub place: usize,
}

/// Bytes that are no GBK.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("not GBK")]
pub struct NotGbk;

/// The first character of a text that GBK cannot hold.
pub fn first_missing(text: &str) -> Option<NotInGbk> {
    if text.is_ascii() {
        return None;
    }
    text.chars().enumerate().find(|(_, c)| !fits(*c)).map(|(place, character)| NotInGbk { character, place })
}

/// Whether GBK holds a character. The encoder at hand also takes what later standards put into gaps of GBK (lead byte FE,
/// a few signs, areas for private use); readers that know GBK alone do not, so they are left out.
pub fn fits(c: char) -> bool {
    if c.is_ascii() {
        return true;
    }
    if matches!(c, '\u{e000}'..='\u{f8ff}' | 'ǹ' | 'ḿ' | '\u{2ff0}'..='\u{2ffb}' | '〾') {
        return false;
    }
    let mut text = [0; 4];
    let mut bytes = [0; 8];
    let text = c.encode_utf8(&mut text);
    let (result, _, written) = GBK.new_encoder().encode_from_utf8_without_replacement(text, &mut bytes, true);
    matches!(result, EncoderResult::InputEmpty) && written <= 2 && bytes[0] != 0xfe
}

/// Encodes a text; refuses one that does not fit.
pub fn encode(text: &str) -> Result<Vec<u8>, NotInGbk> {
    match first_missing(text) {
        Some(missing) => Err(missing),
        None => Ok(GBK.encode(text).0.into_owned()),
    }
}

/// Decodes bytes; refuses those that are no GBK.
pub fn decode(bytes: &[u8]) -> Result<String, NotGbk> {
    GBK.decode_without_bom_handling_and_without_replacement(bytes).map(Into::into).ok_or(NotGbk)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_go_there_and_back() {
        for text in ["", "abc", "示例科技有限公司", "（内部）—“引号”·①Ⅳ㎡", "龘靐囍堃喆"]
        {
            assert_eq!(decode(&encode(text).unwrap()).unwrap(), text);
        }
        assert_eq!(encode("示例").unwrap(), [0xca, 0xbe, 0xc0, 0xfd]);
    }

    #[test]
    fn what_is_missing_is_named_with_its_place() {
        for (text, character, place) in
            [("王𣲗", '𣲗', 1), ("ñ", 'ñ', 0), ("好😀", '😀', 1), ("a\u{e000}", '\u{e000}', 1), ("䶮", '䶮', 0)]
        {
            assert_eq!(encode(text), Err(NotInGbk { character, place }), "{text}");
        }
    }

    #[test]
    fn broken_bytes_are_refused() {
        for bytes in [&[0xff][..], &[0xca], &[0xca, 0x20], "示".as_bytes()] {
            assert_eq!(decode(bytes), Err(NotGbk), "{bytes:x?}");
        }
    }
}

//! What every typed text goes through first: slips of input methods are put right, invisible characters refused.

use unicode_normalization::UnicodeNormalization;

use crate::text::Message;

/// Full-width letters, digits and signs as plain ones: `１３８` is `138`.
pub(super) fn half_width(text: &str) -> String {
    text.chars().map(half_width_char).collect()
}

fn half_width_char(c: char) -> char {
    match c {
        '\u{3000}' => ' ',
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
        other => other,
    }
}

/// A hyphen, whichever of the many the input method gave.
pub(super) fn is_hyphen(c: char) -> bool {
    matches!(
        c,
        '-' | '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{fe58}' | '\u{fe63}' | '\u{ff0d}' | '\u{30fc}' | '\u{00ad}'
    )
}

/// A number as typed: half width, without spaces and without the invisible marks that come along when numbers are copied
/// from chats and address books. In a number they cannot deceive anybody, as they are dropped, not kept.
pub(super) fn compact(text: &str) -> String {
    half_width(text).chars().filter(|c| !c.is_whitespace() && !is_invisible(*c)).collect()
}

/// [`compact`], hyphens dropped, letters in upper case.
pub(super) fn compact_number(text: &str) -> String {
    compact(text).chars().filter(|c| !is_hyphen(*c)).map(|c| c.to_ascii_uppercase()).collect()
}

/// One line of words: composed, trimmed, any kind of space a plain one, nothing invisible in it.
pub(super) fn line(text: &str) -> Result<String, Message> {
    let text: String = text.nfc().map(plain_space).collect();
    let text = text.trim();
    match text.chars().find(|c| c.is_control() || is_invisible(*c)) {
        Some(c) => Err(refuse(c)),
        None => Ok(text.to_owned()),
    }
}

/// Several lines of words, as [`line`]; line ends are line feeds.
pub(super) fn lines(text: &str) -> Result<String, Message> {
    let text: String = text.replace("\r\n", "\n").replace(['\r', '\u{2028}', '\u{2029}', '\u{85}'], "\n");
    let text: String = text.nfc().map(|c| if c == '\t' { ' ' } else { plain_space(c) }).collect();
    let text = text.lines().map(str::trim_end).collect::<Vec<_>>().join("\n");
    let text = text.trim();
    match text.chars().find(|c| *c != '\n' && (c.is_control() || is_invisible(*c))) {
        Some(c) => Err(refuse(c)),
        None => Ok(text.to_owned()),
    }
}

/// Spaces between words as one each.
pub(super) fn single_spaces(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Length within bounds, in characters as people count them on screen.
pub(super) fn length(text: &str, min: usize, max: usize) -> Result<(), Message> {
    let count = text.chars().count();
    if count < min {
        return Err(Message::new("value-too-short").with("min", min));
    }
    if count > max {
        return Err(Message::new("value-too-long").with("max", max).with("over", count - max));
    }
    Ok(())
}

/// Spaces that look like one but are not, as pasted from documents. The ideographic space stays: it is typed on purpose.
fn plain_space(c: char) -> char {
    match c {
        '\u{a0}' | '\u{1680}' | '\u{2000}'..='\u{200a}' | '\u{202f}' | '\u{205f}' => ' ',
        other => other,
    }
}

fn refuse(c: char) -> Message {
    Message::new("value-invisible").with("code", format!("U+{:04X}", u32::from(c)))
}

/// Characters without a look of their own: direction marks, zero-width ones, fillers, variation selectors, tags,
/// private use, and what stands for a character that was lost.
fn is_invisible(c: char) -> bool {
    matches!(c,
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{180b}'..='\u{180f}'
        | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{2800}' | '\u{3164}'
        | '\u{e000}'..='\u{f8ff}' | '\u{fdd0}'..='\u{fdef}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{ffa0}'
        | '\u{fff0}'..='\u{fffd}' | '\u{1bca0}'..='\u{1bca3}' | '\u{1d173}'..='\u{1d17a}')
        || u32::from(c) >= 0xe_0000
        || u32::from(c) & 0xfffe == 0xfffe
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn invisible_characters_are_named_not_swallowed() {
        for c in ['\u{202e}', '\u{200b}', '\u{feff}', '\u{7}', '\u{2066}', '\u{e0041}', '\u{ad}', '\n', '\u{e000}'] {
            let message = line(&format!("a{c}b")).unwrap_err();
            assert_eq!(message.key, "value-invisible");
            assert_eq!(message.args, [("code", format!("U+{:04X}", u32::from(c)))]);
        }
    }

    #[test]
    fn lines_end_in_line_feeds() {
        assert_eq!(lines(" 一 \r\n二\r三\t四\u{2028} ").unwrap(), "一\n二\n三 四");
        assert!(lines("a\u{b}b").is_err());
    }

    #[test]
    fn slips_of_input_methods_are_put_right() {
        assert_eq!(compact_number(" １１０１０５ 1949－1231\u{2013}００２ｘ\u{202c}"), "11010519491231002X");
        assert_eq!(line("\u{a0}Cafe\u{301}\u{2003}x ").unwrap(), "Café x");
    }
}

//! Which characters are Chinese.

/// Chinese characters, the rare ones of later planes and `〇` too.
pub fn is_han(c: char) -> bool {
    matches!(c,
        '\u{3007}' | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}'
        | '\u{20000}'..='\u{2fffd}' | '\u{30000}'..='\u{3fffd}')
}

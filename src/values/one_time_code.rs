//! A code of six digits, as people type it: with spaces in the middle, or in full-width digits.

/// Digits of a code.
pub const DIGITS: usize = 6;

/// The six digits of what was typed; none when it is anything else.
pub fn read(typed: &str) -> Option<String> {
    let mut digits = String::with_capacity(DIGITS);
    for c in typed.chars() {
        match c {
            '0'..='9' => digits.push(c),
            '０'..='９' => digits.push(char::from_digit(u32::from(c) - u32::from('０'), 10)?),
            c if c.is_whitespace() || c == '-' => {}
            _ => return None,
        }
    }
    (digits.len() == DIGITS).then_some(digits)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_as_typed() {
        for (typed, code) in [
            ("123456", Some("123456")),
            (" 123 456 ", Some("123456")),
            ("１２３４５６", Some("123456")),
            ("123-456", Some("123456")),
            ("12345", None),
            ("1234567", None),
            ("12345a", None),
            ("", None),
        ] {
            assert_eq!(read(typed).as_deref(), code, "{typed}");
        }
    }
}

//! How the numbers of approvals are written. In a pattern `#` stands for digits, `*` for Chinese characters and `%` for
//! letters and digits: one or more, or just as many as the figure behind says; everything else stands for itself.

use crate::text::is_han;

/// Whether a number is written like a pattern.
pub(super) fn fits(pattern: &str, number: &str) -> bool {
    let pattern: Vec<char> = pattern.chars().collect();
    let number: Vec<char> = number.chars().filter_map(plain).collect();
    matches(&pattern, &number)
}

/// Brackets and hyphens come in many shapes, blanks anywhere.
fn plain(c: char) -> Option<char> {
    match c {
        '（' | '〔' | '［' | '[' | '【' => Some('('),
        '）' | '〕' | '］' | ']' | '】' => Some(')'),
        '－' | '—' | '–' | '‐' | '−' => Some('-'),
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0).and_then(plain),
        c if c.is_whitespace() => None,
        c => Some(c.to_ascii_uppercase()),
    }
}

fn matches(pattern: &[char], number: &[char]) -> bool {
    let Some((first, rest)) = pattern.split_first() else { return number.is_empty() };
    let class: fn(char) -> bool = match first {
        '#' => |c| c.is_ascii_digit(),
        '*' => is_han,
        '%' => |c| c.is_ascii_alphanumeric(),
        literal => return number.first() == Some(literal) && matches(rest, &number[1..]),
    };
    let figure: String = rest.iter().take_while(|c| c.is_ascii_digit()).collect();
    let rest = &rest[figure.len()..];
    let run = number.iter().take_while(|c| class(**c)).count();
    match figure.parse::<usize>() {
        Ok(exact) => run >= exact && matches(rest, &number[exact..]),
        Err(_) => (1..=run).rev().any(|taken| matches(rest, &number[taken..])),
    }
}

#[cfg(test)]
mod tests {
    use super::fits;

    #[test]
    fn numbers_are_written_like_their_patterns() {
        for (pattern, number, expected) in [
            ("#7", "0110516", true),
            ("#7", "011051", false),
            ("#7", "01105160", false),
            ("(*)字第#号", "（鄂）字第00037号", true),
            ("(*)字第#号", "鄂字第00037号", false),
            ("*网文(#4)#-#号", "京网文〔2023〕1034-029号", true),
            ("*网文(#4)#-#号", "京网文[2023] 1034－029 号", true),
            ("*网文(#4)#-#号", "京网文（23）1034-029号", false),
            ("*(#4)#7", "京（2022）0000043", true),
            ("%8-%", "pdy10005-11010517a1001", true),
            ("ISBN978-#-#-#-#", "isbn 978-7-498-00001-1", true),
            ("*字#号", "京交运管许可网预字110105号", true),
            ("#", "", false),
        ] {
            assert_eq!(fits(pattern, number), expected, "{pattern}: {number}");
        }
    }
}

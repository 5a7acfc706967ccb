//! Codes that take the place of the phone when it is lost: each works once. They are shown when they are made and never again.

use anyhow::Context as _;

use super::management::SIGNS;

/// Codes made at a time.
const COUNT: usize = 10;
/// Signs of a code: 75 random bits, which nobody tries out, not even against what is kept of them.
const LENGTH: usize = 15;
/// Signs of a group, as a code is shown.
const GROUP: usize = 5;

/// Fresh codes, as they are kept: without the hyphen they are shown with.
///
/// # Errors
/// When the operating system gives no random bytes.
pub fn fresh() -> anyhow::Result<Vec<String>> {
    let mut bytes = [0; COUNT * LENGTH];
    getrandom::fill(&mut bytes).context("random bytes")?;
    let sign = |byte: &u8| char::from(SIGNS[usize::from(byte % 32)]);
    Ok(bytes.chunks(LENGTH).map(|code| code.iter().map(sign).collect()).collect())
}

/// A code as it is shown: in groups.
pub fn shown(code: &str) -> String {
    let signs: Vec<char> = code.chars().collect();
    signs.chunks(GROUP).map(String::from_iter).collect::<Vec<_>>().join("-")
}

/// The code that was typed, as it is kept; none when it is anything else.
pub fn read(typed: &str) -> Option<String> {
    let is_between = |c: &char| !c.is_whitespace() && *c != '-';
    let code: String = typed.chars().filter(is_between).map(|c| c.to_ascii_lowercase()).collect();
    let is_fine = code.len() == LENGTH && code.bytes().all(|sign| SIGNS.contains(&sign));
    is_fine.then_some(code)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn ten_codes_no_two_alike_that_are_read_as_they_are_shown() {
        let codes = fresh().unwrap();
        assert_eq!(codes.iter().collect::<BTreeSet<_>>().len(), COUNT);
        for code in &codes {
            let shown = shown(code);
            assert_eq!(shown.len(), LENGTH + 2);
            for typed in [code.clone(), format!(" {shown} "), shown.to_uppercase(), shown.replace('-', " ")] {
                assert_eq!(read(&typed).as_ref(), Some(code), "{typed}");
            }
        }
        for typed in ["", "abcde", "abcde-fghjk-mnp1r", "abcde-fghjk-mnpqrs", "恢复码恢复码恢复码恢复码恢复码恢"]
        {
            assert_eq!(read(typed), None, "{typed}");
        }
    }
}

//! New passwords: refused by length, by a list of common ones, by patterns, by the owner's own words. Never by kinds of
//! characters, which only teaches people `Password1!`.

use std::collections::HashSet;
use std::fmt;
use std::sync::LazyLock;

use zeroize::Zeroizing;

use crate::text::Message;

/// Shortest and longest password, in characters.
pub const LENGTH: (usize, usize) = (12, 128);

/// Passwords of this length and more that are tried first everywhere; compared without regard to case.
static COMMON: LazyLock<HashSet<&'static str>> = LazyLock::new(|| {
    include_str!("data/common-passwords.txt")
        .lines()
        .filter(|line| !line.is_empty() && !line.starts_with("# "))
        .collect()
});

/// Rows of keys people run along, forwards and backwards.
const RUNS: [&str; 8] = [
    "01234567890123456789",
    "abcdefghijklmnopqrstuvwxyz",
    "qwertyuiop[]",
    "asdfghjkl;'",
    "zxcvbnm,./",
    "1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik,9ol.0p;/",
    "qazwsxedcrfvtgbyhnujmikolp",
    "!@#$%^&*()_+",
];
/// A password made of this many pieces of runs, or fewer, is no more than the runs.
const PIECES: usize = 3;
/// A unit up to this long, repeated throughout, is no more than the unit.
const UNIT: usize = 5;

/// A password somebody may choose. Never shown, wiped when dropped.
#[derive(Clone)]
pub struct NewPassword(Zeroizing<String>);

impl NewPassword {
    /// Takes a password exactly as typed. `own` are the owner's name, mail address, mobile: none may be in it.
    pub fn parse(text: &str, own: &[&str]) -> Result<Self, Message> {
        let length = text.chars().count();
        if length == 0 {
            return Err(Message::new("value-password-empty"));
        }
        if length < LENGTH.0 {
            return Err(Message::new("value-password-short").with("min", LENGTH.0));
        }
        if length > LENGTH.1 {
            return Err(Message::new("value-password-long").with("max", LENGTH.1));
        }
        let plain = Zeroizing::new(text.to_lowercase());
        if is_common(&plain) {
            return Err(Message::new("value-password-common"));
        }
        if own.iter().any(|word| contains_own(&plain, word)) {
            return Err(Message::new("value-password-own"));
        }
        if is_repetition(&plain) || is_run(&plain) {
            return Err(Message::new("value-password-pattern"));
        }
        Ok(Self(Zeroizing::new(text.to_owned())))
    }

    /// The password, to be hashed.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for NewPassword {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("NewPassword(***)")
    }
}

/// In the list as it stands, or but for signs and digits hung on at the ends.
fn is_common(plain: &str) -> bool {
    let core = plain.trim_matches(|c: char| c.is_ascii_punctuation() || c.is_whitespace());
    COMMON.contains(plain) || COMMON.contains(core)
}

/// The whole word, or of a mail address what stands before the `@`; too short a word says nothing.
fn contains_own(plain: &str, word: &str) -> bool {
    let word = word.trim().to_lowercase();
    let local = word.split('@').next().unwrap_or_default();
    let telling = |part: &str| part.chars().count() >= if part.is_ascii() { 4 } else { 2 };
    let joined: String = word.chars().filter(|c| !c.is_whitespace()).collect();
    [word.as_str(), local, &joined].into_iter().any(|part| telling(part) && plain.contains(part))
}

fn is_repetition(plain: &str) -> bool {
    let characters: Vec<char> = plain.chars().collect();
    (1..=UNIT).any(|unit| characters.iter().zip(characters.iter().skip(unit)).all(|(a, b)| a == b))
}

/// A few pieces of key rows or alphabets, each of three characters or more.
fn is_run(plain: &str) -> bool {
    let mut rest: &[char] = &plain.chars().collect::<Vec<_>>();
    for _ in 0..PIECES {
        if rest.is_empty() {
            return true;
        }
        let longest = (3..=rest.len()).rev().find(|length| in_a_row(&rest[..*length])).unwrap_or(0);
        if longest == 0 {
            return false;
        }
        rest = &rest[longest..];
    }
    rest.is_empty()
}

fn in_a_row(piece: &[char]) -> bool {
    let forwards: String = piece.iter().collect();
    let backwards: String = piece.iter().rev().collect();
    RUNS.iter().any(|run| run.contains(&forwards) || run.contains(&backwards))
}

#[cfg(test)]
mod tests {
    use super::*;

    const OWN: [&str; 3] = ["zhangsan@example.com", "张三", "13812345678"];

    fn key(text: &str) -> Option<&'static str> {
        NewPassword::parse(text, &OWN).err().map(|message| message.key)
    }

    #[test]
    fn long_and_unusual_is_enough() {
        for text in [
            "correct staple battery horse",
            "gardenofthirteenlamps",
            "今天天气很好我们去西山看红叶",
            "497120385526914",
            " spaces count too ",
            "lowercaseonlybutmine",
        ] {
            assert_eq!(key(text), None, "{text}");
        }
    }

    #[test]
    fn what_is_refused() {
        for (text, expected) in [
            ("", "value-password-empty"),
            ("elevenchars", "value-password-short"),
            ("password1234", "value-password-common"),
            ("PassWord1234", "value-password-common"),
            ("password1234!!", "value-password-common"),
            ("Woaini1314520", "value-password-common"),
            ("zhangsan rides", "value-password-own"),
            ("my ZhangSan@example.com", "value-password-own"),
            ("我叫张三我今年三十岁了哈", "value-password-own"),
            ("tel 13812345678", "value-password-own"),
            ("aaaaaaaaaaaaaaa", "value-password-pattern"),
            ("abcabcabcabcabc", "value-password-pattern"),
            ("我爱你我爱你我爱你我爱你", "value-password-pattern"),
            ("hijklmnopqrstu", "value-password-pattern"),
            ("qwertyuiop12345", "value-password-pattern"),
            ("zxcvbnmlkjhgfdsa", "value-password-pattern"),
        ] {
            assert_eq!(key(text), Some(expected), "{text}");
        }
        assert_eq!(key(&"x1y2".repeat(40)), Some("value-password-long"));
    }

    #[test]
    fn short_own_words_say_nothing() {
        assert!(NewPassword::parse("a lion in the garden", &["li@example.com", "Li", ""]).is_ok());
    }

    #[test]
    fn the_list_is_clean() {
        assert!(COMMON.len() >= 300, "{}", COMMON.len());
        for word in COMMON.iter() {
            assert!((LENGTH.0..=LENGTH.1).contains(&word.chars().count()), "{word}");
            assert_eq!(*word, word.trim().to_lowercase());
        }
    }

    #[test]
    fn never_shown() {
        assert_eq!(format!("{:?}", NewPassword::parse("gardenofthirteenlamps", &[]).unwrap()), "NewPassword(***)");
    }
}

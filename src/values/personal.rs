//! How personal values are shown to those who need not read them: `张*`, `110***********002X`, `138****0000`.

use std::fmt;

/// A personal value with most of it hidden. It cannot be made from anything but the masking functions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Masked(String);

impl Masked {
    /// A name: its first character. One star whatever the length, as the length tells something too.
    pub fn name(text: &str) -> Self {
        Self(text.chars().take(1).chain(['*']).collect())
    }

    /// A certificate number: the first three and the last four, of short ones less.
    pub fn number(text: &str) -> Self {
        match text.chars().count() {
            12.. => Self::ends(text, 3, 4),
            8..12 => Self::ends(text, 1, 2),
            _ => Self::ends(text, 0, 1),
        }
    }

    /// A mobile or landline number: the first three and the last four.
    pub fn phone(text: &str) -> Self {
        match text.chars().count() {
            11.. => Self::ends(text, 3, 4),
            7..11 => Self::ends(text, 0, 2),
            _ => Self::ends(text, 0, 0),
        }
    }

    /// A mail address: the first character and the domain.
    pub fn email(text: &str) -> Self {
        match text.rsplit_once('@') {
            Some((local, domain)) if local.chars().count() > 1 => {
                Self(format!("{}***@{domain}", local.chars().take(1).collect::<String>()))
            }
            Some((_, domain)) => Self(format!("***@{domain}")),
            None => Self("***".to_owned()),
        }
    }

    /// The masked text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    fn ends(text: &str, first: usize, last: usize) -> Self {
        let count = text.chars().count();
        let hidden = |i: usize| i >= first && i + last < count;
        if count <= first + last {
            return Self("*".repeat(count));
        }
        Self(text.chars().enumerate().map(|(i, c)| if hidden(i) { '*' } else { c }).collect())
    }
}

impl fmt::Display for Masked {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn masks_as_the_domain_reference_says() {
        assert_eq!(Masked::name("张三丰").as_str(), "张*");
        assert_eq!(Masked::name("").as_str(), "*");
        assert_eq!(Masked::number("11010519491231002X").as_str(), "110***********002X");
        assert_eq!(Masked::number("H12345678").as_str(), "H******78");
        assert_eq!(Masked::number("AB123").as_str(), "****3");
        assert_eq!(Masked::phone("13800000000").as_str(), "138****0000");
        assert_eq!(Masked::phone("010-12345678").as_str(), "010*****5678");
        assert_eq!(Masked::email("zhang@example.com").as_str(), "z***@example.com");
        assert_eq!(Masked::email("z@example.com").as_str(), "***@example.com");
    }

    proptest! {
        #[test]
        fn never_shows_more_than_allowed(text in "[0-9A-Z]{0,30}") {
            let shown = |masked: &Masked| masked.as_str().chars().filter(|c| *c != '*').count();
            let count = text.chars().count();
            for masked in [Masked::number(&text), Masked::phone(&text)] {
                prop_assert!(shown(&masked) <= 7);
                prop_assert!(count == 0 || count - shown(&masked) >= count.min(4).div_ceil(2));
                prop_assert_eq!(masked.as_str().chars().count(), count);
            }
            prop_assert!(shown(&Masked::name(&text)) <= 1);
        }

        #[test]
        fn no_text_panics(text in "\\PC{0,40}") {
            for masked in [Masked::name(&text), Masked::number(&text), Masked::phone(&text), Masked::email(&text)] {
                prop_assert!(masked.to_string() == masked.as_str());
            }
        }
    }
}

//! What somebody typed into the search box: a reference, a number, a domain, a fragment of a name, or something personal.

use crate::filing::submission::{SearchMark, bigrams};
use crate::values::filing_ref::FilingRef;

/// What is looked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Query {
    /// Nothing.
    Empty,
    /// A case by its reference.
    Reference(FilingRef),
    /// An entity or website number.
    IcpNumber(String),
    /// A domain in ASCII form.
    Domain(String),
    /// Digits: a phone, a certificate number.
    Personal(Vec<SearchMark>),
    /// Words: pieces of an organisation's name, or the whole name of a person.
    Name {
        /// Pieces of the name.
        pieces: Vec<String>,
        /// The text as typed, without blanks, that the name must contain.
        text: String,
        /// The same as a person's whole name.
        person: SearchMark,
    },
}

/// Longest text that is looked for.
const MOST_CHARS: usize = 100;

impl Query {
    /// Reads what was typed.
    pub fn parse(text: &str) -> Self {
        let text: String = text.trim().chars().take(MOST_CHARS).collect();
        if text.is_empty() {
            return Self::Empty;
        }
        let upper = text.to_uppercase();
        if let Ok(reference) = FilingRef::parse(&upper) {
            return Self::Reference(reference);
        }
        if upper.contains("ICP备") {
            return Self::IcpNumber(upper.split_whitespace().collect());
        }
        let digits = text.chars().filter(char::is_ascii_digit).count();
        let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, ' ' | '-' | '+' | '(' | ')' | '（' | '）');
        if digits >= 5 && text.chars().all(plain) {
            return Self::Personal(vec![SearchMark::Number(text.clone()), SearchMark::Phone(text)]);
        }
        if let Some(domain) = domain(&text) {
            return Self::Domain(domain);
        }
        let bare = text.split_whitespace().collect::<String>();
        Self::Name { pieces: bigrams(&text), person: SearchMark::PersonName(text), text: bare }
    }

    /// Whether it looks for what only an audited search may find.
    pub fn is_personal(&self) -> bool {
        matches!(self, Self::Personal(_) | Self::Name { .. })
    }

    /// The sort, for the audit; never what was typed.
    pub fn sort(&self) -> &'static str {
        match self {
            Self::Empty => "nothing",
            Self::Reference(_) => "reference",
            Self::IcpNumber(_) => "icp number",
            Self::Domain(_) => "domain",
            Self::Personal(_) => "number or phone",
            Self::Name { .. } => "name",
        }
    }
}

/// A host name out of a domain or an address, in ASCII form.
fn domain(text: &str) -> Option<String> {
    let rest = text.split_once("://").map_or(text, |(_, rest)| rest);
    let host = rest.split(['/', '?', '#', ':']).next()?.trim_end_matches('.');
    let ascii = idna::domain_to_ascii(host).ok()?.to_lowercase();
    (host.contains('.') && !ascii.contains(' ')).then_some(ascii)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]
        #[test]
        fn whatever_is_typed_is_looked_for_within_bounds(
            text in "[0-9a-zA-Z备.:/+()（） \u{0}\u{202E}\u{4e00}-\u{4e20}-]{0,200}",
        ) {
            match Query::parse(&text) {
                Query::Domain(domain) => prop_assert!(domain.is_ascii() && !domain.contains(' '), "{domain}"),
                Query::IcpNumber(number) => prop_assert!(!number.contains(char::is_whitespace), "{number}"),
                Query::Name { pieces, text, .. } => {
                    prop_assert!(text.chars().count() <= MOST_CHARS && pieces.len() <= MOST_CHARS, "{text}");
                    prop_assert!(!text.contains(char::is_whitespace), "{text}");
                }
                Query::Empty | Query::Reference(_) | Query::Personal(_) => {}
            }
        }

        #[test]
        fn references_and_domains_are_found_as_they_are_written(
            bits in 0..1_u64 << 40,
            host in "[a-z]{1,20}\\.[a-z]{2,10}",
        ) {
            let reference = FilingRef::from_bits(bits);
            prop_assert_eq!(Query::parse(&reference.as_str().to_lowercase()), Query::Reference(reference));
            prop_assert_eq!(Query::parse(&format!(" https://{host}/a?b")), Query::Domain(host));
        }
    }

    #[test]
    fn what_was_typed_is_told_apart() {
        for (text, sort) in [
            ("  ", "nothing"),
            ("ba-7k3m9qxt", "reference"),
            ("京ICP备2026000001号-1", "icp number"),
            ("京icp备 2026000001号", "icp number"),
            ("example.cn", "domain"),
            ("https://www.example.cn/path", "domain"),
            ("青禾.网址", "domain"),
            ("13800000000", "number or phone"),
            ("+86 138-0000-0000", "number or phone"),
            ("91330000MA0000015L", "number or phone"),
            ("青禾网络", "name"),
            ("张三", "name"),
            ("Li Si", "name"),
            ("ab 12", "name"),
        ] {
            assert_eq!(Query::parse(text).sort(), sort, "{text}");
        }
    }

    #[test]
    fn what_is_personal_is_audited() {
        assert!(Query::parse("13800000000").is_personal());
        assert!(Query::parse("张三").is_personal());
        assert!(!Query::parse("example.cn").is_personal());
        assert_eq!(Query::parse("http://青禾.网址/"), Query::Domain("xn--2lzs91d.xn--ses554g".into()));
    }
}

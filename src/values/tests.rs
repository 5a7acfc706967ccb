use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;

use super::*;
use crate::reference;
use crate::text::{Lang, Message, Tr};

type Parser = fn(&str) -> Result<String, Message>;

/// Every parser of one text, with the kept text fed back.
fn parsers() -> Vec<(&'static str, Parser)> {
    macro_rules! parser {
        ($name:ident, $get:ident) => {
            (stringify!($name), |text| $name::parse(text).map(|value| value.$get().to_string()))
        };
    }
    vec![
        parser!(PersonName, reveal),
        parser!(OrgName, as_str),
        parser!(SiteName, as_str),
        parser!(Address, as_str),
        parser!(Mobile, reveal),
        parser!(Phone, reveal),
        parser!(Email, reveal),
        parser!(DomainName, as_str),
        parser!(HomeUrl, as_str),
        parser!(IpRange, to_string),
        parser!(PublicIp, to_string),
        parser!(EntityNumber, as_str),
        parser!(WebsiteNumber, as_str),
        parser!(LicenceNumber, as_str),
        parser!(PsbNumber, as_str),
        parser!(CreditCode, as_str),
        parser!(OrganisationCode, as_str),
        parser!(FilingRef, as_str),
        ("Line", |text| Line::<1, 40>::parse(text).map(|value| value.as_str().to_owned())),
        ("Paragraphs", |text| Paragraphs::<1, 40>::parse(text).map(|value| value.as_str().to_owned())),
        ("IdNumber", |text| {
            IdNumber::parse(text, "2026-11-23".parse().unwrap()).map(|value| value.reveal().to_owned())
        }),
        ("day", |text| day::parse_day(text).map(|value| value.to_string())),
        ("FilingPassword", |text| FilingPassword::parse(text).map(|value| value.kept())),
        ("NewPassword", |text| NewPassword::parse(text, &["zhang@example.com"]).map(|value| value.expose().to_owned())),
    ]
}

/// What is kept is read again as itself; what is refused has words in both languages.
fn holds(text: &str) -> Result<(), TestCaseError> {
    for (name, parse) in parsers() {
        match parse(text) {
            Ok(kept) => prop_assert_eq!(parse(&kept), Ok(kept.clone()), "{} of {:?}", name, text),
            Err(message) => {
                for lang in Lang::ALL {
                    let words = Tr::new(lang).message(&message);
                    prop_assert!(!words.contains("{$") && !words.contains("value-"), "{} says {}", name, words);
                }
            }
        }
    }
    Ok(())
}

proptest! {
    #[test]
    fn any_text_is_read_or_refused_with_words(text in "\\PC{0,40}") {
        holds(&text)?;
    }

    #[test]
    fn any_text_with_controls_too(text in proptest::collection::vec(any::<char>(), 0..20)) {
        holds(&text.into_iter().collect::<String>())?;
    }

    #[test]
    fn codes_of_any_text_are_six_plain_digits_or_none(text in "[0-9０-９ \\-\u{3000}a\u{200b}]{0,12}") {
        if let Some(code) = one_time_code::read(&text) {
            prop_assert!(code.len() == one_time_code::DIGITS && code.bytes().all(|byte| byte.is_ascii_digit()), "{code}");
            prop_assert_eq!(one_time_code::read(&code), Some(code.clone()));
        }
    }

    #[test]
    fn texts_like_numbers_and_names(text in "[0-9０-９+() ａ-ｚa-zA-Z.@:/·・\\-－号京粤川ICP备证公网安转张三文書]{0,24}") {
        holds(&text)?;
    }

    #[test]
    fn mobiles_are_read_however_they_are_grouped(number in "1[3-9][0-9]{9}", gap in "[ \\-]?", code in "(\\+86 ?|0086 ?|86)?") {
        let text = format!("{code}{}{gap}{}{gap}{}", &number[..3], &number[3..7], &number[7..]);
        let mobile = Mobile::parse(&text).unwrap();
        prop_assert_eq!(mobile.reveal(), number.as_str());
        prop_assert!(!mobile.to_string().contains(&number[3..7]) || number[3..7] == number[7..]);
    }

    #[test]
    fn domains_are_read_in_both_forms(
        label in "[a-z0-9]([a-z0-9]{0,10}[a-z0-9])?",
        // All but 丨 and 丶, which are refused beside Latin letters.
        han in "[\u{4e00}-\u{4e27}\u{4e29}-\u{4e35}\u{4e37}-\u{9fa5}]{1,6}",
    ) {
        for text in [format!("{label}.com"), format!("{han}.中国"), format!("{label}{han}.com.cn")] {
            let domain = DomainName::parse(&text).unwrap();
            prop_assert_eq!(DomainName::parse(&domain.unicode()), Ok(domain.clone()));
            prop_assert_eq!(DomainName::parse(&format!("HTTPS://{}/", text.to_uppercase())), Ok(domain.clone()));
            prop_assert_eq!(DomainName::parse(&format!("www.{text}")), Err(Message::new("value-domain-sub").with("domain", &domain)));
        }
    }

    #[test]
    fn what_punycode_hides_is_read_as_what_it_shows(
        code in "[a-z0-9]{1,6}(-[a-z0-9]{1,6})?",
        shown in "[a-z0-9\u{df}-\u{2af}\u{370}-\u{52f}\u{900}-\u{dff}\u{200c}\u{200d}\u{2800}\u{2c80}-\u{2cff}\u{3040}-\u{30ff}\u{4e00}-\u{4eff}\u{a4d0}-\u{a4ff}]{1,4}",
    ) {
        for code in [Some(code), idna::punycode::encode_str(&shown)].into_iter().flatten() {
            if let Ok(domain) = DomainName::parse(&format!("xn--{code}.com")) {
                prop_assert_eq!(DomainName::parse(&domain.unicode()), Ok(domain));
            }
        }
    }
}

/// The types in a source that are read from one text.
fn read_from_text(source: &str) -> Vec<String> {
    let types = source.split("\nimpl ").skip(1).filter(|block| block.contains("    pub fn parse(text: &str"));
    types.filter_map(|block| block.split(' ').next()).map(str::to_owned).collect()
}

#[test]
fn every_type_that_is_read_from_one_text_is_tried_with_any() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src/values");
    let files = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).filter(|path| path.is_file());
    let found: BTreeSet<String> =
        files.flat_map(|path| read_from_text(&std::fs::read_to_string(path).unwrap())).collect();
    let known: BTreeSet<String> = parsers().into_iter().map(|(name, _)| name.to_owned()).collect();
    assert!(found.len() > 15, "the sources are not read: {found:?}");
    let missing: Vec<&String> = found.difference(&known).collect();
    assert!(missing.is_empty(), "name them in `parsers`: {missing:?}");
}

#[test]
fn lengths_are_those_of_the_reference() {
    let limits = reference::book().limits("2026-11-23".parse().unwrap());
    assert_eq!((limits.person_name_min, limits.person_name_max), person_name::LENGTH);
    assert_eq!((limits.entity_name_min, limits.entity_name_max), org_name::LENGTH);
    assert_eq!((limits.site_name_min, limits.site_name_max), site_name::LENGTH);
    assert_eq!((limits.address_min, limits.address_max), address::LENGTH);
    assert_eq!((limits.password_min_chars, limits.password_max_chars), password::LENGTH);
    assert_eq!((limits.certificate_number_min, limits.certificate_number_max), certificate::OTHER_LENGTH);
    assert_eq!(limits.email_max, email::MAX);
}

/// Key and arguments of every message in a Fluent file.
fn messages(text: &'static str) -> BTreeMap<&'static str, BTreeSet<&'static str>> {
    let arguments = |line: &'static str| line.split("{ $").skip(1).filter_map(|rest| rest.split(' ').next()).collect();
    let message = |line: &'static str| line.split_once(" = ").map(|(key, words)| (key, arguments(words)));
    text.lines().filter_map(message).collect()
}

#[test]
fn messages_have_the_same_keys_and_arguments_in_both_languages() {
    let zh = messages(include_str!("../text/zh-CN/value.ftl"));
    assert_eq!(zh, messages(include_str!("../text/en/value.ftl")));
    assert!(zh.len() > 60);
}

#[test]
fn every_key_in_the_code_has_words_and_the_other_way_round() {
    let mut used = BTreeSet::new();
    let mut folders = vec![std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src/values")];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") && !path.ends_with("tests.rs") {
                let source = std::fs::read_to_string(path).unwrap();
                used.extend(
                    source
                        .split("\"value-")
                        .skip(1)
                        .filter_map(|rest| rest.split('"').next())
                        .map(|key| format!("value-{key}")),
                );
            }
        }
    }
    let told: BTreeSet<String> =
        messages(include_str!("../text/zh-CN/value.ftl")).into_keys().map(str::to_owned).collect();
    assert_eq!(used, told);
}

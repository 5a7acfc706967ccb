//! Whatever makes something of a text or of bytes, tried with anything: it is read or refused with words, what was read is read
//! again as itself, and nothing fails. Those of values and of files stand beside them; here are the others, and that none is left
//! out.

mod bytes;
mod every;
mod fuzzed;

use beian::account::pages::register::RegisterForm;
use beian::admin::calendar::form::CalendarForm;
use beian::admin::rules::form::RuleForm;
use beian::audit::head::{self, Head};
use beian::auth::api_token;
use beian::auth::session::Token;
use beian::filing::application::{Drafts, EntityForm, PersonForm, TypeCheckForm, WebsiteDraft, WebsiteForm};
use beian::filing::section::{Part, Target};
use beian::form::{self, FieldErrors, Form};
use beian::hosting::record::{self, InstanceForm, NumberForm};
use beian::material::material::FileName;
use beian::reference::{INDIVIDUAL, book};
use beian::review::call::Called;
use beian::staff::recovery_code;
use beian::text::{Lang, Tr};
use proptest::prelude::*;
use proptest::string::string_regex;
use proptest::test_runner::TestRunner;
use serde::de::DeserializeOwned;

use crate::support::fields::Fields;
use crate::support::filings::today;

/// As many tries as take no time.
fn few() -> ProptestConfig {
    ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() }
}

/// What is read of a text, as it is written again.
type Reader = fn(&str) -> Option<String>;

/// A text that is read, texts that may be, and their reader.
const READERS: [(&str, &str, &str, Reader); 8] = [
    (
        "a head of the audit",
        "7 abababababababababababababababababababababababababababababababab 2026-11-29T08:00:05Z",
        "([a-z:]{0,9} )?[0-9]{1,4} [0-9a-f]{64} 20[0-9]{2}-1[0-2]-[0-2][0-9]T0[0-9]:[0-5][0-9]:00(Z|\\+08:00)",
        |text| head::parse_all(text).first().map(Head::line),
    ),
    (
        "the token of a program",
        "bearer beian_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
        "[Bb]earer {1,2}beian_[A-Za-z0-9_-]{43}",
        |text| Some(format!("Bearer {}", api_token::text(&api_token::parse(text)?))),
    ),
    ("a token", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", "[A-Za-z0-9_-]{42,44}", |text| {
        Token::parse(text).map(|token| token.text())
    }),
    ("a recovery code", "ABCDE-23456-fghjk", "[2-9a-zA-Z]{5}[ -]?[2-9a-z]{5}[ -]?[2-9a-z]{5}", recovery_code::read),
    (
        "what is said something of",
        "websites/1.site_name",
        "(paper:|websites/[0-9]{1,3}|entity|answers)[a-z0-9/-]{0,9}(\\.[a-z_]{0,9})?",
        |text| text.parse::<Target>().ok().map(|target| target.to_string()),
    ),
    ("who was called", "websites/1/person", "(websites/[+0-9]{1,11}/person|other|entity-person)", |text| {
        text.parse::<Called>().ok().map(|called| called.to_string())
    }),
    ("the name of a file", "papers/a.jpg", "[a-z/\\\\. \u{200b}\u{202e}\u{4e00}-\u{4e20}\r\n\"]{0,300}", |text| {
        FileName::parse(text).map(|name| name.reveal().to_owned())
    }),
    ("the name of an instance", "i-1", "[A-Za-z0-9._-]{0,130}", record::read_code),
];

#[test]
fn what_was_read_is_read_again_as_itself_and_any_text_is_read_or_none() {
    for (what, example, regex, read) in READERS {
        assert!(read(example).is_some(), "{what} is not read");
        let texts = prop_oneof![string_regex(regex).unwrap(), "\\PC{0,60}", any::<String>()];
        let holds = |text: String| {
            if let Some(written) = read(&text) {
                prop_assert_eq!(read(&written), Some(written.clone()), "{} of {:?}", what, text);
            }
            Ok(())
        };
        TestRunner::new(few()).run(&texts, holds).unwrap_or_else(|error| panic!("{what}: {error}"));
    }
}

/// A word as somebody types or sends it into any field.
fn word() -> impl Strategy<Value = String> {
    const LIKELY: [&str; 24] = [
        "",
        "yes",
        "no",
        "1",
        "2",
        "4",
        "5",
        "110000",
        "110100",
        "2026-11-23",
        "长期",
        "example.cn",
        "https://example.cn/",
        "13800138000",
        "a@example.cn",
        "91110000MA00000077",
        "11000019900307001X",
        "北京示例花园有限公司",
        "王小明",
        "京ICP备2026000001号-1",
        "8.8.8.8-8.8.9.9",
        "99999999999999999999",
        "a\0b",
        "\u{202e}gpj.表",
    ];
    prop_oneof![
        4 => proptest::sample::select(LIKELY.to_vec()).prop_map(str::to_owned),
        1 => "\\PC{0,20}",
        1 => proptest::collection::vec(any::<char>(), 0..8).prop_map(|signs| signs.into_iter().collect()),
    ]
}

/// A form with a word in every field of ours; those that are of other forms are not looked at.
fn forms() -> impl Strategy<Value = String> {
    let names = Vec::from_iter(Fields::of_all().texts);
    proptest::collection::vec(word(), names.len()).prop_map(move |words| {
        let pairs = names.iter().zip(&words);
        form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish()
    })
}

/// A form as it is decoded. Its fields are texts, so it can be: one that cannot would be tried with nothing.
fn decoded<T: DeserializeOwned>(body: &str) -> T {
    serde_html_form::from_str(body).unwrap_or_else(|error| panic!("{error}: {body}"))
}

/// Holds that everything that is told has its words in both languages.
fn has_words(what: &str, errors: &FieldErrors) -> Result<(), TestCaseError> {
    for (name, message) in errors.iter() {
        for lang in Lang::ALL {
            let words = Tr::new(lang).message(message);
            let is_said = !words.is_empty() && words != message.key && !words.contains("Unknown localization");
            prop_assert!(is_said, "{} says nothing of {}: {}", what, name, message.key);
        }
    }
    Ok(())
}

/// Holds that a form is read, or refused with words.
fn holds<F: Form>(what: &str, form: &F) -> Result<(), TestCaseError> {
    let Err(errors) = form::check(form, book(), today()) else { return Ok(()) };
    prop_assert!(!errors.is_empty(), "{} is refused without a word", what);
    has_words(what, &errors)
}

/// The same of the sections of a filing, by who files.
fn sections_hold(body: &str) -> Result<(), TestCaseError> {
    for entity_kind in ["4", INDIVIDUAL] {
        let type_check =
            TypeCheckForm { province: "110000".into(), entity_kind: entity_kind.into(), ..TypeCheckForm::default() };
        let website = WebsiteDraft { website: decoded(body), ..WebsiteDraft::default() };
        let mut drafts = Drafts { type_check, websites: vec![website], ..Drafts::default() };
        drafts.entity = decoded::<EntityForm>(body);
        drafts.entity_person = decoded::<PersonForm>(body);
        drafts.websites[0].person = drafts.entity_person.clone();
        drafts.access = decoded(body);
        drafts.operation = decoded(body);
        for part in [
            Part::OPERATION,
            Part::ACCESS,
            Part::ENTITY,
            Part::ENTITY_PERSON,
            Part::website(1),
            Part::website_person(1),
        ] {
            has_words(&part.to_string(), &drafts.check(part, book(), today()))?;
        }
    }
    Ok(())
}

proptest! {
    #![proptest_config(few())]

    #[test]
    fn any_form_is_read_or_refused_with_words(body in forms()) {
        holds("a registration", &decoded::<RegisterForm>(&body))?;
        holds("a type check", &decoded::<TypeCheckForm>(&body))?;
        holds("a website", &decoded::<WebsiteForm>(&body))?;
        holds("a rule", &decoded::<RuleForm>(&body))?;
        holds("a calendar", &decoded::<CalendarForm>(&body))?;
        sections_hold(&body)?;
    }

    #[test]
    fn any_instance_and_number_is_read_or_refused_with_words(words in proptest::collection::vec(word(), 9)) {
        let words: [String; 9] = words.try_into().expect("nine words");
        let [code, owner, product, region, billing, starts_on, ends_on, quota, address] = words;
        let known = ["cloud_server", "hangzhou", "subscription"].map(str::to_owned);
        let number = NumberForm { number: code.clone(), instance: product.clone(), owner: owner.clone() };
        for [product, region, billing] in [[product, region, billing], known] {
            let form = InstanceForm {
                instance: code.clone(),
                owner: owner.clone(),
                product,
                region,
                addresses: vec![address.clone()],
                billing,
                starts_on: starts_on.clone(),
                ends_on: ends_on.clone(),
                quota: quota.clone(),
            };
            holds("an instance", &form)?;
        }
        holds("a service number", &number)?;
        let limits = book().limits(today());
        if let Ok(count) = record::read_count(&quota, limits) {
            prop_assert!((1..=limits.numbers_at_once).contains(&count));
        }
    }

    #[test]
    fn a_line_of_the_calendar_is_a_day_or_is_told(
        lines in proptest::collection::vec("(202[67]-1[0-2]-[0-3][0-9]|20270[1-3][0-3][0-9]|[0-9]{1,9})( (至|to|-) 2027-0[1-3]-[0-3][0-9])? ?(休|班|平|off|work|x)? ?(元旦|春节|[a-z|]{0,9})", 0..6),
    ) {
        let days = lines.join("\n");
        let form = CalendarForm { days: days.clone(), ..CalendarForm::default() };
        match form.read(book().calendar(), today()) {
            Ok(written) => prop_assert!(written.iter().all(|line| !line.dates.is_empty()), "{days}"),
            Err(faults) => prop_assert!(faults.iter().all(|fault| (1..=lines.len()).contains(&fault.line)), "{days}"),
        }
    }
}

//! The words of pages, errors and mails, in Project Fluent files: one a feature and language, the same keys in both.

mod dates;
mod han;
mod kept;

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::{LazyLock, PoisonError, RwLock};

use fluent_templates::fluent_bundle::FluentValue;
use fluent_templates::{Loader, static_loader};
use serde::{Deserialize, Serialize};
use unic_langid::{LanguageIdentifier, langid};

pub use han::is_han;
pub use kept::kept;

static_loader! {
    static WORDS = {
        locales: "./src/text",
        fallback_language: "zh-CN",
        // Isolation marks around arguments would show up in copied numbers and addresses.
        customise: |bundle| bundle.set_use_isolating(false),
    };
}

/// Reads all words now: a broken file ends the start, not the first page that needs it.
pub fn load() {
    let languages = WORDS.locales().count();
    debug_assert_eq!(languages, Lang::ALL.len());
}

/// What keys say by themselves, for each language: the same each time. As many as there are words at most, so they stay for good.
static PLAIN: LazyLock<[RwLock<HashMap<String, &'static str>>; Lang::ALL.len()]> = LazyLock::new(Default::default);

/// What a key says of small counts.
type OfCounts = HashMap<u16, &'static str>;
/// What keys with one small count say, for each language, by key and count. There are few such keys.
static COUNTED: LazyLock<[RwLock<HashMap<String, OfCounts>>; Lang::ALL.len()]> = LazyLock::new(Default::default);
/// Counts below this are kept: rounds, and the days of a year.
const SMALL: f64 = 400.0;

static ZH: LanguageIdentifier = langid!("zh-CN");
static EN: LanguageIdentifier = langid!("en");

/// A language of the portal. Chinese is the default.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
pub enum Lang {
    /// Simplified Chinese.
    #[default]
    #[serde(rename = "zh-CN")]
    Zh,
    /// English.
    #[serde(rename = "en")]
    En,
}

impl Lang {
    /// Both languages, the default first.
    pub const ALL: [Self; 2] = [Self::Zh, Self::En];

    /// The code in HTML, cookies and the database.
    pub fn code(self) -> &'static str {
        match self {
            Self::Zh => "zh-CN",
            Self::En => "en",
        }
    }

    /// Reads [`Lang::code`]; anything else is none.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|lang| lang.code() == code)
    }

    /// The other language: what the switch offers.
    pub fn other(self) -> Self {
        match self {
            Self::Zh => Self::En,
            Self::En => Self::Zh,
        }
    }

    fn id(self) -> &'static LanguageIdentifier {
        match self {
            Self::Zh => &ZH,
            Self::En => &EN,
        }
    }

    /// One of two texts that are data rather than words of a page.
    pub fn pick<'a>(self, zh: &'a str, en: &'a str) -> &'a str {
        match self {
            Self::Zh => zh,
            Self::En => en,
        }
    }
}

/// A text key with its arguments, turned into words only when it is shown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Message {
    /// Key in the Fluent files.
    pub key: &'static str,
    /// Arguments by name.
    pub args: Vec<(&'static str, String)>,
}

impl Message {
    /// A message without arguments.
    pub fn new(key: &'static str) -> Self {
        Self { key, args: Vec::new() }
    }

    /// The same message with one more argument.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl ToString) -> Self {
        self.args.push((name, value.to_string()));
        self
    }
}

/// A message as it is stored, in words only when it is shown: by `Tr::stored`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reason {
    /// Key of the words.
    pub key: String,
    /// Arguments by name.
    pub args: Vec<(String, String)>,
}

impl From<&Message> for Reason {
    fn from(message: &Message) -> Self {
        let args = message.args.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect();
        Self { key: message.key.to_owned(), args }
    }
}
/// Arguments by name.
type Args<'a> = HashMap<Cow<'static, str>, FluentValue<'a>>;

/// Words in the reader's language; small enough to be copied into every template.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Tr {
    /// The reader's language.
    pub lang: Lang,
}

impl Tr {
    /// Words in this language.
    pub fn new(lang: Lang) -> Self {
        Self { lang }
    }

    /// The text of a key. Both languages have every key: what one lacks is not looked for in others, which costs more than the
    /// text.
    fn find(&self, key: &str, args: Option<&Args<'_>>) -> Option<String> {
        WORDS.lookup_single_language(self.lang.id(), key, args).ok()
    }

    /// The same of a key that the program knows.
    fn known(&self, key: &str, args: Option<&Args<'_>>) -> String {
        self.find(key, args).unwrap_or_else(|| WORDS.lookup_complete(self.lang.id(), key, args))
    }

    /// The same without arguments, kept from the first time on.
    fn plain(&self, key: &str) -> Option<&'static str> {
        let kept = &PLAIN[self.lang as usize];
        if let Some(text) = kept.read().unwrap_or_else(PoisonError::into_inner).get(key).copied() {
            return Some(text);
        }
        let text: &'static str = self.find(key, None)?.leak();
        kept.write().unwrap_or_else(PoisonError::into_inner).insert(key.to_owned(), text);
        Some(text)
    }

    /// The text of a key without arguments.
    pub fn t(&self, key: &str) -> String {
        self.plain(key).map_or_else(|| self.known(key, None), str::to_owned)
    }

    /// The text of a key, if there is one: for keys made from data.
    pub fn maybe(&self, key: &str) -> Option<String> {
        self.plain(key).map(str::to_owned)
    }

    /// The text of a key with arguments, if there is one: for keys made from data.
    pub fn maybe_args(&self, key: &str, args: &[(&'static str, FluentValue<'_>)]) -> Option<String> {
        let map: Args<'_> = args.iter().map(|(name, value)| (Cow::Borrowed(*name), value.clone())).collect();
        self.find(key, Some(&map))
    }

    /// The text of a message that was stored as JSON, with its arguments as `[name, value]`.
    pub fn stored(&self, key: &str, args: &[(String, String)]) -> Option<String> {
        let map: Args<'_> = args.iter().map(|(name, value)| (Cow::Owned(name.clone()), counted(value))).collect();
        self.find(key, Some(&map))
    }

    /// The text of a key with one argument.
    pub fn a1<'a>(&self, key: &str, name: &'static str, value: impl Into<FluentValue<'a>>) -> String {
        let value = value.into();
        let kept = small_count(&value).and_then(|count| self.of_count(key, count, name, &value));
        kept.map_or_else(|| self.args(key, [(name, value)]), str::to_owned)
    }

    /// The same of a small count, kept from the first time on: lists say it in each of their lines.
    fn of_count(&self, key: &str, count: u16, name: &'static str, value: &FluentValue<'_>) -> Option<&'static str> {
        let kept = &COUNTED[self.lang as usize];
        let of_key = |all: &HashMap<String, OfCounts>| all.get(key)?.get(&count).copied();
        if let Some(text) = of_key(&kept.read().unwrap_or_else(PoisonError::into_inner)) {
            return Some(text);
        }
        let args = Args::from([(Cow::Borrowed(name), value.clone())]);
        let text: &'static str = self.find(key, Some(&args))?.leak();
        let mut all = kept.write().unwrap_or_else(PoisonError::into_inner);
        all.entry(key.to_owned()).or_default().insert(count, text);
        Some(text)
    }

    /// The text of a key with two arguments.
    pub fn a2<'a, 'b>(
        &self,
        key: &str,
        name: &'static str,
        value: impl Into<FluentValue<'a>>,
        name2: &'static str,
        value2: impl Into<FluentValue<'b>>,
    ) -> String {
        let mut map = Args::new();
        map.insert(Cow::Borrowed(name), into_owned(value.into()));
        map.insert(Cow::Borrowed(name2), into_owned(value2.into()));
        self.known(key, Some(&map))
    }

    /// The text of a key with any number of arguments.
    pub fn args<'a>(&self, key: &str, args: impl IntoIterator<Item = (&'static str, FluentValue<'a>)>) -> String {
        let map: Args<'a> = args.into_iter().map(|(name, value)| (Cow::Borrowed(name), value)).collect();
        self.known(key, Some(&map))
    }

    /// A message in words.
    pub fn message(&self, message: &Message) -> String {
        match message.args.as_slice() {
            [] => self.t(message.key),
            [(name, value)] => self.a1(message.key, name, counted(value)),
            args => self.args(message.key, args.iter().map(|(name, value)| (*name, counted(value)))),
        }
    }

    /// One of two texts of a data row.
    pub fn pick<'a>(&self, zh: &'a str, en: &'a str) -> &'a str {
        self.lang.pick(zh, en)
    }
}

/// Messages keep their arguments as text; a count is a number again, so that one is told as one.
fn counted(value: &str) -> FluentValue<'_> {
    let count = value.parse::<u32>().ok().filter(|count| count.to_string() == value);
    count.map_or_else(|| FluentValue::from(value), FluentValue::from)
}

/// A whole number that is small enough for its words to be kept.
fn small_count(value: &FluentValue<'_>) -> Option<u16> {
    match value {
        FluentValue::Number(number) if (0.0..SMALL).contains(&number.value) && number.value.fract() == 0.0 => {
            Some(number.value as u16)
        }
        _ => None,
    }
}

fn into_owned(value: FluentValue<'_>) -> FluentValue<'static> {
    value.into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_without_arguments_are_the_same_each_time_and_what_needs_some_says_nothing_without() {
        for lang in Lang::ALL {
            let t = Tr::new(lang);
            let told = WORDS.lookup_single_language::<String>(lang.id(), "site-left-over", None).unwrap();
            for _ in 0..2 {
                assert_eq!((t.t("site-left-over"), t.maybe("site-left-over")), (told.clone(), Some(told.clone())));
                assert_eq!((t.maybe("site-left"), t.maybe("no-such-key")), (None, None));
            }
            assert!(t.message(&Message::new("site-left-over")) == told && t.t("no-such-key").contains("no-such-key"));
        }
        assert_ne!(Tr::new(Lang::Zh).t("site-left-over"), Tr::new(Lang::En).t("site-left-over"));
    }

    #[test]
    fn a_small_count_says_the_same_each_time_and_any_other_number_its_own() {
        let t = Tr::new(Lang::En);
        for _ in 0..2 {
            assert_eq!(
                [1, 2, 399, 400].map(|round| t.a1("review-round", "round", round)),
                ["Round 1", "Round 2", "Round 399", "Round 400"]
            );
            assert_eq!(Tr::new(Lang::Zh).a1("review-round", "round", 2), "第 2 轮");
            assert_eq!(
                [t.a1("review-round", "round", -1), t.a1("review-round", "round", 1.5)],
                ["Round -1", "Round 1.5"]
            );
            assert_eq!(t.a1("review-round", "round", "1"), "Round 1", "a text is no count");
            assert!(t.a1("no-such-key", "round", 1).contains("no-such-key"));
        }
    }

    #[test]
    fn a_count_in_a_message_is_told_as_one_or_many_and_a_number_that_is_a_name_stays_as_it_is() {
        let t = Tr::new(Lang::En);
        let domains = |most: &str| t.message(&Message::new("filing-one-domain").with("most", most));
        assert_eq!(domains("1"), "Only one domain per website here.");
        assert_eq!(domains("12"), "At most 12 domains per website here.");
        let problems = |count: u32| t.message(&Message::new("filing-refused-blocking").with("count", count));
        assert!(problems(1).starts_with("One problem is") && problems(1000).starts_with("1000 problems are"));
        let named = |word: &str| t.message(&Message::new("reference-name-sensitive").with("word", word));
        assert!(named("007").contains("007") && named("4000000000000").contains("4000000000000"));
    }
}

//! What the operator is told of the line: sentences, which each reader has in the own language.

use super::client::{CallFailed, NoFile};
use super::packaging::Unreadable;
use super::result_code::{self, ResultCode};
use crate::text::{Lang, Message, Tr};

/// What is told.
pub type Sentences = Vec<Message>;

/// The line stands still: the end of what is told of that.
pub fn stands_still() -> Message {
    Message::new("exchange-alarm-stands-still")
}

/// How often in a row that came.
pub fn times(times: i32) -> Message {
    Message::new("exchange-alarm-times").with("times", times)
}

/// A sentence about a code, with what that means.
fn with_code(key: &'static str, code: i64, row: Option<&ResultCode>) -> Message {
    let meaning = |lang: Lang| match row {
        Some(row) => lang.pick(&row.zh, &row.en).to_owned(),
        None => Tr::new(lang).t("exchange-alarm-code-unknown"),
    };
    Message::new(key).with("code", code).with("zh", meaning(Lang::Zh)).with("en", meaning(Lang::En))
}

/// The same about the code of an answer.
pub fn of_code(key: &'static str, code: i64) -> Message {
    with_code(key, code, result_code::of_call(code))
}

/// The same about the code of a line about the content.
pub fn of_content(key: &'static str, code: i64) -> Message {
    with_code(key, code, result_code::of_content(code))
}

/// Why a call brought no answer. What the network said has one language.
pub fn of_call(failed: &CallFailed) -> Message {
    match failed {
        CallFailed::NotReached(said) => Message::new("exchange-alarm-not-reached").with("said", said),
        CallFailed::NoAnswer(said) => Message::new("exchange-alarm-no-answer").with("said", said),
    }
}

/// Why what came as a file is none.
pub fn of_no_file(none: NoFile) -> Message {
    let why = match none {
        NoFile::Name => "name",
        NoFile::Content(Unreadable::UnknownEncryption) => "encryption-unknown",
        NoFile::Content(Unreadable::Encryption) => "encryption",
        NoFile::Content(Unreadable::Hash) => "hash",
        NoFile::Content(Unreadable::Zip) => "zip",
        NoFile::Content(Unreadable::Count) => "count",
        NoFile::Content(Unreadable::Size) => "size",
    };
    Message::new("exchange-alarm-file-unreadable").with("why", why)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn why_a_file_is_none_has_words_of_its_own() {
        use Unreadable::{Count, Encryption, Hash, Size, UnknownEncryption, Zip};
        let content = [UnknownEncryption, Encryption, Hash, Zip, Count, Size].map(NoFile::Content);
        let all: Vec<Message> = content.into_iter().chain([NoFile::Name]).map(of_no_file).collect();
        for lang in Lang::ALL {
            let told: std::collections::BTreeSet<String> = all.iter().map(|one| Tr::new(lang).message(one)).collect();
            assert_eq!(told.len(), all.len(), "{told:?}");
            let is_chinese = |words: &String| !words.contains(|c: char| c.is_ascii_alphabetic());
            assert!(told.iter().all(|words| is_chinese(words) == (lang == Lang::Zh)), "{told:?}");
        }
    }
}

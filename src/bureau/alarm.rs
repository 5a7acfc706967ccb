//! What the operator is told of the line: sentences, which each reader has in the own language.

use super::client::CallFailed;
use super::result_code;
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

/// What the code of an answer means.
pub fn meaning(code: i64, lang: Lang) -> String {
    let known = result_code::of_call(code).map(|row| lang.pick(&row.zh, &row.en).to_owned());
    known.unwrap_or_else(|| Tr::new(lang).t("exchange-alarm-code-unknown"))
}

/// What the code of a line about the content means.
pub fn meaning_of_content(code: i64, lang: Lang) -> String {
    let known = result_code::of_content(code).map(|row| lang.pick(&row.zh, &row.en).to_owned());
    known.unwrap_or_else(|| Tr::new(lang).t("exchange-alarm-code-unknown"))
}

/// Why a call brought no answer. What the network said has one language.
pub fn of_call(failed: &CallFailed) -> Message {
    match failed {
        CallFailed::NotReached(said) => Message::new("exchange-alarm-not-reached").with("said", said),
        CallFailed::NoAnswer(said) => Message::new("exchange-alarm-no-answer").with("said", said),
    }
}

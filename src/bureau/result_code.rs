//! Codes of answers and results, as data: what they say in both languages and what they mean for us.

use std::sync::LazyLock;

use serde::Deserialize;

/// Where a code comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum CodeKind {
    /// The answer to a call (`msg_code`).
    Call,
    /// A line about the content (`Jgdm`).
    Content,
}

/// What a code means for us.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Effect {
    /// All is well.
    Done,
    /// The bureau refused what was asked for.
    Refused,
    /// What the applicant or the desk wrote is wrong.
    Data,
    /// The operator has to look: settings, records, or our own program.
    Operator,
    /// Again after a while.
    Retry,
    /// Again when the bureau is open.
    Later,
    /// Numbers differ: ask for the last upload, go on from there.
    Resync,
}

/// A code.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ResultCode {
    /// Where it comes from.
    pub kind: CodeKind,
    /// The code.
    pub code: i64,
    /// In Chinese.
    pub zh: String,
    /// In English.
    pub en: String,
    /// What it means for us.
    pub effect: Effect,
    /// The kind of field that is wrong, or nothing.
    pub field: String,
}

static CODES: LazyLock<Vec<ResultCode>> = LazyLock::new(|| {
    let table = csv::Reader::from_reader(include_str!("data/result-codes.csv").as_bytes()).into_deserialize();
    // A row that cannot be read is missing; the test of the table counts them.
    table.filter_map(Result::ok).collect()
});

/// The code of an answer.
pub fn of_call(code: i64) -> Option<&'static ResultCode> {
    find(CodeKind::Call, code)
}

/// The code of a line about the content.
pub fn of_content(code: i64) -> Option<&'static ResultCode> {
    find(CodeKind::Content, code)
}

/// All codes of a kind.
pub fn codes_of(kind: CodeKind) -> impl Iterator<Item = i64> {
    CODES.iter().filter(move |row| row.kind == kind).map(|row| row.code)
}

fn find(kind: CodeKind, code: i64) -> Option<&'static ResultCode> {
    CODES.iter().find(|row| row.kind == kind && row.code == code)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_is_read_and_stands_once() {
        assert_eq!(CODES.len(), include_str!("data/result-codes.csv").lines().count() - 1);
        for (index, row) in CODES.iter().enumerate() {
            assert!(
                CODES[..index].iter().all(|other| (other.kind, other.code) != (row.kind, row.code)),
                "{}",
                row.code
            );
            assert!(!row.zh.is_empty() && !row.en.is_empty());
        }
    }

    #[test]
    fn every_code_of_the_interface_is_there() {
        let calls: Vec<i64> = (0..=22).chain([901, 902, 999]).collect();
        let contents: Vec<i64> =
            (1001..=1068).chain([1999]).chain(5001..=5011).chain([5999, 2998, 2999, 3998, 3999]).collect();
        assert!(calls.iter().all(|code| of_call(*code).is_some()));
        let missing: Vec<_> = contents.iter().filter(|code| of_content(**code).is_none()).collect();
        assert_eq!(missing, Vec::<&i64>::new());
        assert_eq!(of_call(14).unwrap().effect, Effect::Resync);
        assert_eq!(of_content(1041).map(|row| (row.effect, row.field.as_str())), Some((Effect::Data, "home_url")));
    }
}

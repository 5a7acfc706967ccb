//! Codes of answers and results: what they say in both languages and what they mean for us, by the dated table.

use crate::clock::{china_day, now};
use crate::reference::book;
pub use crate::reference::bureau_code::{BureauCode as ResultCode, CodeKind, Effect};

/// The code of a line by which the bureau refuses.
pub const REFUSED: i64 = 1002;

/// The code of an answer, as of today.
pub fn of_call(code: i64) -> Option<&'static ResultCode> {
    book().bureau_code(CodeKind::Call, code, china_day(now()))
}

/// The code of a line about the content, as of today.
pub fn of_content(code: i64) -> Option<&'static ResultCode> {
    book().bureau_code(CodeKind::Content, code, china_day(now()))
}

/// All codes of a kind, as of today.
pub fn codes_of(kind: CodeKind) -> impl Iterator<Item = i64> {
    book().bureau_codes_of(kind, china_day(now())).map(|row| row.code)
}

#[cfg(test)]
mod tests {
    use super::*;

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

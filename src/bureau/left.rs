//! Why a piece of a file is left for somebody to look at, or the whole of it: in words.

use super::labels::label;
use super::messages::Misread;
use super::result_code;
use super::store::downloads::FILE;
use super::xml::Refused;
use crate::text::{Lang, Message, Tr};

/// Why a piece is left: own reasons and refusals have words, codes of the bureau too; what is strange is an element, and what
/// cannot be read is kept as sentences.
pub fn why(t: Tr, reason: &str) -> String {
    let words = t.kept(reason).or_else(|| t.maybe(&format!("exchange-left-{reason}"))).or_else(|| t.maybe(reason));
    let words = words.or_else(|| of_before(t, reason));
    words.unwrap_or_else(|| reason.split(' ').map(|part| code(t, part)).collect::<Vec<_>>().join(" "))
}

/// The same of a piece of a sort: of a whole file it may be kept in words.
pub fn why_of(t: Tr, sort: &str, reason: &str) -> String {
    if sort == FILE { t.kept(reason).unwrap_or_else(|| reason.to_owned()) } else { why(t, reason) }
}

/// Why a record cannot be read, as the release before keeps it: what is wrong, and where. Pieces may be left for long.
fn of_before(t: Tr, reason: &str) -> Option<String> {
    let (wrong, at) = reason.split_once(' ')?;
    let wrong: fn(String) -> Misread = match wrong {
        "missing" => Misread::Missing,
        "twice" => Misread::Twice,
        "no-number" => Misread::NotNumber,
        "choice" => Misread::Choice,
        "other" => Misread::Other,
        _ => return None,
    };
    Some(t.message(&misread(&wrong(at.to_owned()))))
}

/// A code of the bureau with what it means; an element that is strange where it is none.
pub fn code(t: Tr, part: &str) -> String {
    match part.parse().map(result_code::of_content) {
        Ok(Some(row)) => format!("{part} {}", t.pick(&row.zh, &row.en)),
        Ok(None) => part.to_owned(),
        Err(_) => strange(t, part),
    }
}

/// An element nobody knows, or a code that stands in no table of ours.
fn strange(t: Tr, part: &str) -> String {
    let named = |element: &str| label(element).map_or_else(|| element.to_owned(), |label| format!("{label} {element}"));
    match part.split_once('/') {
        Some((table, code)) if code.parse::<i64>().is_ok() => {
            t.a2("exchange-left-code", "table", named(table), "code", code)
        }
        // Of an element nobody knows, the place.
        _ => t.a1("exchange-left-strange", "what", named(part)),
    }
}

/// That a piece of a download is left, and why; the download by the name of its file.
pub fn piece(download: &str, place: i32, sort: &str, reason: &str) -> Message {
    let what = |lang| {
        let t = Tr::new(lang);
        // It may be sentences, and the one around it ends by itself.
        let why = why(t, reason);
        let why = why.trim_end_matches(['.', '。']);
        t.a2("exchange-alarm-piece", "sort", t.t(&format!("exchange-sort-{sort}")), "why", why)
    };
    Message::new("exchange-alarm-left")
        .with("download", download)
        .with("place", i64::from(place) + 1)
        .with("zh", what(Lang::Zh))
        .with("en", what(Lang::En))
}

/// That a download cannot be read, and why.
pub fn unreadable(download: &str, trouble: Message) -> Vec<Message> {
    vec![Message::new("exchange-alarm-unreadable").with("download", download), trouble]
}

/// Why a file is no document.
pub fn refused(why: &Refused) -> Message {
    match why {
        Refused::Beyond(what) => Message::new("exchange-trouble-beyond").with("what", what.replace(' ', "-")),
        Refused::DocumentType => Message::new("exchange-trouble-document-type"),
        Refused::Entity(name) => Message::new("exchange-trouble-entity").with("name", name),
        Refused::Encoding(name) => Message::new("exchange-trouble-encoding").with("name", name),
        Refused::NotGbk => Message::new("exchange-trouble-not-gbk"),
        Refused::Character(character) => {
            Message::new("exchange-trouble-character").with("code", format!("U+{:04X}", u32::from(*character)))
        }
        Refused::EndsEarly(at) => Message::new("exchange-trouble-ends-early").with("at", at),
        Refused::Malformed { at, what } => Message::new("exchange-trouble-malformed").with("at", at).with("what", what),
        other => Message::new("exchange-trouble-other").with("said", other),
    }
}

/// Why a document, or a record of one, is none of the interface.
pub fn misread(why: &Misread) -> Message {
    let at = |key, path: &str| Message::new(key).with("path", labelled(path));
    match why {
        Misread::Missing(path) => at("exchange-trouble-missing", path),
        Misread::Twice(path) => at("exchange-trouble-twice", path),
        Misread::NotNumber(path) => at("exchange-trouble-no-number", path),
        Misread::Choice(path) => at("exchange-trouble-choice", path),
        Misread::Other(name) => Message::new("exchange-trouble-another").with("name", name),
    }
}

/// The place of an element after what the interface calls that.
fn labelled(path: &str) -> String {
    let last = path.rsplit('/').next().unwrap_or(path);
    let name = last.split_once('[').map_or(last, |(name, _)| name);
    label(name).map_or_else(|| path.to_owned(), |label| format!("{label} {path}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::kept;

    #[test]
    fn every_bound_has_words() {
        for what in ["bytes", "depth", "elements", "attributes", "attribute bytes", "name"] {
            let told = Tr::new(Lang::Zh).message(&refused(&Refused::Beyond(what)));
            assert!(!told.contains(|c: char| c.is_ascii_alphabetic()), "{told}");
        }
    }

    #[test]
    fn what_is_wrong_with_a_file_is_told_in_the_words_of_who_reads() {
        let all = [
            refused(&Refused::Character('\u{1}')),
            misread(&Misread::Other("UploadData".into())),
            refused(&Refused::EndsEarly(12)),
        ];
        let [zh, en] = Lang::ALL.map(|lang| all.each_ref().map(|one| Tr::new(lang).message(one)));
        assert!(zh[0].contains("字符 U+0001") && zh[1].contains("根元素是 UploadData"), "{zh:?}");
        assert!(zh[2].contains("不完整") && en[2].contains("ends too early"), "{zh:?} {en:?}");
        assert!(en[0].contains("character U+0001") && en[1].contains("root is UploadData"), "{en:?}");
    }

    #[test]
    fn why_a_file_cannot_be_read_has_words_and_what_was_kept_in_words_stays() {
        let reason = kept(&[refused(&Refused::Beyond("depth"))]);
        let [zh, en] = Lang::ALL.map(|lang| why_of(Tr::new(lang), FILE, &reason));
        assert!(zh.contains("嵌套层数") && en.contains("levels"), "{zh} {en}");
        let reason = kept(&[misread(&Misread::Missing("ICP/Gjsh[2]/Shjg".into()))]);
        for sort in [FILE, "decision"] {
            let [zh, en] = Lang::ALL.map(|lang| why_of(Tr::new(lang), sort, &reason));
            assert!(zh.starts_with("缺少 审核结果 ICP/Gjsh[2]/Shjg"), "{zh}");
            assert!(en.ends_with(" ICP/Gjsh[2]/Shjg is missing."), "{en}");
        }
        let told = Lang::ALL.map(|lang| Tr::new(lang).message(&piece("x.xml", 1, "decision", &reason)));
        assert!(told.iter().all(|words| !words.contains("..") && !words.contains("。。")), "{told:?}");
        assert_eq!(why_of(Tr::default(), FILE, "nested too deep"), "nested too deep");
        assert_eq!(why_of(Tr::default(), "result", "not-ours"), "不是本系统上报的备案");
    }

    /// It works beside this one for a while, and what it left stays left.
    #[test]
    fn what_the_release_before_kept_is_told_in_the_same_words() {
        let path = "ICP/Gjsh[2]/Shjg";
        for (before, now) in [
            ("missing", Misread::Missing(path.into())),
            ("twice", Misread::Twice(path.into())),
            ("no-number", Misread::NotNumber(path.into())),
            ("choice", Misread::Choice(path.into())),
            ("other", Misread::Other(path.into())),
        ] {
            for t in Lang::ALL.map(Tr::new) {
                assert_eq!(why(t, &format!("{before} {path}")), t.message(&misread(&now)));
            }
        }
    }
}

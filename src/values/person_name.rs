//! Names of persons, as printed on their papers.

use super::text_value::personal_value;
use super::{gbk, typed};
use crate::text::{Message, is_han};
use crate::values::personal::Masked;

/// Shortest and longest name, in characters.
pub const LENGTH: (usize, usize) = (2, 50);

personal_value! {
    /// The name of a person: Chinese with `·` between its parts, or Latin letters as in a passport.
    PersonName, Masked::name
}

impl PersonName {
    /// Reads a name. A character GBK cannot hold stays, as people do bear such names: see [`PersonName::gbk_gaps`].
    pub fn parse(text: &str) -> Result<Self, Message> {
        let text = typed::line(text)?;
        if text.is_empty() {
            return Err(Message::new("value-person-name-empty"));
        }
        let text = if text.chars().any(is_han) { chinese(&text) } else { latin(&text) };
        if let Some(c) = text.chars().find(|c| !is_allowed(*c)) {
            return Err(Message::new("value-person-name-character").with("character", c));
        }
        if !parts_are_whole(&text) {
            return Err(Message::new("value-person-name-parts"));
        }
        typed::length(&text, LENGTH.0, LENGTH.1)?;
        Ok(Self(text))
    }

    /// The characters GBK cannot hold: a warning for its owner, a note for the desk.
    pub fn gbk_gaps(&self) -> Vec<char> {
        gbk::missing_in_gbk(&self.0)
    }
}

/// Spaces between Chinese characters are slips, every middle dot is the one of the standard.
fn chinese(text: &str) -> String {
    let dotted: Vec<char> = text.chars().map(|c| if is_middle_dot(c) { '·' } else { c }).collect();
    let mut name = String::new();
    for (i, c) in dotted.iter().enumerate() {
        let joins = |j: Option<&char>| j.is_none_or(|c| is_han(*c) || *c == '·' || c.is_whitespace());
        let slip =
            c.is_whitespace() && (joins(i.checked_sub(1).and_then(|j| dotted.get(j))) || joins(dotted.get(i + 1)));
        if !slip {
            name.push(*c);
        }
    }
    typed::half_width(&name)
}

fn latin(text: &str) -> String {
    let straight: String = text.chars().map(|c| if matches!(c, '’' | '‘' | 'ʼ' | '`') { '\'' } else { c }).collect();
    typed::single_spaces(&typed::half_width(&straight))
}

/// Whether it is a dot between the parts of a name, or written for one.
pub fn is_middle_dot(c: char) -> bool {
    matches!(c, '·' | '・' | '･' | '•' | '‧' | '∙' | '⋅' | '●' | '．' | '.' | '᛫' | '⸱' | 'ꞏ')
}

fn is_allowed(c: char) -> bool {
    is_han(c) || is_latin(c) || matches!(c, '·' | ' ' | '-' | '\'' | '.' | ',')
}

fn is_latin(c: char) -> bool {
    c.is_ascii_alphabetic() || (c.is_alphabetic() && matches!(c, '\u{c0}'..='\u{24f}' | '\u{1e00}'..='\u{1eff}'))
}

/// Begins and ends with a letter (a Latin one may end in a dot: `Jr.`), and no two signs stand together.
fn parts_are_whole(text: &str) -> bool {
    let sign = |c: char| matches!(c, '·' | '-' | '\'' | ',');
    let edges = !text.starts_with(|c| sign(c) || c == '.') && !text.ends_with(sign);
    edges && !text.chars().zip(text.chars().skip(1)).any(|(a, b)| (sign(a) || a == '.') && (sign(b) || b == '.'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_as_printed() {
        for (typed, kept) in [
            ("张三", "张三"),
            (" 张 三\u{3000}", "张三"),
            ("买买提・吐尔逊", "买买提·吐尔逊"),
            ("买买提•吐尔逊", "买买提·吐尔逊"),
            ("买买提.吐尔逊", "买买提·吐尔逊"),
            ("买买提 · 吐尔逊", "买买提·吐尔逊"),
            ("迪丽热巴\u{387}迪力木拉提", "迪丽热巴·迪力木拉提"),
            ("JOHN  SMITH", "JOHN SMITH"),
            ("ＪＯＨＮ ＳＭＩＴＨ", "JOHN SMITH"),
            ("Seán O’Brien-Núñez Jr.", "Seán O'Brien-Núñez Jr."),
            ("约翰 Smith", "约翰Smith"),
            ("王〇", "王〇"),
            ("王𣲗", "王𣲗"),
        ] {
            assert_eq!(PersonName::parse(typed).unwrap().reveal(), kept, "{typed}");
        }
    }

    #[test]
    fn what_is_no_name() {
        for (typed, key) in [
            ("", "value-person-name-empty"),
            (" \u{a0}", "value-person-name-empty"),
            ("张", "value-too-short"),
            ("张3", "value-person-name-character"),
            ("张三\u{202e}", "value-invisible"),
            ("张\u{200b}三", "value-invisible"),
            ("张\n三", "value-invisible"),
            ("张*", "value-person-name-character"),
            ("<b>张三</b>", "value-person-name-character"),
            ("Иван Петров", "value-person-name-character"),
            ("Jоhn", "value-person-name-character"), // a Cyrillic о
            ("·张三", "value-person-name-parts"),
            ("张··三", "value-person-name-parts"),
            ("张三😀", "value-person-name-character"),
        ] {
            assert_eq!(PersonName::parse(typed).unwrap_err().key, key, "{typed}");
        }
        assert_eq!(PersonName::parse(&"张".repeat(51)).unwrap_err().key, "value-too-long");
    }

    #[test]
    fn a_rare_character_is_a_warning() {
        assert_eq!(PersonName::parse("王𣲗").unwrap().gbk_gaps(), ['𣲗']);
        assert!(PersonName::parse("王喆").unwrap().gbk_gaps().is_empty());
    }
}

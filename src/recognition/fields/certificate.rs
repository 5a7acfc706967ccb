//! Business licences and certificates of public institutions: code, name, legal representative, address, term.

use chrono::NaiveDate;

use super::{Seen, label, number, words};
use crate::recognition::number::credit_code;
use crate::recognition::reading::FieldName;
use crate::recognition::words::{Glyph, Row};
use crate::text::is_han;
use crate::values::day::parse_day;

/// Label of the code.
pub const CODE: &str = "统一社会信用代码";
/// Labels of the person who stands for it.
const PERSONS: [&str; 5] = ["法定代表人", "执行事务合伙人", "投资人", "经营者", "负责人"];
/// Labels of the address.
const ADDRESSES: [&str; 3] = ["住所", "经营场所", "主要经营场所"];
/// Labels of the term.
const TERMS: [&str; 3] = ["营业期限", "有效期限", "有效期"];
/// Labels of the day on which it begins where it names none itself.
const FOUNDED: [&str; 2] = ["成立日期", "注册日期"];
/// Characters of the labels of a term.
const OF_TERMS: &str = "营业期限效";
/// Other characters before a first day.
const BESIDE_TERMS: &str = "有自";
/// So many characters at most are left of one that was not seen whole.
const LEFT_OVER: usize = 6;
/// How names of organisations end.
const ENDS: [&str; 16] = [
    "公司",
    "合伙",
    "中心",
    "商行",
    "工作室",
    "事务所",
    "合作社",
    "经营部",
    "图书馆",
    "医院",
    "学校",
    "大学",
    "研究院",
    "研究所",
    "管理局",
    "服务部",
];
/// Lines of a long name or address.
const MOST_LINES: usize = 3;

/// What is found in the rows of one pass.
pub fn find(rows: &[Row], today: NaiveDate) -> Vec<Seen> {
    let code = number(FieldName::CreditCode, rows, CODE, credit_code);
    let name = value(rows, &["名称"]).or_else(|| unlabelled(rows));
    let name = name
        .and_then(|glyphs| words(FieldName::Name, &glyphs, is_of_name))
        .map(|seen| Seen { value: with_wide_brackets(&seen.value), ..seen });
    let person = value(rows, &PERSONS).and_then(|glyphs| words(FieldName::LegalPerson, &glyphs, is_of_person));
    let person = person.filter(|seen| seen.value.chars().count() >= 2);
    let address = value(rows, &ADDRESSES).and_then(|glyphs| words(FieldName::Address, &glyphs, |c| !is_noise(c)));
    [code, name, person, address].into_iter().flatten().chain(term(rows, today)).collect()
}

/// First and last day: `2017年04月13日至长期`, `自2022年05月20日至2027年05月19日`; `长期` alone begins with the organisation.
/// A day that stands alone may be either, so it is neither; no term begins after today.
fn term(rows: &[Row], today: NaiveDate) -> Vec<Seen> {
    let labelled = TERMS.iter().find_map(|label| rows.iter().find_map(|row| behind(row, label)));
    let Some(glyphs) = labelled.or_else(|| rows.iter().find_map(left_over)) else { return Vec::new() };
    let for_good = glyphs.windows(2).find(|two| two[0].character == '长' && two[1].character == '期');
    // Of a day that could not be read its digits are left, or its 年月日.
    let is_said = |glyph: &&Glyph| glyph.character.is_ascii_digit() || is_han(glyph.character);
    let is_alone = glyphs.iter().filter(is_said).count() == 2;
    let (from, to) = match (days(glyphs).as_slice(), for_good) {
        ([from, to], None) if from.0 < to.0 => (Some(*from), (to.0.to_string(), to.1)),
        ([from], Some(part)) => (Some(*from), ("长期".to_owned(), part)),
        ([], Some(part)) if is_alone => (founded(rows), ("长期".to_owned(), part)),
        ([], Some(part)) => (None, ("长期".to_owned(), part)),
        _ => return Vec::new(),
    };
    let told = |name, value: String, part: &[Glyph]| words(name, part, |_| true).map(|seen| Seen { value, ..seen });
    let from = from.filter(|(day, _)| *day <= today);
    let from = from.and_then(|(day, part)| told(FieldName::ValidFrom, day.to_string(), part));
    from.into_iter().chain(told(FieldName::ValidTo, to.0, to.1)).collect()
}

/// What stands behind a label that begins a row, or stands apart in it: within a text it is none.
fn behind<'r>(row: &'r Row, label: &str) -> Option<&'r [Glyph]> {
    let (start, end) = label::place(&row.glyphs, label)?;
    let stands_alone = start == 0 || is_apart(&row.glyphs, start);
    stands_alone.then(|| label::until_next(&row.glyphs[end..]))
}

/// Whether a character stands apart from the one before it.
fn is_apart(glyphs: &[Glyph], at: usize) -> bool {
    let (before, here) = (&glyphs[at - 1], &glyphs[at]);
    here.area.left - before.area.right > here.area.height() * 0.6
}

/// A term whose label was not seen whole: what is left of it stands before the first day, and no other word.
fn left_over(row: &Row) -> Option<&[Glyph]> {
    let first = row.glyphs.iter().position(|glyph| glyph.character.is_ascii_digit())?;
    let (before, term) = row.glyphs.split_at(first);
    let is_of_terms = |glyph: &Glyph| OF_TERMS.contains(glyph.character);
    let is_other =
        |glyph: &Glyph| is_han(glyph.character) && !is_of_terms(glyph) && !BESIDE_TERMS.contains(glyph.character);
    let is_left = before.len() <= LEFT_OVER && before.iter().any(is_of_terms) && !before.iter().any(is_other);
    let ends = term.iter().any(|glyph| glyph.character == '至');
    (is_left && ends).then(|| label::until_next(term))
}

fn founded(rows: &[Row]) -> Option<(NaiveDate, &[Glyph])> {
    let glyphs = FOUNDED.iter().find_map(|label| rows.iter().find_map(|row| behind(row, label)))?;
    match days(glyphs).as_slice() {
        [day] => Some(*day),
        _ => None,
    }
}

/// The days that stand here, each with its characters; what is no day of a calendar is none.
fn days(glyphs: &[Glyph]) -> Vec<(NaiveDate, &[Glyph])> {
    let is_of_day = |c: char| c.is_ascii_digit() || "年月日.-/".contains(c);
    let day = |part: &[Glyph]| parse_day(&part.iter().map(|glyph| glyph.character).collect::<String>()).ok();
    let parts = glyphs.split(|glyph| !is_of_day(glyph.character));
    parts.filter_map(|part| Some((day(part)?, part))).collect()
}

/// What stands behind one of these labels, with the lines below that go on with it.
fn value(rows: &[Row], labels: &[&str]) -> Option<Vec<Glyph>> {
    let behind = |row: &Row| labels.iter().find_map(|label| label::after(row, label).map(<[Glyph]>::to_vec));
    let (at, first) = rows.iter().enumerate().find_map(|(at, row)| Some((at, behind(row)?)))?;
    Some(super::label::with_lines_below(first, &rows[at + 1..], MOST_LINES))
}

/// The name where its label was not seen: a row that ends as names of organisations do, above everything else.
fn unlabelled(rows: &[Row]) -> Option<Vec<Glyph>> {
    let ends = |row: &&Row| {
        let text = row.text();
        ENDS.iter().any(|end| text.ends_with(end)) && row.glyphs.len() > 6
    };
    let row = rows.iter().find(ends)?;
    // Its label stands apart from it, whatever was seen of it.
    let apart = (1..row.glyphs.len().min(4)).rev().find(|at| is_apart(&row.glyphs, *at));
    Some(row.glyphs[apart.unwrap_or(0)..].to_vec())
}

fn is_of_name(c: char) -> bool {
    is_han(c) || c.is_ascii_alphanumeric() || "（）()·&".contains(c)
}

fn is_of_person(c: char) -> bool {
    is_han(c) || c == '·'
}

/// What rules and borders are taken for.
fn is_noise(c: char) -> bool {
    "|_~^`'\"“”‘’.,，。:：;；=+*<>《》!！?？\\/".contains(c)
}

fn with_wide_brackets(name: &str) -> String {
    name.replace('(', "（").replace(')', "）")
}

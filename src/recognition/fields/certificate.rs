//! Business licences and certificates of public institutions: code, name, legal representative, address.

use super::{Seen, label, number, words};
use crate::recognition::number::credit_code;
use crate::recognition::reading::FieldName;
use crate::recognition::words::{Glyph, Row};
use crate::text::is_han;

/// Label of the code.
pub const CODE: &str = "统一社会信用代码";
/// Labels of the person who stands for it.
const PERSONS: [&str; 5] = ["法定代表人", "执行事务合伙人", "投资人", "经营者", "负责人"];
/// Labels of the address.
const ADDRESSES: [&str; 3] = ["住所", "经营场所", "主要经营场所"];
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
pub fn find(rows: &[Row]) -> Vec<Seen> {
    let code = number(FieldName::CreditCode, rows, CODE, credit_code);
    let name = value(rows, &["名称"]).or_else(|| unlabelled(rows));
    let name = name
        .and_then(|glyphs| words(FieldName::Name, &glyphs, is_of_name))
        .map(|seen| Seen { value: with_wide_brackets(&seen.value), ..seen });
    let person = value(rows, &PERSONS).and_then(|glyphs| words(FieldName::LegalPerson, &glyphs, is_of_person));
    let person = person.filter(|seen| seen.value.chars().count() >= 2);
    let address = value(rows, &ADDRESSES).and_then(|glyphs| words(FieldName::Address, &glyphs, |c| !is_noise(c)));
    [code, name, person, address].into_iter().flatten().collect()
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
    let apart = (1..row.glyphs.len().min(4)).rev().find(|at| {
        let (before, here) = (&row.glyphs[at - 1], &row.glyphs[*at]);
        here.area.left - before.area.right > here.area.height() * 0.6
    });
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

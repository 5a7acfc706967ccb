//! Labels in a row: where one stands, and what stands behind it up to the next.

use crate::recognition::words::{Glyph, Row};
use crate::text::is_han;

/// Labels of certificates and IDs; a value ends where the next one begins.
const ALL: [&str; 24] = [
    "统一社会信用代码",
    "名称",
    "类型",
    "法定代表人",
    "经营者",
    "负责人",
    "注册资本",
    "成立日期",
    "营业期限",
    "住所",
    "经营场所",
    "经营范围",
    "登记机关",
    "宗旨和",
    "经费来源",
    "开办资金",
    "举办单位",
    "有效期",
    "组成形式",
    "注册日期",
    "性别",
    "民族",
    "出生",
    "公民身份号码",
];
/// Labels so long that one of their characters may be another.
const LONG: usize = 4;

/// A gap between a value and the next label, in heights of a character.
const GAP: f32 = 0.8;
/// A gap that no value has.
const WIDE_GAP: f32 = 2.5;

/// Where a label stands: from, to before.
pub fn place(glyphs: &[Glyph], label: &str) -> Option<(usize, usize)> {
    let wanted: Vec<char> = label.chars().collect();
    let wrong = usize::from(wanted.len() >= LONG);
    let found = glyphs.windows(wanted.len()).enumerate().map(|(at, window)| {
        (window.iter().zip(&wanted).filter(|(glyph, wanted)| glyph.character != **wanted).count(), at)
    });
    found.filter(|(misses, _)| *misses <= wrong).min().map(|(_, at)| (at, at + wanted.len()))
}

/// What stands behind a label in its row; none where the label is not there.
pub fn after<'r>(row: &'r Row, label: &str) -> Option<&'r [Glyph]> {
    let (_, end) = place(&row.glyphs, label)?;
    Some(until_next(&row.glyphs[end..]))
}

/// Up to the next label, which stands apart; nothing goes on behind a wide gap, where borders and seals are taken for print.
pub fn until_next(glyphs: &[Glyph]) -> &[Glyph] {
    let gap = |at: usize| {
        let (before, here) = (&glyphs[at - 1], &glyphs[at]);
        (here.area.left - before.area.right) / before.area.height().max(1.0)
    };
    let is_label = |at: usize| ALL.iter().any(|label| begins(&glyphs[at..], label));
    let next = (1..glyphs.len()).find(|at| gap(*at) > WIDE_GAP || (gap(*at) > GAP && is_label(*at)));
    &glyphs[..next.unwrap_or(glyphs.len())]
}

/// Whether a label is the first that stands there.
pub fn begins(glyphs: &[Glyph], label: &str) -> bool {
    let count = label.chars().count();
    glyphs.len() >= count && place(&glyphs[..count], label).is_some()
}

/// Whether a row has a label of its own.
pub fn has_any(glyphs: &[Glyph]) -> bool {
    ALL.iter().any(|label| place(glyphs, label).is_some())
}

/// A value with the lines below that go on with it: they begin where it begins, close under it, and have no label.
pub fn with_lines_below(first: Vec<Glyph>, below: &[Row], most: usize) -> Vec<Glyph> {
    let Some(start) = first.first().map(|glyph| glyph.area) else { return first };
    let (mut value, mut bottom) = (first, start.bottom);
    for row in below.iter().take(most - 1) {
        let height = start.height();
        let Some(at) = row.glyphs.iter().position(|glyph| glyph.area.left > start.left - height * 0.8) else { break };
        let (beside, own) = row.glyphs.split_at(at);
        let Some(head) = own.first() else { break };
        let is_close = head.area.top - bottom < height * 1.2;
        let is_below = (head.area.left - start.left).abs() < height * 1.2;
        // A label to the left begins another value; a speck does not.
        let is_labelled = beside.iter().filter(|glyph| is_han(glyph.character)).count() >= 2;
        if !is_close || !is_below || is_labelled || has_any(own) {
            break;
        }
        bottom = head.area.bottom;
        value.extend_from_slice(until_next(own));
    }
    value
}

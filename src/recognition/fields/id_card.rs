//! Resident IDs: name, number and address on one side, office and term on the other.

use chrono::NaiveDate;

use super::{Seen, label, number, words};
use crate::recognition::number::id_number;
use crate::recognition::reading::FieldName;
use crate::recognition::words::{Glyph, Row};
use crate::text::is_han;
use crate::values::day::parse_day;

/// Label of the number.
pub const NUMBER: &str = "公民身份号码";
/// Lines of an address.
const ADDRESS_LINES: usize = 3;
/// Characters of a name: short ones, and long ones of other peoples.
const NAME: std::ops::RangeInclusive<usize> = 2..=20;

/// The portrait side.
pub fn find_front(rows: &[Row], today: NaiveDate) -> Vec<Seen> {
    let number = number(FieldName::IdNumber, rows, NUMBER, |seen| id_number(seen, today));
    let name =
        rows.iter().find_map(|row| label::after(row, "姓名").map(<[Glyph]>::to_vec)).or_else(|| unlabelled(rows));
    let name = name.and_then(|glyphs| words(FieldName::Name, &glyphs, |c| is_han(c) || c == '·'));
    let name = name.filter(|seen| NAME.contains(&seen.value.chars().count()));
    let address = rows.iter().enumerate().find_map(|(at, row)| {
        let first = label::after(row, "住址")?.to_vec();
        let all = label::with_lines_below(first, &rows[at + 1..], ADDRESS_LINES);
        words(FieldName::Address, &all, |c| is_han(c) || c.is_ascii_alphanumeric() || c == '-')
    });
    [number, name, address].into_iter().flatten().collect()
}

/// The name where its label was not seen whole: the first row, behind what stands apart in front.
fn unlabelled(rows: &[Row]) -> Option<Vec<Glyph>> {
    let is_label = |glyphs: &[Glyph]| glyphs.iter().any(|glyph| matches!(glyph.character, '姓' | '名'));
    let row = rows.iter().find(|row| row.glyphs.len() > 2 && is_label(&row.glyphs[..2]))?;
    Some(label::until_next(&row.glyphs[2..]).to_vec())
}

/// The other side.
pub fn find_back(rows: &[Row], today: NaiveDate) -> Vec<Seen> {
    let behind = |wanted: &str| rows.iter().find_map(|row| label::after(row, wanted).map(<[Glyph]>::to_vec));
    let authority = behind("签发机关").and_then(|glyphs| words(FieldName::Authority, &glyphs, is_han));
    let term =
        behind("有效期限").or_else(|| rows.iter().find(|row| digits(&row.glyphs) >= 8).map(|row| row.glyphs.clone()));
    let mut found: Vec<Seen> = authority.into_iter().collect();
    found.extend(term.iter().flat_map(|glyphs| days(glyphs, today)));
    found
}

fn digits(glyphs: &[Glyph]) -> usize {
    glyphs.iter().filter(|glyph| glyph.character.is_ascii_digit()).count()
}

/// First and last day: `2015.03.07-2035.03.07`, `2015.03.07-长期`. No card begins after today; a day that stands alone is the
/// first only with the hyphen behind it, as the last may be the one that was legible.
fn days(glyphs: &[Glyph], today: NaiveDate) -> Vec<Seen> {
    const DAY: usize = 8;
    let plain: Vec<Glyph> = glyphs.iter().filter_map(as_digit).collect();
    let is_long = glyphs.iter().any(|glyph| matches!(glyph.character, '长' | '期'));
    let parsed = |part: &[Glyph]| parse_day(&part.iter().map(|glyph| glyph.character).collect::<String>()).ok();
    // A card is valid for 5, 10 or 20 years or for good: what begins after it ends was not read well.
    if let Some((from, to)) = plain.get(..DAY).and_then(parsed).zip(plain.get(DAY..2 * DAY).and_then(parsed))
        && from >= to
    {
        return Vec::new();
    }
    let day = |name: FieldName, part: &[Glyph]| {
        let day = parsed(part).filter(|day| name != FieldName::ValidFrom || *day <= today)?;
        words(name, part, |_| true).map(|seen| Seen { value: day.to_string(), ..seen })
    };
    let mut found = Vec::new();
    if plain.len() != DAY || is_long || is_before_hyphen(glyphs) {
        found.extend(plain.get(..DAY).and_then(|part| day(FieldName::ValidFrom, part)));
    }
    if plain.len() == 2 * DAY {
        found.extend(day(FieldName::ValidTo, &plain[DAY..]));
    } else if plain.len() == DAY && is_long {
        let kept = words(FieldName::ValidTo, glyphs, |c| matches!(c, '长' | '期'));
        found.extend(kept.map(|seen| Seen { value: "长期".to_owned(), ..seen }));
    }
    found
}

/// Whether a hyphen stands behind the last digit, in any of the shapes it is taken for.
fn is_before_hyphen(glyphs: &[Glyph]) -> bool {
    let behind = glyphs.iter().rposition(|glyph| as_digit(glyph).is_some()).map_or(&[][..], |last| &glyphs[last + 1..]);
    behind.iter().any(|glyph| matches!(glyph.character, '-' | '－' | '–' | '—' | '一' | '~' | '～'))
}

/// A digit, or a letter that is one in a day.
fn as_digit(glyph: &Glyph) -> Option<Glyph> {
    let character = match glyph.character {
        'O' | 'o' | 'D' | 'Q' => '0',
        'I' | 'l' | '|' => '1',
        'Z' => '2',
        'S' => '5',
        'B' => '8',
        digit if digit.is_ascii_digit() => digit,
        _ => return None,
    };
    Some(Glyph { character, ..*glyph })
}

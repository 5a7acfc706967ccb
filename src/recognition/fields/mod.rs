//! Rows of print as fields: values stand behind their labels, or, where a label was not seen, look like what they are.

mod certificate;
mod id_card;
mod label;
#[cfg(test)]
mod tests;

use chrono::NaiveDate;

use super::number::{Judged, LENGTH};
use super::reading::{Corners, Field, FieldName, Reading, Trust};
use super::words::{Area, Glyph, Row, area_of};
use crate::material::picture::Lie;
use crate::material::reading::Document;

/// Below this the engine itself doubts a name.
const DOUBTFUL: f32 = 80.0;

/// A value on the print.
#[derive(Debug, Clone, PartialEq)]
pub struct Seen {
    /// What it is.
    pub name: FieldName,
    /// The value.
    pub value: String,
    /// How sure it is.
    pub trust: Trust,
    /// How sure the engine is, 0 to 100.
    pub confidence: f32,
    /// Where it stands.
    pub area: Area,
    /// Two looks told different values that both fit: nothing makes it sure any more.
    pub is_disputed: bool,
}

/// The fields that a document has.
fn wanted(document: Document) -> &'static [FieldName] {
    match document {
        Document::Certificate => &[FieldName::CreditCode, FieldName::Name, FieldName::LegalPerson],
        Document::IdFront => &[FieldName::Name, FieldName::IdNumber],
        Document::IdBack => &[FieldName::Authority, FieldName::ValidFrom, FieldName::ValidTo],
    }
}

/// What one pass of the engine found.
pub fn find(document: Document, rows: &[Row], today: NaiveDate) -> Vec<Seen> {
    match document {
        Document::Certificate => certificate::find(rows, today),
        Document::IdFront => id_card::find_front(rows, today),
        Document::IdBack => id_card::find_back(rows, today),
    }
}

/// Whether another pass may tell more: something is missing, or not as sure as it can be.
pub fn is_uncertain(document: Document, seen: &[Seen]) -> bool {
    wanted(document).iter().any(|name| {
        let found = seen.iter().find(|seen| seen.name == *name);
        found.is_none_or(|seen| match name {
            FieldName::CreditCode | FieldName::IdNumber => seen.trust != Trust::Checked,
            _ => seen.confidence < DOUBTFUL,
        })
    })
}

/// Whether a paper was seen the right way up: a number that fits or a whole term, and words beside it. Print on its head is taken
/// for print, too, but hardly for both.
pub fn is_upright(document: Document, seen: &[Seen]) -> bool {
    let has = |name: FieldName| seen.iter().any(|seen| seen.name == name);
    match document {
        Document::Certificate | Document::IdFront => {
            has(FieldName::Name) && seen.iter().any(|seen| seen.trust == Trust::Checked)
        }
        Document::IdBack => has(FieldName::Authority) && has(FieldName::ValidFrom) && has(FieldName::ValidTo),
    }
}

/// The fields of two passes: of each the surer one; what both agree on is surer than either.
pub fn merge(first: Vec<Seen>, second: Vec<Seen>) -> Vec<Seen> {
    let mut merged = first;
    for other in second {
        match merged.iter_mut().find(|own| own.name == other.name) {
            None => merged.push(other),
            Some(own) if own.is_disputed => {}
            Some(own) if own.value == other.value => {
                // A slip that was put right, and the same seen by another pass without it.
                own.trust = own.trust.max(other.trust);
                own.confidence = own.confidence.max(other.confidence);
            }
            // Two numbers that both fit: one of them is wrong, and nothing tells which.
            Some(own) if own.trust == Trust::Checked && other.trust == Trust::Checked => {
                (own.trust, own.is_disputed) = (Trust::Read, true);
            }
            Some(own) if (other.trust, other.confidence) > (own.trust, own.confidence) => *own = other,
            Some(_) => {}
        }
    }
    merged
}

/// Where the number of a document stands, if it is not sure yet: to be looked at once more, closely.
pub fn number_area(document: Document, rows: &[Row], seen: &[Seen]) -> Option<Area> {
    let name = match document {
        Document::Certificate => FieldName::CreditCode,
        Document::IdFront => FieldName::IdNumber,
        Document::IdBack => return None,
    };
    let found = seen.iter().find(|seen| seen.name == name);
    if found.is_some_and(|seen| seen.is_disputed || seen.trust == Trust::Checked) {
        return None;
    }
    let area = found.map(|seen| seen.area).or_else(|| {
        let label = match document {
            Document::Certificate => certificate::CODE,
            _ => id_card::NUMBER,
        };
        rows.iter().find_map(|row| area_of(label::after(row, label)?)).or_else(|| longest_number(rows))
    })?;
    let (across, down) = (area.height() * 0.6, area.height() * 0.3);
    Some(Area {
        left: area.left - across,
        top: area.top - down,
        right: area.right + across * 2.0,
        bottom: area.bottom + down,
    })
}

/// The row that looks most like a number.
fn longest_number(rows: &[Row]) -> Option<Area> {
    let digits = |row: &&Row| row.glyphs.iter().filter(|glyph| glyph.character.is_ascii_digit()).count();
    let row = rows.iter().max_by_key(digits).filter(|row| digits(row) >= LENGTH / 2)?;
    area_of(&row.glyphs.iter().filter(|glyph| glyph.character.is_ascii()).copied().collect::<Vec<_>>())
}

/// The number that a closer look at its line told.
pub fn closer(document: Document, text: &str, area: Area, today: NaiveDate) -> Option<Seen> {
    let glyphs: Vec<Glyph> = text
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .map(|character| Glyph { character, confidence: 0.0, area })
        .collect();
    match document {
        Document::Certificate => in_glyphs(FieldName::CreditCode, &glyphs, super::number::credit_code),
        Document::IdFront => in_glyphs(FieldName::IdNumber, &glyphs, |text| super::number::id_number(text, today)),
        Document::IdBack => None,
    }
}

/// The surest number of 18 characters among these; none where two are as sure.
fn in_glyphs(name: FieldName, glyphs: &[Glyph], judge: impl Fn(&str) -> Option<Judged>) -> Option<Seen> {
    let mut found: Vec<Seen> = Vec::new();
    for window in glyphs.windows(LENGTH) {
        let text: String = window.iter().map(|glyph| glyph.character).collect();
        // Of more characters than a number has some belong to something else: then nothing is put right.
        let is_alone = glyphs.len() == LENGTH;
        let Some(judged) = judge(&text).filter(|judged| is_alone || judged.trust == Trust::Checked) else { continue };
        let (confidence, area) = (confidence(window), area_of(window)?);
        found.push(Seen { name, value: judged.number, trust: judged.trust, confidence, area, is_disputed: false });
    }
    let best = found.iter().map(|seen| seen.trust).max()?;
    let mut best = found.into_iter().filter(|seen| seen.trust == best);
    let first = best.next()?;
    best.all(|other| other.value == first.value).then_some(first)
}

/// The number in any row, that with the label first.
fn number(name: FieldName, rows: &[Row], label: &str, judge: impl Fn(&str) -> Option<Judged> + Copy) -> Option<Seen> {
    let plain = |glyphs: &[Glyph]| -> Vec<Glyph> {
        glyphs.iter().filter(|glyph| glyph.character.is_ascii_alphanumeric()).copied().collect()
    };
    let labelled = rows.iter().filter_map(|row| in_glyphs(name, &plain(label::after(row, label)?), judge));
    let any = rows.iter().filter_map(|row| in_glyphs(name, &plain(&row.glyphs), judge));
    labelled.chain(any).reduce(|best, other| if other.trust > best.trust { other } else { best })
}

/// A value in words behind its label.
fn words(name: FieldName, glyphs: &[Glyph], keep: impl Fn(char) -> bool) -> Option<Seen> {
    let kept: Vec<Glyph> = glyphs.iter().filter(|glyph| keep(glyph.character)).copied().collect();
    let value: String = kept.iter().map(|glyph| glyph.character).collect();
    let area = area_of(&kept)?;
    Some(Seen { name, value, trust: Trust::Read, confidence: confidence(&kept), area, is_disputed: false })
}

fn confidence(glyphs: &[Glyph]) -> f32 {
    glyphs.iter().map(|glyph| glyph.confidence).sum::<f32>() / glyphs.len().max(1) as f32
}

/// What is kept: values with their places on the picture.
pub fn reading(seen: &[Seen], lie: &Lie) -> Reading {
    let corners = |area: &Area| -> Corners {
        let Area { left, top, right, bottom } = *area;
        [(left, top), (right, top), (right, bottom), (left, bottom)].map(|(x, y)| {
            let (x, y) = lie.on_picture(x, y);
            (x.round() as i32, y.round() as i32)
        })
    };
    let field = |seen: &Seen| Field {
        name: seen.name,
        value: seen.value.clone(),
        trust: seen.trust,
        corners: Some(corners(&seen.area)),
    };
    Reading { fields: seen.iter().map(field).collect(), is_upside_down: false }
}

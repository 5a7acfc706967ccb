//! Documents that fit a schema, made by chance: for tests that must meet every element and every bound.

use super::{DOWNLOAD, Kind, Rule, Schema, UPLOAD};
pub use crate::bureau::sandbox::chance::Chance;
use crate::bureau::xml::Element;

/// An upload of any kind.
pub fn upload(chance: &mut Chance) -> Element {
    document(UPLOAD.as_ref().expect("schema"), chance)
}

/// A download of any kind.
pub fn download(chance: &mut Chance) -> Element {
    document(DOWNLOAD.as_ref().expect("schema"), chance)
}

fn document(schema: &Schema, chance: &mut Chance) -> Element {
    element(&schema.root, chance).attribute("version", "V.3.0")
}

fn element(rule: &Rule, chance: &mut Chance) -> Element {
    let name = &*rule.name;
    match rule.kind {
        Kind::Text { least, most } => Element::with_text(name, text(least, most, chance)),
        Kind::Any => Element::with_text(name, text(1, Some(20), chance)),
        Kind::Number { least, most } => {
            let span = u64::try_from(most.saturating_sub(least)).unwrap_or(0).min(1 << 40);
            let number = match chance.below(4) {
                0 => least,
                1 => least + span as i64,
                _ => least + chance.below(span + 1) as i64,
            };
            Element::with_text(name, number.to_string())
        }
        Kind::Choice => {
            let index = chance.below(rule.inner.len() as u64) as usize;
            Element::with_children(name, vec![element(&rule.inner[index], chance)])
        }
        Kind::All | Kind::Sequence => {
            let mut children = Vec::new();
            for inner in &rule.inner {
                for _ in 0..times(inner, chance) {
                    children.push(element(inner, chance));
                }
            }
            if rule.kind == Kind::All && chance.below(3) == 0 {
                children.reverse();
            }
            Element::with_children(name, children)
        }
    }
}

fn times(rule: &Rule, chance: &mut Chance) -> usize {
    // An empty list within an element is left out with the element when it is written again.
    let is_list = rule.inner.len() == 1 && rule.inner[0].least == 0 && rule.inner[0].most > 1;
    let extra = match rule.most {
        1 => chance.below(2),
        most => chance.below(3.min(most as u64)),
    } as usize;
    if is_list { 0 } else { (rule.least + extra).min(rule.most).max(rule.least) }
}

fn text(least: usize, most: Option<usize>, chance: &mut Chance) -> String {
    const LETTERS: [char; 12] = ['示', '例', 'a', 'Z', '0', '9', '&', '<', '"', '；', '·', '-'];
    let most = most.unwrap_or(40);
    let length = match chance.below(6) {
        0 => least,
        1 => most,
        _ => least + chance.below((most - least).min(20) as u64 + 1) as usize,
    };
    (0..length).map(|_| LETTERS[chance.below(LETTERS.len() as u64) as usize]).collect()
}

//! What a frozen round says, as the desk reads it: sections of labelled fields, and papers.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use serde::Deserialize;

use crate::filing::application::Application;
use crate::filing::section::{Part, Target};
use crate::filing::summary;
use crate::reference::Reference;
use crate::text::Tr;

/// A field with what was answered.
#[derive(Clone, PartialEq, Eq)]
pub struct Field {
    /// What a remark on it points at.
    pub target: Target,
    /// What was asked.
    pub label: String,
    /// What was answered, a line each.
    pub value: String,
    /// The same for those who need not read it; none where it is not personal.
    pub masked: Option<String>,
}

/// A section.
#[derive(Clone, PartialEq, Eq)]
pub struct Group {
    /// Which.
    pub part: Part,
    /// Its name.
    pub title: String,
    /// Its fields.
    pub fields: Vec<Field>,
}

impl Group {
    /// Whether anything in it is personal: then opening it is a look that is audited.
    pub fn is_personal(&self) -> bool {
        self.fields.iter().any(|field| field.masked.is_some())
    }
}

/// The sections of a round in the order of the wizard.
pub fn groups(t: Tr, application: &Application, reference: &Reference, today: NaiveDate) -> Vec<Group> {
    let group = |group: summary::Group| Group {
        title: t.message(&summary::title(group.part)),
        fields: group.rows.iter().map(|row| field(t, row)).collect(),
        part: group.part,
    };
    summary::groups(&application.to_drafts(), reference, today).into_iter().map(group).collect()
}

fn field(t: Tr, row: &summary::Row) -> Field {
    Field {
        target: row.target.clone(),
        label: t.t(row.label),
        value: row.words(t).join("\n"),
        masked: (row.is_sensitive() && !row.lines.is_empty()).then(|| row.masked(t).join("\n")),
    }
}

/// What a check said when the round was handed in, as it was kept.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
struct Kept {
    code: String,
    target: Target,
    key: String,
    #[serde(default)]
    args: Vec<(String, String)>,
    #[serde(default)]
    blocking: bool,
    #[serde(default)]
    evidence: Option<Words>,
    /// It could not be checked.
    #[serde(default)]
    gap: bool,
}

/// A message as it was kept.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
struct Words {
    key: String,
    #[serde(default)]
    args: Vec<(String, String)>,
}

/// A remark of the checks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Remark {
    /// What it points at.
    pub target: Target,
    /// Nobody may go on with it.
    pub is_blocking: bool,
    /// It says what could not be checked: nothing is wrong.
    pub is_gap: bool,
    /// The rule and what it says.
    pub text: String,
}

/// What the checks said of a round. One whose words are no more is shown by its rule.
pub fn remarks(t: Tr, findings: &serde_json::Value) -> Vec<Remark> {
    let kept: Vec<Kept> = serde_json::from_value(findings.clone()).unwrap_or_default();
    let remark = |kept: Kept| {
        let words = t.stored(&kept.key, &kept.args).unwrap_or_default();
        let evidence = kept.evidence.and_then(|seen| t.stored(&seen.key, &seen.args));
        let seen = evidence.map(|seen| t.a1("review-check-seen", "seen", seen)).unwrap_or_default();
        let text = format!("{} {words}{seen}", kept.code);
        Remark { target: kept.target, is_blocking: kept.blocking, is_gap: kept.gap, text }
    };
    kept.into_iter().map(remark).collect()
}

/// How many of the checks' findings block.
pub fn blocking(findings: &serde_json::Value) -> usize {
    let kept: Vec<Kept> = serde_json::from_value(findings.clone()).unwrap_or_default();
    kept.iter().filter(|kept| kept.blocking).count()
}

/// The part of a filing whose fields a paper proves, by its slot.
pub fn part_of_slot(slot: &str) -> Option<Part> {
    if slot.starts_with("entity-person-") {
        return Some(Part::ENTITY_PERSON);
    }
    if slot.starts_with("entity-") {
        return Some(Part::ENTITY);
    }
    let (number, rest) = slot.strip_prefix("website-")?.split_once('-')?;
    let number = number.parse().ok().filter(|number| *number > 0)?;
    Some(if rest.starts_with("person-") { Part::website_person(number) } else { Part::website(number) })
}

/// The code under which the catalogue lists reasons for a field, or for a paper by what it is.
pub fn reason_field(target: &Target, kind: Option<&str>) -> String {
    match (target, kind) {
        (Target::Paper(_), kind) => format!("material.{}", kind.unwrap_or("any")),
        _ => summary::reason_field(target),
    }
}

/// Every target a specialist may speak of.
pub fn targets<'a>(groups: &[Group], slots: impl IntoIterator<Item = &'a String>) -> BTreeSet<Target> {
    let fields = groups.iter().flat_map(|group| group.fields.iter().map(|field| field.target.clone()));
    fields.chain(slots.into_iter().map(Target::paper)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_checks_said_comes_back_in_words() {
        let kept = serde_json::json!([
            {"code": "X09", "target": "entity.cert_address", "key": "site-demo-banner", "args": [], "blocking": false},
            {"code": "X99", "target": "websites/1", "key": "gone-key", "args": [["a", "b"]], "blocking": true},
        ]);
        let remarks = remarks(Tr::default(), &kept);
        assert_eq!(remarks.len(), 2);
        assert!(remarks[0].text.starts_with("X09 演示"));
        assert!(remarks[1].is_blocking && remarks[1].text.starts_with("X99"));
    }

    #[test]
    fn a_paper_stands_beside_the_section_it_proves() {
        for (slot, part) in [
            ("entity-certificate", Some(Part::ENTITY)),
            ("entity-person-id-front", Some(Part::ENTITY_PERSON)),
            ("entity-other-1", Some(Part::ENTITY)),
            ("website-2-person-id-back", Some(Part::website_person(2))),
            ("website-1-domain-certificate", Some(Part::website(1))),
            ("website-x-other", None),
            ("bureau/1", None),
        ] {
            assert_eq!(part_of_slot(slot), part, "{slot}");
        }
    }

    #[test]
    fn reasons_are_looked_up_as_the_catalogue_names_fields() {
        let of = |text: &str, kind| reason_field(&text.parse().unwrap(), kind);
        assert_eq!(of("entity.cert_address", None), "entity.cert_address");
        assert_eq!(of("type-check.entity_name", None), "entity.name");
        assert_eq!(of("type-check.cert_number", None), "entity.cert_number");
        assert_eq!(of("websites/1/person.mobile", None), "website_person.mobile");
        assert_eq!(of("paper:entity-person-id-front", Some("id_front")), "material.id_front");
    }
}

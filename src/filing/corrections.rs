//! What the applicant may change, and whether every remark was met: by a change or by an answer.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::faces::is_face;
use super::section::{Part, Section, Target};
use super::submission::{Answers, Readiness};

/// What the applicant may change now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Editable {
    /// Everything.
    Everything,
    /// What was marked and what that asks for, and nothing else.
    Only(Opened),
    /// Nothing.
    Nothing,
}

impl Editable {
    /// Whether an input of a form may be changed.
    pub fn allows_field(&self, part: Part, input: &str) -> bool {
        match self {
            Self::Everything => true,
            Self::Only(opened) => opened.targets().any(|target| target.opens_field(part, input)),
            Self::Nothing => false,
        }
    }

    /// Whether anything of a part may be changed.
    pub fn allows_part(&self, part: Part) -> bool {
        match self {
            Self::Everything => true,
            Self::Only(opened) => opened
                .targets()
                .any(|target| matches!(target, Target::Part(own) | Target::Field(own, _) if *own == part)),
            Self::Nothing => false,
        }
    }

    /// Whether the paper of a slot may be exchanged.
    pub fn allows_paper(&self, slot: &str) -> bool {
        match self {
            Self::Everything => true,
            // Whoever is asked to show their face may show it again: it changes nothing that was said.
            Self::Only(opened) => is_face(slot) || opened.targets().any(|target| target.covers_paper(slot)),
            Self::Nothing => false,
        }
    }
}

/// What remarks open.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Opened {
    /// What they point at: each wants a change or an answer.
    pub marked: BTreeSet<Target>,
    /// What cannot stay as it is when something marked changes.
    pub besides: BTreeSet<Target>,
    /// Places of papers among it that are due now and were not when the filing was handed in.
    pub asked: BTreeSet<String>,
    /// Marked things that are changed elsewhere, with the place: who an individual is stands in the type check.
    pub elsewhere: Vec<(Target, Target)>,
}

impl Opened {
    /// What remarks open by themselves.
    pub fn by(marked: BTreeSet<Target>) -> Self {
        Self { marked, ..Self::default() }
    }

    /// Everything that is open.
    pub fn targets(&self) -> impl Iterator<Item = &Target> {
        self.marked.iter().chain(&self.besides)
    }

    /// Other places where a marked thing is changed.
    pub fn elsewhere<'a>(&'a self, target: &'a Target) -> impl Iterator<Item = &'a Target> + use<'a> {
        self.elsewhere.iter().filter(move |(own, _)| own == target).map(|(_, place)| place)
    }

    /// Whether a marked thing was changed, there or where it is changed.
    pub fn is_changed(&self, target: &Target, changed: &BTreeSet<Target>) -> bool {
        std::iter::once(target)
            .chain(self.elsewhere(target))
            .any(|place| changed.iter().any(|change| covers(place, change)))
    }
}

/// The content of a round as far as rounds are compared: forms by part, papers by slot.
#[derive(Clone, PartialEq, Default)]
pub struct Content {
    /// Fields of each part.
    pub forms: BTreeMap<Part, Value>,
    /// Ids of the papers of each slot.
    pub papers: BTreeMap<String, BTreeSet<uuid::Uuid>>,
}

/// What differs between two rounds, as the narrowest targets.
pub fn changes(before: &Content, after: &Content) -> BTreeSet<Target> {
    let mut changed = BTreeSet::new();
    let parts: BTreeSet<Part> = before.forms.keys().chain(after.forms.keys()).copied().collect();
    for part in parts.into_iter().filter(|part| part.section() != Section::Answers) {
        let names = changed_fields(before.forms.get(&part), after.forms.get(&part));
        changed.extend(names.into_iter().map(|name| Target::field(part, name)));
    }
    let slots: BTreeSet<&String> = before.papers.keys().chain(after.papers.keys()).collect();
    let differ = slots.into_iter().filter(|slot| before.papers.get(*slot) != after.papers.get(*slot));
    changed.extend(differ.map(Target::paper));
    changed
}

/// Names of the fields that differ between two forms; a missing field is an empty one.
pub fn changed_fields(before: Option<&Value>, after: Option<&Value>) -> BTreeSet<String> {
    let empty = serde_json::Map::new();
    let fields = |form: Option<&'_ Value>| form.and_then(Value::as_object).cloned().unwrap_or_else(|| empty.clone());
    let (before, after) = (fields(before), fields(after));
    let names: BTreeSet<&String> = before.keys().chain(after.keys()).collect();
    let differ = |name: &&String| {
        let (old, new) = (before.get(*name).filter(|v| !is_empty(v)), after.get(*name).filter(|v| !is_empty(v)));
        old != new
    };
    names.into_iter().filter(differ).cloned().collect()
}

fn is_empty(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::String(text) => text.is_empty(),
        Value::Array(items) => items.iter().all(is_empty),
        _ => false,
    }
}

/// Marked targets that were neither changed nor answered.
pub fn unanswered(opened: &Opened, changed: &BTreeSet<Target>, answers: &Answers) -> Vec<Target> {
    let is_answered = |target: &Target| answers.get(target).is_some_and(|text| !text.trim().is_empty());
    let is_met = |target: &Target| opened.is_changed(target, changed) || is_answered(target);
    opened.marked.iter().filter(|target| !is_met(target)).cloned().collect()
}

/// Changes of what is not open.
pub fn not_marked(opened: &Opened, changed: &BTreeSet<Target>) -> Vec<Target> {
    let is_proof = |change: &&Target| matches!(change, Target::Paper(slot) if is_face(slot));
    changed
        .iter()
        .filter(|change| !is_proof(change) && !opened.targets().any(|target| covers(target, change)))
        .cloned()
        .collect()
}

/// Counts what stands in the way of a resubmission.
pub fn readiness(blocking: usize, opened: &Opened, changed: &BTreeSet<Target>, answers: &Answers) -> Readiness {
    Readiness {
        blocking,
        unanswered: unanswered(opened, changed, answers).len(),
        not_marked: not_marked(opened, changed).len(),
    }
}

fn covers(target: &Target, change: &Target) -> bool {
    match change {
        Target::Field(part, name) => target.opens_field(*part, name),
        Target::Paper(slot) => target.covers_paper(slot),
        Target::Part(_) => target == change,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn content(forms: &[(Part, Value)], papers: &[(&str, u128)]) -> Content {
        Content {
            forms: forms.iter().cloned().collect(),
            papers: papers.iter().map(|(slot, id)| ((*slot).to_owned(), [uuid::Uuid::from_u128(*id)].into())).collect(),
        }
    }

    fn targets(texts: &[&str]) -> BTreeSet<Target> {
        texts.iter().map(|text| text.parse().unwrap()).collect()
    }

    #[test]
    fn changes_are_told_by_field_and_slot() {
        let before = content(
            &[
                (Part::ENTITY, json!({"cert_address": "A", "investor": "B"})),
                (Part::website(1), json!({"domains": ["a.cn"]})),
            ],
            &[("entity-certificate", 1), ("entity-person-id-front", 2)],
        );
        let after = content(
            &[
                (Part::ENTITY, json!({"cert_address": "A2", "investor": "B", "new_field": "", "list": []})),
                (Part::website(1), json!({"domains": ["a.cn", "b.cn"]})),
            ],
            &[("entity-certificate", 3), ("entity-person-id-front", 2)],
        );
        assert_eq!(
            changes(&before, &after),
            targets(&["entity.cert_address", "websites/1.domains", "paper:entity-certificate"])
        );
        assert!(changes(&before, &before).is_empty());
    }

    #[test]
    fn every_mark_wants_a_change_or_an_answer_and_nothing_else_may_change() {
        let marked = Opened::by(targets(&["entity.cert_address", "paper:entity-certificate", "websites/1"]));
        let changed = targets(&["entity.cert_address", "websites/1.site_name", "entity.investor"]);
        let mut answers = Answers::new();
        assert_eq!(unanswered(&marked, &changed, &answers), [Target::paper("entity-certificate")]);
        answers.insert(Target::paper("entity-certificate"), "  ".into());
        assert_eq!(unanswered(&marked, &changed, &answers).len(), 1, "blanks are no answer");
        answers.insert(Target::paper("entity-certificate"), "这是最新版本".into());
        assert!(unanswered(&marked, &changed, &answers).is_empty());
        assert_eq!(not_marked(&marked, &changed), [Target::field(Part::ENTITY, "investor")]);
        assert_eq!(readiness(2, &marked, &changed, &answers), Readiness { blocking: 2, unanswered: 0, not_marked: 1 });
    }

    #[test]
    fn only_marked_items_are_open() {
        let open = Editable::Only(Opened::by(targets(&["entity.cert_valid", "paper:entity-certificate"])));
        assert!(open.allows_field(Part::ENTITY, "cert_valid_from"));
        assert!(!open.allows_field(Part::ENTITY, "cert_address"));
        assert!(open.allows_part(Part::ENTITY) && !open.allows_part(Part::ACCESS));
        assert!(open.allows_paper("entity-certificate") && !open.allows_paper("entity-other"));
        assert!(!Editable::Nothing.allows_paper("entity-certificate"));
    }
}

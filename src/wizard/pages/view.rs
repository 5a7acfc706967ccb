//! What every section's page shows around its fields.

use super::printed::PrintedView;
use crate::filing::corrections::Editable;
use crate::filing::section::{Part, Target};
use crate::text::Tr;
use crate::web::ui::{Choice, FindingLine, Link};

/// The specialist's words on one marked item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Words {
    /// The reason of the catalogue.
    pub title: String,
    /// The specialist's own words; may be empty.
    pub text: String,
}

/// Which fields of a part can be changed now, and what was said of them.
#[derive(Debug, Clone)]
pub struct Locks {
    part: Part,
    editable: Editable,
    remarks: Vec<(Target, Words)>,
}

impl Locks {
    /// The locks of one part.
    pub fn new(part: Part, editable: Editable, remarks: Vec<(Target, Words)>) -> Self {
        Self { part, editable, remarks }
    }

    /// Whether a field can be changed.
    pub fn is_open(&self, name: &str) -> bool {
        self.editable.allows_field(self.part, name)
    }

    /// What was said of a field.
    pub fn words(&self, name: &str) -> Vec<&Words> {
        self.remarks.iter().filter(|(target, _)| target.covers_field(self.part, name)).map(|(_, words)| words).collect()
    }
}

/// A field that two windows saved differently.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConflictLine {
    /// The field.
    pub label: String,
    /// What this window sent.
    pub mine: String,
    /// What the other one saved.
    pub theirs: String,
}

/// What a section says of the answers that the type check settled.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settled {
    /// Why they are not asked again.
    pub why: String,
    /// Where they can be changed.
    pub change: Option<Link>,
}

/// The frame of a section's page.
#[derive(Debug, Clone)]
pub struct SectionView {
    /// Words.
    pub t: Tr,
    /// The filing's page.
    pub overview: String,
    /// Where the form is posted.
    pub action: String,
    /// Kind and reference.
    pub above: String,
    /// What this section is for.
    pub below: String,
    /// Version of the saved draft that this page shows.
    pub version: i32,
    /// What differs from another window's save.
    pub conflict: Option<Vec<ConflictLine>>,
    /// What can be changed.
    pub locks: Locks,
    /// Why what the type check settled is not asked here, and where it can be changed.
    pub settled: Settled,
    /// What the checks say of this section.
    pub found: Vec<FindingLine>,
    /// What papers say of its fields.
    pub printed: PrintedView,
    /// The checks stopped the save that asked to go on.
    pub is_stopped: bool,
}

impl SectionView {
    /// The label of a field.
    pub fn label(&self, group: &str, name: &str) -> String {
        self.t.t(&field_key(group, name))
    }

    /// Where the labels of its fields stand, for the summary of errors.
    pub fn labels(&self) -> String {
        format!("filing-field-{}", super::sections::group(self.locks.part.section()))
    }

    /// The hint of a field; empty if it has none.
    pub fn hint(&self, group: &str, name: &str) -> String {
        self.t.maybe(&format!("{}-hint", field_key(group, name))).unwrap_or_default()
    }
}

/// The text key of a field's label.
pub fn field_key(group: &str, name: &str) -> String {
    format!("filing-field-{group}-{}", name.replace('_', "-"))
}

/// Fields that have a row of controls each, numbered from 0.
const IN_ROWS: [&str; 8] = [
    "instance",
    "service_number",
    "other_addresses",
    "domains",
    "pre_approval",
    "approval_number",
    "approval_authority",
    "approval_until",
];

/// The id of the first control of a field.
pub fn first_input(name: &str) -> String {
    if IN_ROWS.contains(&name) { format!("{name}-0") } else { name.to_owned() }
}

/// The label of a control, with its number where it is not the first of its row.
pub fn label(t: Tr, group: &str, input: &str) -> String {
    let row = input.rsplit_once('-').and_then(|(name, row)| Some((name, row.parse::<usize>().ok()?)));
    let (name, row) = row.unwrap_or((input, 0));
    let label = t.maybe(&field_key(group, name)).unwrap_or_default();
    if row > 0 { format!("{label} {}", row + 1) } else { label }
}

/// What is chosen, in words.
pub fn chosen(choices: &[Choice]) -> String {
    choices.iter().filter(|choice| choice.chosen).map(|choice| choice.label.as_str()).collect::<Vec<_>>().join("、")
}

/// The id of the n-th control of one name.
pub fn nth(name: &str, index: &usize) -> String {
    format!("{name}-{index}")
}

//! Answers as they are read again: on the check page, on the tracker, beside a remark.

use chrono::NaiveDate;

use super::overview::Group;
use crate::filing::section::{Part, Target};
use crate::filing::summary::{self, Row};
use crate::paths;
use crate::reference::book;
use crate::text::Tr;
use crate::web::ui::SummaryRow;
use crate::wizard::service::scene::Scene;

/// The answers of every section; with the way to change them while they can be.
pub fn groups(t: Tr, scene: &Scene, can_change: bool) -> Vec<Group> {
    let groups = summary::groups(&scene.drafts, book(), scene.today);
    let shown = |group: &summary::Group| Group {
        title: t.message(&summary::title(group.part)),
        rows: group
            .rows
            .iter()
            .map(|row| shown_row(t, scene, row, can_change && group.part != Part::TYPE_CHECK))
            .collect(),
    };
    groups.iter().filter(|group| !group.rows.is_empty()).map(shown).collect()
}

fn shown_row(t: Tr, scene: &Scene, row: &Row, can_change: bool) -> SummaryRow {
    SummaryRow {
        label: t.t(row.label),
        lines: row.words(t),
        change: if can_change { change(scene, &row.target) } else { None },
        ..SummaryRow::default()
    }
}

fn change(scene: &Scene, target: &Target) -> Option<String> {
    let (part, anchor) = match target {
        Target::Field(part, name) => (part, format!("#{name}")),
        Target::Part(part) => (part, String::new()),
        Target::Paper(_) => return None,
    };
    Some(format!("{}{anchor}", paths::filing_part(&scene.filing.reference, &part.to_string())))
}

/// What is answered now where a remark points.
pub fn value_of(t: Tr, scene: &Scene, target: &Target) -> String {
    let groups = summary::groups(&scene.drafts, book(), scene.today);
    let row = groups.iter().flat_map(|group| &group.rows).find(|row| row.target == *target);
    row.map(|row| row.words(t).join("、")).unwrap_or_default()
}

/// The name of the paper of a slot.
pub fn paper_name(t: Tr, slot: &str, on: NaiveDate) -> String {
    book().material_of_slot(slot, on).map_or_else(|| slot.to_owned(), |rule| t.pick(&rule.zh, &rule.en).to_owned())
}

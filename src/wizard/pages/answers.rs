//! Answers as they are read again: on the check page, on the tracker, beside a remark.

use std::collections::BTreeMap;

use super::overview::Group;
use super::view;
use crate::filing::checks::Facts;
use crate::filing::papers;
use crate::filing::section::{Part, Target};
use crate::filing::summary::{self, Row};
use crate::paths;
use crate::reference::book;
use crate::text::Tr;
use crate::web::ui::SummaryRow;
use crate::wizard::service::scene::Scene;

/// The answers of every section; with the way to change them while they can be, afterwards with personal data masked.
pub fn groups(t: Tr, scene: &Scene, can_change: bool) -> Vec<Group> {
    let groups = summary::groups(&scene.drafts, book(), scene.today);
    let shown = |group: &summary::Group| {
        let is_on_record = group.part != Part::TYPE_CHECK && !scene.drafts.asks(group.part.section());
        let is_settled = group.part == Part::TYPE_CHECK && !scene.is_open(Part::TYPE_CHECK) || is_on_record;
        Group {
            title: t.message(&summary::title(group.part)),
            rows: group
                .rows
                .iter()
                .map(|row| shown_row(t, scene, row, can_change, can_change && !is_settled))
                .collect(),
            note: match () {
                () if can_change && is_on_record => t.t("wizard-status-on-record"),
                () if can_change && is_settled => t.t("wizard-entity-frozen-why"),
                () => String::new(),
            },
        }
    };
    groups.iter().filter(|group| !group.rows.is_empty()).map(shown).collect()
}

/// The papers that are asked for or there, with the way to them.
pub fn papers(t: Tr, scene: &Scene, present: &BTreeMap<String, usize>) -> Group {
    let content = scene.drafts.read(book(), scene.days());
    let facts = Facts::new(&scene.drafts, &content, book(), scene.days());
    let mut slots: Vec<(String, bool)> =
        papers::needed(&facts).into_iter().map(|slot| (slot.slot, slot.required)).collect();
    let others = present.keys().filter(|slot| !slots.iter().any(|(own, _)| own == *slot)).cloned().collect::<Vec<_>>();
    slots.extend(others.into_iter().map(|slot| (slot, false)));
    let materials = paths::filing_part(&scene.filing.reference, "materials");
    let row = |(slot, required): (String, bool)| {
        let is_there = present.contains_key(&slot);
        let state = t.t(if is_there { "material-state-there" } else { "material-state-missing" });
        let row = SummaryRow::new(paper_name(t, scene, &slot), state).with_change(format!("{materials}#{slot}"));
        (is_there || required).then_some(row)
    };
    Group {
        title: t.t("wizard-task-materials"),
        rows: slots.into_iter().filter_map(row).collect(),
        note: String::new(),
    }
}

fn shown_row(t: Tr, scene: &Scene, row: &Row, can_read: bool, can_change: bool) -> SummaryRow {
    SummaryRow {
        label: t.t(row.label),
        lines: if can_read { row.words(t) } else { row.masked(t) },
        change: if can_change { change(scene, &row.target) } else { None },
        ..SummaryRow::default()
    }
}

fn change(scene: &Scene, target: &Target) -> Option<String> {
    let (part, anchor) = match target {
        Target::Field(part, name) => (part, format!("#{}", view::first_input(name))),
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

/// The name of the paper of a slot: a filing keeps those of its day.
pub fn paper_name(t: Tr, scene: &Scene, slot: &str) -> String {
    let name = book().material_of_slot(slot, scene.days().rules).map(|rule| t.pick(&rule.zh, &rule.en));
    let website = slot.strip_prefix("website-").and_then(|rest| rest.split('-').next());
    match (name, website) {
        (Some(name), Some(n)) => format!("{} · {name}", t.a1("wizard-website-title", "n", n)),
        (Some(name), None) => name.to_owned(),
        (None, _) => slot.to_owned(),
    }
}

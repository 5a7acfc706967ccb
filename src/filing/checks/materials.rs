//! Papers that are due and missing.

use super::{Facts, Finding};
use crate::filing::papers;
use crate::filing::section::Target;
use crate::text::Message;

/// The rule that every paper that is due is there.
pub const MISSING: &str = "M-MISSING";

pub(super) fn check(facts: &Facts<'_>, findings: &mut Vec<Finding>) {
    let Some(present) = facts.papers else { return };
    for paper in papers::needed(facts).iter().filter(|paper| paper.required && !present.contains(&paper.slot)) {
        let message = Message::new("filing-paper-missing").with("zh", &paper.rule.zh).with("en", &paper.rule.en);
        let finding = Finding::blocking(MISSING, Target::paper(&paper.slot), message);
        findings.push(finding.way_out("filing-paper-missing-way"));
    }
}

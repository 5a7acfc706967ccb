//! Access: what keeps the chosen servers from carrying their websites (section 6.1, X23).

use super::{Facts, Finding};
use crate::filing::section::{Part, Target};
use crate::hosting::Choice;

pub(super) fn check(facts: &Facts<'_>, findings: &mut Vec<Finding>) {
    for look in facts.looks.unwrap_or_default() {
        let row = look.website.saturating_sub(1) as usize;
        let choices = facts.content.access.as_ref().ok();
        let is_number =
            choices.and_then(|all| all.get(row)).is_some_and(|access| matches!(access.choice, Choice::Number(_)));
        let field = if is_number { "service_number" } else { "instance" };
        for obstacle in &look.obstacles {
            let target = Target::field(Part::ACCESS, field);
            let finding = Finding::blocking(obstacle.code(), target, obstacle.message());
            findings.push(finding.with_way_out(obstacle.way_out()).in_row(row));
        }
    }
}

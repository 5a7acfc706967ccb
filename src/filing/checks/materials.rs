//! Papers that are due and missing, or lack pages.

use super::{Facts, Finding};
use crate::filing::papers;
use crate::filing::section::Target;
use crate::reference::MaterialSlot;
use crate::reference::material::Per;
use crate::text::Message;

/// The rule that every paper that is due is there.
pub const MISSING: &str = "M-MISSING";

pub(super) fn check(facts: &Facts<'_>, findings: &mut Vec<Finding>) {
    let Some(present) = facts.papers else { return };
    for paper in papers::needed(facts) {
        let named = |key| Message::new(key).with("zh", &paper.rule.zh).with("en", &paper.rule.en);
        match (present.get(&paper.slot), pages_due(facts, &paper)) {
            (None, _) if paper.required => {
                let finding = Finding::blocking(MISSING, Target::paper(&paper.slot), named("filing-paper-missing"));
                findings.push(finding.way_out("filing-paper-missing-way"));
            }
            // One page may well show several: the desk looks.
            (Some(pages), due) if *pages < due => {
                let message = named("filing-paper-pages").with("due", due).with("pages", pages);
                let finding = Finding::warning("M-PAGES", Target::paper(&paper.slot), message);
                findings.push(finding.way_out("filing-paper-pages-way"));
            }
            _ => {}
        }
    }
}

/// How many pages a paper has at least: one for each thing that it is for.
fn pages_due(facts: &Facts<'_>, paper: &MaterialSlot<'_>) -> usize {
    let website = paper.website.and_then(|website| facts.content.websites.get(website.checked_sub(1)?));
    let details = website.and_then(|site| site.details.as_ref().ok());
    let count = details.map(|details| match paper.rule.per {
        Per::Place => 1,
        Per::Domain => details.domains.len(),
        Per::Approval => details.approvals.len(),
    });
    count.unwrap_or(1)
}

//! Against the record (2.5, C9, X22): a change brings no new domain and changes something; data that differ have a way out.

use super::{Facts, Finding};
use crate::filing::kind::{Class, Kind};
use crate::filing::section::{Part, Target};
use crate::text::Message;

pub(super) fn check(facts: &Facts<'_>, findings: &mut Vec<Finding>) {
    findings.extend(differs(facts.rules().access_first(), facts));
    findings.extend(new_domain(facts));
    findings.extend(nothing_changed(facts));
}

/// X22: an access or a new website stands on the record as it is; some provinces let an access come first.
pub(super) fn differs(comes_first: bool, facts: &Facts<'_>) -> Option<Finding> {
    let operation = facts.content.operation.as_ref().ok()?.as_ref()?;
    if !operation.differs {
        return None;
    }
    let target = Target::field(Part::OPERATION, "differs");
    if comes_first {
        let later = Finding::warning("X22", target, Message::new("filing-record-differs-later"));
        return Some(later.way_out("filing-record-differs-later-way"));
    }
    Some(Finding::blocking("X22", target, Message::new("filing-record-differs")).way_out("filing-record-differs-way"))
}

/// Whether the entity gets another name.
pub(super) fn is_renamed(facts: &Facts<'_>) -> bool {
    facts.content.operation.as_ref().is_ok_and(|own| own.as_ref().is_some_and(|own| own.new_name.is_some()))
}

/// A domain that is new needs a new website; a change may only let one go.
fn new_domain(facts: &Facts<'_>) -> Option<Finding> {
    let record = facts.record.filter(|_| facts.kind.profile().class == Class::Change)?;
    let (row, domain) = facts.websites().zip(&record.websites).find_map(|((_, details), (_, before))| {
        details.domains.iter().enumerate().find(|(_, domain)| !before.details.domains.contains(domain))
    })?;
    let message = Message::new("filing-record-new-domain").with("domain", domain.unicode());
    let finding = Finding::blocking("C-CHANGE", Target::field(Part::website(1), "domains"), message);
    Some(finding.in_row(row).way_out("filing-record-new-domain-way"))
}

/// What is as it was needs no filing.
fn nothing_changed(facts: &Facts<'_>) -> Option<Finding> {
    let record = facts.record.filter(|_| facts.kind.profile().class == Class::Change)?;
    let content = facts.content;
    let entity_stays = content.entity.as_ref().ok()? == &record.entity
        && content.entity_person.as_ref().ok()? == &record.entity_person
        && content.operation.as_ref().ok()?.as_ref().is_none_or(|operation| operation.new_name.is_none());
    let access = content.access.as_ref().ok()?;
    let mut websites_stay = true;
    for (index, (_, before)) in record.websites.iter().enumerate() {
        let site = content.websites.get(index)?;
        websites_stay &= site.details.as_ref().ok()? == &before.details
            && site.person.as_ref().ok()? == &before.person
            && access.get(index) == Some(&before.access_section());
    }
    if !entity_stays || !websites_stay {
        return None;
    }
    let part = match facts.kind {
        Kind::ChangeWebsite => Part::website(1),
        Kind::ChangeAccess => Part::ACCESS,
        _ => Part::ENTITY,
    };
    Some(Finding::blocking("C-NOTHING", Target::Part(part), Message::new("filing-record-nothing")))
}

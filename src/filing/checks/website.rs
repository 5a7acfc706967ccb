//! Websites: numbers of websites and domains (X17), content and kind of entity (X19), remarks.

use super::rule::own_words;
use super::{Facts, Finding};
use crate::filing::application::WebsiteDetails;
use crate::filing::section::{Part, Target};
use crate::reference::rules::value::{ContentRemark, Remark};
use crate::reference::{Rule, RuleSet};
use crate::text::Message;
use crate::values::DomainName;

pub(super) fn check(facts: &Facts<'_>, findings: &mut Vec<Finding>) {
    // What fits the kind of entity everywhere, and what we take ourselves.
    let fit = facts.reference.service_contents_for(facts.filer.individual, &RuleSet::default(), facts.rules_day);
    content(|code| fit.iter().any(|content| content.code == code), facts, findings);
    let own = facts.reference.websites_per_filing(facts.filer.individual, &RuleSet::default(), facts.today);
    findings.extend(websites_per_filing(u32::try_from(own).unwrap_or(u32::MAX), facts));
    findings.extend(first_domain(facts));
    repeated_domains(facts, findings);
}

/// X19: which content fits.
pub(super) fn content(fits: impl Fn(u64) -> bool, facts: &Facts<'_>, findings: &mut Vec<Finding>) {
    for (ordinal, website) in facts.websites() {
        if !website.service_content.iter().all(|code| fits(*code)) {
            let key = if facts.filer.individual { "filing-content-individual" } else { "filing-content-province" };
            let target = Target::field(Part::website(ordinal), "service_content");
            findings.push(Finding::blocking("X19", target, Message::new(key)).way_out("filing-content-way"));
        }
    }
}

/// 4.4: contents that are told in the remark.
pub(super) fn content_remark(asked: &ContentRemark, facts: &Facts<'_>, findings: &mut Vec<Finding>) {
    for (ordinal, website) in facts.websites() {
        if website.remark.is_none() && website.service_content.iter().any(|code| asked.asks(*code)) {
            let target = Target::field(Part::website(ordinal), "site_remark");
            let finding = Finding::blocking("W-REMARK", target, Message::new("filing-remark-other"));
            findings.push(finding.way_out("filing-remark-way"));
        }
    }
}

/// 4.4: length of the remark, and what it says whatever its wording.
pub(super) fn remark(asked: &Remark, rule: &Rule, facts: &Facts<'_>, findings: &mut Vec<Finding>) {
    for (ordinal, website) in facts.websites() {
        let target = Target::field(Part::website(ordinal), "site_remark");
        if website.remark().chars().count() < asked.least as usize {
            let message = Message::new("filing-remark-individual").with("least", asked.least);
            findings.push(Finding::blocking("W-REMARK", target, message).way_out("filing-remark-way"));
        } else if !asked.is_said(website.remark()) {
            let message = own_words(rule).unwrap_or(Message::new("filing-remark-declaration"));
            let finding = Finding::blocking("W-DECLARATION", target, message);
            findings.push(if asked.is_declaration() { finding.way_out("filing-declaration-way") } else { finding });
        }
    }
}

/// X17: domains of a website; the first that is too many is marked.
pub(super) fn domains_per_website(most: u32, facts: &Facts<'_>, findings: &mut Vec<Finding>) {
    for (ordinal, _) in facts.websites().filter(|(_, website)| website.domains.len() > most as usize) {
        let target = Target::field(Part::website(ordinal), "domains");
        let finding = Finding::blocking("X17", target, Message::new("filing-one-domain").with("most", most));
        findings.push(finding.way_out("filing-one-domain-way").in_row(most as usize));
    }
}

/// The filing was opened for a domain: it must be among those of its websites.
fn first_domain(facts: &Facts<'_>) -> Option<Finding> {
    let domain = &facts.type_check()?.domain;
    let sites = &facts.content.websites;
    let known: Vec<&WebsiteDetails> = facts.websites().map(|(_, website)| website).collect();
    let missing = !sites.is_empty()
        && known.len() == sites.len()
        && !known.iter().any(|website| website.domains.contains(domain));
    let message = Message::new("filing-domain-missing").with("domain", domain);
    let finding = Finding::blocking("W-DOMAIN", Target::field(Part::website(1), "domains"), message);
    missing.then(|| finding.way_out("filing-domain-missing-way"))
}

/// A domain leads to one website.
fn repeated_domains(facts: &Facts<'_>, findings: &mut Vec<Finding>) {
    let mut seen: Vec<&DomainName> = Vec::new();
    for (ordinal, website) in facts.websites() {
        for (row, domain) in website.domains.iter().enumerate() {
            if seen.contains(&domain) {
                let target = Target::field(Part::website(ordinal), "domains");
                let message = Message::new("filing-domain-two-websites").with("domain", domain);
                let finding = Finding::blocking("W-DOMAIN", target, message).in_row(row);
                findings.push(finding.way_out("filing-domain-two-websites-way"));
            }
        }
        seen.extend(&website.domains);
    }
}

/// X17: websites in one filing.
pub(super) fn websites_per_filing(most: u32, facts: &Facts<'_>) -> Option<Finding> {
    let count = u32::try_from(facts.content.websites.len()).ok()?;
    let message = Message::new("filing-websites-many").with("most", most);
    let finding = Finding::blocking("X17", Target::field(Part::website(count), "site_name"), message);
    (count > most).then(|| finding.way_out("filing-websites-many-way"))
}

/// X17: domains in one filing.
pub(super) fn domains_per_filing(most: u32, facts: &Facts<'_>) -> Option<Finding> {
    let count: usize = facts.websites().map(|(_, website)| website.domains.len()).sum();
    let last = facts.websites().last().map(|(ordinal, _)| Part::website(ordinal))?;
    let message = Message::new("filing-domains-filing").with("most", most);
    let finding = Finding::blocking("X17", Target::field(last, "domains"), message);
    (count > most as usize).then(|| finding.way_out("filing-websites-many-way"))
}

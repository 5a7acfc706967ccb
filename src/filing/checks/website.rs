//! Websites: numbers of websites and domains (X17), content and kind of entity (X19), approvals (X20), remarks.

use super::{Facts, Finding};
use crate::filing::application::WebsiteDetails;
use crate::filing::section::{Part, Target};
use crate::reference::naming::WordList;
use crate::text::Message;
use crate::values::DomainName;

/// Service content 其他.
const OTHER: u64 = 8_388_608;

pub(super) fn check(facts: &Facts<'_>, findings: &mut Vec<Finding>) {
    for (ordinal, website) in facts.websites() {
        let part = Part::website(ordinal);
        content(facts, part, website, findings);
        findings.extend(approvals(facts, part, website));
        findings.extend(other_content(part, website));
        findings.extend(domains_per_website(facts, part, website));
    }
    findings.extend(first_domain(facts));
    repeated_domains(facts, findings);
    findings.extend(websites_per_filing(facts));
    findings.extend(domains_per_filing(facts));
    findings.extend(entity_words(facts));
}

/// X19: 4.4 and the province say which content fits.
fn content(facts: &Facts<'_>, part: Part, website: &WebsiteDetails, findings: &mut Vec<Finding>) {
    let fit = facts.reference.service_contents_for(facts.filer.individual, facts.filer.province, facts.today);
    let misfits = website.service_content.iter().filter(|code| !fit.iter().any(|content| content.code == **code));
    if misfits.count() > 0 {
        let key = if facts.filer.individual { "filing-content-individual" } else { "filing-content-province" };
        let finding = Finding::blocking("X19", Target::field(part, "service_content"), Message::new(key));
        findings.push(finding.way_out("filing-content-way"));
    }
}

/// X20: an individual cannot obtain an approval.
fn approvals(facts: &Facts<'_>, part: Part, website: &WebsiteDetails) -> Option<Finding> {
    let refused = facts.filer.individual && !website.approvals.is_empty();
    let finding =
        Finding::blocking("X20", Target::field(part, "pre_approval"), Message::new("filing-approval-individual"));
    refused.then(|| finding.way_out("filing-approval-individual-way"))
}

/// 4.4: content "other" is told in the remark.
fn other_content(part: Part, website: &WebsiteDetails) -> Option<Finding> {
    let untold = website.service_content.contains(&OTHER) && website.remark.is_none();
    let finding =
        Finding::blocking("W-REMARK", Target::field(part, "site_remark"), Message::new("filing-remark-other"));
    untold.then(|| finding.way_out("filing-remark-way"))
}

/// X17: one domain a website, where the province wants it.
fn domains_per_website(facts: &Facts<'_>, part: Part, website: &WebsiteDetails) -> Option<Finding> {
    let several = facts.province()?.one_domain_per_website && website.domains.len() > 1;
    let finding = Finding::blocking("X17", Target::field(part, "domains"), Message::new("filing-one-domain"));
    several.then(|| finding.way_out("filing-one-domain-way").in_row(1))
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

/// X17: websites in one filing, by platform and province.
fn websites_per_filing(facts: &Facts<'_>) -> Option<Finding> {
    let most = facts.reference.websites_per_filing(facts.filer.individual, facts.filer.province, facts.today);
    let count = facts.content.websites.len();
    let last = Part::website(u32::try_from(count).ok()?);
    let message = Message::new("filing-websites-many").with("most", most);
    let finding = Finding::blocking("X17", Target::field(last, "site_name"), message);
    (count > most).then(|| finding.way_out("filing-websites-many-way"))
}

/// X17: domains in one filing, where the province counts them.
fn domains_per_filing(facts: &Facts<'_>) -> Option<Finding> {
    let most = facts.reference.domains_per_filing(facts.filer.individual, facts.filer.province, facts.today)?;
    let count: usize = facts.websites().map(|(_, website)| website.domains.len()).sum();
    let last = facts.websites().last().map(|(ordinal, _)| Part::website(ordinal))?;
    let message = Message::new("filing-domains-filing").with("most", most);
    let finding = Finding::blocking("X17", Target::field(last, "domains"), message);
    (count > most).then(|| finding.way_out("filing-websites-many-way"))
}

/// X20: a word of a trade in the organisation's name, with no approval anywhere. The desk asks; a letter may be due.
fn entity_words(facts: &Facts<'_>) -> Option<Finding> {
    let name = facts.type_check()?.entity_name.organisation()?.as_str();
    let approved = facts.websites().any(|(_, website)| !website.approvals.is_empty());
    if approved || facts.content.websites.is_empty() {
        return None;
    }
    let mut words = facts.reference.naming_words(WordList::PreApproval, facts.filer.province, facts.today);
    let word = words.find(|row| name.contains(row.word.as_str()))?;
    let message = Message::new("filing-pre-approval-entity").with("word", &word.word);
    let target = Target::field(Part::website(1), "pre_approval");
    Some(Finding::warning("X20", target, message).way_out("filing-pre-approval-way"))
}

//! Names of websites, N1 to N8: the rules and word lists are reference data.

use super::{Facts, Finding, approval};
use crate::filing::application::WebsiteDetails;
use crate::filing::section::{Part, Target};
use crate::reference::naming::check_by_rule;
use crate::reference::{NameFinding, Rule, SiteName, check_site_name};

pub(super) fn check(facts: &Facts<'_>, findings: &mut Vec<Finding>) {
    let rules = facts.rules();
    each(facts, findings, |site| check_site_name(facts.reference, &rules, site, facts.rules_day));
}

/// What one rule says of the names.
pub(super) fn by_rule(rule: &Rule, facts: &Facts<'_>, findings: &mut Vec<Finding>) {
    each(facts, findings, |site| check_by_rule(facts.reference, rule, site, facts.rules_day));
}

fn each(facts: &Facts<'_>, findings: &mut Vec<Finding>, judge: impl Fn(&SiteName<'_>) -> Vec<NameFinding>) {
    let entity_name = facts.type_check().map_or("", |own| own.entity_name.reveal());
    for (ordinal, website) in facts.websites() {
        let domains: Vec<&str> = website.domains.iter().map(crate::values::DomainName::as_str).collect();
        let (name, individual) = (website.name.as_str(), facts.filer.individual);
        let approval_refused = approval::is_refused(facts);
        let site = SiteName { name, individual, approval_refused, entity_name, domains: &domains };
        let target = Target::field(Part::website(ordinal), "site_name");
        findings.extend(judge(&site).into_iter().filter_map(|found| told(facts, found, website, &target)));
    }
}

fn told(facts: &Facts<'_>, found: NameFinding, website: &WebsiteDetails, target: &Target) -> Option<Finding> {
    let word = found.message.args.iter().find(|(name, _)| *name == "word").map(|(_, word)| word.clone());
    let finding =
        |code, message| Finding { blocking: found.blocking, ..Finding::warning(code, target.clone(), message) };
    match word.filter(|_| found.message.key == PRE_APPROVAL) {
        Some(word) => approval::of_site_name(facts, website, &word, finding("X20", found.message)),
        None => Some(finding("N", found.message).way_out("filing-site-name-way")),
    }
}

/// The key that tells of a word of a trade that needs pre-approval.
const PRE_APPROVAL: &str = "reference-name-pre-approval";

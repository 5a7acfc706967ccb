//! Names of websites, N1 to N8: the rules and word lists are reference data.

use super::{Facts, Finding};
use crate::filing::section::{Part, Target};
use crate::reference::{SiteName, check_site_name};

pub(super) fn check(facts: &Facts<'_>, findings: &mut Vec<Finding>) {
    let entity_name = facts.type_check().map_or("", |own| own.entity_name.reveal());
    for (ordinal, website) in facts.websites() {
        let domains: Vec<&str> = website.domains.iter().map(crate::values::DomainName::as_str).collect();
        let site = SiteName {
            name: website.name.as_str(),
            individual: facts.filer.individual,
            entity_name,
            domains: &domains,
            province: facts.filer.province,
        };
        for found in check_site_name(facts.reference, &site, facts.today) {
            let target = Target::field(Part::website(ordinal), "site_name");
            // An organisation that holds the approval may use its words (N8).
            if found.message.key == PRE_APPROVAL && !website.approvals.is_empty() {
                continue;
            }
            let (code, way) = if found.message.key == PRE_APPROVAL {
                ("X20", "filing-pre-approval-way")
            } else {
                ("N", "filing-site-name-way")
            };
            let finding = if found.blocking {
                Finding::blocking(code, target, found.message)
            } else {
                Finding::warning(code, target, found.message)
            };
            findings.push(finding.way_out(way));
        }
    }
}

/// The key that tells of a word of a trade that needs pre-approval.
const PRE_APPROVAL: &str = "reference-name-pre-approval";

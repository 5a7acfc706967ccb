//! Domains, as far as their names tell: suffix (D1), suffix and kind of entity (X24, D12), state words (D13).

use crate::filing::checks::rule::own_words;
use crate::filing::checks::{Facts, Finding};
use crate::filing::section::{Part, Target};
use crate::reference::{Rule, Suffix};
use crate::text::Message;
use crate::values::DomainName;

pub(super) fn check(facts: &Facts<'_>, findings: &mut Vec<Finding>) {
    each(facts, findings, |domain| suffix(facts, domain).map(|message| ("D1", message)));
}

/// Judges the domain of the type check and those of the websites.
fn each(
    facts: &Facts<'_>,
    findings: &mut Vec<Finding>,
    judge: impl Fn(&DomainName) -> Option<(&'static str, Message)>,
) {
    let told = |domain: &DomainName, target: &Target| {
        judge(domain)
            .map(|(code, message)| Finding::blocking(code, target.clone(), message).way_out("filing-suffix-way"))
    };
    if let Some(type_check) = facts.type_check() {
        findings.extend(told(&type_check.domain, &Target::field(Part::TYPE_CHECK, "domain")));
    }
    for (ordinal, website) in facts.websites() {
        let target = Target::field(Part::website(ordinal), "domains");
        for (row, domain) in website.domains.iter().enumerate() {
            findings.extend(told(domain, &target).map(|finding| finding.in_row(row)));
        }
    }
}

/// D1: the ministry's list, and that of the province.
fn suffix(facts: &Facts<'_>, domain: &DomainName) -> Option<Message> {
    let key = match facts.reference.judge_suffix(domain.as_str(), facts.filer.province, facts.rules_day) {
        Suffix::Accepted => return None,
        Suffix::NotApproved => "filing-suffix-not-approved",
        Suffix::NotHere => "filing-suffix-not-here",
    };
    let unicode = domain.unicode();
    Some(Message::new(key).with("suffix", unicode.rsplit('.').next().unwrap_or_default()))
}

fn ends_in(domain: &DomainName, suffixes: &[String]) -> bool {
    suffixes.iter().any(|suffix| domain.unicode().ends_with(suffix.as_str()))
}

/// X24: the only suffixes of this kind of entity.
pub(in crate::filing::checks) fn only(suffixes: &[String], facts: &Facts<'_>, findings: &mut Vec<Finding>) {
    let message = || Message::new("filing-suffix-only").with("suffixes", suffixes.join(" "));
    each(facts, findings, |domain| (!ends_in(domain, suffixes)).then(|| ("X24", message())));
}

/// X24: suffixes of others.
pub(in crate::filing::checks) fn never(suffixes: &[String], facts: &Facts<'_>, findings: &mut Vec<Finding>) {
    let message = || Message::new("filing-suffix-never").with("suffixes", suffixes.join(" "));
    each(facts, findings, |domain| ends_in(domain, suffixes).then(|| ("X24", message())));
}

/// D13: words at the beginning.
pub(in crate::filing::checks) fn words(words: &[String], rule: &Rule, facts: &Facts<'_>, findings: &mut Vec<Finding>) {
    each(facts, findings, |domain| {
        let unicode = domain.unicode();
        let word = words.iter().find(|word| unicode.starts_with(word.as_str()))?;
        let message = own_words(rule).unwrap_or(Message::new("filing-domain-state-word").with("word", word));
        Some(("D13", message))
    });
}

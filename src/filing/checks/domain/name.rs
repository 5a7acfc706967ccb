//! Domains, as far as their names tell: suffix (D1), suffix and kind of entity (X24, D12), state words (D13).

use chrono::NaiveDate;

use crate::filing::checks::rule::own_words;
use crate::filing::checks::{Facts, Finding};
use crate::filing::kind::Kind;
use crate::filing::section::{Part, Target};
use crate::reference::rules::value::List;
use crate::reference::rules::{ANY as EVERYWHERE, Severity, Sort};
use crate::reference::{Reference, Rule, RuleSet, Suffix};
use crate::text::Message;
use crate::values::DomainName;

pub(super) fn check(facts: &Facts<'_>, findings: &mut Vec<Finding>) {
    let before = findings.len();
    each(facts, findings, |domain| Some(("D1", judge_approved(facts.reference, facts.rules_day, domain)?)));
    // D16: what is on record may be from before the list, so the bureau decides about its access.
    findings[before..].iter_mut().for_each(|finding| finding.blocking &= facts.kind != Kind::Access);
}

/// Judges the domain of the type check and those of the websites, where they are judged.
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
    for (ordinal, website) in facts.websites().filter(|_| facts.judges_domains()) {
        let target = Target::field(Part::website(ordinal), "domains");
        for (row, domain) in website.domains.iter().enumerate() {
            findings.extend(told(domain, &target).map(|finding| finding.in_row(row)));
        }
    }
}

/// What in the name of a domain stands in the way, before there is a filing.
pub fn of_name(
    domain: &DomainName,
    rules: &RuleSet<'_>,
    book: &Reference,
    province: &str,
    on: NaiveDate,
) -> Vec<Message> {
    let by_rule = rules.iter().filter(|rule| rule.severity == Severity::Blocks).filter_map(|rule| match &rule.sort {
        Sort::SuffixOnly(List(suffixes)) => judge_only(suffixes, domain),
        Sort::SuffixNever(List(suffixes)) => judge_never(suffixes, domain),
        Sort::DomainWords(List(words)) => judge_words(words, rule, domain),
        Sort::SuffixList(asked) if asked.is_yes() => judge_listed(book, province, on, domain),
        _ => None,
    });
    judge_approved(book, on, domain).into_iter().chain(by_rule).collect()
}

/// D1: the ministry's list.
fn judge_approved(book: &Reference, on: NaiveDate, domain: &DomainName) -> Option<Message> {
    let is_missing = book.judge_suffix(domain.as_str(), EVERYWHERE, on) == Suffix::NotApproved;
    is_missing.then(|| about_suffix("filing-suffix-not-approved", domain))
}

/// D1: the list of the province.
fn judge_listed(book: &Reference, province: &str, on: NaiveDate, domain: &DomainName) -> Option<Message> {
    let is_missing = book.judge_suffix(domain.as_str(), province, on) == Suffix::NotHere;
    is_missing.then(|| about_suffix("filing-suffix-not-here", domain))
}

fn about_suffix(key: &'static str, domain: &DomainName) -> Message {
    Message::new(key).with("suffix", domain.unicode().rsplit('.').next().unwrap_or_default())
}

fn ends_in(domain: &DomainName, suffixes: &[String]) -> bool {
    suffixes.iter().any(|suffix| domain.unicode().ends_with(suffix.as_str()))
}

fn judge_only(suffixes: &[String], domain: &DomainName) -> Option<Message> {
    let message = || Message::new("filing-suffix-only").with("suffixes", suffixes.join(" "));
    (!ends_in(domain, suffixes)).then(message)
}

fn judge_never(suffixes: &[String], domain: &DomainName) -> Option<Message> {
    let message = || Message::new("filing-suffix-never").with("suffixes", suffixes.join(" "));
    ends_in(domain, suffixes).then(message)
}

fn judge_words(words: &[String], rule: &Rule, domain: &DomainName) -> Option<Message> {
    let unicode = domain.unicode();
    let word = words.iter().find(|word| unicode.starts_with(word.as_str()))?;
    Some(own_words(rule).unwrap_or(Message::new("filing-domain-state-word").with("word", word)))
}

/// D1: the list of a province that keeps its own.
pub(in crate::filing::checks) fn listed(facts: &Facts<'_>, findings: &mut Vec<Finding>) {
    let Facts { reference, filer, rules_day, .. } = facts;
    each(facts, findings, |domain| Some(("D1", judge_listed(reference, filer.province, *rules_day, domain)?)));
}

/// X24: the only suffixes of this kind of entity.
pub(in crate::filing::checks) fn only(suffixes: &[String], facts: &Facts<'_>, findings: &mut Vec<Finding>) {
    each(facts, findings, |domain| Some(("X24", judge_only(suffixes, domain)?)));
}

/// X24: suffixes of others.
pub(in crate::filing::checks) fn never(suffixes: &[String], facts: &Facts<'_>, findings: &mut Vec<Finding>) {
    each(facts, findings, |domain| Some(("X24", judge_never(suffixes, domain)?)));
}

/// D13: words at the beginning.
pub(in crate::filing::checks) fn words(words: &[String], rule: &Rule, facts: &Facts<'_>, findings: &mut Vec<Finding>) {
    each(facts, findings, |domain| Some(("D13", judge_words(words, rule, domain)?)));
}

//! Domains, as far as their names tell: suffix (D1), suffix and kind of entity (X24, D12), state words (D13).

use chrono::NaiveDate;

use super::{Facts, Finding};
use crate::filing::section::{Part, Target};
use crate::reference::Suffix;
use crate::text::Message;
use crate::values::DomainName;

const GOVERNMENT: &str = "2";
const PUBLIC_INSTITUTION: &str = "3";
/// Defence, government, public institutions: bodies of the state.
const STATE_BODIES: [&str; 3] = ["1", GOVERNMENT, PUBLIC_INSTITUTION];
/// Provinces that keep 中国 and 国家 in domains for bodies of the state.
const STATE_WORDS_KEPT: [&str; 2] = ["110000", "220000"];

pub(super) fn check(facts: &Facts<'_>, findings: &mut Vec<Finding>) {
    if let Some(type_check) = facts.type_check() {
        judge(facts, &type_check.domain, &Target::field(Part::TYPE_CHECK, "domain"), None, findings);
    }
    for (ordinal, website) in facts.websites() {
        let target = Target::field(Part::website(ordinal), "domains");
        for (row, domain) in website.domains.iter().enumerate() {
            judge(facts, domain, &target, Some(row), findings);
        }
    }
}

fn judge(facts: &Facts<'_>, domain: &DomainName, target: &Target, row: Option<usize>, findings: &mut Vec<Finding>) {
    let told =
        [suffix(facts, domain, target), suffix_and_kind(facts, domain, target), state_word(facts, domain, target)];
    let at = |finding: Finding| match row {
        Some(row) => finding.in_row(row),
        None => finding,
    };
    findings.extend(told.into_iter().flatten().map(at));
}

/// D1: the ministry's list, and that of the province.
fn suffix(facts: &Facts<'_>, domain: &DomainName, target: &Target) -> Option<Finding> {
    let key = match facts.reference.judge_suffix(domain.as_str(), facts.filer.province, facts.today) {
        Suffix::Accepted => return None,
        Suffix::NotApproved => "filing-suffix-not-approved",
        Suffix::NotHere => "filing-suffix-not-here",
    };
    let unicode = domain.unicode();
    let suffix = unicode.rsplit('.').next().unwrap_or_default();
    let message = Message::new(key).with("suffix", suffix);
    Some(Finding::blocking("D1", target.clone(), message).way_out("filing-suffix-way"))
}

/// X24: names of the government are for the government, and since 2024-07-01 it has no others.
fn suffix_and_kind(facts: &Facts<'_>, domain: &DomainName, target: &Target) -> Option<Finding> {
    let unicode = domain.unicode();
    let ends = |suffixes: &[&str]| suffixes.iter().any(|suffix| unicode.ends_with(suffix));
    let is_government_name = ends(&[".gov.cn", ".政务", ".政务.cn"]);
    let ruled = NaiveDate::from_ymd_opt(2024, 7, 1).is_some_and(|from| from <= facts.today);
    let key = match facts.filer.entity_kind {
        GOVERNMENT if !is_government_name && ruled => "filing-suffix-government",
        GOVERNMENT => return None,
        PUBLIC_INSTITUTION if is_government_name || !ruled => return None,
        PUBLIC_INSTITUTION if !ends(&[".cn", ".公益", ".中国"]) => "filing-suffix-institution",
        PUBLIC_INSTITUTION => return None,
        _ if is_government_name => "filing-suffix-government-only",
        _ => return None,
    };
    Some(Finding::blocking("X24", target.clone(), Message::new(key)).way_out("filing-suffix-way"))
}

/// D13: 中国 and 国家 at the beginning.
fn state_word(facts: &Facts<'_>, domain: &DomainName, target: &Target) -> Option<Finding> {
    if !STATE_WORDS_KEPT.contains(&facts.filer.province) || STATE_BODIES.contains(&facts.filer.entity_kind) {
        return None;
    }
    let unicode = domain.unicode();
    let word = ["中国", "国家"].into_iter().find(|word| unicode.starts_with(word))?;
    let message = Message::new("filing-domain-state-word").with("word", word);
    Some(Finding::blocking("D13", target.clone(), message).way_out("filing-suffix-way"))
}

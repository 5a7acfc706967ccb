//! Rules of websites: domains, home page, approvals, accesses and their addresses.

use std::collections::HashSet;

use super::{Collector, attachments, person};
use crate::bureau::messages::{Approval, Person};

/// A website as the rules see it.
pub struct Site<'a> {
    /// Names, joined.
    pub name: &'a str,
    /// Domains.
    pub domains: Vec<&'a str>,
    /// Home page.
    pub home_url: Option<&'a str>,
    /// Approvals.
    pub approvals: &'a [Approval],
    /// Its person in charge.
    pub person: &'a Person,
    /// Accesses.
    pub accesses: Vec<SiteAccess>,
}

/// An access as the rules see it.
pub struct SiteAccess {
    /// Its id.
    pub id: i64,
    /// First and last addresses.
    pub ranges: Vec<(i64, i64)>,
}

/// Checks a website; the office phone of its person is optional if the entity is a person, and nobody knows that of an
/// entity that is not in the file.
pub fn check(
    site: &Site<'_>,
    is_person: Option<bool>,
    names: &mut HashSet<String>,
    at: &str,
    found: &mut Collector<'_>,
) {
    found.site = Some(site.name.to_owned());
    found.unless(names.insert(site.name.to_owned()), || format!("{at}/Wzmc"), 1020, Some(site.name));
    let mut seen = HashSet::new();
    for (index, domain) in site.domains.iter().enumerate() {
        let path = || format!("{at}/Ym_xx[{}]/Ym", index + 1);
        found.unless(is_registrable(domain), path, 1004, Some(domain));
        found.unless(seen.insert(domain.to_ascii_lowercase()), path, 1039, Some(domain));
    }
    if let Some(url) = site.home_url {
        let path = || format!("{at}/Syurl");
        if url.contains(char::is_whitespace) || !url.contains('.') {
            found.tell(path(), 1022, Some(url));
        } else {
            let holds = site.domains.iter().any(|domain| leads_to(url, domain));
            found.unless(holds, path, 1041, Some(url));
        }
    }
    let mut trades = HashSet::new();
    for (index, approval) in site.approvals.iter().enumerate() {
        let at = format!("{at}/Nrlx/Nrlx_xx[{}]", index + 1);
        found.unless(trades.insert(approval.trade), || format!("{at}/Nrlx_id"), 1033, None);
        for (index, scan) in approval.scans.iter().enumerate() {
            attachments::scan(scan, &format!("{at}/Spwj[{}]", index + 1), found);
        }
    }
    let mut accesses = HashSet::new();
    for (index, one) in site.accesses.iter().enumerate() {
        let at = format!("{at}/Jr_xx[{}]", index + 1);
        found.unless(accesses.insert(one.id), || at.clone(), 1029, None);
        access(one, &at, found);
    }
    person::person(site.person, is_person.unwrap_or(true), &format!("{at}/Wz_Fzr"), found);
    found.site = None;
}

/// Whether ranges that were reported hold all addresses from the first to the last: those that overlap or lie side by side
/// count together.
fn hold(reported: &[(i64, i64)], first: i64, last: i64) -> bool {
    let mut sorted = reported.to_vec();
    sorted.sort_unstable();
    // The first address that none of them holds yet.
    let mut open = first;
    for (from, to) in sorted {
        if from > open {
            break;
        }
        open = open.max(to.saturating_add(1));
    }
    open > last
}

/// Checks the ranges of an access.
pub fn access(access: &SiteAccess, at: &str, found: &mut Collector<'_>) {
    let reported = found.rules.ranges;
    for (index, (first, last)) in access.ranges.iter().enumerate() {
        let path = || format!("{at}/Ip_xx[{}]", index + 1);
        let data = || range_text(*first, *last);
        if first > last {
            found.tell(path(), 1006, Some(&data()));
        } else if let Some(ranges) = reported {
            found.unless(hold(ranges, *first, *last), path, 1063, Some(&data()));
        }
    }
}

fn range_text(first: i64, last: i64) -> String {
    let text =
        |number| crate::bureau::codes::address_of(number).map_or_else(|| number.to_string(), |ip| ip.to_string());
    if first == last { text(first) } else { format!("{}-{}", text(first), text(last)) }
}

/// A name that can be registered, below a public suffix, and nothing in front of it.
fn is_registrable(domain: &str) -> bool {
    let lower = domain.to_ascii_lowercase();
    let plain = lower.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-') || byte >= 0x80);
    plain && psl::domain_str(&lower) == Some(lower.as_str())
}

fn leads_to(url: &str, domain: &str) -> bool {
    let lower = url.to_ascii_lowercase();
    let rest = lower.split_once("://").map_or(lower.as_str(), |(_, rest)| rest);
    let host = rest.split(['/', '?', '#', ':']).next().unwrap_or_default();
    let domain = domain.to_ascii_lowercase();
    host == domain || host.strip_suffix(&domain).is_some_and(|front| front.ends_with('.'))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A row: what was reported, first and last address of the access, whether it is held.
    #[test]
    fn reported_ranges_hold_an_access_together_where_no_address_between_is_left_out() {
        type Row = (&'static [(i64, i64)], (i64, i64), bool);
        let table: [Row; 14] = [
            (&[], (10, 10), false),
            (&[(10, 19)], (10, 19), true),
            (&[(10, 19)], (10, 10), true),
            (&[(10, 19)], (9, 19), false),
            (&[(10, 19)], (10, 20), false),
            (&[(10, 19)], (20, 20), false),
            // Side by side, in whatever order they were reported.
            (&[(20, 29), (10, 19)], (15, 25), true),
            (&[(30, 39), (10, 19), (20, 29)], (10, 39), true),
            (&[(10, 19), (21, 29)], (15, 25), false),
            (&[(10, 19), (21, 29)], (21, 29), true),
            // One over the other.
            (&[(10, 22), (18, 29)], (10, 29), true),
            (&[(10, 39), (12, 14)], (10, 39), true),
            (&[(10, 39), (12, 14)], (10, 40), false),
            (&[(0, i64::MAX)], (1, i64::MAX - 1), true),
        ];
        for (reported, (first, last), expected) in table {
            assert_eq!(hold(reported, first, last), expected, "{first} to {last} within {reported:?}");
        }
    }
}

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

/// Checks the ranges of an access.
pub fn access(access: &SiteAccess, at: &str, found: &mut Collector<'_>) {
    let reported = found.rules.ranges;
    for (index, (first, last)) in access.ranges.iter().enumerate() {
        let path = || format!("{at}/Ip_xx[{}]", index + 1);
        let data = || range_text(*first, *last);
        if first > last {
            found.tell(path(), 1006, Some(&data()));
        } else if let Some(ranges) = reported {
            let inside = ranges.iter().any(|(from, to)| from <= first && last <= to);
            found.unless(inside, path, 1063, Some(&data()));
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

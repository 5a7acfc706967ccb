//! What was seen of a domain, in words: grouped by where and when it was seen, so that each source is told once.

use super::fact::{Dns, DomainFacts, Fact, HomePage, Why};
use super::record::shown_holder;
use super::registration::Words;
use crate::clock::{self, china_day};
use crate::reference::book;
use crate::text::Tr;

/// A domain.
#[derive(Debug, Clone)]
pub struct Seen {
    /// Which.
    pub domain: String,
    /// What was seen of it, source by source; last what could not be checked.
    pub sources: Vec<Source>,
    /// A person's name is shown in full.
    pub is_personal: bool,
}

/// What one source told, or what could not be checked for one reason.
#[derive(Debug, Clone)]
pub struct Source {
    /// Where and when; or why not.
    pub title: String,
    /// What it told: label and value; a label alone for what could not be checked.
    pub lines: Vec<Line>,
}

/// One fact.
#[derive(Debug, Clone)]
pub struct Line {
    /// What it is.
    pub label: String,
    /// What was seen; empty where nothing was.
    pub value: String,
}

/// What was seen of a domain; the name of a person in full only for those who may read it.
pub fn seen(t: Tr, facts: &DomainFacts, is_full: bool) -> Seen {
    let holder = facts.holder();
    let shown = |name: &str| shown_holder(name, Words { book: book(), on: china_day(clock::now()) });
    let is_personal = is_full && holder.seen().is_some_and(|(name, _)| shown(name) != **name);
    let name = |name: &&str| if is_full { (*name).to_owned() } else { shown(name) };
    let addresses = |dns: &Dns| dns.addresses.iter().map(ToString::to_string).collect::<Vec<_>>();
    let mut all = Sources { t, seen: Vec::new(), not_seen: Vec::new() };
    all.add("facts-registrar", &facts.registrar(), |name| (*name).to_owned());
    all.add("facts-held-by", &holder, name);
    all.add("facts-registered-on", &facts.registered_on(), |day| t.date(*day));
    all.add("facts-expires-on", &facts.expires_on(), |day| t.date(*day));
    if facts.record.is_some() {
        let day = |day: &Option<_>| day.map_or_else(|| t.t("facts-not-verified"), |day| t.date(day));
        all.add("facts-verified-on", &facts.verified_on(), day);
    }
    all.add("facts-name-servers", &facts.dns, |dns| none_or(t, dns.name_servers.join("、")));
    all.add("facts-addresses", &facts.dns, |dns| none_or(t, addresses(dns).join("、")));
    all.add("facts-home-page", &facts.home_page, |page| home_page(t, page.as_ref()));
    all.seen.extend(all.not_seen);
    Seen { domain: facts.domain.unicode(), sources: all.seen, is_personal }
}

struct Sources {
    t: Tr,
    seen: Vec<Source>,
    not_seen: Vec<Source>,
}

impl Sources {
    fn add<T>(&mut self, label: &str, fact: &Fact<T>, show: impl Fn(&T) -> String) {
        let label = self.t.t(label);
        match fact {
            Fact::Known { value, evidence } => {
                put(&mut self.seen, self.t.message(&evidence.message()), Line { label, value: show(value) });
            }
            Fact::Unchecked(why) => {
                put(&mut self.not_seen, unchecked(self.t, *why), Line { label, value: String::new() })
            }
        }
    }
}

fn put(sources: &mut Vec<Source>, title: String, line: Line) {
    match sources.iter_mut().find(|source| source.title == title) {
        Some(source) => source.lines.push(line),
        None => sources.push(Source { title, lines: vec![line] }),
    }
}

fn unchecked(t: Tr, why: Why) -> String {
    t.a1("facts-not-checked", "why", why.code())
}

fn none_or(t: Tr, text: String) -> String {
    if text.is_empty() { t.t("facts-none") } else { text }
}

fn home_page(t: Tr, page: Option<&HomePage>) -> String {
    let Some(page) = page else { return t.t("facts-leads-nowhere") };
    if let Some(host) = &page.leaves_to {
        return t.a1("facts-leaves-to", "host", host.as_str());
    }
    let mut words = vec![t.a1("facts-status", "status", page.status.to_string())];
    words.extend(Some(page.title.clone()).filter(|title| !title.is_empty()).map(|title| format!("“{title}”")));
    if let Some(number) = &page.number {
        let key = if page.links_to_ministry { "facts-number-linked" } else { "facts-number-unlinked" };
        words.push(t.a1(key, "number", number.as_str()));
    }
    words.extend(page.language.as_ref().map(|language| t.a1("facts-language", "language", language.as_str())));
    words.join(" · ")
}

//! The daily look at a website on record (11.2, 11.5, 11.6): what would cost it its number, before the bureau sees it.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::application::{Entity, Person, TypeCheck, Validity, Website};
use super::checks::{Finding, is_same_name};
use super::section::{Part, Target};
use crate::facts::record::shown_holder;
use crate::facts::registration::Words;
use crate::facts::{DomainFacts, Evidence, HomePage, Why};
use crate::reference::rules::choice::{ApprovalSites, Holder};
use crate::reference::{Limits, Reference};
use crate::text::{Message, Tr, is_han};
use crate::values::ip_address::IpRange;

/// The rule that a website opens.
pub const CLOSED: &str = "W-SITE";
/// The rule that what needs an approval has one.
pub const APPROVAL: &str = "W-APPROVAL";
/// The rule that its number stands at the foot.
pub const FOOT: &str = "W-FOOT";

/// The instance that carries a website.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Serving {
    /// The provider's name of it.
    pub code: String,
    /// Its addresses, now.
    pub addresses: Vec<IpRange>,
    /// Last day of its term.
    pub ends_on: NaiveDate,
    /// Given back.
    pub is_released: bool,
}

/// A website on record with what was seen of it.
#[derive(Debug, Clone, Copy)]
pub struct Standing<'a> {
    /// As it was approved.
    pub website: &'a Website,
    /// The number its home page shows.
    pub number: &'a str,
    /// Who its entity is.
    pub type_check: &'a TypeCheck,
    /// Its entity.
    pub entity: &'a Entity,
    /// The person in charge of the entity.
    pub entity_person: &'a Person,
    /// What was seen of its domains.
    pub domains: &'a [DomainFacts],
    /// Whether websites that need an approval are open to who owns it.
    pub approval_sites: ApprovalSites,
    /// Whom the province lets hold a domain.
    pub holders: &'a [Holder],
    /// What carries it; none where that is not known here.
    pub serving: Option<&'a Serving>,
    /// The day, in China.
    pub today: NaiveDate,
    /// Holders that a filing of this website was told of: domain, and the name as it is shown. What was filed all the same
    /// is not told again.
    pub judged: &'a [(String, String)],
    /// Words of trades that a filing of this website was told of: the desk looked at them.
    pub judged_words: &'a [String],
    /// Reference data.
    pub book: &'a Reference,
}

impl<'a> Standing<'a> {
    fn limits(&self) -> &'a Limits {
        self.book.limits(self.today)
    }

    /// What was seen of the home pages, of those that were looked at; none where it does not open.
    fn pages(&self) -> Vec<(Option<&'a HomePage>, &'a Evidence)> {
        let seen = self.domains.iter().filter_map(|facts| facts.home_page.seen());
        seen.map(|(page, evidence)| (page.as_ref().filter(|page| page.opens()), evidence)).collect()
    }

    fn shows_number(&self, page: &HomePage) -> bool {
        page.number.as_deref().is_some_and(|number| is_number(number, self.number))
    }
}

/// What is found; nothing of what could not be seen.
pub fn look(site: &Standing<'_>) -> Vec<Finding> {
    let mut found: Vec<Finding> = site.domains.iter().flat_map(|facts| domain(site, facts)).collect();
    found.extend(home_page(site));
    found.extend(approval::look(site));
    found.extend(server(site));
    found.extend(papers(site));
    found
}

fn warning(code: &'static str, field: &str, message: Message) -> Finding {
    Finding::warning(code, Target::field(Part::website(1), field), message)
}

/// D17: expired or soon to be, registered by nobody; whether it leads here.
fn domain(site: &Standing<'_>, facts: &DomainFacts) -> Vec<Finding> {
    let message = |key| Message::new(key).with("domain", facts.domain.unicode());
    let mut found = Vec::new();
    if let Some((false, evidence)) = facts.is_registered().seen() {
        let finding = warning("D17", "domains", message("watch-domain-free"));
        found.push(finding.because("DOM-06", evidence.message()).way_out("watch-domain-way"));
        return found;
    }
    if let Some((day, evidence)) = facts.expires_on().seen() {
        let left = (*day - site.today).num_days();
        let key = if left < 0 { "watch-domain-expired" } else { "watch-domain-expires" };
        if left < site.limits().watch_days {
            let finding = warning("D17", "domains", message(key).with("day", day));
            found.push(finding.because("DOM-06", evidence.message()).way_out("watch-domain-way"));
        }
    }
    found.extend(holder(site, facts));
    found.extend(resolution(site, facts));
    found
}

/// D6: whether the entity still holds a domain. A name in other letters may well be its own.
fn holder(site: &Standing<'_>, facts: &DomainFacts) -> Option<Finding> {
    let fact = facts.holder();
    let (name, evidence) = fact.seen()?;
    let person = site.entity_person;
    let legal_rep = person.legal_rep.as_ref().map_or(&person.name, |other| &other.name);
    let own = [site.type_check.entity_name.reveal(), legal_rep.reveal(), person.name.reveal()];
    let may_be_wider = site.holders.iter().any(|holder| !matches!(holder, Holder::Entity | Holder::LegalRep));
    let is_comparable = [name, own[0]].iter().all(|name| name.chars().any(is_han));
    if may_be_wider || !is_comparable || own.iter().any(|own| is_same_name(own, name)) {
        return None;
    }
    let shown = shown_holder(name, Words { book: site.book, on: site.today });
    if site.judged.contains(&(facts.domain.unicode(), shown)) {
        return None;
    }
    let message = Message::new("watch-holder").with("domain", facts.domain.unicode());
    let finding = warning("D6", "domains", message);
    Some(finding.because("DOM-03", evidence.message()).way_out("watch-holder-way"))
}

/// Whether a domain leads to the instance that was filed for it, or to addresses in front of it.
fn resolution(site: &Standing<'_>, facts: &DomainFacts) -> Option<Finding> {
    let (dns, evidence) = facts.dns.seen()?;
    let message = |key| Message::new(key).with("domain", facts.domain.unicode());
    if dns.addresses.is_empty() {
        let finding = warning("W-DNS", "domains", message("watch-leads-nowhere"));
        return Some(finding.because("WEB-12", evidence.message()).way_out("watch-leads-nowhere-way"));
    }
    let server = site.website.server.as_ref().map(|server| &server.addresses);
    let current = site.serving.map(|serving| &serving.addresses);
    let own: Vec<&IpRange> = server.into_iter().chain(current).flatten().chain(&site.website.other_addresses).collect();
    let is_here = |ip: &std::net::IpAddr| own.iter().any(|range| range.contains(*ip));
    if own.is_empty() || dns.addresses.iter().any(is_here) {
        return None;
    }
    let addresses: Vec<String> = dns.addresses.iter().map(ToString::to_string).collect();
    let finding = warning("W-DNS", "domains", message("watch-leads-elsewhere").with("addresses", addresses.join(", ")));
    Some(finding.because("ACC-08", evidence.message()).way_out("watch-leads-elsewhere-way"))
}

/// Whether any of its home pages opens, and shows the number with its link.
fn home_page(site: &Standing<'_>) -> Option<Finding> {
    let seen = site.pages();
    // One that could not be looked at may well show it.
    if seen.is_empty() || seen.len() < site.domains.len() {
        return None;
    }
    let pages: Vec<(&HomePage, &Evidence)> =
        seen.iter().filter_map(|(page, evidence)| Some(((*page)?, *evidence))).collect();
    if pages.is_empty() {
        let finding = warning(CLOSED, "home_url", Message::new("watch-closed"));
        return Some(finding.because("WEB-12", seen.first()?.1.message()).way_out("watch-closed-way"));
    }
    // The foot of a page that was cut may well show it.
    if foot_is_good(site) || pages.iter().any(|(page, _)| page.is_cut) {
        return None;
    }
    if let Some((_, evidence)) = pages.iter().find(|(page, _)| site.shows_number(page)) {
        let finding = warning(FOOT, "home_url", Message::new("watch-not-linked").with("number", site.number));
        return Some(finding.because("WEB-13", evidence.message()).way_out("watch-foot-way"));
    }
    // What only leads elsewhere has no foot.
    let (page, evidence) = pages.iter().find(|(page, _)| page.leaves_to.is_none())?;
    let message = match &page.number {
        Some(other) => Message::new("watch-other-number").with("other", other).with("number", site.number),
        None => Message::new("watch-no-number").with("number", site.number),
    };
    let finding = warning(FOOT, "home_url", message);
    Some(finding.because("WEB-13", evidence.message()).way_out("watch-foot-way"))
}

/// Whether a page shows the number with its link.
fn foot_is_good(site: &Standing<'_>) -> bool {
    site.pages().iter().any(|(page, _)| page.is_some_and(|page| site.shows_number(page) && page.links_to_ministry))
}

/// A site may show its own number or that of its entity.
fn is_number(shown: &str, number: &str) -> bool {
    shown == number || number.rsplit_once('-').is_some_and(|(entity, _)| shown == entity)
}

/// Whether the instance is alive, and for how long.
fn server(site: &Standing<'_>) -> Option<Finding> {
    let serving = site.serving?;
    let left = (serving.ends_on - site.today).num_days();
    let key = match (serving.is_released || left < 0, left < site.limits().watch_days) {
        (true, _) => "watch-server-gone",
        (false, true) => "watch-server-ends",
        (false, false) => return None,
    };
    let message = Message::new(key).with("instance", &serving.code).with("day", serving.ends_on);
    let evidence = Message::new("watch-seen-here").with("day", site.today);
    Some(warning("W-SERVER", "home_url", message).because("ACC-04", evidence).way_out("watch-server-way"))
}

/// Certificates that end, or have ended.
fn papers(site: &Standing<'_>) -> Vec<Finding> {
    let evidence = || Message::new("watch-seen-here").with("day", site.today);
    let ends = |validity: &Validity| {
        let left = validity.days_left(site.today).filter(|left| *left < site.limits().watch_days)?;
        Some((left < 0, validity.to?))
    };
    let mut found = Vec::new();
    if let Some((is_over, day)) = site.entity.validity.as_ref().and_then(ends) {
        let key = if is_over { "watch-certificate-over" } else { "watch-certificate-ends" };
        let finding = Finding::warning(
            "W-CERT",
            Target::field(Part::ENTITY, "cert_valid_to"),
            Message::new(key).with("day", day),
        );
        found.push(finding.because("MAT-04", evidence()).way_out("watch-certificate-way"));
    }
    let persons =
        [(Part::ENTITY_PERSON, Some(site.entity_person)), (Part::website_person(1), site.website.person.as_ref())];
    for (part, person) in persons {
        let Some(person) = person else { continue };
        let is_told = part != Part::ENTITY_PERSON && person.is_same_as(site.entity_person);
        let Some((is_over, day)) = ends(&person.validity).filter(|_| !is_told) else { continue };
        let key = if is_over { "watch-id-over" } else { "watch-id-ends" };
        let finding =
            Finding::warning("W-ID", Target::field(part, "cert_valid_to"), Message::new(key).with("day", day));
        found.push(finding.because("PER-03", evidence()).way_out("watch-certificate-way"));
    }
    found
}

/// What a look found, as it is kept and told again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Kept {
    /// The rule.
    pub code: String,
    /// What it is about.
    #[serde(default)]
    pub target: String,
    /// What is wrong.
    pub what: Said,
    /// What to do about it.
    pub way: Said,
    /// What was seen, where and when.
    pub seen: Said,
    /// Since when it is so.
    pub since: DateTime<Utc>,
}

/// A message as it is kept.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Said {
    key: String,
    #[serde(default)]
    args: Vec<(String, String)>,
}

impl Kept {
    /// Whether the other tells of the same trouble: of the same domain and trade, where it is one of these.
    pub fn is_same(&self, other: &Self) -> bool {
        // Those of earlier versions have no target.
        let same_target = self.target == other.target || self.target.is_empty() || other.target.is_empty();
        same_target && (&self.code, &self.what.key, self.about()) == (&other.code, &other.what.key, other.about())
    }

    /// When and where a home page was seen.
    pub fn evidence(&self) -> Message {
        let arg = |name| self.seen.arg(name).unwrap_or_default();
        Message::new("facts-evidence").with("from", arg("from")).with("at", arg("at"))
    }

    fn domain(&self) -> Option<&str> {
        self.what.arg("domain")
    }

    /// The domain and the trade.
    fn about(&self) -> [Option<&str>; 2] {
        [self.domain(), self.what.arg("zh")]
    }
}

impl Said {
    fn of(message: Option<&Message>) -> Self {
        let Some(message) = message else { return Self::default() };
        let args = message.args.iter().map(|(name, value)| ((*name).to_owned(), value.clone()));
        Self { key: message.key.to_owned(), args: args.collect() }
    }

    fn arg(&self, name: &str) -> Option<&str> {
        self.args.iter().find(|(own, _)| own == name).map(|(_, value)| value.as_str())
    }

    /// In words; empty where the words are no more.
    pub fn words(&self, t: Tr) -> String {
        t.stored(&self.key, &self.args).unwrap_or_default()
    }
}

/// What is kept, read again. Nothing of a form that is no more.
pub fn kept(findings: &Value) -> Vec<Kept> {
    serde_json::from_value(findings.clone()).unwrap_or_default()
}

/// What stands after a look: what it found, and what was found before and could not be looked at this time.
pub fn renewed(site: &Standing<'_>, before: &[Kept], now: DateTime<Utc>) -> Vec<Kept> {
    let keep = |finding: &Finding| {
        let kept = Kept {
            code: finding.code.to_owned(),
            target: finding.target.to_string(),
            what: Said::of(Some(&finding.message)),
            way: Said::of(finding.way_out.as_ref()),
            seen: Said::of(finding.evidence.as_ref()),
            since: now,
        };
        let since = before.iter().find(|known| known.is_same(&kept)).map_or(now, |known| known.since);
        Kept { since, ..kept }
    };
    let stays = before.iter().filter(|kept| is_unseen(site, kept));
    look(site).iter().map(keep).chain(stays.cloned()).collect()
}

/// Whether what was found could not be looked at this time.
fn is_unseen(site: &Standing<'_>, kept: &Kept) -> bool {
    let pages = site.pages();
    let is_whole = pages.len() == site.domains.len();
    let mut open = pages.iter().filter_map(|(page, _)| *page).peekable();
    match kept.code.as_str() {
        CLOSED => !is_whole && open.peek().is_none(),
        FOOT => !foot_is_good(site) && (!is_whole || open.peek().is_none() || open.any(|page| page.is_cut)),
        _ => site.domains.iter().any(|facts| {
            let is_gone = facts.is_registered().seen().is_some_and(|(is_registered, _)| !is_registered);
            kept.domain() == Some(facts.domain.unicode().as_str())
                && match kept.code.as_str() {
                    "D6" => !is_gone && facts.holder().why().is_some(),
                    "D17" if kept.what.key == "watch-domain-free" => facts.is_registered().why().is_some(),
                    "D17" => !is_gone && facts.expires_on().why().is_some(),
                    "W-DNS" => facts.dns.why().is_some(),
                    APPROVAL => facts.home_page.why().is_some(),
                    _ => false,
                }
        }),
    }
}

/// How long until the next look: a domain that was not looked up yet is soon looked at again.
pub fn hours_to_next(domains: &[DomainFacts], limits: &Limits) -> i64 {
    let is_waiting = domains.iter().any(|facts| facts.dns.why() == Some(Why::NotYet));
    if is_waiting { limits.watch_soon_hours } else { limits.watch_hours }
}

mod approval;
#[cfg(test)]
mod tests;

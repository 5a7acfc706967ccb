//! What was seen of a domain against the rules. What could not be checked is told as such and held against nobody.

use chrono::{Days, NaiveDate};

use crate::facts::record::shown_holder;
use crate::facts::registration::Words;
use crate::facts::{DomainFacts, Evidence, HomePage, Why};
use crate::filing::application::TypeCheck;
use crate::filing::checks::{Facts, Finding};
use crate::filing::kind::Kind;
use crate::filing::section::{Part, Target};
use crate::reference::Standing;
use crate::reference::rules::choice::Holder;
use crate::text::{Message, is_han};
use crate::values::{CertificateNumber, DomainName};

pub(super) fn check(facts: &Facts<'_>, findings: &mut Vec<Finding>) {
    for (target, row, seen) in placed(facts) {
        let about = About { facts, seen, target: &target };
        let found = [
            about.registered(),
            about.registrar(),
            about.expired(),
            about.verified(),
            about.waited(),
            about.open_site(),
            // Where a rule asks for it, that rule says how hard.
            about.closed_site().filter(|_| !facts.rules().sites_open()).map(as_warning),
            about.shown_number(),
            // Where no rule asks for it, the desk still wants to see who holds a domain.
            about.private().filter(|_| !facts.rules().privacy_off()).map(as_warning),
        ];
        findings.extend(found.into_iter().flatten().map(|finding| finding.in_row(row)));
    }
}

fn as_warning(finding: Finding) -> Finding {
    Finding { blocking: false, ..finding }
}

/// What a rule of the book finds in each domain.
fn each(facts: &Facts<'_>, findings: &mut Vec<Finding>, judge: impl Fn(&About<'_>) -> Option<Finding>) {
    for (target, row, seen) in placed(facts) {
        findings.extend(judge(&About { facts, seen, target: &target }).map(|finding| finding.in_row(row)));
    }
}

/// D3: days a domain must still be registered.
pub(in crate::filing::checks) fn days_left(asked: u32, facts: &Facts<'_>, findings: &mut Vec<Finding>) {
    each(facts, findings, |about| about.expires_soon(asked));
}

/// D6: who may hold a domain.
pub(in crate::filing::checks) fn holder(allowed: &[Holder], facts: &Facts<'_>, findings: &mut Vec<Finding>) {
    each(facts, findings, |about| about.holder(allowed));
}

/// D9: the holder is not hidden.
pub(in crate::filing::checks) fn privacy_off(facts: &Facts<'_>, findings: &mut Vec<Finding>) {
    each(facts, findings, |about| about.private());
}

/// D2: what registrars abroad registered, as the ministry refuses it everywhere; of a registrar nobody knows that is not
/// known either.
pub(in crate::filing::checks) fn abroad(facts: &Facts<'_>, findings: &mut Vec<Finding>) {
    each(facts, findings, |about| about.registrar().filter(|finding| finding.blocking));
}

/// R14: an access takes over a website that is open.
pub(in crate::filing::checks) fn site_open(facts: &Facts<'_>, findings: &mut Vec<Finding>) {
    each(facts, findings, |about| about.closed_site());
}

/// Every domain of a website that is judged, with its place and what is known of it.
fn placed<'a>(facts: &Facts<'a>) -> Vec<(Target, usize, &'a DomainFacts)> {
    let known = |domain: &DomainName| facts.domains.iter().find(|seen| seen.domain == *domain);
    let mut all = Vec::new();
    for (ordinal, website) in facts.websites().filter(|_| facts.judges_domains()) {
        let target = Target::field(Part::website(ordinal), "domains");
        let found = website.domains.iter().enumerate();
        all.extend(found.filter_map(|(row, domain)| Some((target.clone(), row, known(domain)?))));
    }
    all
}

struct About<'a> {
    facts: &'a Facts<'a>,
    seen: &'a DomainFacts,
    target: &'a Target,
}

impl About<'_> {
    fn message(&self, key: &'static str) -> Message {
        Message::new(key).with("domain", &self.seen.domain)
    }

    fn blocking(&self, code: &'static str, message: Message, reason: &'static str, evidence: &Evidence) -> Finding {
        Finding::blocking(code, self.target.clone(), message).because(reason, evidence.message())
    }

    fn warning(&self, code: &'static str, message: Message, reason: &'static str, evidence: &Evidence) -> Finding {
        Finding::warning(code, self.target.clone(), message).because(reason, evidence.message())
    }

    /// D3: nobody registered it.
    fn registered(&self) -> Option<Finding> {
        let fact = self.seen.is_registered();
        let (_, evidence) = fact.seen().filter(|(is_registered, _)| !**is_registered)?;
        let finding = self.blocking("D3", self.message("facts-unregistered"), "DOM-06", evidence);
        Some(finding.way_out("facts-unregistered-way"))
    }

    /// D2: the registrar is one the ministry approved. One that we do not know may well be.
    fn registrar(&self) -> Option<Finding> {
        let fact = self.seen.registrar();
        let (printed, evidence) = fact.seen()?;
        // The provider's own table holds what the provider registered.
        evidence.from.as_ref()?;
        let message = |key| self.message(key).with("registrar", printed);
        let finding = match self.facts.reference.registrar(printed, self.facts.today).map(|known| known.standing) {
            Some(Standing::Approved) => return None,
            Some(Standing::Overseas) => self.blocking("D2", message("facts-registrar-overseas"), "DOM-05", evidence),
            None => self.warning("D2", message("facts-registrar-unknown"), "DOM-05", evidence),
        };
        Some(finding.way_out("facts-registrar-way"))
    }

    /// D3: it has not expired.
    fn expired(&self) -> Option<Finding> {
        let fact = self.seen.expires_on();
        let (day, evidence) = fact.seen().filter(|(day, _)| **day < self.facts.today)?;
        let message = self.message("facts-expired").with("day", day);
        Some(self.blocking("D3", message, "DOM-06", evidence).way_out("facts-renew-way"))
    }

    /// D3: it is registered for long enough.
    fn expires_soon(&self, asked: u32) -> Option<Finding> {
        let fact = self.seen.expires_on();
        let (day, evidence) = fact.seen()?;
        if !(0..i64::from(asked)).contains(&(*day - self.facts.today).num_days()) {
            return None;
        }
        let message = self.message("facts-expires-soon").with("day", day).with("days", asked);
        Some(self.blocking("D3", message, "DOM-07", evidence).way_out("facts-renew-way"))
    }

    /// D4: the holder is verified. The registry only hints at it.
    fn verified(&self) -> Option<Finding> {
        if let Some((None, evidence)) = self.seen.verified_on().seen() {
            let finding = self.blocking("D4", self.message("facts-unverified"), "DOM-01", evidence);
            return Some(finding.way_out("facts-verify-way"));
        }
        let fact = self.seen.is_held();
        let (_, evidence) = fact.seen().filter(|(is_held, _)| **is_held)?;
        let finding = self.warning("D4", self.message("facts-on-hold"), "DOM-01", evidence);
        Some(finding.way_out("facts-verify-way"))
    }

    /// D5: the ministry has the data some days after the holder was verified, which is not before the registration.
    fn waited(&self) -> Option<Finding> {
        let today = self.facts.today;
        let wait = self.facts.reference.limits(today).domain_wait_days;
        let (verified, registered) = (self.seen.verified_on(), self.seen.registered_on());
        let (ready_on, evidence) = match (verified.seen(), registered.seen()) {
            (Some((Some(day), evidence)), _) => (day.checked_add_days(Days::new(wait.unsigned_abs()))?, evidence),
            (Some((None, _)), _) | (None, None) => return None,
            (None, Some((day, evidence))) => (self.working_days_after(*day, wait), evidence),
        };
        if today >= ready_on {
            return None;
        }
        let message = self.message("facts-too-early").with("day", ready_on);
        Some(self.blocking("D5", message, "DOM-02", evidence).way_out("facts-too-early-way"))
    }

    fn working_days_after(&self, day: NaiveDate, n: i64) -> NaiveDate {
        self.facts.reference.working_days_after(day, u32::try_from(n).unwrap_or_default())
    }

    /// D6: the holder is the entity, or whom the province allows beside it.
    fn holder(&self, allowed: &[Holder]) -> Option<Finding> {
        let check = self.facts.type_check()?;
        let fact = self.seen.holder();
        let (name, evidence) = fact.seen()?;
        let words = Words { book: self.facts.reference, on: self.facts.today };
        // Findings are kept in plain.
        let message = |key| self.message(key).with("holder", shown_holder(name, words));
        if is_same_name(name, check.entity_name.reveal()) {
            let own = &self.seen.record.as_ref()?.holder.certificate;
            if own == &check.certificate {
                return None;
            }
            let key = "facts-holder-certificate";
            let finding = if own.kind() == check.certificate.kind() {
                self.blocking("D6", message(key), "DOM-03", evidence)
            } else {
                self.warning("D6", message(key), "DOM-03", evidence)
            };
            return Some(finding.way_out("facts-holder-way"));
        }
        if allowed.contains(&Holder::LegalRep) && self.is_legal_representative(name) {
            return None;
        }
        let is_wider = |holder: &Holder| !matches!(holder, Holder::Entity | Holder::LegalRep);
        let may_be_wider = !check.is_individual() && allowed.iter().any(is_wider);
        let is_sure = self.seen.record.is_some()
            || [name, check.entity_name.reveal()].iter().all(|name| name.chars().any(is_han));
        let finding = match (may_be_wider, is_sure) {
            (true, _) => self.warning("D6", message("facts-holder-wider"), "DOM-03", evidence),
            (false, true) => self.blocking("D6", message("facts-holder"), "DOM-03", evidence),
            (false, false) => self.warning("D6", message("facts-holder"), "DOM-03", evidence),
        };
        Some(finding.way_out("facts-holder-way"))
    }

    /// Whether it is the legal representative of the organisation, by certificate where the table has it.
    fn is_legal_representative(&self, name: &str) -> bool {
        let Some(person) = self.facts.entity_person() else { return false };
        if self.facts.type_check().is_none_or(TypeCheck::is_individual) {
            return false;
        }
        let (own, number): (_, &CertificateNumber) = match &person.legal_rep {
            Some(other) => (&other.name, &other.certificate),
            None => (&person.name, &person.certificate),
        };
        let is_it = self.seen.record.as_ref().is_none_or(|record| record.holder.certificate == *number);
        is_it && is_same_name(name, own.reveal())
    }

    /// D8: no site before its number.
    fn open_site(&self) -> Option<Finding> {
        if !self.facts.kind.opens_new_site() {
            return None;
        }
        let (page, evidence) = self.seen.home_page.seen()?;
        let page = page.as_ref().filter(|page| page.opens())?;
        let message = self.message("facts-open").with("url", &page.url);
        Some(self.warning("D8", message, "WEB-11", evidence).way_out("facts-open-way"))
    }

    /// D8: a site that is on record stays open, unless no provider carries it.
    fn closed_site(&self) -> Option<Finding> {
        let is_unprovided = self.facts.elsewhere.is_some_and(|known| known.unprovided.contains(&self.seen.domain));
        if self.facts.kind != Kind::Access || is_unprovided {
            return None;
        }
        let (page, evidence) = self.seen.home_page.seen()?;
        if page.as_ref().is_some_and(HomePage::opens) {
            return None;
        }
        let finding = self.blocking("D8", self.message("facts-closed"), "WEB-12", evidence);
        Some(finding.way_out("facts-closed-way"))
    }

    /// D9: it is seen who holds it.
    fn private(&self) -> Option<Finding> {
        let fact = self.seen.is_private();
        let (_, evidence) = fact.seen().filter(|(is_private, _)| **is_private && self.seen.record.is_none())?;
        let finding = self.blocking("D9", self.message("facts-private"), "DOM-11", evidence);
        Some(finding.way_out("facts-private-way"))
    }

    /// D10: a number at the foot of the page says that it is filed already.
    fn shown_number(&self) -> Option<Finding> {
        if !self.facts.kind.opens_new_site() {
            return None;
        }
        let (page, evidence) = self.seen.home_page.seen()?;
        let number = page.as_ref()?.number.as_ref()?;
        let message = self.message("facts-number-shown").with("number", number);
        Some(self.warning("D10", message, "DOM-09", evidence).way_out("facts-number-shown-way"))
    }
}

/// Something that could not be checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Gap {
    /// The rules that wait for it.
    pub code: &'static str,
    /// What it is about.
    pub target: Target,
    /// What, and why not.
    pub message: Message,
}

/// What could not be checked of the domains of a filing: shown to applicant and desk, in nobody's way.
pub fn gaps(facts: &Facts<'_>) -> Vec<Gap> {
    let mut all = Vec::new();
    if !facts.kind.is_judged() {
        return all;
    }
    for (target, _, seen) in placed(facts) {
        let mut gap = |code, what: &str, why: Why| {
            let message = Message::new("facts-unchecked").with("domain", &seen.domain).with("what", what);
            all.push(Gap { code, target: target.clone(), message: message.with("why", why) });
        };
        let registration = seen.registration.why().filter(|_| seen.record.is_none());
        let (dns, page) = (seen.dns.why(), seen.home_page.why());
        if let Some(why) = dns.filter(|why| page == Some(*why) && seen.registration.why() == Some(*why)) {
            gap("D2-D10", if seen.record.is_some() { "site" } else { "all" }, why);
            continue;
        }
        if let Some(why) = registration {
            gap("D2-D6", "registration", why);
        } else if seen.is_registered().seen().is_some_and(|(is, _)| *is)
            && !seen.is_private().seen().is_some_and(|(is, _)| *is)
        {
            for (what, missing) in [("holder", seen.holder().why()), ("expiry", seen.expires_on().why())] {
                if let Some(why) = missing {
                    gap(if what == "holder" { "D6" } else { "D3" }, what, why);
                }
            }
        }
        for (what, missing) in [("dns", dns), ("page", page)] {
            if let Some(why) = missing {
                gap("D8", what, why);
            }
        }
    }
    all
}

/// Names without what registries write differently: spaces, brackets, points, width, capitals.
pub fn is_same_name(one: &str, other: &str) -> bool {
    let plain =
        |name: &str| -> String { name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect() };
    plain(one) == plain(other)
}

//! Against the other filings here: one person has one set of contacts (X04), mobiles and persons belong to entities (X05,
//! X06, X07), a domain stands in one filing and under one entity (D10). Nothing of another filing is told but that it is
//! there.

use std::collections::BTreeMap;

use super::{Facts, Finding};
use crate::filing::application::{Person, WebsiteDetails};
use crate::filing::elsewhere::{Barred, Elsewhere, Other, Taken, Trouble};
use crate::filing::section::{Part, Target};
use crate::reference::rules::choice::{PersonUnique, PhoneUnique};
use crate::text::Message;

pub(super) fn check(facts: &Facts<'_>, findings: &mut Vec<Finding>) {
    let Some(elsewhere) = facts.elsewhere else { return };
    for (part, person) in facts.persons() {
        findings.extend(other_contact(elsewhere, part, person));
    }
    domains(facts, elsewhere, findings);
    findings.extend(number(facts, elsewhere));
    findings.extend(elsewhere.barred.iter().map(|entry| barred(facts, entry)));
}

/// C8: neither the entity nor a domain stands on the bureau's blacklist.
fn barred(facts: &Facts<'_>, entry: &Barred) -> Finding {
    let (key, target) = match &entry.domain {
        Some(domain) => {
            let holds = |(_, website): &(u32, &WebsiteDetails)| website.domains.contains(domain);
            let ordinal = facts.websites().find(holds).map_or(1, |(ordinal, _)| ordinal);
            ("filing-barred-domain", Target::field(Part::website(ordinal), "domains"))
        }
        None => ("filing-barred-entity", Target::field(Part::TYPE_CHECK, "cert_number")),
    };
    let domain = entry.domain.as_ref().map(|domain| domain.unicode()).unwrap_or_default();
    let finding = Finding::blocking("C8", target, Message::new(key).with("domain", domain));
    let seen = Message::new("filing-barred-seen").with("day", entry.since);
    finding.because("ENT-19", seen).way_out("filing-conflict-barred-way")
}

/// X21: the number is that of the entity, where it is on record here.
fn number(facts: &Facts<'_>, elsewhere: &Elsewhere) -> Option<Finding> {
    let typed = facts.content.operation.as_ref().ok()?.as_ref()?.entity_number.as_ref()?;
    if elsewhere.number.as_ref()? == typed.as_str() {
        return None;
    }
    let target = Target::field(Part::OPERATION, "entity_number");
    let finding = Finding::blocking("X21", target, Message::new("filing-entity-number-other"));
    Some(finding.because("ENT-11", evidence(elsewhere)).way_out("filing-entity-number-other-way"))
}

/// R14: of the websites of the entity that are on record, those that are found otherwise than asked.
pub(super) fn sites(facts: &Facts<'_>, is_asked: impl Fn(&Trouble) -> bool, findings: &mut Vec<Finding>) {
    for site in facts.elsewhere.iter().flat_map(|elsewhere| &elsewhere.sites).filter(|site| is_asked(site)) {
        let (key, way, reason) = if site.is_closed {
            ("filing-site-closed", "filing-site-closed-way", "WEB-12")
        } else {
            ("filing-site-no-number", "filing-site-no-number-way", "WEB-13")
        };
        let message = Message::new(key).with("number", &site.number);
        let finding = Finding::blocking("R14", Target::Part(Part::website(1)), message);
        findings.push(finding.because(reason, site.seen.clone()).way_out(way));
    }
}

fn evidence(elsewhere: &Elsewhere) -> Message {
    Message::new("filing-elsewhere-seen").with("day", elsewhere.on)
}

/// Those of other entities.
fn strangers(elsewhere: &Elsewhere) -> impl Iterator<Item = &Other> {
    elsewhere.filings.iter().filter(|other| !other.is_same_entity)
}

/// X04: one person has the same mobile everywhere.
fn other_contact(elsewhere: &Elsewhere, part: Part, person: &Person) -> Option<Finding> {
    let mut selves =
        elsewhere.filings.iter().flat_map(Other::persons).filter(|other| other.is_same_as(person)).peekable();
    selves.peek()?;
    if selves.any(|other| other.mobile == person.mobile) {
        return None;
    }
    let target = Target::field(part, "mobile");
    let finding = Finding::warning("X04", target, Message::new("filing-person-other-mobile"));
    Some(finding.because("ENT-13", evidence(elsewhere)).way_out("filing-person-other-mobile-way"))
}

/// X05: the mobile is not used by another entity.
pub(super) fn phone_unique(asked: PhoneUnique, facts: &Facts<'_>, findings: &mut Vec<Finding>) {
    let Some(elsewhere) = facts.elsewhere else { return };
    for (part, person) in facts.persons() {
        let is_used = |other: &Person| {
            let may_be = asked == PhoneUnique::SamePerson && other.is_same_as(person);
            other.mobile == person.mobile && !may_be
        };
        if strangers(elsewhere).flat_map(Other::persons).any(is_used) {
            let target = Target::field(part, "mobile");
            let finding = Finding::blocking("X05", target, Message::new("filing-mobile-elsewhere"));
            findings.push(finding.because("PER-07", evidence(elsewhere)).way_out("filing-mobile-elsewhere-way"));
        }
    }
}

/// X06: the person is not in charge with another entity.
pub(super) fn person_unique(asked: PersonUnique, facts: &Facts<'_>, findings: &mut Vec<Finding>) {
    let Some(elsewhere) = facts.elsewhere else { return };
    for (part, person) in facts.persons() {
        let theirs = strangers(elsewhere).filter(|other| other.persons().any(|own| own.is_same_as(person)));
        let entities: BTreeMap<&[u8], bool> =
            theirs.map(|other| (other.entity.as_slice(), other.is_individual())).collect();
        let may_be = match asked {
            PersonUnique::Yes => entities.is_empty(),
            PersonUnique::OneAndOwn => {
                let kinds: Vec<bool> = entities.into_values().collect();
                kinds.is_empty() || kinds == [!facts.filer.individual]
            }
        };
        if !may_be {
            let target = Target::field(part, "cert_number");
            let finding = Finding::blocking("X06", target, Message::new("filing-person-elsewhere"));
            findings.push(finding.because("PER-12", evidence(elsewhere)).way_out("filing-person-elsewhere-way"));
        }
    }
}

/// X07: a person runs the websites of one organisation.
pub(super) fn one_organisation(facts: &Facts<'_>, findings: &mut Vec<Finding>) {
    let Some(elsewhere) = facts.elsewhere.filter(|_| !facts.filer.individual) else { return };
    let runs = |person: &Person| {
        let organisations = strangers(elsewhere).filter(|other| !other.is_individual());
        organisations.flat_map(Other::website_persons).any(|own| own.is_same_as(person))
    };
    for (ordinal, site) in (1..).zip(&facts.content.websites) {
        let (part, person) = match &site.person {
            Ok(Some(person)) => (Part::website_person(ordinal), Some(person)),
            Ok(None) => (Part::ENTITY_PERSON, facts.entity_person()),
            Err(_) => continue,
        };
        if person.is_some_and(runs) {
            let target = Target::field(part, "cert_number");
            let finding = Finding::blocking("X07", target, Message::new("filing-person-runs-elsewhere"));
            findings.push(finding.because("PER-12", evidence(elsewhere)).way_out("filing-person-elsewhere-way"));
        }
    }
}

/// D10: a domain stands in one filing, and under one entity.
fn domains(facts: &Facts<'_>, elsewhere: &Elsewhere, findings: &mut Vec<Finding>) {
    for (ordinal, website) in facts.websites() {
        for (row, domain) in website.domains.iter().enumerate() {
            let Some((_, taken)) = elsewhere.domains.iter().find(|(own, _)| own == domain) else { continue };
            let (key, way, reason) = match taken {
                Taken::InFiling => ("filing-domain-in-filing", "filing-domain-in-filing-way", "DOM-10"),
                Taken::OnRecord => ("filing-domain-on-record", "filing-domain-on-record-way", "DOM-09"),
            };
            let target = Target::field(Part::website(ordinal), "domains");
            let finding = Finding::blocking("D10", target, Message::new(key).with("domain", domain.unicode()));
            findings.push(finding.because(reason, evidence(elsewhere)).way_out(way).in_row(row));
        }
    }
}

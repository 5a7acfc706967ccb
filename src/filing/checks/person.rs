//! The persons in charge: who they are to each other (X02, X04), to the organisation (X09, X10), age (X12), papers (X25).

use std::collections::BTreeSet;

use super::entity::{gbk_message, is_from_elsewhere};
use super::{Facts, Finding};
use crate::filing::application::Person;
use crate::filing::section::{Part, Section, Target};
use crate::reference::NumberRule;
use crate::reference::rules::choice::{Abroad, LegalRep, Mobile};
use crate::reference::rules::value::{AgeFrom, AgeTo, Phones};
use crate::text::Message;
use crate::values::id_number::Sex;
use crate::values::{CertificateNumber, Phone};

pub(super) fn check(facts: &Facts<'_>, findings: &mut Vec<Finding>) {
    for (part, person) in facts.persons() {
        findings.extend(lapses(facts, part, person));
        if facts.reference.is_virtual_mobile(person.mobile.reveal(), facts.today) {
            let target = Target::field(part, "mobile");
            let finding = Finding::warning("P-VIRTUAL", target, Message::new("filing-mobile-virtual"));
            findings.push(finding.way_out("filing-mobile-virtual-way"));
        }
        let names =
            [("name", Some(&person.name)), ("legal_rep_name", person.legal_rep.as_ref().map(|legal| &legal.name))];
        let gaps = names.into_iter().filter_map(|(field, name)| Some((field, name?.gbk_gaps())));
        let told = gaps.filter(|(_, gaps)| !gaps.is_empty());
        findings
            .extend(told.map(|(field, gaps)| Finding::warning("GBK", Target::field(part, field), gbk_message(&gaps))));
    }
    pairs(facts, findings);
    if !facts.filer.individual {
        findings.extend(names_himself(facts));
    }
}

/// X02: two persons have phones and mail addresses of their own. X04: one person has the same ones everywhere.
fn pairs(facts: &Facts<'_>, findings: &mut Vec<Finding>) {
    let persons: Vec<(Part, &Person)> = facts.persons().collect();
    for (index, (part, person)) in persons.iter().enumerate() {
        for (_, other) in &persons[..index] {
            let field = |name: &str| Target::field(*part, name);
            if person.is_same_as(other) {
                if person.mobile != other.mobile || person.email.key() != other.email.key() || person.name != other.name
                {
                    let finding = Finding::blocking("X04", field("mobile"), Message::new("filing-same-person-contact"));
                    findings.push(finding.way_out("filing-same-person-contact-way"));
                }
                continue;
            }
            if person.mobile == other.mobile {
                let finding = Finding::blocking("X02", field("mobile"), Message::new("filing-persons-mobile"));
                findings.push(finding.way_out("filing-persons-way"));
            }
            if person.email.key() == other.email.key() {
                let finding = Finding::blocking("X02", field("email"), Message::new("filing-persons-email"));
                findings.push(finding.way_out("filing-persons-way"));
            }
            if person.is_legal_rep && other.is_legal_rep && !facts.filer.individual {
                let finding = Finding::blocking("X09", field("is_legal_rep"), Message::new("filing-legal-rep-two"));
                findings.push(finding.way_out("filing-legal-rep-two-way"));
            }
        }
    }
    findings.dedup();
}

/// Whether a certificate is that of somebody whom a rule on legal representatives from elsewhere means.
fn is_from(whose: Abroad, certificate: &CertificateNumber, facts: &Facts<'_>) -> bool {
    let Some(kind) = facts.reference.certificate_kind(certificate.kind().code(), facts.today) else { return false };
    match whose {
        Abroad::Foreign => matches!(kind.number, NumberRule::Passport | NumberRule::ForeignerId),
        Abroad::NotMainland => kind.number != NumberRule::IdNumber,
    }
}

/// X09: the entity person is the legal representative, unless that one is from elsewhere and authorises somebody.
pub(super) fn legal_rep(who: LegalRep, facts: &Facts<'_>) -> Option<Finding> {
    let person = facts.entity_person()?;
    let target = Target::field(Part::ENTITY_PERSON, "is_legal_rep");
    if person.is_legal_rep {
        return None;
    }
    let rep = person.legal_rep.as_ref().map(|rep| &rep.certificate);
    let authorises =
        rep.is_some_and(|rep| facts.rules().legal_rep_abroad().is_some_and(|whose| is_from(whose, rep, facts)));
    match who {
        LegalRep::Required if !authorises => {
            let finding = Finding::blocking("X09", target, Message::new("filing-legal-rep-required"));
            Some(finding.way_out("filing-legal-rep-required-way"))
        }
        LegalRep::Required | LegalRep::Letter => {
            Some(Finding::warning("X09", target, Message::new("filing-legal-rep-letter")))
        }
        LegalRep::Free => None,
    }
}

/// X09: a legal representative from elsewhere authorises a holder of a mainland ID card.
pub(super) fn legal_rep_abroad(whose: Abroad, facts: &Facts<'_>) -> Option<Finding> {
    let person = facts.entity_person().filter(|_| !facts.filer.individual)?;
    let target = Target::field(Part::ENTITY_PERSON, "cert_kind");
    let finding = Finding::blocking("X09", target, Message::new("filing-legal-rep-abroad"));
    is_from(whose, &person.certificate, facts).then(|| finding.way_out("filing-legal-rep-abroad-way"))
}

/// Kinds of ID that are not accepted here.
pub(super) fn id_refused(kinds: &[String], facts: &Facts<'_>, findings: &mut Vec<Finding>) {
    for (part, person) in facts.persons() {
        if kinds.iter().any(|kind| kind == person.certificate.kind().code()) {
            let finding =
                Finding::blocking("P-ID-KIND", Target::field(part, "cert_kind"), Message::new("filing-id-kind"));
            findings.push(finding.way_out("filing-id-kind-way"));
        }
    }
}

/// Somebody else was said to be the legal representative, but the number is the person's own.
fn names_himself(facts: &Facts<'_>) -> Option<Finding> {
    let person = facts.entity_person()?;
    let same = person.legal_rep.as_ref().is_some_and(|rep| rep.certificate == person.certificate);
    let target = Target::field(Part::ENTITY_PERSON, "legal_rep_cert_number");
    same.then(|| {
        Finding::blocking("X09", target, Message::new("filing-legal-rep-self")).way_out("filing-legal-rep-self-way")
    })
}

/// X10: an entity person who is not the legal representative runs the websites too.
pub(super) fn one_person(facts: &Facts<'_>, findings: &mut Vec<Finding>) {
    let Some(entity_person) = facts.entity_person().filter(|person| !person.is_legal_rep) else { return };
    for (ordinal, _) in facts.website_persons().filter(|(_, person)| !person.is_same_as(entity_person)) {
        let target = Target::field(Part::website_person(ordinal), "same_as_entity_person");
        let finding = Finding::blocking("X10", target, Message::new("filing-one-person"));
        findings.push(finding.way_out("filing-one-person-way"));
    }
}

/// Whether a person runs a website: the entity person may run none.
fn runs_a_website(facts: &Facts<'_>, part: Part) -> bool {
    part != Part::ENTITY_PERSON || facts.content.websites.iter().any(|site| matches!(site.person, Ok(None)))
}

/// X12: the lower end. Persons of websites may have one of their own.
pub(super) fn age(asked: AgeFrom, of_website: bool, facts: &Facts<'_>, findings: &mut Vec<Finding>) {
    let rules = facts.rules();
    let apart = rules.age_from(true) != rules.age_from(false);
    for (part, person) in facts.persons() {
        let concerns = if of_website { runs_a_website(facts, part) } else { !apart || part == Part::ENTITY_PERSON };
        let Some(age) = person.certificate.age_on(facts.today).filter(|_| concerns) else { continue };
        let target = Target::field(part, "cert_number");
        if age < asked.with_proof {
            let message = Message::new("filing-age-low").with("age", asked.with_proof);
            findings.push(Finding::blocking("X12", target, message).way_out("filing-age-way"));
        } else if age < asked.usual {
            let message = Message::new("filing-age-proof").with("age", asked.usual);
            findings.push(Finding::warning("X12", target, message));
        }
    }
}

/// X12: the upper end, of website persons. The entity person of an organisation may name a younger one; an individual
/// cannot.
pub(super) fn oldest(most: AgeTo, facts: &Facts<'_>, findings: &mut Vec<Finding>) {
    for (part, person) in facts.persons().filter(|(part, _)| runs_a_website(facts, *part)) {
        let (Some(sex), Some(age)) = (person.certificate.sex(), person.certificate.age_on(facts.today)) else {
            continue;
        };
        let most = match sex {
            Sex::Male => most.men,
            Sex::Female => most.women,
        };
        if age > most {
            let message = Message::new("filing-age-high").with("age", most);
            let finding = Finding::blocking("X12", Target::field(part, "cert_number"), message);
            findings.push(finding.way_out("filing-age-way"));
        }
    }
}

/// X25: days the ID must still be valid.
pub(super) fn term(asked: u32, facts: &Facts<'_>, findings: &mut Vec<Finding>) {
    for (part, person) in facts.persons() {
        if person.validity.days_left(facts.today).is_some_and(|left| left < i64::from(asked)) {
            let message = Message::new("filing-id-term").with("days", asked);
            let finding = Finding::blocking("X25", Target::field(part, "cert_valid_to"), message);
            findings.push(finding.way_out("filing-id-term-way"));
        }
    }
}

/// X25: days below which the ID may lapse during the review; not where a rule refuses that.
fn lapses(facts: &Facts<'_>, part: Part, person: &Person) -> Option<Finding> {
    let left = person.validity.days_left(facts.today)?;
    let refused = facts.rules().id_days().is_some_and(|asked| left < i64::from(asked));
    let doubtful = facts.reference.limits(facts.today).id_left_days;
    let message = Message::new("filing-id-lapses").with("days", left);
    let finding = Finding::warning("X25", Target::field(part, "cert_valid_to"), message);
    (left < doubtful && !refused).then(|| finding.way_out("filing-id-term-way"))
}

fn phones_of(person: &Person) -> impl Iterator<Item = Phone> + use<'_> {
    let mobile = Phone::from(person.mobile.clone());
    [Some(mobile), Some(person.emergency_phone.clone()), person.office_phone.clone()].into_iter().flatten()
}

fn numbers(person: &Person) -> impl Iterator<Item = String> + use<'_> {
    phones_of(person).map(|phone| phone.reveal().to_owned())
}

/// X03: different phone numbers that the persons of a website have together.
pub(super) fn phones(asked: Phones, facts: &Facts<'_>, findings: &mut Vec<Finding>) {
    let Some(entity_person) = facts.entity_person() else { return };
    let own: BTreeSet<String> = numbers(entity_person).collect();
    for (ordinal, site) in (1..).zip(&facts.content.websites) {
        let Ok(person) = &site.person else { continue };
        let different = person.as_ref().filter(|person| !person.is_same_as(entity_person));
        let asked = if different.is_some() { asked.two } else { asked.one };
        let mut all = own.clone();
        all.extend(different.into_iter().flat_map(numbers));
        if all.len() < asked as usize {
            let part = if different.is_some() { Part::website_person(ordinal) } else { Part::ENTITY_PERSON };
            let message = Message::new("filing-phones").with("n", asked);
            let finding = Finding::blocking("X03", Target::field(part, "office_phone"), message);
            findings.push(finding.way_out("filing-phones-way"));
            if different.is_none() {
                return;
            }
        }
    }
}

/// X08: where the mobiles are registered, as their owners say: the networks tell nobody else.
pub(super) fn mobile(asked: Mobile, facts: &Facts<'_>, findings: &mut Vec<Finding>) {
    let is_asked = match asked {
        Mobile::Province | Mobile::Better => true,
        Mobile::ProvinceIfElsewhere => is_from_elsewhere(facts) == Some(true),
        Mobile::Any => false,
    };
    for (part, person) in facts.persons().filter(|_| is_asked) {
        let (key, way_out) = match person.mobile_province.as_deref() {
            Some(own) if own == facts.filer.province => continue,
            Some(_) => ("filing-mobile-other-province", "filing-mobile-other-province-way"),
            None => ("filing-mobile-province-untold", "filing-mobile-province-untold-way"),
        };
        let finding = Finding::blocking("X08", Target::field(part, "mobile_province"), Message::new(key));
        findings.push(finding.way_out(way_out));
    }
}

/// A landline among the numbers of the entity person.
pub(super) fn landline(facts: &Facts<'_>) -> Option<Finding> {
    let has_one = phones_of(facts.entity_person()?).any(|phone| phone.mobile().is_none());
    let target = Target::field(Part::ENTITY_PERSON, "office_phone");
    let finding = Finding::blocking("P-LANDLINE", target, Message::new("filing-landline"));
    (!has_one).then(|| finding.way_out("filing-landline-way"))
}

/// The bureau's system takes an organisation with an office phone of each person in charge alone. What stands on record is
/// not asked here.
pub(super) fn office_phone(facts: &Facts<'_>, findings: &mut Vec<Finding>) {
    let mut judge = |part: Part, person: Option<&Person>| {
        let Some(person) = person else { return };
        if person.office_phone.as_ref().is_none_or(|phone| phone.mobile().is_some()) {
            let finding =
                Finding::blocking("P-OFFICE", Target::field(part, "office_phone"), Message::new("filing-office"));
            findings.push(finding.way_out("filing-landline-way"));
        }
    };
    if facts.drafts.asks(Section::EntityPerson) {
        judge(Part::ENTITY_PERSON, facts.entity_person());
    }
    if facts.drafts.asks(Section::WebsitePerson) {
        for (ordinal, site) in (1..).zip(&facts.content.websites) {
            judge(Part::website_person(ordinal), site.person.as_ref().ok().and_then(Option::as_ref));
        }
    }
}

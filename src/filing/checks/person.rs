//! The persons in charge: who they are to each other (X02, X04), to the organisation (X09, X10), age (X12), papers (X25).

use super::entity::gbk_message;
use super::{Facts, Finding};
use crate::filing::application::Person;
use crate::filing::section::{Part, Target};
use crate::reference::province::EntityPersonRule;
use crate::text::Message;
use crate::values::id_number::Sex;

pub(super) fn check(facts: &Facts<'_>, findings: &mut Vec<Finding>) {
    for (part, person) in facts.persons() {
        findings.extend(age(facts, part, person));
        findings.extend(term(facts, part, person));
        findings.extend(oldest(facts, part, person));
        if person.mobile.is_virtual() {
            let target = Target::field(part, "mobile");
            let finding = Finding::warning("P-VIRTUAL", target, Message::new("filing-mobile-virtual"));
            findings.push(finding.way_out("filing-mobile-virtual-way"));
        }
        let gaps = person.name.gbk_gaps();
        if !gaps.is_empty() {
            findings.push(Finding::warning("GBK", Target::field(part, "name"), gbk_message(&gaps)));
        }
    }
    pairs(facts, findings);
    if !facts.filer.individual {
        findings.extend(legal_rep(facts));
        findings.extend(names_himself(facts));
        one_person(facts, findings);
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

/// X09: the entity person is the legal representative where the province wants it.
fn legal_rep(facts: &Facts<'_>) -> Option<Finding> {
    let person = facts.entity_person()?;
    let target = Target::field(Part::ENTITY_PERSON, "is_legal_rep");
    if person.is_legal_rep {
        return None;
    }
    match facts.province()?.entity_person {
        EntityPersonRule::Required => {
            let finding = Finding::blocking("X09", target, Message::new("filing-legal-rep-required"));
            Some(finding.way_out("filing-legal-rep-required-way"))
        }
        EntityPersonRule::LetterAllowed => {
            Some(Finding::warning("X09", target, Message::new("filing-legal-rep-letter")))
        }
        EntityPersonRule::Optional => None,
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
fn one_person(facts: &Facts<'_>, findings: &mut Vec<Finding>) {
    let (Some(entity_person), Some(province)) = (facts.entity_person(), facts.province()) else { return };
    if !province.one_person_unless_legal_rep || entity_person.is_legal_rep {
        return;
    }
    for (ordinal, _) in facts.website_persons().filter(|(_, person)| !person.is_same_as(entity_person)) {
        let target = Target::field(Part::website_person(ordinal), "same_as_entity_person");
        let finding = Finding::blocking("X10", target, Message::new("filing-one-person"));
        findings.push(finding.way_out("filing-one-person-way"));
    }
}

/// X12: the lower end.
fn age(facts: &Facts<'_>, part: Part, person: &Person) -> Option<Finding> {
    let province = facts.province()?;
    let age = person.certificate.age_on(facts.today)?;
    let individual = facts.filer.individual;
    let (lowest, usual) = (province.lowest_age(individual), province.min_age(individual));
    let target = Target::field(part, "cert_number");
    if age < lowest {
        let message = Message::new("filing-age-low").with("age", lowest);
        return Some(Finding::blocking("X12", target, message).way_out("filing-age-way"));
    }
    (age < usual).then(|| Finding::warning("X12", target, Message::new("filing-age-proof").with("age", usual)))
}

/// X12: the upper end, of website persons.
fn oldest(facts: &Facts<'_>, part: Part, person: &Person) -> Option<Finding> {
    let province = facts.province()?;
    let runs_a_website =
        part != Part::ENTITY_PERSON || facts.content.websites.iter().any(|site| matches!(site.person, Ok(None)));
    let most = match person.certificate.sex()? {
        Sex::Male => province.max_age_men,
        Sex::Female => province.max_age_women,
    }?;
    let age = person.certificate.age_on(facts.today)?;
    let message = Message::new("filing-age-high").with("age", most);
    let finding = Finding::blocking("X12", Target::field(part, "cert_number"), message);
    // The entity person of an organisation may name a younger one; an individual cannot.
    (runs_a_website && age > most).then(|| finding.way_out("filing-age-way"))
}

/// X25: days the ID must still be valid, and days below which it may lapse during the review.
fn term(facts: &Facts<'_>, part: Part, person: &Person) -> Option<Finding> {
    let left = person.validity.days_left(facts.today)?;
    let asked = facts.province().and_then(|row| row.id_min_days).map(i64::from);
    let target = Target::field(part, "cert_valid_to");
    if let Some(asked) = asked.filter(|asked| left < *asked) {
        let message = Message::new("filing-id-term").with("days", asked);
        return Some(Finding::blocking("X25", target, message).way_out("filing-id-term-way"));
    }
    let doubtful = facts.reference.limits(facts.today).id_left_days;
    let finding = Finding::warning("X25", target, Message::new("filing-id-lapses").with("days", left));
    (left < doubtful).then(|| finding.way_out("filing-id-term-way"))
}

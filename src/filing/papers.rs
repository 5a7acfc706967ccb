//! The papers of one filing: which are due, and what each is. The matrix is reference data; here are the facts it asks for.

use super::application::Person;
use super::checks::{Facts, holds_open_word, is_from_elsewhere};
use super::kind::{Class, Kind};
use crate::reference::material::{PersonFacts, Who};
use crate::reference::{MaterialFacts, MaterialSlot};

/// The papers asked for in a filing, in the order they are shown. Sections that are not valid yet add nothing: the list
/// grows as answers come in. The papers of a person are asked for once, wherever that person is in charge.
pub fn needed<'r>(facts: &Facts<'r>) -> Vec<MaterialSlot<'r>> {
    let mut slots = asked(facts);
    slots.retain(|slot| !slot.rule.is_face());
    slots
}

/// Everything that the matrix asks for: papers, and verifications by face.
pub(super) fn asked<'r>(facts: &Facts<'r>) -> Vec<MaterialSlot<'r>> {
    let entity_person = facts.content.entity_person.as_ref().ok();
    let persons: Vec<Option<&Person>> = facts
        .content
        .websites
        .iter()
        .map(|site| site.person.as_ref().ok().and_then(Option::as_ref))
        .map(|person| person.filter(|person| !entity_person.is_some_and(|own| own.is_same_as(person))))
        .collect();
    // Who stays as on record proves nothing again.
    let record = facts.record.filter(|_| facts.kind.profile().class != Class::Opening);
    let is_on_record = |person: &Person| record.is_some_and(|own| own.entity_person.is_same_as(person));
    let persons: Vec<Option<&Person>> = persons
        .into_iter()
        .enumerate()
        .map(|(index, person)| {
            let before = record.and_then(|own| own.websites.get(index)).and_then(|(_, site)| site.person.as_ref());
            person.filter(|person| !before.is_some_and(|own| own.is_same_as(person)) && !is_on_record(person))
        })
        .collect();
    let of_person = |person: &'r Person| PersonFacts {
        certificate_kind: person.certificate.kind().code(),
        is_legal_rep: person.is_legal_rep,
        age: person.certificate.age_on(facts.today),
    };
    let website = |index: usize| {
        let details = facts.content.websites.get(index).and_then(|site| site.details.as_ref().ok());
        crate::reference::material::WebsiteFacts {
            person: persons[index].map(of_person),
            domains: details.map_or(0, |details| details.domains.len()),
            pre_approval: details.is_some_and(|details| !details.approvals.is_empty()),
            pre_approval_word: holds_open_word(facts, details),
        }
    };
    let operation = facts.content.operation.as_ref().ok().and_then(Option::as_ref);
    let known = MaterialFacts {
        columns: facts.kind.paper_columns(facts.record.is_some()),
        proves_entity_person: proves_entity_person(facts, entity_person, record.is_some()),
        name_changed: operation.is_some_and(|own| own.new_name.is_some()),
        phone_lost: operation.is_some_and(|own| own.phone_lost),
        entity_kind: facts.filer.entity_kind,
        province: facts.filer.province,
        filing_kind: facts.filer.applicant().filing_kind,
        entity_person: entity_person.map(of_person),
        id_from_elsewhere: is_from_elsewhere(facts).unwrap_or_default(),
        websites_on_record: others_on_record(facts),
        websites: (0..persons.len()).map(website).collect(),
    };
    let mut slots = facts.reference.material_slots(&known, facts.rules_day);
    slots.retain(|slot| !(slot.rule.who == Who::WebsitePerson && is_id(slot) && seen_before(&persons, slot.website)));
    slots
}

/// Whether the ID of the entity person is asked: of a new one; of one on record only where they run a new website.
fn proves_entity_person(facts: &Facts<'_>, person: Option<&Person>, changes: bool) -> bool {
    let Some(record) = facts.record else { return true };
    if changes {
        return person.is_some_and(|person| !record.entity_person.is_same_as(person));
    }
    // The websites of an opening filing: run by the entity person unless another is named.
    facts.content.websites.iter().any(|site| !matches!(site.person, Ok(Some(_))))
}

fn is_id(slot: &MaterialSlot<'_>) -> bool {
    matches!(slot.rule.kind.as_str(), "id_front" | "id_back" | "work_proof")
}

/// Whether the person of a website runs an earlier one too.
fn seen_before(persons: &[Option<&Person>], website: Option<usize>) -> bool {
    let Some(index) = website.and_then(|website| website.checked_sub(1)) else { return false };
    let Some(person) = persons.get(index).copied().flatten() else { return false };
    persons[..index].iter().flatten().any(|earlier| earlier.is_same_as(person))
}

/// How many websites of the entity are on record beside those of the filing. One that is filed through others has one at
/// least, as nobody is on record without.
fn others_on_record(facts: &Facts<'_>) -> usize {
    match facts.record {
        Some(record) => record.other_websites,
        None => usize::from(matches!(facts.kind, Kind::NewElsewhere | Kind::NewMiit)),
    }
}

//! What single provinces ask beyond that: numbers of different phones (X03), remarks and declarations of individuals.

use std::collections::BTreeSet;

use super::{Facts, Finding};
use crate::filing::application::Person;
use crate::filing::section::{Part, Target};
use crate::text::Message;
use crate::values::Phone;

/// What a declaration says whatever its wording.
const DECLARING: [&str; 3] = ["声明", "承诺", "保证"];

pub(super) fn check(facts: &Facts<'_>, findings: &mut Vec<Finding>) {
    phones(facts, findings);
    if facts.filer.individual {
        remarks(facts, findings);
    }
}

fn numbers(person: &Person) -> impl Iterator<Item = String> + use<'_> {
    let phones =
        [Some(Phone::from(person.mobile.clone())), Some(person.emergency_phone.clone()), person.office_phone.clone()];
    phones.into_iter().flatten().map(|phone| phone.reveal().to_owned())
}

/// X03: different phone numbers that the persons of a website have together.
fn phones(facts: &Facts<'_>, findings: &mut Vec<Finding>) {
    let (Some(entity_person), Some(province)) = (facts.entity_person(), facts.province()) else { return };
    let own: BTreeSet<String> = numbers(entity_person).collect();
    for (ordinal, site) in (1..).zip(&facts.content.websites) {
        let Ok(person) = &site.person else { continue };
        let different = person.as_ref().filter(|person| !person.is_same_as(entity_person));
        let asked = province.min_phones(different.is_none()) as usize;
        let mut all = own.clone();
        all.extend(different.into_iter().flat_map(numbers));
        if all.len() < asked {
            let part = if different.is_some() { Part::website_person(ordinal) } else { Part::ENTITY_PERSON };
            let message = Message::new("filing-phones").with("n", asked);
            let finding = Finding::blocking("X03", Target::field(part, "office_phone"), message);
            findings.push(finding.way_out("filing-phones-way"));
        }
        if different.is_none() && all.len() < asked {
            return;
        }
    }
}

/// The remark of a personal website: its length, and the declaration.
fn remarks(facts: &Facts<'_>, findings: &mut Vec<Finding>) {
    let Some(province) = facts.province() else { return };
    let asked = province.individual_remark_min.unwrap_or_default() as usize;
    for (ordinal, website) in facts.websites() {
        let target = Target::field(Part::website(ordinal), "site_remark");
        if website.remark().chars().count() < asked {
            let message = Message::new("filing-remark-individual").with("least", asked);
            findings.push(Finding::blocking("W-REMARK", target, message).way_out("filing-remark-way"));
        } else if province.individual_declaration && !DECLARING.iter().any(|word| website.remark().contains(word)) {
            let finding = Finding::blocking("W-DECLARATION", target, Message::new("filing-remark-declaration"));
            findings.push(finding.way_out("filing-declaration-way"));
        }
    }
}

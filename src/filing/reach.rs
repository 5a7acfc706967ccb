//! How far remarks reach: what cannot stay as it is once something marked changes.

use std::collections::BTreeSet;

use super::application::Drafts;
use super::corrections::Opened;
use super::section::{Part, Target};
use crate::reference::MaterialSlot;
use crate::reference::material::Who;
use crate::values::DomainName;

/// What a filing looked like when it was handed in, and what it looks like now.
pub struct Rounds<'a> {
    /// The forms that were handed in.
    pub before: &'a Drafts,
    /// The forms as they are now.
    pub now: &'a Drafts,
    /// The places that held a paper when it was handed in.
    pub papers_before: &'a BTreeSet<String>,
    /// The places that hold one now.
    pub papers_now: &'a BTreeSet<String>,
    /// The papers that the forms ask for now.
    pub needed: &'a [MaterialSlot<'a>],
}

/// Who an individual is stands in the type check, and with the entity person again (X11).
const INDIVIDUAL: [(&str, &str); 3] =
    [("name", "entity_name"), ("cert_kind", "cert_kind"), ("cert_number", "cert_number")];

/// What remarks open.
pub fn opened(marked: BTreeSet<Target>, rounds: &Rounds<'_>) -> Opened {
    let mut opened = Opened::by(marked);
    if rounds.now.filer().individual {
        who_it_is(&mut opened);
    }
    first_domain(&mut opened, rounds.before);
    papers(&mut opened, rounds);
    opened
}

fn who_it_is(opened: &mut Opened) {
    for (of_person, settled) in INDIVIDUAL {
        let place = Target::field(Part::TYPE_CHECK, settled);
        let marked = opened.marked.iter().filter(|target| target.opens_field(Part::ENTITY_PERSON, of_person));
        let pairs: Vec<_> = marked.map(|target| (target.clone(), place.clone())).collect();
        opened.besides.extend(pairs.iter().map(|(_, place)| place.clone()));
        opened.elsewhere.extend(pairs);
    }
}

/// The domain of the type check is one of a website: neither changes without the other.
fn first_domain(opened: &mut Opened, before: &Drafts) {
    let same = |one: &str, other: &str| match (DomainName::parse(one), DomainName::parse(other)) {
        (Ok(one), Ok(other)) => one == other,
        _ => false,
    };
    let first = &before.type_check.domain;
    let site = (1..).zip(&before.websites).find(|(_, site)| site.website.domains.iter().any(|own| same(own, first)));
    let Some((ordinal, _)) = site else { return };
    let places = [(Part::TYPE_CHECK, "domain"), (Part::website(ordinal), "domains")];
    if places.iter().any(|(part, name)| opened.marked.iter().any(|target| target.opens_field(*part, name))) {
        opened.besides.extend(places.map(|(part, name)| Target::field(part, name)));
    }
}

/// Papers that the last round did not need, and the ID of somebody who was not in it. What was put in a new place can be
/// taken out again, though nothing asks for it any more.
fn papers(opened: &mut Opened, rounds: &Rounds<'_>) {
    let is_new = |slot: &&String| !rounds.papers_before.contains(*slot);
    let required = rounds.needed.iter().filter(|slot| slot.required);
    opened.asked = required.map(|slot| &slot.slot).filter(is_new).cloned().collect();
    let of_another = rounds.needed.iter().filter(|slot| slot.rule.kind.starts_with("id_") && is_another(rounds, slot));
    let slots = of_another.map(|slot| &slot.slot).chain(rounds.papers_now.iter().filter(is_new)).chain(&opened.asked);
    let places: Vec<Target> = slots.map(Target::paper).collect();
    opened.besides.extend(places);
}

/// Whether the person whose ID this is was another one when the filing was handed in.
fn is_another(rounds: &Rounds<'_>, slot: &MaterialSlot<'_>) -> bool {
    let number = |drafts: &Drafts| match (slot.rule.who, slot.website) {
        (Who::EntityPerson, _) => Some(drafts.entity_person().cert_number),
        (Who::WebsitePerson, Some(n)) => drafts.websites.get(n - 1).map(|site| site.person.cert_number.clone()),
        _ => None,
    };
    let plain = |number: Option<String>| number.map(|text| text.trim().to_ascii_uppercase());
    plain(number(rounds.before)) != plain(number(rounds.now))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::filing::application::tests::{individual, organisation, today};
    use crate::filing::application::{NO, YES};
    use crate::filing::checks::Facts;
    use crate::filing::papers;
    use crate::reference::book;

    fn targets(texts: &[&str]) -> BTreeSet<Target> {
        texts.iter().map(|text| text.parse().unwrap()).collect()
    }

    /// What is open besides the marks, when the forms changed like this and these papers were added.
    fn besides(marked: &[&str], before: &Drafts, now: &Drafts, added: &[&str]) -> Opened {
        let slots = |drafts: &Drafts| -> Vec<String> {
            let content = drafts.read(book(), today());
            let facts = Facts::new(drafts, &content, book(), today());
            papers::needed(&facts).into_iter().filter(|slot| slot.required).map(|slot| slot.slot).collect()
        };
        let content = now.read(book(), today());
        let facts = Facts::new(now, &content, book(), today());
        let papers_before: BTreeSet<String> = slots(before).into_iter().collect();
        let papers_now = papers_before.iter().cloned().chain(added.iter().map(|slot| (*slot).to_owned())).collect();
        let needed = papers::needed(&facts);
        let rounds = Rounds { before, now, papers_before: &papers_before, papers_now: &papers_now, needed: &needed };
        opened(targets(marked), &rounds)
    }

    #[test]
    fn a_correction_opens_the_papers_it_asks_for() {
        let before = organisation();
        let mut now = before.clone();
        assert!(besides(&["entity-person.is_legal_rep"], &before, &now, &[]).besides.is_empty(), "nothing changed yet");
        now.entity_person.is_legal_rep = NO.to_owned();
        now.entity_person.legal_rep_name = "李大山".to_owned();
        now.entity_person.legal_rep_cert_kind = "2".to_owned();
        now.entity_person.legal_rep_cert_number = "44000019851112002X".to_owned();
        let letter = targets(&["paper:entity-person-letter"]);
        assert_eq!(besides(&["entity-person.is_legal_rep"], &before, &now, &[]).besides, letter);
        now.entity_person.is_legal_rep = YES.to_owned();
        let added = besides(&["entity-person.is_legal_rep"], &before, &now, &["entity-person-letter"]);
        assert_eq!(added.besides, letter, "what was put there can go again");
    }

    #[test]
    fn another_person_shows_another_id() {
        let before = organisation();
        let mut now = before.clone();
        now.entity_person.cert_number = "44000019851112002X".to_owned();
        let open = besides(&["entity-person.cert_number"], &before, &now, &[]);
        assert_eq!(open.besides, targets(&["paper:entity-person-id-front", "paper:entity-person-id-back"]));
    }

    #[test]
    fn the_domain_of_the_type_check_and_of_its_website_change_together() {
        let forms = organisation();
        let both = targets(&["type-check.domain", "websites/1.domains"]);
        for marked in ["type-check.domain", "websites/1.domains", "websites/1"] {
            assert_eq!(besides(&[marked], &forms, &forms, &[]).besides, both, "{marked}");
        }
        assert!(besides(&["websites/1.site_name"], &forms, &forms, &[]).besides.is_empty());
    }

    #[test]
    fn who_an_individual_is_is_changed_in_the_type_check() {
        let forms = individual();
        let open = besides(&["entity-person.cert_number"], &forms, &forms, &[]);
        assert_eq!(open.besides, targets(&["type-check.cert_number"]));
        let changed = targets(&["type-check.cert_number"]);
        assert!(open.is_changed(&"entity-person.cert_number".parse().unwrap(), &changed));
        let organisation = besides(&["entity-person.cert_number"], &organisation(), &organisation(), &[]);
        assert!(organisation.besides.is_empty());
    }
}

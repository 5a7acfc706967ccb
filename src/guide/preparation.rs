//! What somebody prepares before filing: the papers of the common case, and those of the cases beside it.

use chrono::NaiveDate;

use crate::reference::material::{PersonFacts, WebsiteFacts};
use crate::reference::rules::INITIAL;
use crate::reference::{INDIVIDUAL, MaterialFacts, MaterialRule, MaterialSlot, Reference};

/// Code of the resident ID card, which most persons have.
const ID_CARD: &str = "2";

/// The papers of one kind of entity in one province.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Papers<'r> {
    /// One person in charge, at home in the province, with one domain.
    pub always: Vec<&'r MaterialRule>,
    /// More, if another person is in charge of the website.
    pub other_person: Vec<&'r MaterialRule>,
    /// More, for an individual whose ID address is elsewhere.
    pub from_elsewhere: Vec<&'r MaterialRule>,
}

/// Asks the matrix of papers, as a filing does, with what is known before there is one.
pub fn papers<'r>(book: &'r Reference, kind: &str, province: &str, approval: bool, on: NaiveDate) -> Papers<'r> {
    let is_individual = kind == INDIVIDUAL;
    let ask = |other: Option<PersonFacts<'_>>, id_from_elsewhere: bool| -> Vec<MaterialSlot<'r>> {
        let facts = MaterialFacts {
            columns: &["initial"],
            proves_entity_person: true,
            name_changed: false,
            phone_lost: false,
            entity_kind: kind,
            province,
            filing_kind: INITIAL,
            entity_person: Some(PersonFacts { certificate_kind: ID_CARD, is_legal_rep: true, age: None }),
            id_from_elsewhere,
            websites_on_record: 0,
            websites: vec![WebsiteFacts {
                person: other,
                domains: 1,
                pre_approval: approval,
                pre_approval_word: false,
            }],
        };
        book.material_slots(&facts, on).into_iter().filter(|slot| slot.required).collect()
    };
    let common = ask(None, false);
    let more = |slots: Vec<MaterialSlot<'r>>| -> Vec<&'r MaterialRule> {
        let is_new = |slot: &MaterialSlot<'_>| !common.iter().any(|known| known.slot == slot.slot);
        slots.into_iter().filter(is_new).map(|slot| slot.rule).collect()
    };
    let someone = PersonFacts { certificate_kind: ID_CARD, is_legal_rep: false, age: None };
    Papers {
        other_person: if is_individual { Vec::new() } else { more(ask(Some(someone), false)) },
        from_elsewhere: if is_individual { more(ask(None, true)) } else { Vec::new() },
        always: common.into_iter().map(|slot| slot.rule).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reference::book;

    fn kinds(rules: &[&MaterialRule]) -> Vec<String> {
        rules.iter().map(|rule| rule.kind.clone()).collect()
    }

    #[test]
    fn papers_follow_from_kind_province_and_content() {
        let on = "2026-11-25".parse().unwrap();
        let of = |kind, province, approval| papers(book(), kind, province, approval, on);
        for (kind, province, approval, always, other, elsewhere) in [
            (
                "4",
                "310000",
                false,
                vec!["entity_certificate", "id_front", "id_back", "face"],
                vec!["id_front", "id_back", "website_person_letter"],
                vec![],
            ),
            ("5", "330000", false, vec!["id_front", "id_back", "face"], vec![], vec!["residence_proof"]),
        ] {
            let papers = of(kind, province, approval);
            assert_eq!(kinds(&papers.always), always, "{kind} in {province}");
            assert_eq!(kinds(&papers.other_person), other, "{kind} in {province}");
            assert_eq!(kinds(&papers.from_elsewhere), elsewhere, "{kind} in {province}");
        }
        assert!(kinds(&of("4", "330000", true).always).contains(&"pre_approval".to_owned()));
        assert!(kinds(&of("4", "440000", false).always).contains(&"commitment_letter".to_owned()));
    }
}

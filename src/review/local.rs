//! What the province asks and no check looks at: the specialist is told of it in the section it concerns.

use chrono::NaiveDate;

use crate::filing::section::{Part, Section};
use crate::reference::Reference;
use crate::reference::rules::choice::Topic;
use crate::reference::rules::{Rule, RuleSet, Sort};
use crate::text::Tr;

/// The rules of a province that a person must look at in a section; of the papers if there is no part.
pub fn told(t: Tr, book: &Reference, rules: &RuleSet<'_>, part: Option<Part>, on: NaiveDate) -> Vec<String> {
    let concerns = |rule: &&Rule| rule.province.is_some() && !rule.sort.is_checked() && is_of(rule.sort.topic(), part);
    rules.iter().filter(concerns).map(|rule| words(t, book, rule, on)).collect()
}

fn words(t: Tr, book: &Reference, rule: &Rule, on: NaiveDate) -> String {
    let said = rule.says(t, book, on);
    if matches!(rule.sort, Sort::Note(_)) {
        return said;
    }
    format!("{}{}{said}", t.t(rule.sort.title()), t.pick("：", ": "))
}

fn is_of(topic: Topic, part: Option<Part>) -> bool {
    match part.map(Part::section) {
        None => topic == Topic::Papers,
        Some(Section::TypeCheck) => matches!(topic, Topic::Process | Topic::Change),
        Some(Section::Entity) => topic == Topic::Entity,
        Some(Section::EntityPerson | Section::WebsitePerson) => topic == Topic::Persons,
        Some(Section::Website) => matches!(topic, Topic::Website | Topic::Domain),
        Some(Section::Access | Section::Operation | Section::Answers) => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reference::rules::INITIAL;
    use crate::reference::{Applicant, book};
    use crate::text::Lang;

    #[test]
    fn what_nobody_checks_is_told_in_one_section() {
        let on: NaiveDate = "2026-11-25".parse().unwrap();
        let t = Tr::new(Lang::En);
        let parts =
            [Some(Part::TYPE_CHECK), Some(Part::ENTITY), Some(Part::ENTITY_PERSON), Some(Part::website(1)), None];
        for province in book().provinces(on) {
            let rules =
                book().rules(&Applicant { province: &province.code, entity_kind: "4", filing_kind: INITIAL }, on);
            let of = |part| told(t, book(), &rules, part, on);
            let all: usize = parts.iter().map(|part| of(*part).len()).sum();
            let unchecked = rules.iter().filter(|rule| rule.province.is_some() && !rule.sort.is_checked()).count();
            assert_eq!(all, unchecked, "{}", province.en);
        }
        let rules = book().rules(&Applicant { province: "310000", entity_kind: "4", filing_kind: INITIAL }, on);
        let persons = told(t, book(), &rules, Some(Part::ENTITY_PERSON), on);
        assert!(persons.contains(&"Mobile numbers: A number of the province is better".to_owned()), "{persons:?}");
    }
}

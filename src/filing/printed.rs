//! What is printed on papers against what was typed: each value beside its field. It informs; nobody is stopped by it, and it
//! fills a field only where that is empty and its owner says so.

use serde_json::Value;
use unicode_normalization::UnicodeNormalization as _;

use super::application::{Drafts, NO, YES};
use super::section::{Part, Target};
use crate::material::reading::Document;
use crate::recognition::reading::{Corners, Field, FieldName, Reading, Trust};
use crate::values::day::parse_day;

/// A document that is valid for good, as papers say it.
const FOR_GOOD: &str = "长期";

/// What a value says of its field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// The field is empty.
    Empty,
    /// The field says the same.
    Same,
    /// The field says something else.
    Differs,
}

/// A printed value beside its field.
#[derive(Clone, PartialEq, Eq)]
pub struct Printed {
    /// The part of the field.
    pub part: Part,
    /// The field, by its name in the form.
    pub field: &'static str,
    /// What the value is.
    pub name: FieldName,
    /// What was read.
    pub read: String,
    /// How sure that is.
    pub trust: Trust,
    /// What was typed; empty for nothing.
    pub typed: String,
    /// Whether both agree.
    pub verdict: Verdict,
    /// Where it stands on the picture.
    pub corners: Option<Corners>,
}

impl Printed {
    /// What a remark on the field points at.
    pub fn target(&self) -> Target {
        Target::field(self.part, self.field)
    }
}

/// The section whose page shows what a paper says.
pub fn page_of(slot: &str) -> Option<Part> {
    match Document::of_slot(slot)? {
        Document::Certificate => Some(Part::ENTITY),
        Document::IdFront | Document::IdBack => person_of(slot),
    }
}

/// The person an ID shows.
fn person_of(slot: &str) -> Option<Part> {
    if slot.starts_with("entity-person-") {
        return Some(Part::ENTITY_PERSON);
    }
    let (number, _) = slot.strip_prefix("website-")?.split_once('-')?;
    number.parse().ok().filter(|number| *number > 0).map(Part::website_person)
}

/// What was read from a paper beside what was typed. What no field asks is left out.
pub fn compare(drafts: &Drafts, slot: &str, reading: &Reading) -> Vec<Printed> {
    let Some(document) = Document::of_slot(slot) else { return Vec::new() };
    let beside = |field: &Field| {
        let (part, name) = place(drafts, document, slot, field.name)?;
        let typed = typed(drafts, part, name)?;
        let verdict = match typed.is_empty() {
            true => Verdict::Empty,
            false if same(field.name, &typed, &field.value) => Verdict::Same,
            false => Verdict::Differs,
        };
        Some(Printed {
            part,
            field: name,
            name: field.name,
            read: field.value.clone(),
            trust: field.trust,
            typed,
            verdict,
            corners: field.corners,
        })
    };
    reading.fields.iter().filter_map(beside).collect()
}

/// The field that asks for a value.
fn place(drafts: &Drafts, document: Document, slot: &str, name: FieldName) -> Option<(Part, &'static str)> {
    let person = if document == Document::Certificate { Part::ENTITY_PERSON } else { person_of(slot)? };
    let is_applicant = person == Part::ENTITY_PERSON && drafts.filer().individual;
    Some(match (document, name) {
        (Document::Certificate, FieldName::CreditCode) => (Part::TYPE_CHECK, "cert_number"),
        (Document::Certificate, FieldName::Name) => (Part::TYPE_CHECK, "entity_name"),
        (Document::Certificate, FieldName::Address) => (Part::ENTITY, "cert_address"),
        (Document::Certificate, FieldName::ValidFrom) if !is_applicant => (Part::ENTITY, "cert_valid_from"),
        (Document::Certificate, FieldName::ValidTo) if !is_applicant => (Part::ENTITY, "cert_valid_to"),
        (Document::Certificate, FieldName::LegalPerson) => match drafts.entity_person.is_legal_rep.as_str() {
            YES => (Part::ENTITY_PERSON, "name"),
            NO => (Part::ENTITY_PERSON, "legal_rep_name"),
            _ => return None,
        },
        (Document::IdFront, FieldName::Name) if is_applicant => (Part::TYPE_CHECK, "entity_name"),
        (Document::IdFront, FieldName::IdNumber) if is_applicant => (Part::TYPE_CHECK, "cert_number"),
        (Document::IdFront, FieldName::Address) if is_applicant => (Part::ENTITY, "cert_address"),
        (Document::IdFront, FieldName::Name) => (person, "name"),
        (Document::IdFront, FieldName::IdNumber) => (person, "cert_number"),
        (Document::IdBack, FieldName::ValidFrom) => (person, "cert_valid_from"),
        (Document::IdBack, FieldName::ValidTo) => (person, "cert_valid_to"),
        _ => return None,
    })
}

/// What stands in a field; none where the filing has no such field.
fn typed(drafts: &Drafts, part: Part, field: &str) -> Option<String> {
    let form = drafts.get(part).ok()?;
    let text = |name: &str| form.get(name).and_then(Value::as_str).map(|text| text.trim().to_owned());
    if field == "cert_valid_to" && text("cert_long_term").as_deref() == Some(YES) {
        return Some(FOR_GOOD.to_owned());
    }
    text(field)
}

/// Whether two writings are of one value.
fn same(name: FieldName, typed: &str, read: &str) -> bool {
    match name {
        FieldName::ValidFrom | FieldName::ValidTo if read != FOR_GOOD && typed != FOR_GOOD => {
            parse_day(typed).ok() == parse_day(read).ok()
        }
        _ => plain(typed) == plain(read),
    }
}

/// Wide and narrow characters, blanks and small letters make no other value.
fn plain(text: &str) -> String {
    text.nfkc().filter(|c| !c.is_whitespace()).flat_map(char::to_uppercase).collect()
}

/// A section with its empty fields filled from papers. What was typed stays.
pub fn fill(part: Part, mut content: Value, printed: &[Printed]) -> Value {
    let Some(form) = content.as_object_mut() else { return content };
    for value in printed.iter().filter(|value| value.part == part && value.verdict == Verdict::Empty) {
        let (name, text) = match value.name {
            FieldName::ValidTo if value.read == FOR_GOOD => ("cert_long_term", YES),
            _ => (value.field, value.read.as_str()),
        };
        let is_empty = |form: &serde_json::Map<String, Value>, name: &str| {
            form.get(name).and_then(Value::as_str).is_some_and(|text| text.trim().is_empty())
        };
        if is_empty(form, name) {
            form.insert(name.to_owned(), Value::String(text.to_owned()));
        }
    }
    content
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::filing::application::tests::{individual, organisation};

    fn reading(fields: &[(FieldName, &str)]) -> Reading {
        let field = |(name, value): &(FieldName, &str)| Field {
            name: *name,
            value: (*value).to_owned(),
            trust: Trust::Read,
            corners: None,
        };
        Reading { fields: fields.iter().map(field).collect(), ..Reading::default() }
    }

    fn drafts() -> Drafts {
        let mut drafts = organisation();
        drafts.type_check.entity_name = "示例（北京）科技有限公司".into();
        drafts.entity.cert_address = String::new();
        drafts.entity_person.is_legal_rep = NO.into();
        drafts.entity_person.legal_rep_name = "李四".into();
        drafts.entity_person.cert_valid_from = "2015/3/7".into();
        (drafts.entity_person.cert_valid_to, drafts.entity_person.cert_long_term) = Default::default();
        drafts
    }

    #[test]
    fn a_value_stands_beside_the_field_that_asks_for_it() {
        let drafts = drafts();
        let read = reading(&[
            (FieldName::Name, "示例(北京)科技有限公司"),
            (FieldName::LegalPerson, "李西"),
            (FieldName::Address, "北京市示例路1号"),
            (FieldName::ValidFrom, "2019-03-12"),
            (FieldName::ValidTo, FOR_GOOD),
        ]);
        let told: Vec<_> = compare(&drafts, "entity-certificate", &read)
            .iter()
            .map(|printed| (printed.target().to_string(), printed.verdict))
            .collect();
        assert_eq!(
            told,
            [
                ("type-check.entity_name".to_owned(), Verdict::Same),
                ("entity-person.legal_rep_name".to_owned(), Verdict::Differs),
                ("entity.cert_address".to_owned(), Verdict::Empty),
                ("entity.cert_valid_from".to_owned(), Verdict::Differs),
                ("entity.cert_valid_to".to_owned(), Verdict::Same),
            ]
        );
    }

    #[test]
    fn days_agree_however_they_are_written_and_for_good_is_a_day_too() {
        let mut drafts = drafts();
        let read = reading(&[(FieldName::ValidFrom, "2015-03-07"), (FieldName::ValidTo, FOR_GOOD)]);
        let verdicts = |drafts: &Drafts| {
            let printed = compare(drafts, "entity-person-id-back", &read);
            printed.iter().map(|printed| printed.verdict).collect::<Vec<_>>()
        };
        assert_eq!(verdicts(&drafts), [Verdict::Same, Verdict::Empty]);
        drafts.entity_person.cert_long_term = YES.into();
        assert_eq!(verdicts(&drafts), [Verdict::Same, Verdict::Same]);
        drafts.entity_person.cert_long_term = String::new();
        drafts.entity_person.cert_valid_to = "2035-03-07".into();
        assert_eq!(verdicts(&drafts), [Verdict::Same, Verdict::Differs]);
    }

    #[test]
    fn what_is_empty_is_filled_and_what_was_typed_stays() {
        let drafts = drafts();
        let read = reading(&[(FieldName::ValidFrom, "2016-01-01"), (FieldName::ValidTo, FOR_GOOD)]);
        let printed = compare(&drafts, "entity-person-id-back", &read);
        let before = json!({"name": "", "cert_valid_from": "2015/3/7", "cert_valid_to": "", "cert_long_term": ""});
        let after = fill(Part::ENTITY_PERSON, before, &printed);
        assert_eq!(
            after,
            json!({"name": "", "cert_valid_from": "2015/3/7", "cert_valid_to": "", "cert_long_term": YES})
        );
        let other = json!({"cert_long_term": ""});
        assert_eq!(fill(Part::ENTITY, other.clone(), &printed), other, "another section");
    }

    #[test]
    fn papers_of_nobody_and_of_no_field_say_nothing() {
        let read = reading(&[(FieldName::Name, "甲"), (FieldName::Authority, "某局")]);
        let term = reading(&[(FieldName::ValidFrom, "2019-03-11"), (FieldName::ValidTo, FOR_GOOD)]);
        assert!(compare(&individual(), "entity-certificate", &term).is_empty(), "a person's stands on the ID");
        assert!(compare(&drafts(), "entity-person-letter", &read).is_empty());
        assert!(compare(&drafts(), "website-9-person-id-front", &read).is_empty());
        assert!(compare(&drafts(), "entity-person-id-back", &read).is_empty());
    }
}

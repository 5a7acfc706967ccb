//! The sections of an application, and what a remark can point at: a section, a field, a paper.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::values::text_enum::text_enum;

text_enum! {
    /// A section of the application. The code is stored and never renamed.
    pub enum Section {
        /// Who files, with which certificate, where, for which domain: frozen when the filing begins.
        TypeCheck = "type_check",
        /// What is asked of the record: its numbers, the reason of a change or cancellation, where it moves to.
        Operation = "operation",
        /// Instances or service numbers.
        Access = "access",
        /// The entity.
        Entity = "entity",
        /// The person in charge of the entity.
        EntityPerson = "entity_person",
        /// A website with its domains.
        Website = "website",
        /// The person in charge of a website.
        WebsitePerson = "website_person",
        /// What the applicant answers to remarks instead of a change.
        Answers = "answers",
    }
}

impl Section {
    /// Whether there is one for every website, numbered from 1.
    pub fn is_per_website(self) -> bool {
        matches!(self, Self::Website | Self::WebsitePerson)
    }
}

/// One section of one filing: for websites and their persons with the number of the website.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Part {
    section: Section,
    ordinal: u32,
}

impl Part {
    /// The type check.
    pub const TYPE_CHECK: Self = Self { section: Section::TypeCheck, ordinal: 0 };
    /// What is asked of the record.
    pub const OPERATION: Self = Self { section: Section::Operation, ordinal: 0 };
    /// The access.
    pub const ACCESS: Self = Self { section: Section::Access, ordinal: 0 };
    /// The entity.
    pub const ENTITY: Self = Self { section: Section::Entity, ordinal: 0 };
    /// The person in charge of the entity.
    pub const ENTITY_PERSON: Self = Self { section: Section::EntityPerson, ordinal: 0 };
    /// The answers to remarks.
    pub const ANSWERS: Self = Self { section: Section::Answers, ordinal: 0 };

    /// A website, numbered from 1.
    pub fn website(ordinal: u32) -> Self {
        Self { section: Section::Website, ordinal }
    }

    /// The person in charge of a website.
    pub fn website_person(ordinal: u32) -> Self {
        Self { section: Section::WebsitePerson, ordinal }
    }

    /// A section with its number; none where the number does not fit the section.
    pub fn new(section: Section, ordinal: u32) -> Option<Self> {
        (section.is_per_website() == (ordinal > 0)).then_some(Self { section, ordinal })
    }

    /// Which section.
    pub fn section(self) -> Section {
        self.section
    }

    /// The number of the website; 0 for the other sections.
    pub fn ordinal(self) -> u32 {
        self.ordinal
    }

    /// The same part where the websites have other numbers; none once its website is gone.
    pub fn renumbered(self, to: impl Fn(u32) -> Option<u32>) -> Option<Self> {
        if self.ordinal == 0 { Some(self) } else { Some(Self { ordinal: to(self.ordinal)?, ..self }) }
    }

    /// The part that stands behind one segment or two of a URL or a target.
    fn from_path(path: &str) -> Option<Self> {
        match path {
            "type-check" => return Some(Self::TYPE_CHECK),
            "operation" => return Some(Self::OPERATION),
            "access" => return Some(Self::ACCESS),
            "entity" => return Some(Self::ENTITY),
            "entity-person" => return Some(Self::ENTITY_PERSON),
            "answers" => return Some(Self::ANSWERS),
            _ => {}
        }
        let rest = path.strip_prefix("websites/")?;
        let (number, section) = match rest.strip_suffix("/person") {
            Some(number) => (number, Section::WebsitePerson),
            None => (rest, Section::Website),
        };
        let is_plain = !number.starts_with('0') && number.bytes().all(|b| b.is_ascii_digit());
        if is_plain { Self::new(section, number.parse().ok()?) } else { None }
    }
}

/// The path below the filing: `entity-person`, `websites/1`, `websites/1/person`.
impl fmt::Display for Part {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.section {
            Section::TypeCheck => f.write_str("type-check"),
            Section::Operation => f.write_str("operation"),
            Section::Access => f.write_str("access"),
            Section::Entity => f.write_str("entity"),
            Section::EntityPerson => f.write_str("entity-person"),
            Section::Website => write!(f, "websites/{}", self.ordinal),
            Section::WebsitePerson => write!(f, "websites/{}/person", self.ordinal),
            Section::Answers => f.write_str("answers"),
        }
    }
}

/// What is no [`Target`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("points at nothing in an application")]
pub struct NoTarget;

/// The number of a website once another one was taken out; none for that one.
pub fn number_without(removed: u32, n: u32) -> Option<u32> {
    (n != removed).then_some(if n > removed { n - 1 } else { n })
}

/// The slot of a paper where the websites have other numbers; none once its website is gone.
pub fn renumbered_slot(slot: &str, to: impl Fn(u32) -> Option<u32>) -> Option<String> {
    let numbered = slot.strip_prefix("website-").and_then(|rest| rest.split_once('-'));
    let Some((Ok(number), rest)) = numbered.map(|(number, rest)| (number.parse(), rest)) else {
        return Some(slot.to_owned());
    };
    Some(format!("website-{}-{rest}", to(number)?))
}

/// Inputs that go with a field: whoever changes the field may have to change them.
const BELONGING: [(&str, &[&str]); 12] = [
    ("province", &["city", "district"]),
    ("city", &["district"]),
    ("entity_kind", &["cert_kind", "cert_number"]),
    ("cert_kind", &["cert_number"]),
    ("cert_valid_to", &["cert_long_term"]),
    ("cert_long_term", &["cert_valid_to"]),
    ("mobile", &["mobile_province"]),
    ("mobile_province", &["mobile"]),
    ("is_legal_rep", &["legal_rep_name", "legal_rep_cert_kind", "legal_rep_cert_number"]),
    ("legal_rep_cert_kind", &["legal_rep_cert_number"]),
    ("domains", &["home_url"]),
    ("pre_approval", &["approval_number", "approval_authority", "approval_until"]),
];

/// What a remark points at.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Target {
    /// A whole section.
    Part(Part),
    /// A field of a section, by its name in the form.
    Field(Part, String),
    /// The paper of a slot.
    Paper(String),
}

impl Target {
    /// A field.
    pub fn field(part: Part, name: impl Into<String>) -> Self {
        Self::Field(part, name.into())
    }

    /// A paper.
    pub fn paper(slot: impl Into<String>) -> Self {
        Self::Paper(slot.into())
    }

    /// Whether a remark on this also concerns an input of a form: the field itself, the inputs it is made of
    /// (`expires` of `expires_year`), or every one of its section.
    pub fn covers_field(&self, part: Part, input: &str) -> bool {
        match self {
            Self::Part(own) => *own == part,
            Self::Field(own, name) => {
                *own == part
                    && input.strip_prefix(name.as_str()).is_some_and(|rest| rest.is_empty() || rest.starts_with('_'))
            }
            Self::Paper(_) => false,
        }
    }

    /// Whether who may change this may change an input too: one it covers, or one that cannot stay as it is when this
    /// changes, as the number of another kind of certificate.
    pub fn opens_field(&self, part: Part, input: &str) -> bool {
        let belongs = |name: &str| match name {
            // Somebody else runs the website: their whole section is asked.
            "same_as_entity_person" => true,
            _ => BELONGING.iter().any(|(own, inputs)| *own == name && inputs.contains(&input)),
        };
        self.covers_field(part, input) || matches!(self, Self::Field(own, name) if *own == part && belongs(name))
    }

    /// The same thing where the websites have other numbers; none once its website is gone.
    pub fn renumbered(&self, to: impl Fn(u32) -> Option<u32>) -> Option<Self> {
        match self {
            Self::Part(part) => part.renumbered(to).map(Self::Part),
            Self::Field(part, name) => part.renumbered(to).map(|part| Self::field(part, name)),
            Self::Paper(slot) => renumbered_slot(slot, to).map(Self::Paper),
        }
    }

    /// Whether a remark on this concerns the paper of a slot.
    pub fn covers_paper(&self, slot: &str) -> bool {
        matches!(self, Self::Paper(own) if own == slot)
    }
}

/// `entity`, `entity.cert_address`, `websites/1/person.mobile`, `paper:entity-certificate`.
impl fmt::Display for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Part(part) => part.fmt(f),
            Self::Field(part, name) => write!(f, "{part}.{name}"),
            Self::Paper(slot) => write!(f, "paper:{slot}"),
        }
    }
}

impl FromStr for Target {
    type Err = NoTarget;

    fn from_str(text: &str) -> Result<Self, NoTarget> {
        let is_name = |name: &str| {
            !name.is_empty() && name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_')
        };
        if let Some(slot) = text.strip_prefix("paper:") {
            let is_slot = slot.split('/').all(|piece| {
                !piece.is_empty() && piece.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
            });
            return if is_slot { Ok(Self::paper(slot)) } else { Err(NoTarget) };
        }
        match text.split_once('.') {
            None => Part::from_path(text).map(Self::Part).ok_or(NoTarget),
            Some((path, name)) if is_name(name) => {
                Part::from_path(path).map(|part| Self::field(part, name)).ok_or(NoTarget)
            }
            Some(_) => Err(NoTarget),
        }
    }
}

impl Serialize for Target {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Target {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn targets_are_read_as_they_are_written() {
        for text in [
            "entity",
            "websites/12",
            "entity.cert_address",
            "entity-person.mobile",
            "access.instance",
            "websites/1.site_name",
            "websites/1/person.mobile",
            "paper:entity-certificate",
            "paper:website-1-person-id-back",
        ] {
            assert_eq!(text.parse::<Target>().unwrap().to_string(), text);
        }
        for text in [
            "",
            "nothing",
            "entity.",
            "entity.Name",
            "entity.a.b",
            "websites/0",
            "websites/01.a",
            "websites/x.a",
            "paper:",
            "paper:a//b",
            "paper:../x",
        ] {
            assert_eq!(text.parse::<Target>(), Err(NoTarget), "{text}");
        }
    }

    #[test]
    fn a_remark_covers_its_field_and_the_inputs_it_is_made_of() {
        let remark: Target = "entity.expires".parse().unwrap();
        assert!(remark.covers_field(Part::ENTITY, "expires"));
        assert!(remark.covers_field(Part::ENTITY, "expires_year"));
        assert!(!remark.covers_field(Part::ENTITY, "expiresx"));
        assert!(!remark.covers_field(Part::ENTITY_PERSON, "expires"));
        assert!(Target::Part(Part::website(2)).covers_field(Part::website(2), "domains"));
        assert!(!Target::Part(Part::website(2)).covers_field(Part::website_person(2), "domains"));
        assert!(Target::paper("entity-certificate").covers_paper("entity-certificate"));
    }

    #[test]
    fn a_marked_field_opens_what_belongs_to_it() {
        let table = [
            ("type-check.province", "type-check", "city", true),
            ("type-check.entity_kind", "type-check", "cert_number", true),
            ("type-check.entity_name", "type-check", "cert_number", false),
            ("entity.cert_valid_to", "entity", "cert_long_term", true),
            ("entity.cert_valid_to", "entity", "cert_valid_from", false),
            ("entity.cert_valid_to", "entity-person", "cert_long_term", false),
            ("entity-person.is_legal_rep", "entity-person", "legal_rep_cert_number", true),
            ("entity-person.mobile_province", "entity-person", "mobile", true),
            ("entity-person.mobile", "entity-person", "mobile_province", true),
            ("entity-person.legal_rep_name", "entity-person", "is_legal_rep", false),
            ("websites/1.pre_approval", "websites/1", "approval_until", true),
            ("websites/1.domains", "websites/1", "home_url", true),
            ("websites/1/person.same_as_entity_person", "websites/1/person", "mobile", true),
            ("websites/1/person.same_as_entity_person", "websites/2/person", "mobile", false),
        ];
        for (target, part, input, opens) in table {
            let Ok(Target::Part(part)) = part.parse::<Target>() else { panic!("{part}") };
            assert_eq!(target.parse::<Target>().unwrap().opens_field(part, input), opens, "{target} {part} {input}");
        }
    }

    #[test]
    fn what_is_said_of_a_website_moves_with_it() {
        let second_is_gone = |n| number_without(2, n);
        let table = [
            ("entity.cert_address", Some("entity.cert_address")),
            ("websites/1.site_name", Some("websites/1.site_name")),
            ("websites/2", None),
            ("websites/3/person.mobile", Some("websites/2/person.mobile")),
            ("paper:website-2-real-name", None),
            ("paper:website-3-real-name", Some("paper:website-2-real-name")),
            ("paper:entity-other-3", Some("paper:entity-other-3")),
        ];
        for (before, after) in table {
            let moved = before.parse::<Target>().unwrap().renumbered(second_is_gone);
            assert_eq!(moved.map(|target| target.to_string()).as_deref(), after, "{before}");
        }
    }

    #[test]
    fn a_number_belongs_to_websites_only() {
        assert_eq!(Part::new(Section::Entity, 1), None);
        assert_eq!(Part::new(Section::Website, 0), None);
        for section in Section::ALL {
            assert_eq!(Section::from_code(section.code()), Some(*section));
        }
    }
}

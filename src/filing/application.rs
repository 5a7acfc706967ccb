//! What a filing contains: the forms of its sections as typed, and the validated content that is frozen and sent on.

pub mod access;
pub mod address;
pub mod content;
pub mod entity;
pub mod operation;
pub mod person;
pub mod record;
pub mod type_check;
pub mod validity;
pub mod website;

#[cfg(test)]
pub(crate) mod tests;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::kind::{Kind, Websites};
use super::section::{Part, Section};
use crate::form::FieldErrors;
use crate::hosting::{Choice, Server};
use crate::reference::{Applicant, Days, INDIVIDUAL, Reference, RuleSet};
use crate::values::{DomainName, IpRange};

pub use access::{Access, AccessForm};
pub use content::{Content, Site};
pub use entity::{Entity, EntityForm};
pub use operation::{Operation, OperationForm};
pub use person::{LegalRep, Person, PersonForm, Role};
pub use record::Recorded;
pub use type_check::{AlreadyFiled, EntityName, NamedForm, TypeCheck, TypeCheckForm};
pub use validity::{NO, Validity, YES};
pub use website::{Approval, ApprovalRow, WebsiteDetails, WebsiteForm};

/// Forms hold what people typed about themselves: printing one tells its name only.
macro_rules! printed_closed {
    ($($name:ident),+) => {$(
        impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(concat!(stringify!($name), "(..)"))
            }
        }
    )+};
}
printed_closed!(TypeCheckForm, OperationForm, EntityForm, PersonForm, WebsiteForm, WebsiteDraft, Drafts);

/// Who files and where, as far as the other sections depend on it. Read from the type check, valid or not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Filer<'a> {
    /// A person files for himself.
    pub individual: bool,
    /// Code of the kind of entity.
    pub entity_kind: &'a str,
    /// Division code of the province.
    pub province: &'a str,
    /// Division code of the city.
    pub city: &'a str,
    /// District or county.
    pub district: &'a str,
    /// Which kind of filing it is.
    pub kind: Kind,
}

impl<'a> Filer<'a> {
    /// The filer of a type check, in a filing of a kind.
    pub fn of(kind: Kind, type_check: &'a TypeCheckForm) -> Self {
        Self {
            individual: type_check.entity_kind == INDIVIDUAL,
            entity_kind: &type_check.entity_kind,
            province: &type_check.province,
            city: &type_check.city,
            district: &type_check.district,
            kind,
        }
    }

    /// For whom rules are looked up.
    pub fn applicant(&self) -> Applicant<'a> {
        let Self { province, entity_kind, kind, .. } = *self;
        Applicant { province, entity_kind, filing_kind: kind.code() }
    }

    /// The rules that hold on a day.
    pub fn rules<'r>(&self, book: &'r Reference, on: NaiveDate) -> RuleSet<'r> {
        book.rules(&self.applicant(), on)
    }
}

/// The drafts of one website.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct WebsiteDraft {
    /// The website.
    pub website: WebsiteForm,
    /// Its person in charge.
    pub person: PersonForm,
}

/// All that was typed, valid or not, beside what is on record and not asked again.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Drafts {
    /// Which kind of filing it is.
    #[serde(skip)]
    pub kind: Kind,
    /// What is on record here of its entity. What the kind does not ask is taken from it, as it is.
    #[serde(skip)]
    pub record: Option<Box<Recorded>>,
    /// What is asked of the record.
    pub operation: OperationForm,
    /// The type check.
    pub type_check: TypeCheckForm,
    /// Access.
    pub access: AccessForm,
    /// The entity.
    pub entity: EntityForm,
    /// The person in charge of the entity.
    pub entity_person: PersonForm,
    /// The websites in their order.
    pub websites: Vec<WebsiteDraft>,
}

impl Drafts {
    /// Who files and where.
    pub fn filer(&self) -> Filer<'_> {
        Filer::of(self.kind, &self.type_check)
    }

    /// How many websites there are.
    pub fn website_count(&self) -> u32 {
        u32::try_from(self.websites.len()).unwrap_or(u32::MAX)
    }

    /// The drafts of a website, counted from one.
    pub fn website(&self, ordinal: u32) -> Option<&WebsiteDraft> {
        self.websites.get(ordinal.checked_sub(1)? as usize)
    }

    /// Whether the applicant fills a section in; otherwise it is shown as it is on record.
    pub fn asks(&self, section: Section) -> bool {
        self.kind.asks(section, self.record.is_some())
    }

    /// The sections of this filing in the order of the wizard.
    pub fn parts(&self) -> Vec<Part> {
        let mut parts = vec![Part::TYPE_CHECK];
        if self.asks(Section::Operation) {
            parts.push(Part::OPERATION);
        }
        if !self.websites.is_empty() {
            parts.push(Part::ACCESS);
        }
        parts.extend([Part::ENTITY, Part::ENTITY_PERSON]);
        for ordinal in 1..=self.website_count() {
            parts.push(Part::website(ordinal));
            // X11: an individual runs the website himself, and is asked nothing more.
            if !self.filer().individual {
                parts.push(Part::website_person(ordinal));
            }
        }
        parts
    }

    /// Puts in a section as stored. What does not fit is left out: an empty section is asked again, not lost silently,
    /// as its errors say.
    pub fn put(&mut self, part: Part, content: serde_json::Value) -> Result<(), serde_json::Error> {
        if part.section().is_per_website() {
            let index = (part.ordinal() as usize).saturating_sub(1);
            if self.websites.len() <= index {
                self.websites.resize_with(index + 1, WebsiteDraft::default);
            }
        }
        let index = (part.ordinal() as usize).saturating_sub(1);
        match part.section() {
            Section::TypeCheck => self.type_check = serde_json::from_value(content)?,
            Section::Operation => self.operation = serde_json::from_value(content)?,
            Section::Access => self.access = serde_json::from_value(content)?,
            Section::Entity => self.entity = serde_json::from_value(content)?,
            Section::EntityPerson => self.entity_person = serde_json::from_value(content)?,
            Section::Website => self.websites[index].website = serde_json::from_value(content)?,
            Section::WebsitePerson => self.websites[index].person = serde_json::from_value(content)?,
            Section::Answers => {}
        }
        Ok(())
    }

    /// A section as it is stored.
    ///
    /// # Errors
    /// When it cannot be written as JSON.
    pub fn get(&self, part: Part) -> Result<serde_json::Value, serde_json::Error> {
        let website = self.website(part.ordinal());
        match part.section() {
            Section::TypeCheck => serde_json::to_value(&self.type_check),
            Section::Operation => serde_json::to_value(&self.operation),
            Section::Access => serde_json::to_value(&self.access),
            Section::Entity => serde_json::to_value(&self.entity),
            Section::EntityPerson => serde_json::to_value(&self.entity_person),
            Section::Website => serde_json::to_value(website.map(|draft| &draft.website)),
            Section::WebsitePerson => serde_json::to_value(website.map(|draft| &draft.person)),
            Section::Answers => Ok(serde_json::Value::Null),
        }
    }

    /// Shows what is not asked as it is on record.
    pub fn borrow_record(&mut self) {
        let Some(record) = &self.record else { return };
        let on_record = record.drafts(self);
        let typed = std::mem::take(&mut self.type_check);
        self.type_check = on_record.type_check;
        if self.kind.profile().websites == Websites::Typed {
            (self.type_check.domain, self.type_check.already_filed) = (typed.domain, typed.already_filed);
        }
        if !self.asks(Section::Entity) {
            self.entity = on_record.entity;
        }
        if !self.asks(Section::EntityPerson) {
            self.entity_person = on_record.entity_person;
        }
        if self.kind.profile().websites == Websites::OnRecord {
            if !self.asks(Section::Access) {
                self.access = on_record.access;
            }
            if !self.asks(Section::Website) || self.websites.is_empty() {
                self.websites = on_record.websites;
            }
        }
    }

    /// The entity person as it counts: of an individual with name and ID of the type check (X11).
    pub fn entity_person(&self) -> PersonForm {
        if self.filer().individual {
            self.entity_person.of_applicant(&self.type_check)
        } else {
            self.entity_person.clone()
        }
    }

    /// Whether a website is run by the entity person: always with an individual.
    pub fn is_run_by_entity_person(&self, ordinal: u32) -> bool {
        self.filer().individual || self.website(ordinal).is_some_and(|draft| draft.person.says_same())
    }

    /// What is wrong with the fields of one section; for the wizard's save.
    pub fn check(&self, part: Part, reference: &Reference, days: impl Into<Days>) -> FieldErrors {
        self.read(reference, days).errors(part)
    }
}

/// A website of an application.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Website {
    /// Name, domains, content.
    #[serde(flatten)]
    pub details: WebsiteDetails,
    /// The person in charge; none if it is the entity person.
    pub person: Option<Person>,
    /// What it rests on.
    pub access: Choice,
    /// Addresses in front of the server.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub other_addresses: Vec<IpRange>,
    /// The server behind that, as it was when the filing was sent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub server: Option<Server>,
}

impl Website {
    /// The section on what it rests on.
    pub fn access_section(&self) -> Access {
        Access { choice: self.access.clone(), other_addresses: self.other_addresses.clone() }
    }
}

/// The validated content: this is sealed and frozen with a round.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Application {
    /// Which kind of filing it is.
    #[serde(default)]
    pub kind: Kind,
    /// What was asked of the record.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub operation: Option<Operation>,
    /// The type check.
    pub type_check: TypeCheck,
    /// The entity.
    pub entity: Entity,
    /// The person in charge of the entity.
    pub entity_person: Person,
    /// The websites; none where the entity alone is concerned.
    pub websites: Vec<Website>,
}

/// The sections with errors, in the order of the wizard.
pub type Problems = Vec<(Part, FieldErrors)>;

/// The whole application, or what is wrong section by section.
///
/// # Errors
/// The errors of every section that is not valid.
pub fn assemble(drafts: &Drafts, reference: &Reference, days: impl Into<Days>) -> Result<Application, Problems> {
    let content = drafts.read(reference, days);
    let mut problems: Problems =
        drafts.parts().into_iter().map(|part| (part, content.errors(part))).filter(|(_, e)| !e.is_empty()).collect();
    if drafts.websites.is_empty() && drafts.kind.profile().websites != Websites::None {
        let empty = crate::text::Message::new("filing-no-website");
        problems.push((Part::website(1), FieldErrors::of("site_name", empty)));
    }
    content.into_application(drafts.kind).filter(|_| problems.is_empty()).ok_or(problems)
}

impl Application {
    /// What each website rests on, with its number: for `hosting::service::hold`.
    pub fn choices(&self) -> Vec<(u32, Choice)> {
        (1..).zip(&self.websites).map(|(ordinal, website)| (ordinal, website.access.clone())).collect()
    }

    /// The person in charge of a website.
    pub fn website_person<'a>(&'a self, website: &'a Website) -> &'a Person {
        website.person.as_ref().unwrap_or(&self.entity_person)
    }

    /// Every domain with the number of its website.
    pub fn domains(&self) -> impl Iterator<Item = (u32, &DomainName)> {
        (1..)
            .zip(&self.websites)
            .flat_map(|(ordinal, website)| website.details.domains.iter().map(move |domain| (ordinal, domain)))
    }

    /// The typed form again: for showing, comparing and correcting.
    pub fn to_drafts(&self) -> Drafts {
        let draft = |website: &Website| WebsiteDraft {
            website: (&website.details).into(),
            person: match &website.person {
                Some(person) => person.into(),
                None => PersonForm { same_as_entity_person: YES.to_owned(), ..PersonForm::default() },
            },
        };
        let drafts = Drafts {
            kind: self.kind,
            record: None,
            operation: self.operation.as_ref().map(Into::into).unwrap_or_default(),
            type_check: (&self.type_check).into(),
            access: self.websites.iter().map(Website::access_section).collect::<Vec<_>>().as_slice().into(),
            entity: (&self.entity).into(),
            entity_person: (&self.entity_person).into(),
            websites: self.websites.iter().map(draft).collect(),
        };
        Drafts { entity_person: drafts.entity_person(), ..drafts }
    }
}

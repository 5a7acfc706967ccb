//! What a filing contains: the forms of its sections as typed, and the validated content that is frozen and sent on.

pub mod access;
pub mod address;
pub mod entity;
pub mod person;
pub mod type_check;
pub mod validity;
pub mod website;

#[cfg(test)]
pub(crate) mod tests;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::kind::Kind;
use super::section::{Part, Section};
use crate::form::{Checker, FieldErrors, Form};
use crate::hosting::{Choice, Server};
use crate::reference::{Applicant, Days, INDIVIDUAL, Reference, RuleSet};
use crate::values::{DomainName, IpRange};

pub use access::{Access, AccessForm};
pub use entity::{Entity, EntityForm};
pub use person::{LegalRep, Person, PersonForm, Role};
pub use type_check::{AlreadyFiled, EntityName, TypeCheck, TypeCheckForm};
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
printed_closed!(TypeCheckForm, EntityForm, PersonForm, WebsiteForm, WebsiteDraft, Drafts);

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
}

impl<'a> Filer<'a> {
    /// The filer of a type check.
    pub fn of(type_check: &'a TypeCheckForm) -> Self {
        Self {
            individual: type_check.entity_kind == INDIVIDUAL,
            entity_kind: &type_check.entity_kind,
            province: &type_check.province,
            city: &type_check.city,
            district: &type_check.district,
        }
    }

    /// For whom rules are looked up. An initial filing is the one kind that is filled in so far.
    pub fn applicant(&self) -> Applicant<'a> {
        let Self { province, entity_kind, .. } = *self;
        Applicant { province, entity_kind, filing_kind: Kind::Initial.code() }
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

/// All that was typed, valid or not. There is always at least one website.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Drafts {
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
        Filer::of(&self.type_check)
    }

    /// How many websites there are.
    pub fn website_count(&self) -> u32 {
        u32::try_from(self.websites.len()).unwrap_or(u32::MAX)
    }

    /// The drafts of a website, counted from one.
    pub fn website(&self, ordinal: u32) -> Option<&WebsiteDraft> {
        self.websites.get(ordinal.checked_sub(1)? as usize)
    }

    /// The sections of this filing in the order of the wizard.
    pub fn parts(&self) -> Vec<Part> {
        let mut parts = vec![Part::TYPE_CHECK, Part::ACCESS, Part::ENTITY, Part::ENTITY_PERSON];
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
            Section::Access => self.access = serde_json::from_value(content)?,
            Section::Entity => self.entity = serde_json::from_value(content)?,
            Section::EntityPerson => self.entity_person = serde_json::from_value(content)?,
            Section::Website => self.websites[index].website = serde_json::from_value(content)?,
            Section::WebsitePerson => self.websites[index].person = serde_json::from_value(content)?,
            Section::Answers => {}
        }
        Ok(())
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

    /// Everything that was read, section by section.
    pub fn read(&self, reference: &Reference, days: impl Into<Days>) -> Content {
        let (filer, days) = (self.filer(), days.into());
        let read_website = |draft: &WebsiteDraft| Site {
            details: checked(reference, days, |c| draft.website.check(c)),
            person: if filer.individual || draft.person.says_same() {
                Ok(None)
            } else {
                checked(reference, days, |c| {
                    let answered = draft.person.same_as_entity_person == NO;
                    c.require("same_as_entity_person", answered, crate::text::Message::new("filing-same-person-empty"));
                    draft.person.check(Role::Website, &filer, c).map(Some)
                })
            },
        };
        Content {
            type_check: checked(reference, days, |c| self.type_check.check(c)),
            access: checked(reference, days, |c| self.access.check(self.website_count(), c)),
            entity: checked(reference, days, |c| self.entity.check(&filer, c)),
            entity_person: checked(reference, days, |c| self.entity_person().check(Role::Entity, &filer, c)),
            websites: self.websites.iter().map(read_website).collect(),
        }
    }

    /// What is wrong with the fields of one section; for the wizard's save.
    pub fn check(&self, part: Part, reference: &Reference, days: impl Into<Days>) -> FieldErrors {
        self.read(reference, days).errors(part)
    }
}

fn checked<T>(
    reference: &Reference,
    days: Days,
    check: impl FnOnce(&mut Checker<'_>) -> Option<T>,
) -> Result<T, FieldErrors> {
    let mut checker = Checker::new(reference, days);
    let valid = check(&mut checker);
    match (valid, checker.into_errors()) {
        (Some(valid), errors) if errors.is_empty() => Ok(valid),
        (_, errors) => Err(errors),
    }
}

/// A website as read.
#[derive(Debug, Clone)]
pub struct Site {
    /// The website.
    pub details: Result<WebsiteDetails, FieldErrors>,
    /// Its person; none if it is the entity person.
    pub person: Result<Option<Person>, FieldErrors>,
}

/// Drafts as read: every section valid, or with the errors of its fields.
#[derive(Debug, Clone)]
pub struct Content {
    /// The type check.
    pub type_check: Result<TypeCheck, FieldErrors>,
    /// For each website in order what it rests on.
    pub access: Result<Vec<Access>, FieldErrors>,
    /// The entity.
    pub entity: Result<Entity, FieldErrors>,
    /// The person in charge of the entity.
    pub entity_person: Result<Person, FieldErrors>,
    /// The websites.
    pub websites: Vec<Site>,
}

impl Content {
    /// The domains of the websites that are valid.
    pub fn domains(&self) -> Vec<DomainName> {
        let sites = self.websites.iter().filter_map(|site| site.details.as_ref().ok());
        sites.flat_map(|details| details.domains.iter().cloned()).collect()
    }

    /// The errors of a section; none if it is valid.
    pub fn errors(&self, part: Part) -> FieldErrors {
        let site = (part.ordinal() as usize).checked_sub(1).and_then(|index| self.websites.get(index));
        let errors = match part.section() {
            Section::TypeCheck => self.type_check.as_ref().err(),
            Section::Access => self.access.as_ref().err(),
            Section::Entity => self.entity.as_ref().err(),
            Section::EntityPerson => self.entity_person.as_ref().err(),
            Section::Website => site.and_then(|site| site.details.as_ref().err()),
            Section::WebsitePerson => site.and_then(|site| site.person.as_ref().err()),
            Section::Answers => None,
        };
        errors.cloned().unwrap_or_default()
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

/// The validated content: this is sealed and frozen with a round.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Application {
    /// The type check.
    pub type_check: TypeCheck,
    /// The entity.
    pub entity: Entity,
    /// The person in charge of the entity.
    pub entity_person: Person,
    /// The websites, at least one.
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
    if drafts.websites.is_empty() {
        let empty = crate::text::Message::new("filing-no-website");
        problems.push((Part::website(1), FieldErrors::of("site_name", empty)));
    }
    content.into_application().filter(|_| problems.is_empty()).ok_or(problems)
}

impl Content {
    fn into_application(self) -> Option<Application> {
        let access = self.access.ok()?;
        let websites = self.websites.into_iter().zip(access).map(|(site, access)| {
            let Access { choice, other_addresses } = access;
            let (details, person) = (site.details.ok()?, site.person.ok()?);
            Some(Website { details, person, access: choice, other_addresses, server: None })
        });
        Some(Application {
            websites: websites.collect::<Option<Vec<_>>>()?,
            type_check: self.type_check.ok()?,
            entity: self.entity.ok()?,
            entity_person: self.entity_person.ok()?,
        })
    }
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
        let access = |website: &Website| Access {
            choice: website.access.clone(),
            other_addresses: website.other_addresses.clone(),
        };
        let draft = |website: &Website| WebsiteDraft {
            website: (&website.details).into(),
            person: match &website.person {
                Some(person) => person.into(),
                None => PersonForm { same_as_entity_person: YES.to_owned(), ..PersonForm::default() },
            },
        };
        let drafts = Drafts {
            type_check: (&self.type_check).into(),
            access: self.websites.iter().map(access).collect::<Vec<_>>().as_slice().into(),
            entity: (&self.entity).into(),
            entity_person: (&self.entity_person).into(),
            websites: self.websites.iter().map(draft).collect(),
        };
        Drafts { entity_person: drafts.entity_person(), ..drafts }
    }
}

//! Drafts as read: every section valid, or with the errors of its fields; what is not asked, as it is on record.

use super::{
    Access, Application, Drafts, Entity, NO, Operation, Person, Role, TypeCheck, Website, WebsiteDetails, WebsiteDraft,
};
use crate::filing::kind::{Kind, Websites};
use crate::filing::section::{Part, Section};
use crate::form::{Checker, FieldErrors, Form as _};
use crate::reference::{Days, Reference};
use crate::text::Message;
use crate::values::DomainName;

impl Drafts {
    /// Everything that was read, section by section.
    pub fn read(&self, reference: &Reference, days: impl Into<Days>) -> Content {
        let (filer, days) = (self.filer(), days.into());
        let is_here = self.record.is_some();
        let operation = self
            .asks(Section::Operation)
            .then(|| checked(reference, days, |c| self.operation.check(self.kind, is_here, &filer, c)));
        let content = Content {
            type_check: checked(reference, days, |c| self.type_check.check(c)),
            operation: operation.transpose(),
            access: checked(reference, days, |c| self.access.check(self.website_count(), c)),
            entity: checked(reference, days, |c| self.entity.check(&filer, c)),
            entity_person: checked(reference, days, |c| self.entity_person().check(Role::Entity, &filer, c)),
            websites: self.websites.iter().map(|draft| self.read_website(draft, reference, days)).collect(),
        };
        self.with_record(content)
    }

    fn read_website(&self, draft: &WebsiteDraft, reference: &Reference, days: Days) -> Site {
        let filer = self.filer();
        Site {
            details: checked(reference, days, |c| draft.website.check(c)),
            person: if filer.individual || draft.person.says_same() {
                Ok(None)
            } else {
                checked(reference, days, |c| {
                    let answered = draft.person.same_as_entity_person == NO;
                    c.require("same_as_entity_person", answered, Message::new("filing-same-person-empty"));
                    draft.person.check(Role::Website, &filer, c).map(Some)
                })
            },
        }
    }

    /// What is not asked stands as it is on record: it is not judged by rules that came after it.
    fn with_record(&self, mut content: Content) -> Content {
        let Some(record) = &self.record else { return content };
        if self.kind != Kind::Claim {
            content.type_check = match content.type_check {
                Ok(typed) => Ok(TypeCheck { domain: typed.domain, ..record.type_check.clone() }),
                Err(_) => Ok(record.type_check.clone()),
            };
        }
        if !self.asks(Section::Entity) {
            content.entity = Ok(record.entity.clone());
        }
        if !self.asks(Section::EntityPerson) {
            content.entity_person = Ok(record.entity_person.clone());
        }
        if self.kind.profile().websites == Websites::OnRecord {
            let on_record = record.websites.iter().map(|(_, website)| website);
            if !self.asks(Section::Access) {
                content.access = Ok(on_record.clone().map(Website::access_section).collect());
            }
            for (site, website) in content.websites.iter_mut().zip(on_record) {
                if !self.asks(Section::Website) {
                    site.details = Ok(website.details.clone());
                    site.person = Ok(website.person.clone());
                }
            }
        }
        content
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
    /// What is asked of the record; none where nothing is.
    pub operation: Result<Option<Operation>, FieldErrors>,
    /// For each website in order what it rests on.
    pub access: Result<Vec<Access>, FieldErrors>,
    /// The entity.
    pub entity: Result<Entity, FieldErrors>,
    /// The person in charge of the entity.
    pub entity_person: Result<Person, FieldErrors>,
    /// The websites.
    pub websites: Vec<Site>,
}

impl From<&Application> for Content {
    /// What was valid when it was handed in.
    fn from(own: &Application) -> Self {
        let site =
            |website: &Website| Site { details: Ok(website.details.clone()), person: Ok(website.person.clone()) };
        Self {
            type_check: Ok(own.type_check.clone()),
            operation: Ok(own.operation.clone()),
            access: Ok(own.websites.iter().map(Website::access_section).collect()),
            entity: Ok(own.entity.clone()),
            entity_person: Ok(own.entity_person.clone()),
            websites: own.websites.iter().map(site).collect(),
        }
    }
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
            Section::Operation => self.operation.as_ref().err(),
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

impl Content {
    /// The application, if every section is valid.
    pub(super) fn into_application(self, kind: Kind) -> Option<Application> {
        let access = self.access.ok()?;
        let websites = self.websites.into_iter().zip(access).map(|(site, access)| {
            let Access { choice, other_addresses } = access;
            let (details, person) = (site.details.ok()?, site.person.ok()?);
            Some(Website { details, person, access: choice, other_addresses, server: None })
        });
        Some(Application {
            kind,
            operation: self.operation.ok()?,
            websites: websites.collect::<Option<Vec<_>>>()?,
            type_check: self.type_check.ok()?,
            entity: self.entity.ok()?,
            entity_person: self.entity_person.ok()?,
        })
    }
}

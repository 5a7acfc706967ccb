//! What is on record here, as an application holds it: shown read-only, changed by a change filing, compared by the desk.

use chrono::NaiveDate;
use serde_json::Value;

use super::{Application, Drafts, Entity, EntityName, Person, TypeCheck, Website};

/// An entity on record with the websites that a filing is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recorded {
    /// Number of the entity.
    pub number: String,
    /// The type check of the filing that put it on record.
    pub type_check: TypeCheck,
    /// The entity.
    pub entity: Entity,
    /// Its person in charge.
    pub entity_person: Person,
    /// The websites, with their numbers.
    pub websites: Vec<(String, Website)>,
    /// How many other websites the entity has on record.
    pub other_websites: usize,
    /// Since when the websites are on record.
    pub filed_on: Option<NaiveDate>,
}

impl Recorded {
    /// Reads the details of an entity as they were written by an approval.
    ///
    /// # Errors
    /// When they are not an entity's.
    pub fn read(number: String, details: Value) -> Result<Self, serde_json::Error> {
        let (type_check, entity, entity_person) = serde_json::from_value(details)?;
        Ok(Self { number, type_check, entity, entity_person, websites: Vec::new(), other_websites: 0, filed_on: None })
    }

    /// Adds a website by its details. Its person stands with it even where it is the entity person.
    ///
    /// # Errors
    /// When they are not a website's.
    pub fn add_website(&mut self, number: String, details: Value) -> Result<(), serde_json::Error> {
        let mut website: Website = serde_json::from_value(details)?;
        let is_entity_person = website.person.as_ref() == Some(&self.entity_person);
        if is_entity_person || self.type_check.is_individual() {
            website.person = None;
        }
        self.websites.push((number, website));
        Ok(())
    }

    /// The details of an entity as they are written.
    ///
    /// # Errors
    /// When they cannot be written as JSON.
    pub fn entity_details(application: &Application) -> Result<Value, serde_json::Error> {
        let mut type_check = application.type_check.clone();
        if let Some(name) = application.new_name() {
            type_check.entity_name = name.clone();
        }
        serde_json::to_value((type_check, &application.entity, &application.entity_person))
    }

    /// The record as drafts of a filing that changes nothing.
    pub fn drafts(&self, like: &Drafts) -> Drafts {
        let application = Application {
            kind: like.kind,
            operation: None,
            type_check: TypeCheck { domain: self.domain(), ..self.type_check.clone() },
            entity: self.entity.clone(),
            entity_person: self.entity_person.clone(),
            websites: self.websites.iter().map(|(_, website)| website.clone()).collect(),
        };
        Drafts { record: like.record.clone(), ..application.to_drafts() }
    }

    fn domain(&self) -> crate::values::DomainName {
        let first = self.websites.first().and_then(|(_, website)| website.details.domains.first());
        first.unwrap_or(&self.type_check.domain).clone()
    }
}

impl Application {
    /// The new name of the entity, where it changes.
    pub fn new_name(&self) -> Option<&EntityName> {
        self.operation.as_ref().and_then(|operation| operation.new_name.as_ref())
    }
}

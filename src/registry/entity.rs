//! An entity on record, and the keyed hash by which it is known without showing its number.

use chrono::NaiveDate;
use serde_json::Value;

use crate::sealing::Sealer;
use crate::values::ids::{AccountId, EntityId, FilingId};

/// A sponsor on record.
#[derive(Clone, PartialEq)]
pub struct Entity {
    /// Row id.
    pub id: EntityId,
    /// Whose it is.
    pub account: Option<AccountId>,
    /// Number of the entity, such as `京ICP备2026000001号`.
    pub number: String,
    /// Division code of the province.
    pub province: String,
    /// The ministry's code of the kind of entity.
    pub kind: i32,
    /// Name; of an individual it is personal.
    pub name: EntityName,
    /// Keyed hash of certificate kind and number.
    pub hash: Vec<u8>,
    /// The approved details.
    pub details: Value,
    /// The filing that put it on record.
    pub filing: Option<FilingId>,
    /// Since when.
    pub filed_on: NaiveDate,
    /// Until when.
    pub cancelled_on: Option<NaiveDate>,
}

/// The name of an entity: public for organisations, sealed for individuals.
#[derive(Clone, PartialEq, Eq)]
pub enum EntityName {
    /// An organisation.
    Organisation(String),
    /// A person.
    Individual(String),
}

impl EntityName {
    /// The name if everybody may see it.
    pub fn public(&self) -> Option<&str> {
        match self {
            Self::Organisation(name) => Some(name),
            Self::Individual(_) => None,
        }
    }
}

/// Keyed hash of an entity from what tells it from others: kind and number of its certificate.
pub fn entity_hash(sealer: &Sealer, key: &str) -> Vec<u8> {
    sealer.search_hash("entity", key.as_bytes()).to_vec()
}

/// Keyed hash of the number of a document, whatever its kind is said to be: lists name kinds by other codes than we do.
pub fn document_hash(sealer: &Sealer, number: &str) -> Vec<u8> {
    let plain: String = number.chars().filter(char::is_ascii_alphanumeric).collect();
    sealer.search_hash("document", plain.to_ascii_uppercase().as_bytes()).to_vec()
}

//! A person in charge (4.3): of the entity, or of a website.

use serde::{Deserialize, Serialize};

/// A person in charge as typed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct PersonForm {
    /// `yes` if the entity person runs the website too; asked of website persons of organisations only.
    pub same_as_entity_person: String,
    /// Name as on the ID.
    pub name: String,
    /// `yes` or `no`; asked of organisations only.
    pub is_legal_rep: String,
    /// Name of the legal representative, if that is somebody else.
    pub legal_rep_name: String,
    /// Code of the kind of his ID.
    pub legal_rep_cert_kind: String,
    /// Number of his ID.
    pub legal_rep_cert_number: String,
    /// Code of the kind of ID.
    pub cert_kind: String,
    /// Number of the ID.
    pub cert_number: String,
    /// First day on the ID.
    pub cert_valid_from: String,
    /// Last day on the ID.
    pub cert_valid_to: String,
    /// `yes` if the ID has no last day.
    pub cert_long_term: String,
    /// Mobile; receives the ministry's SMS.
    pub mobile: String,
    /// Another number, mobile or landline.
    pub emergency_phone: String,
    /// Number at work.
    pub office_phone: String,
    /// Mail address.
    pub email: String,
}

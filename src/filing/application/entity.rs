//! The entity (4.2), beyond what the type check asked.

use serde::{Deserialize, Serialize};

/// The entity as typed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct EntityForm {
    /// Address as on the certificate.
    pub cert_address: String,
    /// First day on the certificate, organisations.
    pub cert_valid_from: String,
    /// Last day on the certificate, organisations.
    pub cert_valid_to: String,
    /// `yes` if the certificate has no last day.
    pub cert_long_term: String,
    /// Where the entity works, without province, city and district.
    pub mailing_address: String,
    /// Investor or superior unit, organisations.
    pub investor: String,
    /// Remark on the entity.
    pub entity_remark: String,
}

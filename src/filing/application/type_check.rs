//! The type check (4.1): who files, where, with which certificate and for which domain. Frozen once the filing exists.

use serde::{Deserialize, Serialize};

/// The type check as typed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct TypeCheckForm {
    /// Division code of the province.
    pub province: String,
    /// Division code of the city.
    pub city: String,
    /// Name of the district or county.
    pub district: String,
    /// Code of the kind of entity.
    pub entity_kind: String,
    /// Code of the kind of certificate.
    pub cert_kind: String,
    /// Number of the certificate.
    pub cert_number: String,
    /// Name of the organisation or person, as printed.
    pub entity_name: String,
    /// The first domain.
    pub domain: String,
    /// `none`, `entity`, `domain` or `unknown`: what has a filing number already.
    pub already_filed: String,
}

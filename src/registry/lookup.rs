//! What is known of an entity or a domain before a filing begins, and what of the record is public.

use chrono::NaiveDate;

/// Whether an entity is on record, E0 to E5 of the rule book.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum EntityStatus {
    /// E0: nowhere.
    NotFiled,
    /// E1: here, in this account.
    Here,
    /// E2: here, in another account.
    OtherAccount,
    /// E3: through other providers only.
    Elsewhere,
    /// E4: at the ministry, through no known provider.
    AtMinistry,
    /// E5: an empty shell, no website left.
    Shell,
}

/// Whether a domain is on record, D0 to D4 of the rule book.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum DomainStatus {
    /// D0: nowhere.
    NotFiled,
    /// D1: of the same entity, here.
    Here,
    /// D2: of the same entity, elsewhere.
    Elsewhere,
    /// D3: of the same entity, through no provider.
    NoProvider,
    /// D4: of another entity.
    OtherEntity,
}

/// A website as the public may see it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublicRecord {
    /// Number of the entity.
    pub entity_number: String,
    /// Name of an organisation; none for individuals.
    pub entity_name: Option<String>,
    /// The ministry's code of the kind of entity.
    pub entity_kind: i32,
    /// Number of the website.
    pub website_number: String,
    /// Name of the website.
    pub website_name: String,
    /// Its home page.
    pub home_url: String,
    /// Its domains.
    pub domains: Vec<String>,
    /// Since when.
    pub filed_on: NaiveDate,
}

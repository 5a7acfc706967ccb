//! A website on record.

use chrono::NaiveDate;
use serde_json::Value;

use crate::values::ids::{EntityId, FilingId, WebsiteId};

/// A website of an entity on record.
#[derive(Clone, PartialEq)]
pub struct Website {
    /// Row id.
    pub id: WebsiteId,
    /// Its entity.
    pub entity: EntityId,
    /// Number of the website, such as `京ICP备2026000001号-1`.
    pub number: String,
    /// Its name.
    pub name: String,
    /// Its home page.
    pub home_url: String,
    /// Its domains in ASCII form.
    pub domains: Vec<String>,
    /// The approved details.
    pub details: Value,
    /// The filing that put it on record.
    pub filing: Option<FilingId>,
    /// Since when.
    pub filed_on: NaiveDate,
    /// Until when.
    pub cancelled_on: Option<NaiveDate>,
    /// Number of the filing with the public security bureau.
    pub psb_number: Option<String>,
    /// Its date.
    pub psb_filed_on: Option<NaiveDate>,
    /// Until when it was reached through this provider.
    pub access_ended_on: Option<NaiveDate>,
    /// Whether it earns money, as its owner says; none while nobody was asked.
    pub has_income: Option<bool>,
    /// Number of the licence it then needs.
    pub licence_number: Option<String>,
}

impl Website {
    /// Number of its entity: its own without the count at the end.
    pub fn entity_number(&self) -> &str {
        self.number.rsplit_once('-').map_or(self.number.as_str(), |(entity, _)| entity)
    }
}

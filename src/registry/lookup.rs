//! What is known of an entity or a domain before a filing begins, and what of the record is public.

use chrono::NaiveDate;

use crate::values::text_enum::text_enum;
use crate::values::{DomainName, EntityNumber, WebsiteNumber};

text_enum! {
    /// Whether an entity is on record, E0 to E5 of the rule book. The code is stored and never renamed.
    pub enum EntityStatus {
        /// Nowhere.
        NotFiled = "E0",
        /// Here, in this account.
        Here = "E1",
        /// Here, in another account.
        OtherAccount = "E2",
        /// Through other providers only.
        Elsewhere = "E3",
        /// At the ministry, through no known provider.
        AtMinistry = "E4",
        /// An empty shell, no website left.
        Shell = "E5",
    }
}

text_enum! {
    /// Whether a domain is on record, D0 to D4 of the rule book. The code is stored and never renamed.
    pub enum DomainStatus {
        /// Nowhere.
        NotFiled = "D0",
        /// Of the same entity, here.
        Here = "D1",
        /// Of the same entity, elsewhere.
        Elsewhere = "D2",
        /// Of the same entity, through no provider.
        NoProvider = "D3",
        /// Of another entity.
        OtherEntity = "D4",
    }
}

/// A question to a system that can be asked at once.
#[derive(Clone, PartialEq, Eq)]
pub enum Question {
    /// Whether an entity is on record.
    Document {
        /// The ministry's code of the kind of its document.
        kind: i64,
        /// The number of the document.
        number: String,
        /// It is a person's.
        is_personal: bool,
    },
    /// Whether a registrable domain in ASCII form is.
    Domain(String),
}

/// What that system told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    /// It is on record.
    pub is_filed: bool,
    /// The number of the entity.
    pub entity_number: Option<String>,
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

impl PublicRecord {
    /// Its domains as people write them.
    pub fn addresses(&self) -> String {
        let shown = |domain: &String| DomainName::parse(domain).map_or_else(|_| domain.clone(), |own| own.unicode());
        let domains: Vec<String> = self.domains.iter().map(shown).collect();
        if domains.is_empty() { self.home_url.clone() } else { domains.join(", ") }
    }
}

/// What somebody looks for, as it is on record: a number however it was typed, or the registrable domain of an address in
/// ASCII form. Other words stay as they are and find nothing.
pub fn sought(text: &str) -> String {
    if let Ok(number) = WebsiteNumber::parse(text) {
        return number.as_str().to_owned();
    }
    if let Ok(number) = EntityNumber::parse(text) {
        return number.as_str().to_owned();
    }
    match DomainName::registrable(text) {
        Ok(domain) => domain.as_str().to_owned(),
        Err(_) => text.trim().to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_and_addresses_are_looked_for_however_they_are_typed() {
        for (text, found) in [
            (" 京 icp 备 ２０２６０００００１ 号－1", "京ICP备2026000001号-1"),
            ("京ICP備2026000001號", "京ICP备2026000001号"),
            ("Garden-Example.CN", "garden-example.cn"),
            ("https://www.garden-example.cn/about?x=1", "garden-example.cn"),
            ("shop.garden-example.com.cn", "garden-example.com.cn"),
            ("例子.中国", "xn--fsqu00a.xn--fiqs8s"),
            ("北京示例花园有限公司", "北京示例花园有限公司"),
            ("110101199003070011", "110101199003070011"),
        ] {
            assert_eq!(sought(text), found, "{text}");
        }
    }
}

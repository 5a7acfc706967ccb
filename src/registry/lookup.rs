//! What is known of an entity or a domain before a filing begins, and what of the record is public.

use chrono::NaiveDate;

use crate::values::{DomainName, EntityNumber, WebsiteNumber};

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

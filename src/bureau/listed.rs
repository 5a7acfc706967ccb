//! Entries of the blacklists: what each bars, or bars no more.

use super::codes::ListOperation;
use super::messages::{Content, EntityEntry, WebsiteEntry};
use super::xml::Element;
use crate::values::DomainName;

/// The list, as the interface calls it.
pub const SOURCE: &str = "HMDLB";

/// An entry.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    /// Number of the document that is barred.
    pub document: Option<String>,
    /// Domains that are barred, in ASCII form.
    pub domains: Vec<String>,
    /// It stands on the list; otherwise it was taken off.
    pub is_listed: bool,
    /// The entry as it came.
    pub content: Element,
}

fn operation(code: i64) -> Option<bool> {
    match ListOperation::of(code)? {
        ListOperation::Added | ListOperation::Changed => Some(true),
        ListOperation::Removed => Some(false),
    }
}

/// An entry of an entity. One that says nothing that can be followed is none, and comes back as its element.
///
/// # Errors
/// That element.
pub fn entity(entry: &EntityEntry) -> Result<Entry, String> {
    let listed = entry.entity.as_ref().ok_or("Zthmdxxs")?;
    let is_listed = operation(entry.operation).ok_or_else(|| format!("Czlx {}", entry.operation))?;
    Ok(Entry {
        document: Some(listed.document.number.trim().to_owned()),
        domains: Vec::new(),
        is_listed,
        content: entry.write("Zthmdxxs"),
    })
}

/// An entry of a website, likewise.
///
/// # Errors
/// That element.
pub fn website(entry: &WebsiteEntry) -> Result<Entry, String> {
    let is_listed = operation(entry.operation).ok_or_else(|| format!("Czlx {}", entry.operation))?;
    let names = entry.website.domains.iter().map(|domain| domain.name.trim());
    let plain = |name: &str| match DomainName::registrable(name) {
        Ok(domain) => domain.as_str().to_owned(),
        Err(_) => name.to_ascii_lowercase(),
    };
    Ok(Entry { document: None, domains: names.map(plain).collect(), is_listed, content: entry.write("Wzhmdxxs") })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bureau::messages::{ListedDocument, ListedDomain, ListedEntity, ListedWebsite};

    #[test]
    fn entries_bar_documents_and_registrable_domains_until_they_are_taken_off() {
        let site = |operation: i64| {
            let domains = vec![ListedDomain { name: "WWW.Example.cn".into() }];
            WebsiteEntry {
                website: ListedWebsite { name: "站".into(), domains, home_url: None },
                operation,
                remark: None,
            }
        };
        let document = ListedDocument { kind: 1, number: " 9111 ".into() };
        let listed = ListedEntity { name: "单位".into(), nature: None, document };
        let entities = [EntityEntry { entity: Some(listed), operation: 0, remark: None }, EntityEntry::default()];
        let told: Vec<_> = entities
            .iter()
            .map(entity)
            .chain([1, 2, 9].map(|operation| website(&site(operation))))
            .map(|entry| entry.map(|entry| (entry.document, entry.domains, entry.is_listed)))
            .collect();
        let domain = || vec!["example.cn".to_owned()];
        assert_eq!(
            told,
            [
                Ok((Some("9111".to_owned()), Vec::new(), true)),
                Err("Zthmdxxs".to_owned()),
                Ok((None, domain(), true)),
                Ok((None, domain(), false)),
                Err("Czlx 9".to_owned()),
            ]
        );
    }
}

//! A case at the bureau's desk: one submitted item that passed the checks.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::bureau::codes::{CancelKind, Operation};
use crate::bureau::messages::{AddAccess, AddWebsites, Cancellation, Change, NewFiling, WebsiteRef, as_xml, choice};

choice! {
    /// What a case asks for.
    pub enum Asked {
        /// A new filing.
        Filing(NewFiling) = "XZBA",
        /// New websites.
        Websites(AddWebsites) = "XZWZ",
        /// A new access.
        Access(AddAccess) = "XZJR",
        /// A change.
        Change(Change) = "BGBA",
        /// A cancellation.
        Cancel(Cancellation) = "ZXBA",
    }
}

/// How far a case is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Stage {
    /// Persons verify by SMS.
    Verifying,
    /// It waits for a decision.
    Review,
    /// Approved.
    Approved,
    /// Refused, with the opinion.
    Refused(String),
    /// Not verified, with the words.
    Lapsed(String),
    /// Not verified, and sent again as another case: only that one can still be decided.
    Replaced(usize),
}

impl Stage {
    /// Whether a person may decide. A late decision counts, so a lapsed case waits, too.
    pub fn waits(&self) -> bool {
        matches!(self, Self::Review | Self::Lapsed(_))
    }
}

/// A case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Case {
    /// Its number.
    pub number: usize,
    /// Unit that sent it.
    pub unit: i64,
    /// What it asks for.
    #[serde(with = "as_xml")]
    pub asked: Asked,
    /// How far it is.
    pub stage: Stage,
    /// Since when it waits.
    pub since: DateTime<Utc>,
}

impl Asked {
    /// The operation, as results name it.
    pub fn operation(&self) -> Operation {
        match self {
            Self::Filing(_) => Operation::NewFiling,
            Self::Websites(_) => Operation::NewWebsite,
            Self::Access(_) => Operation::NewAccess,
            Self::Change(_) => Operation::Change,
            Self::Cancel(cancellation) => {
                Operation::of_cancellation(CancelKind::of(cancellation.kind).unwrap_or(CancelKind::Access))
            }
        }
    }

    /// `Bs`: what results of the checks name it by (13.3).
    pub fn key(&self) -> String {
        match self {
            Self::Filing(filing) => filing.entity.isp_entity.to_string(),
            Self::Websites(added) => added.entity.to_string(),
            Self::Access(added) => match &added.website {
                WebsiteRef::Number(number) => number.clone(),
                WebsiteRef::Id(_) => added.isp_access.to_string(),
            },
            Self::Change(change) => change.entity.entity_id.to_string(),
            Self::Cancel(cancellation) => cancellation.id.to_string(),
        }
    }

    /// `Jlid`: what decisions name it by (13.3). Of several new websites the first.
    pub fn id(&self) -> i64 {
        match self {
            Self::Filing(filing) => filing.entity.isp_entity,
            Self::Websites(added) => added.websites.first().map_or(0, |site| site.isp_website),
            Self::Access(added) => added.isp_access,
            Self::Change(change) => change.entity.entity_id,
            Self::Cancel(cancellation) => cancellation.id,
        }
    }

    /// Its pictures: what each is for, and base64.
    pub fn pictures(&self) -> Vec<(i64, &str)> {
        match self {
            Self::Filing(filing) => filing.attachments.iter().map(|one| (one.purpose, one.content.as_str())).collect(),
            Self::Websites(added) => of(&added.attachments),
            Self::Access(added) => of(&added.attachments),
            Self::Change(change) => of(&change.attachments),
            Self::Cancel(_) => Vec::new(),
        }
    }

    /// Gives up the pictures: nobody looks at them once the case is decided, and they are most of its size.
    pub fn forget_pictures(&mut self) {
        match self {
            Self::Filing(filing) => filing.attachments.clear(),
            Self::Websites(added) => added.attachments.clear(),
            Self::Access(added) => added.attachments.clear(),
            Self::Change(change) => change.attachments.clear(),
            Self::Cancel(_) => {}
        }
    }

    /// Domains it would put on record, in small letters.
    pub fn domains(&self) -> Vec<String> {
        let names: Vec<&String> = match self {
            Self::Filing(NewFiling { websites, .. }) | Self::Websites(AddWebsites { websites, .. }) => {
                websites.iter().flat_map(|site| &site.domains).map(|domain| &domain.name).collect()
            }
            Self::Change(change) => {
                change.websites.iter().flat_map(|site| &site.domains).map(|domain| &domain.name).collect()
            }
            Self::Access(_) | Self::Cancel(_) => Vec::new(),
        };
        names.into_iter().map(|name| name.to_ascii_lowercase()).collect()
    }

    /// Number of the document of an entity that is not on record yet, in small letters.
    pub fn document(&self) -> Option<String> {
        match self {
            Self::Filing(filing) => Some(filing.entity.document.number.to_ascii_lowercase()),
            _ => None,
        }
    }

    /// Whether it is about the same as another: an entity, a domain, or a record.
    pub fn is_about_same(&self, other: &Self) -> bool {
        let domains = other.domains();
        self.document().is_some_and(|number| other.document() == Some(number))
            || self.domains().iter().any(|domain| domains.contains(domain))
            || (self.operation() == other.operation() && self.key() == other.key() && self.id() == other.id())
    }

    /// Names and domains it holds: for the desk's list and the rule that refuses by a word.
    pub fn words(&self) -> Vec<String> {
        let mut words = Vec::new();
        match self {
            Self::Filing(filing) => {
                words.push(filing.entity.name.clone());
                words.extend(filing.websites.iter().flat_map(site_words));
            }
            Self::Websites(added) => words.extend(added.websites.iter().flat_map(site_words)),
            Self::Access(added) => words.push(added.website.to_string()),
            Self::Change(change) => {
                words.push(change.entity.name.clone());
                for site in &change.websites {
                    words.push(site.name.clone());
                    words.extend(site.domains.iter().map(|domain| domain.name.clone()));
                }
            }
            Self::Cancel(cancellation) => words.push(cancellation.id.to_string()),
        }
        words
    }
}

fn of(list: &[crate::bureau::messages::Attachment]) -> Vec<(i64, &str)> {
    list.iter().map(|one| (one.purpose, one.content.as_str())).collect()
}

fn site_words(site: &crate::bureau::messages::NewWebsite) -> Vec<String> {
    let domains = site.domains.iter().map(|domain| domain.name.clone());
    std::iter::once(site.name.clone()).chain(domains).collect()
}

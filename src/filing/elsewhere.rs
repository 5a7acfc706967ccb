//! Other filings here in which persons, phones or domains of a filing stand: those that run and those that are on record.

use chrono::NaiveDate;

use super::application::{Application, Content, Person};
use super::submission::SearchMark;
use crate::text::Message;
use crate::values::DomainName;

/// What stands elsewhere, and the day of the look.
#[derive(Debug, Clone)]
pub struct Elsewhere {
    /// The day.
    pub on: NaiveDate,
    /// Filings that share a person or a phone with this one.
    pub filings: Vec<Other>,
    /// Domains that are not free.
    pub domains: Vec<(DomainName, Taken)>,
    /// Domains on record under this entity that no provider carries.
    pub unprovided: Vec<DomainName>,
    /// The number of the entity, where it is on record here.
    pub number: Option<String>,
    /// Websites of the entity on record here that do not open or do not show their number.
    pub sites: Vec<Trouble>,
    /// What the bureau's blacklists bar of it.
    pub barred: Vec<Barred>,
}

impl Elsewhere {
    /// Nothing, on a day.
    pub fn nothing(on: NaiveDate) -> Self {
        Self { on, filings: vec![], domains: vec![], unprovided: vec![], number: None, sites: vec![], barred: vec![] }
    }
}

/// An entry of a blacklist.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Barred {
    /// The domain that is barred; none where the entity is.
    pub domain: Option<DomainName>,
    /// Since when.
    pub since: NaiveDate,
}

/// What the daily look saw of a website of the same entity.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trouble {
    /// The number of the website.
    pub number: String,
    /// It does not open; otherwise it does not show its number.
    pub is_closed: bool,
    /// When and where that was seen.
    pub seen: Message,
}

/// Why a domain is not free.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Taken {
    /// It stands in another filing that runs.
    InFiling,
    /// It is on record under another entity.
    OnRecord,
}

/// Another filing.
#[derive(Debug, Clone)]
pub struct Other {
    /// Whether it is of the same entity.
    pub is_same_entity: bool,
    /// Its entity, to tell it from others: the keyed hash.
    pub entity: Vec<u8>,
    /// What was handed in last.
    pub application: Application,
}

impl Other {
    /// Whether its entity is a person.
    pub fn is_individual(&self) -> bool {
        self.application.type_check.is_individual()
    }

    /// The persons in charge.
    pub fn persons(&self) -> impl Iterator<Item = &Person> {
        let of_websites = self.application.websites.iter().filter_map(|website| website.person.as_ref());
        std::iter::once(&self.application.entity_person).chain(of_websites)
    }

    /// The persons in charge of websites.
    pub fn website_persons(&self) -> impl Iterator<Item = &Person> {
        self.application.websites.iter().map(|website| self.application.website_person(website))
    }
}

/// By what the other filings are found: IDs and mobiles of the persons in charge that are valid so far.
pub fn marks(content: &Content) -> Vec<SearchMark> {
    let of_websites = content.websites.iter().filter_map(|site| site.person.as_ref().ok()?.as_ref());
    let persons = content.entity_person.as_ref().ok().into_iter().chain(of_websites);
    let both = |person: &Person| {
        let number = SearchMark::Number(person.certificate.reveal().to_owned());
        [number, SearchMark::Phone(person.mobile.reveal().to_owned())]
    };
    persons.flat_map(both).collect()
}

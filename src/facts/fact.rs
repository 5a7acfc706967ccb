//! A fact: a value with what was seen, when and where; or that it could not be checked, and why.

use std::net::IpAddr;

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use super::record::{DomainRecord, HolderName};
use super::registration::Registration;
use crate::text::Message;
use crate::values::DomainName;
use crate::values::text_enum::text_enum;

text_enum! {
    /// What is looked up in one go.
    pub enum Sort {
        /// Name servers and addresses.
        Dns = "dns",
        /// Registrar, holder and days, by RDAP or WHOIS.
        Registration = "registration",
        /// The home page.
        HomePage = "home_page",
    }
}

text_enum! {
    /// Why something could not be checked. None of these is held against anybody.
    pub enum Why {
        /// The look-up waits for its turn.
        NotYet = "not_yet",
        /// This portal makes no look-ups.
        Off = "off",
        /// No server is known that could be asked.
        NoServer = "no_server",
        /// No answer in time.
        TimedOut = "timed_out",
        /// The server cannot be reached.
        Unreachable = "unreachable",
        /// The name leads to an address that is not of the internet.
        NotPublic = "not_public",
        /// The server refuses to answer, for now.
        Refused = "refused",
        /// The answer is longer than any should be.
        TooLong = "too_long",
        /// The answer makes no sense.
        Unreadable = "unreadable",
        /// The answer does not tell this.
        NotTold = "not_told",
    }
}

/// When and where something was seen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Evidence {
    /// When.
    pub at: DateTime<Utc>,
    /// By whom it was told: a host; `None` for the provider's own table.
    pub from: Option<String>,
}

impl Evidence {
    /// Told by a host.
    pub fn of(at: DateTime<Utc>, from: impl Into<String>) -> Self {
        Self { at, from: Some(from.into()) }
    }

    /// In words.
    pub fn message(&self) -> Message {
        match &self.from {
            Some(from) => Message::new("facts-evidence").with("from", from).with("at", self.minute()),
            None => Message::new("facts-evidence-own").with("at", self.minute()),
        }
    }

    /// In words, with what stood there.
    pub fn saw(&self, text: &str) -> Message {
        let from = self.from.as_deref().unwrap_or_default();
        Message::new("facts-evidence-saw").with("from", from).with("at", self.minute()).with("text", text)
    }

    fn minute(&self) -> String {
        self.at.with_timezone(&crate::clock::china()).format("%Y-%m-%d %H:%M").to_string()
    }
}

/// A fact of a domain.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Fact<T> {
    /// It is known.
    Known {
        /// What was seen.
        value: T,
        /// When and where.
        evidence: Evidence,
    },
    /// It could not be checked.
    Unchecked(Why),
}

impl<T> Fact<T> {
    /// A known one.
    pub fn known(value: T, evidence: Evidence) -> Self {
        Self::Known { value, evidence }
    }

    /// The value with its evidence, if it is known.
    pub fn seen(&self) -> Option<(&T, &Evidence)> {
        match self {
            Self::Known { value, evidence } => Some((value, evidence)),
            Self::Unchecked(_) => None,
        }
    }

    /// Why it is not known.
    pub fn why(&self) -> Option<Why> {
        match self {
            Self::Known { .. } => None,
            Self::Unchecked(why) => Some(*why),
        }
    }

    /// A part of it; what the answer does not tell could not be checked.
    pub fn part<'a, U>(&'a self, read: impl FnOnce(&'a T) -> Option<U>) -> Fact<U> {
        match self {
            Self::Unchecked(why) => Fact::Unchecked(*why),
            Self::Known { value, evidence } => match read(value) {
                Some(value) => Fact::Known { value, evidence: evidence.clone() },
                None => Fact::Unchecked(Why::NotTold),
            },
        }
    }

    /// This one where it is known, otherwise the other.
    #[must_use]
    pub fn or(self, other: impl FnOnce() -> Self) -> Self {
        match self {
            Self::Known { .. } => self,
            Self::Unchecked(_) => other(),
        }
    }
}

/// Where a domain leads.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Dns {
    /// Its name servers.
    pub name_servers: Vec<String>,
    /// Addresses of the domain and of `www.` before it.
    pub addresses: Vec<IpAddr>,
}

/// The home page as it was seen.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct HomePage {
    /// Where it was, after redirects within the domain.
    pub url: String,
    /// Status of the answer.
    pub status: u16,
    /// The host outside of the domain it sends visitors on to.
    pub leaves_to: Option<String>,
    /// The title.
    pub title: String,
    /// The beginning of its text.
    pub text: String,
    /// Language by its own account, such as `zh-CN`; by its letters where it tells none.
    pub language: Option<String>,
    /// The filing number it shows.
    pub number: Option<String>,
    /// Whether it links to the ministry's system.
    pub links_to_ministry: bool,
    /// Whether it is longer than what was read: its foot was not seen.
    pub is_cut: bool,
}

impl HomePage {
    /// Whether a visitor sees a site there.
    pub fn opens(&self) -> bool {
        self.leaves_to.is_some() || (200..300).contains(&self.status)
    }
}

/// What one look-up brought, as it is kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Looked {
    /// Name servers and addresses.
    Dns(Fact<Dns>),
    /// The registration.
    Registration(Fact<Option<Registration>>),
    /// The home page.
    HomePage(Fact<Option<HomePage>>),
}

impl Looked {
    /// Of which sort it is.
    pub fn sort(&self) -> Sort {
        match self {
            Self::Dns(_) => Sort::Dns,
            Self::Registration(_) => Sort::Registration,
            Self::HomePage(_) => Sort::HomePage,
        }
    }

    /// Why it brought nothing.
    pub fn why(&self) -> Option<Why> {
        match self {
            Self::Dns(fact) => fact.why(),
            Self::Registration(fact) => fact.why(),
            Self::HomePage(fact) => fact.why(),
        }
    }
}

/// All that is known of a domain.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DomainFacts {
    /// Which.
    pub domain: DomainName,
    /// Where it leads.
    pub dns: Fact<Dns>,
    /// Who registered it where and until when; none inside for a name that nobody registered.
    pub registration: Fact<Option<Registration>>,
    /// Its home page; none inside where the name leads nowhere.
    pub home_page: Fact<Option<HomePage>>,
    /// What the provider's own table says, if the domain is registered with the provider.
    pub record: Option<DomainRecord>,
}

impl DomainFacts {
    /// A domain of which nothing is known.
    pub fn unknown(domain: DomainName, why: Why) -> Self {
        Self {
            domain,
            dns: Fact::Unchecked(why),
            registration: Fact::Unchecked(why),
            home_page: Fact::Unchecked(why),
            record: None,
        }
    }

    /// Whether anybody registered it.
    pub fn is_registered(&self) -> Fact<bool> {
        self.own(|_| Some(true)).or(|| self.registration.part(|found| Some(found.is_some())))
    }

    /// The registrar as it is printed.
    pub fn registrar(&self) -> Fact<&str> {
        self.own(|record| Some(record.registrar.as_str())).or(|| self.told(|told| told.registrar.as_deref()))
    }

    /// The holder's name. Of a person it is personal.
    pub fn holder(&self) -> Fact<&str> {
        self.own(|record| Some(record.holder.name.reveal()))
            .or(|| self.told(|told| told.holder.as_ref().map(HolderName::reveal)))
    }

    /// The first day.
    pub fn registered_on(&self) -> Fact<NaiveDate> {
        self.own(|record| record.registered_on).or(|| self.told(|told| told.registered_on))
    }

    /// The last day.
    pub fn expires_on(&self) -> Fact<NaiveDate> {
        self.own(|record| Some(record.expires_on)).or(|| self.told(|told| told.expires_on))
    }

    /// Since when its holder is verified; none inside while they are not. Only the provider's own table tells.
    pub fn verified_on(&self) -> Fact<Option<NaiveDate>> {
        self.own(|record| Some(record.verified_on))
    }

    /// Whether its holder is hidden.
    pub fn is_private(&self) -> Fact<bool> {
        self.told(|told| Some(told.hides_holder))
    }

    /// Whether the registry has it on hold, as it has names whose holder is not verified.
    pub fn is_held(&self) -> Fact<bool> {
        self.told(|told| Some(told.is_held()))
    }

    fn own<'a, U>(&'a self, read: impl FnOnce(&'a DomainRecord) -> Option<U>) -> Fact<U> {
        let found = self.record.as_ref().and_then(|record| Some((read(record)?, record.imported_at)));
        match found {
            Some((value, at)) => Fact::known(value, Evidence { at, from: None }),
            None => Fact::Unchecked(Why::NotTold),
        }
    }

    fn told<'a, U>(&'a self, read: impl FnOnce(&'a Registration) -> Option<U>) -> Fact<U> {
        self.registration.part(|found| read(found.as_ref()?))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::facts::record::Holder;
    use crate::values::{CertificateKind, CertificateNumber};

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    #[test]
    fn the_own_table_wins_and_what_nobody_tells_is_unchecked() {
        let domain = DomainName::parse("example.cn").unwrap();
        let mut facts = DomainFacts::unknown(domain, Why::TimedOut);
        assert_eq!(facts.expires_on(), Fact::Unchecked(Why::TimedOut));
        let told = Registration {
            registrar: Some("某注册商".into()),
            expires_on: "2027-01-01".parse().ok(),
            ..Registration::default()
        };
        let evidence = Evidence::of(at("2026-11-28T00:00:00Z"), "whois.cnnic.cn");
        facts.registration = Fact::known(Some(told), evidence.clone());
        assert_eq!(facts.registrar(), Fact::known("某注册商", evidence));
        assert_eq!(facts.holder(), Fact::Unchecked(Why::NotTold));
        assert_eq!(facts.verified_on(), Fact::Unchecked(Why::NotTold));
        let certificate =
            CertificateNumber::parse(CertificateKind::Passport, "G12345678", "2026-11-28".parse().unwrap()).unwrap();
        let record = DomainRecord {
            holder: Holder { name: HolderName::new("示例公司"), certificate },
            registrar: "示例云".into(),
            registered_on: None,
            verified_on: None,
            expires_on: "2028-01-01".parse().unwrap(),
            imported_at: at("2026-11-27T00:00:00Z"),
        };
        facts.record = Some(record);
        let own = Evidence { at: at("2026-11-27T00:00:00Z"), from: None };
        assert_eq!(facts.registrar(), Fact::known("示例云", own.clone()));
        assert_eq!(facts.holder(), Fact::known("示例公司", own.clone()));
        assert_eq!(facts.verified_on(), Fact::known(None, own));
    }

    #[test]
    fn evidence_says_when_in_china_and_where() {
        let evidence = Evidence::of(at("2026-11-28T16:05:00Z"), "whois.cnnic.cn");
        let words = crate::text::Tr::default().message(&evidence.message());
        assert!(words.contains("whois.cnnic.cn") && words.contains("2026-11-29 00:05"), "{words}");
    }
}

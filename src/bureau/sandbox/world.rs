//! What the sandbox knows: uploads, files to fetch, cases, filings, numbers. All of it can be saved and loaded.

use std::collections::{BTreeMap, VecDeque};

use chrono::{DateTime, Duration, FixedOffset, Utc};
use data_encoding::BASE64;
use serde::{Deserialize, Serialize};

use super::addresses::Range;
use super::case::Case;
use super::chance::Chance;
use super::domains::Domain;
use super::settings::{Rules, Settings, Switches, Unit};
use super::sms::{Sms, Verification};
use crate::bureau::messages::{Download, DownloadBody, Filing, IcpDownload, as_xml};
use crate::bureau::xml;

/// Exchanges kept for the page.
const LOG: usize = 500;

/// A file a provider uploaded.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Upload {
    /// Unit that sent it.
    pub unit: i64,
    /// Its number.
    pub sequence: i64,
    /// Name of the entry.
    pub name: String,
    /// The XML.
    #[serde(with = "base64")]
    pub bytes: Vec<u8>,
    /// When it came.
    pub at: DateTime<Utc>,
    /// Whether it was worked through.
    pub done: bool,
    /// Whether its bytes stay: nothing else is made of data of addresses and domains.
    pub kept: bool,
}

/// A file a provider may fetch.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Outgoing {
    /// Unit that may fetch it.
    pub unit: i64,
    /// Its name.
    pub name: String,
    /// The XML, in characters.
    pub text: String,
    /// When it was made.
    pub at: DateTime<Utc>,
    /// When it was confirmed.
    pub confirmed_at: Option<DateTime<Utc>>,
}

/// A filing on record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Record {
    /// The filing.
    #[serde(with = "as_xml")]
    pub filing: Filing,
    /// The filing password given with it.
    pub password: String,
}

/// A line of the exchange log: codes and names, nothing personal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LogLine {
    /// When.
    pub at: DateTime<Utc>,
    /// Unit that called.
    pub unit: i64,
    /// What happened.
    pub what: String,
    /// Code answered.
    pub code: i64,
}

/// The whole state.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct World {
    /// Settings.
    pub settings: Settings,
    /// How cases are decided.
    pub rules: Rules,
    /// Switches.
    pub switches: Switches,
    /// Seconds the clock is ahead.
    pub ahead: i64,
    /// Chance.
    pub chance: Chance,
    /// Last accepted number of each unit.
    pub sequences: BTreeMap<i64, i64>,
    /// Uploads.
    pub uploads: Vec<Upload>,
    /// Files to fetch.
    pub outgoing: Vec<Outgoing>,
    /// What is gathered for units and not yet put up.
    #[serde(skip)]
    pub drafts: BTreeMap<i64, IcpDownload>,
    /// Cases.
    pub cases: Vec<Case>,
    /// Messages by SMS.
    pub messages: Vec<Sms>,
    /// Verifications by SMS.
    pub verifications: Vec<Verification>,
    /// Filings on record.
    pub records: Vec<Record>,
    /// Ranges on record.
    pub ranges: Vec<Range>,
    /// Domains on record of registries.
    pub domains: Vec<Domain>,
    /// Domains on the blacklist.
    pub listed_domains: Vec<String>,
    /// Document numbers on the blacklist.
    pub listed_documents: Vec<String>,
    /// Unfiled sites told to units: unit, domain, whether the answer came.
    pub unfiled: Vec<(i64, String, bool)>,
    /// Random values seen.
    pub randoms: VecDeque<String>,
    /// Times of checks of passwords, by number.
    pub password_checks: Vec<(String, DateTime<Utc>)>,
    /// Ids given.
    pub ids: i64,
    /// Entity numbers given.
    pub numbers: i64,
    /// Files named.
    pub files: i64,
    /// The exchange log.
    pub log: Vec<LogLine>,
}

impl World {
    /// A new world.
    pub fn new(settings: Settings) -> Self {
        Self {
            chance: Chance::new(settings.seed),
            settings,
            rules: Rules::default(),
            switches: Switches::default(),
            ahead: 0,
            sequences: BTreeMap::new(),
            uploads: Vec::new(),
            outgoing: Vec::new(),
            drafts: BTreeMap::new(),
            cases: Vec::new(),
            messages: Vec::new(),
            verifications: Vec::new(),
            records: Vec::new(),
            ranges: Vec::new(),
            domains: Vec::new(),
            listed_domains: Vec::new(),
            listed_documents: Vec::new(),
            unfiled: Vec::new(),
            randoms: VecDeque::new(),
            password_checks: Vec::new(),
            ids: 0,
            numbers: 0,
            files: 0,
            log: Vec::new(),
        }
    }

    /// Forgets everything but settings, rules and switches.
    pub fn reset(&mut self) {
        let fresh = Self::new(self.settings.clone());
        *self = Self { rules: self.rules.clone(), switches: self.switches.clone(), ..fresh };
    }

    /// The whole state as JSON.
    ///
    /// # Errors
    /// Never, for what it is made of.
    pub fn saved(&mut self, now: DateTime<Utc>) -> serde_json::Result<Vec<u8>> {
        self.close_all(self.time(now));
        serde_json::to_vec(self)
    }

    /// The time in the world.
    pub fn time(&self, now: DateTime<Utc>) -> DateTime<Utc> {
        now + Duration::seconds(self.ahead)
    }

    /// A unit.
    pub fn unit(&self, id: i64) -> Option<&Unit> {
        self.settings.units.iter().find(|unit| unit.id == id)
    }

    /// A new id of the bureau: twelve digits.
    pub fn next_id(&mut self) -> i64 {
        self.ids += 1;
        self.settings.prefix * 1_000_000 + self.ids
    }

    /// Puts a file of any kind up for a unit.
    pub fn put(&mut self, unit: i64, download: &Download, now: DateTime<Utc>) {
        let mut element = download.to_element();
        if let (DownloadBody::Icp(_), true) = (&download.body, self.switches.no_texts) {
            without_texts(&mut element);
        }
        self.files += 1;
        let name = format!("{}_{}_{}.xml", local(now).format("%Y%m%d%H%M%S"), self.settings.letters, self.files);
        self.note(now, unit, format!("→ {name}"), 0);
        self.outgoing.push(Outgoing { unit, name, text: xml::to_text(&element), at: now, confirmed_at: None });
    }

    /// Files of a unit that wait to be fetched, in the order they come.
    pub fn waiting(&self, unit: i64) -> Vec<&Outgoing> {
        let mut files: Vec<_> =
            self.outgoing.iter().filter(|file| file.unit == unit && file.confirmed_at.is_none()).collect();
        if self.switches.wrong_order {
            files.reverse();
        }
        files
    }

    /// Writes a line of the log.
    pub fn note(&mut self, at: DateTime<Utc>, unit: i64, what: impl Into<String>, code: i64) {
        if self.log.len() == LOG {
            self.log.remove(0);
        }
        self.log.push(LogLine { at, unit, what: what.into(), code });
    }
}

/// The time of the bureau's clocks on the wall.
pub fn local(at: DateTime<Utc>) -> DateTime<FixedOffset> {
    at.with_timezone(&crate::clock::china())
}

fn without_texts(element: &mut xml::Element) {
    element.children.retain(|child| &*child.name != "Dmms");
    element.children.iter_mut().for_each(without_texts);
}

mod base64 {
    //! Bytes as base64 in saved states.
    use serde::{Deserialize, Deserializer, Serializer, de::Error};

    use super::BASE64;

    pub fn serialize<S: Serializer>(bytes: &[u8], serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&BASE64.encode(bytes))
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<u8>, D::Error> {
        BASE64.decode(String::deserialize(deserializer)?.as_bytes()).map_err(D::Error::custom)
    }
}

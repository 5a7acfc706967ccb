//! Kinds of entity and the certificates they and persons prove themselves with, with the ministry's codes.

use chrono::NaiveDate;
use serde::Deserialize;

use super::table::{dated_row, list};

/// Code of the kind individual.
pub const INDIVIDUAL: &str = "5";

/// A kind of entity (主办单位性质).
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EntityKind {
    /// The ministry's code.
    pub code: String,
    /// Name in Chinese.
    pub zh: String,
    /// Name in English.
    pub en: String,
    /// A person, not an organisation.
    pub individual: bool,
    /// First two characters of a unified code that fit; another one is worth a question, not a refusal.
    #[serde(deserialize_with = "list")]
    pub prefixes: Vec<String>,
    /// Its place among the kinds that a visitor is asked about by name; [`EntityKind::OTHERS`] where its rules stand for
    /// those that are not; empty for the rest.
    pub asked: String,
    /// First day in force.
    pub from: Option<NaiveDate>,
    /// Last day in force.
    pub to: Option<NaiveDate>,
    /// Where the row comes from.
    pub source: String,
}
dated_row!(EntityKind, code, EntityKind::check_values);

impl EntityKind {
    /// Its rules stand for kinds that nobody is asked about by name.
    pub const OTHERS: &'static str = "others";

    /// Whether a unified code begins as this kind's do.
    pub fn fits_credit_code(&self, credit_code: &str) -> bool {
        self.prefixes.iter().any(|prefix| credit_code.starts_with(prefix.as_str()))
    }

    fn check_values(&self) -> Result<(), String> {
        if self.individual != (self.code == INDIVIDUAL) {
            return Err("only kind 5 is individual".to_owned());
        }
        if !self.asked.is_empty() && self.asked != Self::OTHERS && self.asked.parse::<u8>().is_err() {
            return Err(format!("asked {}: a place, {} or nothing", self.asked, Self::OTHERS));
        }
        Ok(())
    }
}

/// The rule a certificate's number follows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NumberRule {
    /// Resident ID, GB 11643.
    IdNumber,
    /// Unified social credit code, GB 32100.
    CreditCode,
    /// Organisation code, GB 11714.
    OrganisationCode,
    /// Old licence number of 15 digits, or a unified code.
    #[serde(rename = "licence_15_or_credit_code")]
    Licence15OrCreditCode,
    /// Travel permit of Hong Kong and Macao residents.
    HkMacaoPermit,
    /// Travel permit of Taiwan residents.
    TaiwanPermit,
    /// Residence permit of Hong Kong, Macao and Taiwan residents.
    ResidencePermit,
    /// Permanent residence ID of foreigners.
    ForeignerId,
    /// Passport.
    Passport,
    /// Designation of a military unit.
    Military,
    /// Any other certificate; 18 characters are a unified code.
    Other,
}

/// A kind of certificate (证件类型) of an entity or a person.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CertificateKind {
    /// The ministry's code; no two kinds share one.
    pub code: String,
    /// The kind of entity it proves; kind 5 is persons in charge too.
    pub entity_kind: String,
    /// Name in Chinese.
    pub zh: String,
    /// Name in English.
    pub en: String,
    /// How its number is checked.
    pub number: NumberRule,
    /// Sides to photograph: 2 is front and back.
    pub sides: u8,
    /// Whether a new filing may use it; the others stand on old records only.
    pub initial: bool,
    /// First day in force.
    pub from: Option<NaiveDate>,
    /// Last day in force.
    pub to: Option<NaiveDate>,
    /// Where the row comes from.
    pub source: String,
}
dated_row!(CertificateKind, code, CertificateKind::check_values);

impl CertificateKind {
    /// Whether it proves a person.
    pub fn is_of_person(&self) -> bool {
        self.entity_kind == INDIVIDUAL
    }

    fn check_values(&self) -> Result<(), String> {
        match self.sides {
            1 => Ok(()),
            2 if self.is_of_person() => Ok(()),
            _ => Err("sides: 1, or 2 for a person's".to_owned()),
        }
    }
}

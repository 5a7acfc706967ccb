//! Why a filing is returned or refused, and the items a specialist checks.

use chrono::NaiveDate;
use serde::Deserialize;

use super::table::{dated_row, list};

/// A reason of the catalogue. Codes are never reused; a retired one keeps its row with an end date.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Reason {
    /// Such as `ENT-01`.
    pub code: String,
    /// What it concerns.
    pub group: ReasonGroup,
    /// Words for the applicant, Chinese.
    pub zh: String,
    /// Words for the applicant, English.
    pub en: String,
    /// Checklist items it belongs to.
    #[serde(deserialize_with = "list")]
    pub items: Vec<String>,
    /// Fields it usually concerns, as `section.field`; `material.any` is any paper.
    #[serde(deserialize_with = "list")]
    pub fields: Vec<String>,
    /// What keeps a filing with it from being returned.
    pub caught: Caught,
    /// The checks that find it: their codes, the fields whose form refuses it, the type or conflict that is found.
    #[serde(deserialize_with = "list")]
    pub by: Vec<String>,
    /// First day in force.
    pub from: Option<NaiveDate>,
    /// Last day in force.
    pub to: Option<NaiveDate>,
    /// Where the row comes from.
    pub source: String,
}
dated_row!(Reason, code, Reason::check_values);

/// Who finds a reason before the bureau does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Caught {
    /// A check keeps the filing from being sent.
    Blocks,
    /// A check tells it; the filing can be sent, and in some provinces it cannot.
    Warns,
    /// A specialist looks.
    Person,
}

/// The part of a filing a reason concerns.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReasonGroup {
    /// The entity.
    Entity,
    /// A person in charge.
    Person,
    /// A website.
    Website,
    /// A domain.
    Domain,
    /// A paper.
    Materials,
    /// Instance, number or verification.
    Access,
}

impl ReasonGroup {
    /// All groups in the order of the catalogue.
    pub const ALL: [Self; 6] = [Self::Entity, Self::Person, Self::Website, Self::Domain, Self::Materials, Self::Access];

    /// Letters that open the codes of the group.
    pub fn letters(self) -> &'static str {
        match self {
            Self::Entity => "ENT",
            Self::Person => "PER",
            Self::Website => "WEB",
            Self::Domain => "DOM",
            Self::Materials => "MAT",
            Self::Access => "ACC",
        }
    }

    /// Key of the group's name in the words of the reference.
    pub fn key(self) -> &'static str {
        match self {
            Self::Entity => "reference-reason-group-entity",
            Self::Person => "reference-reason-group-person",
            Self::Website => "reference-reason-group-website",
            Self::Domain => "reference-reason-group-domain",
            Self::Materials => "reference-reason-group-materials",
            Self::Access => "reference-reason-group-access",
        }
    }
}

impl Reason {
    fn check_values(&self) -> Result<(), String> {
        let number = self.code.strip_prefix(self.group.letters()).and_then(|rest| rest.strip_prefix('-'));
        if number.is_none_or(|number| number.len() != 2 || number.parse::<u8>().is_err()) {
            return Err(format!("code {} does not fit its group", self.code));
        }
        if self.items.is_empty() {
            return Err("items: empty".to_owned());
        }
        if (self.caught == Caught::Person) != self.by.is_empty() {
            return Err(format!("{}: caught and by do not fit", self.code));
        }
        match self.fields.iter().find(|field| field.split('.').count() != 2) {
            Some(field) => Err(format!("{field} is not section.field")),
            None => Ok(()),
        }
    }
}

/// An item of the specialist's checklist, `R01` to `R19`.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ChecklistItem {
    /// Such as `R01`.
    pub code: String,
    /// Name in Chinese.
    pub zh: String,
    /// Name in English.
    pub en: String,
    /// What to check, Chinese.
    pub check_zh: String,
    /// What to check, English.
    pub check_en: String,
    /// First day in force.
    pub from: Option<NaiveDate>,
    /// Last day in force.
    pub to: Option<NaiveDate>,
    /// Where the row comes from.
    pub source: String,
}
dated_row!(ChecklistItem, code);

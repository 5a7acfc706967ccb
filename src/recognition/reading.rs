//! What was read from one picture of a paper: fields, how sure each is, and where it stood.

use serde::{Deserialize, Serialize};

use crate::material::reading::Document;
use crate::values::text_enum::text_enum;

text_enum! {
    /// What a value is. The code is stored and never renamed.
    pub enum FieldName {
        /// 统一社会信用代码.
        CreditCode = "credit-code",
        /// Name of the organisation, or of the person on an ID.
        Name = "name",
        /// 法定代表人, or who stands in that place.
        LegalPerson = "legal-person",
        /// 住所, or the address on an ID.
        Address = "address",
        /// 公民身份号码.
        IdNumber = "id-number",
        /// 签发机关.
        Authority = "authority",
        /// First day on a certificate or an ID.
        ValidFrom = "valid-from",
        /// Last day there, or 长期.
        ValidTo = "valid-to",
    }
}

impl FieldName {
    /// Whether a document has such a field.
    pub fn is_on(self, document: Document) -> bool {
        match self {
            Self::CreditCode | Self::LegalPerson => document == Document::Certificate,
            Self::Name | Self::Address => document != Document::IdBack,
            Self::IdNumber => document == Document::IdFront,
            Self::Authority => document == Document::IdBack,
            Self::ValidFrom | Self::ValidTo => document != Document::IdFront,
        }
    }
}

text_enum! {
    /// How sure a value is. The code is stored and never renamed.
    pub enum Trust {
        /// As it was seen, nothing proves it: names always.
        Read = "read",
        /// Its check character fits once one slip was put right.
        Corrected = "corrected",
        /// Its check character fits as it was seen.
        Checked = "checked",
    }
}

text_enum! {
    /// What became of a paper that was to be read. The code is stored and never renamed.
    pub enum Outcome {
        /// It was read.
        Read = "read",
        /// Nothing legible was found in it.
        Nothing = "nothing",
        /// No engine is there to read it.
        NoEngine = "no-engine",
        /// The engine failed again and again.
        Failed = "failed",
    }
}

/// A place on the kept picture: its four corners, in pixels.
pub type Corners = [(i32, i32); 4];

/// One value.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Field {
    /// What it is.
    pub name: FieldName,
    /// The value: days as `2026-11-29`, `长期` for good.
    pub value: String,
    /// How sure it is.
    pub trust: Trust,
    /// Where it stood, if the engine told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub corners: Option<Corners>,
}

/// What was read from one picture. It names people: sealed at rest, never logged.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reading {
    /// The values, each field once.
    pub fields: Vec<Field>,
    /// The paper stands on its head in the picture.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub is_upside_down: bool,
}

impl std::fmt::Debug for Reading {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "reading of {} fields", self.fields.len())
    }
}

impl Reading {
    /// A field, if it was read.
    pub fn field(&self, name: FieldName) -> Option<&Field> {
        self.fields.iter().find(|field| field.name == name)
    }
}

/// A picture of a paper, and what became of reading it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PageRead {
    /// Which picture, counted from one.
    pub page: i32,
    /// What became of it.
    pub outcome: Outcome,
    /// What was read; empty unless it was.
    pub reading: Reading,
}

//! Letters and forms that are printed, signed, sealed and uploaded as papers: their Chinese text with places for what is
//! known. Where a bureau has a form of its own, that form goes first.

use chrono::NaiveDate;
use serde::Deserialize;

use super::guide::{Block, blocks};
use super::table::{dated_row, parsed_list};

/// Who signs or seals.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sign {
    /// 单位公章.
    Seal,
    /// 法定代表人.
    LegalRep,
    /// 主体负责人.
    EntityPerson,
    /// 网站负责人.
    WebsitePerson,
    /// The individual.
    Own,
    /// With a fingerprint.
    Fingerprint,
    /// 机构编制部门.
    Establishment,
}

impl std::str::FromStr for Sign {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        Ok(match text {
            "seal" => Self::Seal,
            "legal-rep" => Self::LegalRep,
            "entity-person" => Self::EntityPerson,
            "website-person" => Self::WebsitePerson,
            "self" => Self::Own,
            "fingerprint" => Self::Fingerprint,
            "establishment" => Self::Establishment,
            _ => return Err(()),
        })
    }
}

impl Sign {
    /// What stands before the line, in the language of the letter.
    pub fn words(self) -> &'static str {
        match self {
            Self::Seal => "单位（公章）",
            Self::LegalRep => "法定代表人（签字）",
            Self::EntityPerson => "主体负责人（签字）",
            Self::WebsitePerson => "网站负责人（签字）",
            Self::Own => "本人（签字）",
            Self::Fingerprint => "按手印",
            Self::Establishment => "机构编制部门（公章）",
        }
    }
}

/// A letter.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Letter {
    /// Slots of the papers it is uploaded as, parted by `|`.
    pub slot: String,
    /// What it is called.
    pub title: String,
    /// Its text; `{name}` is a place, see [`Letter::PLACES`].
    pub body: String,
    /// Who signs for an organisation; nobody where organisations have no use for it.
    #[serde(deserialize_with = "parsed_list")]
    pub signs_organisation: Vec<Sign>,
    /// Who signs for an individual.
    #[serde(deserialize_with = "parsed_list")]
    pub signs_individual: Vec<Sign>,
    /// First day in force.
    pub from: Option<NaiveDate>,
    /// Last day in force.
    pub to: Option<NaiveDate>,
    /// Where it comes from.
    pub source: String,
}
dated_row!(Letter, slot, Letter::check_places);

impl Letter {
    /// Left to be written by hand.
    pub const BLANK: &'static str = "blank";
    /// An item with this place is there for every domain.
    pub const DOMAIN: &'static str = "domain";
    /// The mobile in the place of the one on record; written by hand where that one stays on record.
    pub const NEW_MOBILE: &'static str = "new_mobile";
    /// Every place.
    pub const PLACES: [&'static str; 24] = [
        Self::BLANK,
        Self::DOMAIN,
        Self::NEW_MOBILE,
        "party",
        "whole",
        "entity",
        "certificate_kind",
        "certificate",
        "address",
        "legal_rep",
        "entity_person",
        "entity_mobile",
        "person",
        "person_id_kind",
        "person_id",
        "mobile",
        "old_mobile",
        "number",
        "website",
        "websites",
        "domains",
        "all_domains",
        "home_url",
        "contents",
    ];

    /// Whether it is uploaded as a paper, by the slot of that.
    pub fn is_for(&self, slot: &str) -> bool {
        self.slot.split('|').any(|own| own == slot)
    }

    /// Who signs.
    pub fn signs(&self, individual: bool) -> &[Sign] {
        if individual { &self.signs_individual } else { &self.signs_organisation }
    }

    /// Its text in blocks, the places still open.
    pub fn blocks(&self) -> Vec<Block> {
        blocks(&self.body)
    }

    /// A text of it in parts: words, each with the name of the place after them; none at the end.
    pub fn parts(text: &str) -> impl Iterator<Item = (&str, Option<&str>)> {
        text.split('}').map(|part| part.split_once('{').map_or((part, None), |(words, name)| (words, Some(name))))
    }

    fn check_places(&self) -> Result<(), String> {
        let mut named = Self::parts(&self.body).filter_map(|(_, name)| name);
        match named.find(|name| !Self::PLACES.contains(name)) {
            Some(name) => Err(format!("{}: {{{name}}} is no place", self.slot)),
            None if self.signs_organisation.is_empty() && self.signs_individual.is_empty() => {
                Err(format!("{}: nobody signs", self.slot))
            }
            None => Ok(()),
        }
    }
}

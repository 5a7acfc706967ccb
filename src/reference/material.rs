//! The papers of a filing: which are asked of whom, and when. The matrix is data; the conditions are here.

mod due;

use std::fmt;
use std::str::FromStr;

use chrono::NaiveDate;
use serde::Deserialize;

use super::entity_kind::INDIVIDUAL;
use super::table::{dated_row, list, parsed_list};

pub(super) use due::slots;

/// Whom or what a paper proves.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Who {
    /// The entity.
    Entity,
    /// The entity person in charge; of an individual the individual.
    EntityPerson,
    /// A website.
    Website,
    /// The person in charge of a website.
    WebsitePerson,
}

/// The entities a paper is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Holder {
    /// All.
    Any,
    /// Organisations.
    Organisation,
    /// Individuals.
    Individual,
}

/// How much a paper is needed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Need {
    /// In every filing.
    Required,
    /// If its condition holds; otherwise it is not shown.
    Conditional,
    /// Never demanded.
    Optional,
}

/// When a conditional paper is due.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Condition {
    /// Always.
    Always,
    /// The entity person's document has two sides.
    TwoSidedId,
    /// The website person is not the entity person.
    OtherWebsitePerson,
    /// The same, and the document has two sides.
    OtherWebsitePersonTwoSided,
    /// The entity person is not the legal representative, and the province asks for more than a name.
    EntityPersonNotLegalRep,
    /// Another person than the legal representative runs the website.
    WebsitePersonNotLegalRep,
    /// ID address elsewhere and the province takes a residence permit.
    IdFromElsewherePermit,
    /// ID address elsewhere and the province takes other proof too.
    IdFromElsewhereProof,
    /// The entity person is younger than the province takes without proof.
    EntityPersonYoung,
    /// The website person is.
    WebsitePersonYoung,
    /// The province asks for certificates of this many domains.
    DomainCertificateAsked,
    /// A trade that needs approval was chosen.
    PreApprovalChosen,
    /// A name holds a word of such a trade, and none was chosen.
    PreApprovalWord,
    /// The province asks for a plan at this many websites.
    ConstructionPlanAsked,
    /// More domains than the province takes without a statement.
    ManyDomains,
    /// The entity person proves who they are.
    EntityPersonId,
    /// The name of the entity changes.
    NameChanged,
    /// The mobile on record is lost.
    PhoneLost,
    /// Persons in charge of websites are verified by their live face.
    LiveFace,
    /// They are verified by a photograph before the backdrop.
    BackdropPhoto,
}

/// What a thing looks like before a camera.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Frame {
    /// A card, lying.
    Card,
    /// A sheet of paper.
    Page,
    /// A person, or whatever else fills the view.
    Whole,
}

/// A kind of file, told by its content.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Format {
    /// JPEG.
    Jpg,
    /// PNG.
    Png,
    /// WebP.
    Webp,
    /// PDF.
    Pdf,
    /// A clip in WebM.
    Webm,
    /// A clip in MP4 or QuickTime.
    Mp4,
}

impl FromStr for Format {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        match text {
            "jpg" => Ok(Self::Jpg),
            "png" => Ok(Self::Png),
            "webp" => Ok(Self::Webp),
            "pdf" => Ok(Self::Pdf),
            "webm" => Ok(Self::Webm),
            "mp4" => Ok(Self::Mp4),
            _ => Err(()),
        }
    }
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Jpg => "JPG",
            Self::Png => "PNG",
            Self::Webp => "WebP",
            Self::Pdf => "PDF",
            Self::Webm => "WebM",
            Self::Mp4 => "MP4",
        })
    }
}

/// What one page at least is handed in for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Per {
    /// The place.
    Place,
    /// Each domain of the website.
    Domain,
    /// Each approval of the website.
    Approval,
}

/// The kind of what is no paper: a verification by face, which is recorded, judged and kept apart from the papers.
pub const FACE: &str = "face";

/// One paper of the matrix.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MaterialRule {
    /// Name of its place in a filing; `{n}` is the website, `{m}` counts papers of one place, both from one.
    pub slot: String,
    /// What it is, the same for front of this person and of that: see `material.<kind>` in the reasons.
    pub kind: String,
    /// Name in Chinese.
    pub zh: String,
    /// Name in English.
    pub en: String,
    /// How to photograph it, Chinese.
    pub hint_zh: String,
    /// How to photograph it, English.
    pub hint_en: String,
    /// Whom it proves.
    pub who: Who,
    /// The entities it is for.
    pub holder: Holder,
    /// Kinds of entity it is for; empty is all.
    #[serde(deserialize_with = "list")]
    pub entity_kinds: Vec<String>,
    /// How much it is needed.
    pub need: Need,
    /// When it is due.
    pub condition: Condition,
    /// Columns of the matrix, by kind of filing, that it stands in.
    #[serde(deserialize_with = "list")]
    pub kinds: Vec<String>,
    /// Asked for only where a rule of the province names its slot.
    pub by_province: bool,
    /// Files it may come as.
    #[serde(deserialize_with = "parsed_list")]
    pub formats: Vec<Format>,
    /// What each page is for.
    pub per: Per,
    /// How many papers its place takes.
    pub most: usize,
    /// The drawing that shows how it is photographed.
    pub sample: String,
    /// The frame that the camera in a page shows for it.
    pub frame: Frame,
    /// First day in force.
    pub from: Option<NaiveDate>,
    /// Last day in force.
    pub to: Option<NaiveDate>,
    /// Where the row comes from.
    pub source: String,
}
dated_row!(MaterialRule, slot, MaterialRule::check_values);

impl MaterialRule {
    /// Whether it is a thing to photograph; what a registrar shows on its pages is none.
    pub fn has_camera(&self) -> bool {
        self.kind != "real_name"
    }

    /// Whether it is a verification by face.
    pub fn is_face(&self) -> bool {
        self.kind == FACE
    }

    /// Whether every website has one.
    pub fn is_per_website(&self) -> bool {
        self.slot.contains("{n}")
    }

    /// Whether there may be several in one place.
    pub fn is_repeatable(&self) -> bool {
        self.slot.contains("{m}")
    }

    /// The slot of a website (from one) and count (from one).
    pub fn slot_name(&self, website: usize, count: usize) -> String {
        self.slot.replace("{n}", &website.to_string()).replace("{m}", &count.to_string())
    }

    /// Whether it is asked in a filing of one of these columns.
    pub fn is_in(&self, columns: &[&str]) -> bool {
        self.kinds.iter().any(|own| columns.contains(&own.as_str()))
    }

    /// Whether an entity of this kind may be asked for it.
    pub fn is_for(&self, entity_kind: &str) -> bool {
        let individual = entity_kind == INDIVIDUAL;
        let holder = match self.holder {
            Holder::Any => true,
            Holder::Organisation => !individual,
            Holder::Individual => individual,
        };
        holder && (self.entity_kinds.is_empty() || self.entity_kinds.iter().any(|own| own == entity_kind))
    }

    /// Whether a slot is one of this rule's.
    pub fn fits_slot(&self, slot: &str) -> bool {
        let number = |part: &str| part.parse::<u16>().is_ok_and(|n| n > 0 && !part.starts_with(['0', '+']));
        let (own, other) = (self.slot.split('-'), slot.split('-'));
        own.clone().count() == other.clone().count()
            && own.zip(other).all(|(own, other)| if own.starts_with('{') { number(other) } else { own == other })
    }

    fn check_values(&self) -> Result<(), String> {
        if self.is_per_website() != matches!(self.who, Who::Website | Who::WebsitePerson) {
            return Err(format!("{}: {{n}} and who do not fit", self.slot));
        }
        if (self.need == Need::Conditional) == (self.condition == Condition::Always) {
            return Err(format!("{}: need and condition do not fit", self.slot));
        }
        if self.kinds.is_empty() {
            return Err(format!("{}: stands in no column", self.slot));
        }
        if self.formats.is_empty() || self.hint_zh.is_empty() {
            return Err(format!("{}: formats or hint missing", self.slot));
        }
        if self.most == 0 || (self.most > 1) != self.is_repeatable() {
            return Err(format!("{}: {{m}} and most do not fit", self.slot));
        }
        Ok(())
    }
}

/// What the conditions need to know of a person in charge.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PersonFacts<'a> {
    /// Code of the kind of ID.
    pub certificate_kind: &'a str,
    /// Whether the person is the legal representative.
    pub is_legal_rep: bool,
    /// Age in years, if the number tells it.
    pub age: Option<u32>,
}

/// What the conditions need to know of a website.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WebsiteFacts<'a> {
    /// The person in charge, none if it is the entity person.
    pub person: Option<PersonFacts<'a>>,
    /// Number of domains.
    pub domains: usize,
    /// A trade that needs approval was chosen.
    pub pre_approval: bool,
    /// A name holds a word of such a trade whose approval is not named.
    pub pre_approval_word: bool,
}

/// What the conditions need to know of a filing; fewer answers, fewer papers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MaterialFacts<'a> {
    /// Columns of the matrix: more than one where a filing does two things at once.
    pub columns: &'a [&'a str],
    /// Whether the entity person proves who they are: always but where a record stays as it is.
    pub proves_entity_person: bool,
    /// The name of the entity changes.
    pub name_changed: bool,
    /// The mobile on record is lost.
    pub phone_lost: bool,
    /// Code of the kind of entity.
    pub entity_kind: &'a str,
    /// Division code of the filing province.
    pub province: &'a str,
    /// Code of the kind of filing.
    pub filing_kind: &'a str,
    /// The entity person in charge.
    pub entity_person: Option<PersonFacts<'a>>,
    /// An individual's ID address lies in another province.
    pub id_from_elsewhere: bool,
    /// Websites the entity has on record beside those of this filing.
    pub websites_on_record: usize,
    /// The websites of this filing.
    pub websites: Vec<WebsiteFacts<'a>>,
}

/// A paper asked for in one filing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MaterialSlot<'r> {
    /// Its place.
    pub slot: String,
    /// Its rule.
    pub rule: &'r MaterialRule,
    /// The website it is for, counted from one.
    pub website: Option<usize>,
    /// Whether the filing cannot be sent without it.
    pub required: bool,
}

#[cfg(test)]
mod tests;

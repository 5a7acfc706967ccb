//! A paper of a filing: where it belongs, how many there may be, which pictures are the same.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};

use super::refusal::Warning;
use crate::reference::Limits;
use crate::reference::material::MaterialRule;
use crate::text::Message;
use crate::values::ids::{FilingId, MaterialId};

/// Slots below this hold what the desk files as evidence of the bureau's acts: no part of the application.
pub const EVIDENCE: &str = "bureau/";
/// Slots below this held papers of a website that was taken out of its filing: they come back no more.
pub const DROPPED: &str = "dropped/";
/// Kind of evidence.
const EVIDENCE_KIND: &str = "evidence";
/// How many versions of its papers a filing may keep, for each paper it may have.
const VERSIONS_PER_PAPER: usize = 4;
/// Characters of a file's name that are kept.
const FILE_NAME_CHARS: usize = 100;

/// A paper as its rows tell it, without its pictures.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Material {
    /// Row id.
    pub id: MaterialId,
    /// The filing it belongs to.
    pub filing: FilingId,
    /// Its place there: `entity-certificate`, `website-1-other-2`.
    pub slot: String,
    /// What it is, the same for every person or website.
    pub kind: String,
    /// Equal for equal pictures; tells nothing without the key.
    pub content_hash: Vec<u8>,
    /// What it was called by the one who sent it.
    pub file_name: Option<FileName>,
    /// Bytes kept, thumbnails not counted.
    pub bytes: u64,
    /// What is doubtful about its pictures.
    pub warnings: Vec<Warning>,
    /// The paper it took the place of.
    pub replaces: Option<MaterialId>,
    /// When it was uploaded.
    pub created_at: DateTime<Utc>,
    /// When it was taken out.
    pub removed_at: Option<DateTime<Utc>>,
    /// Its pictures in order: one for a photograph, one a page for a PDF.
    pub pages: Vec<Page>,
}

/// One picture of a paper.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Page {
    /// Counted from one.
    pub number: i32,
    /// Width in pixels.
    pub width: i32,
    /// Height in pixels.
    pub height: i32,
    /// Whether the picture for the bureau's system is made.
    pub is_made: bool,
}

/// The picture itself or the small one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Size {
    /// As it was kept.
    Full,
    /// For lists.
    Thumb,
    /// As the bureau's system gets it.
    Sent,
}

impl Size {
    /// The code that binds a stored file to its use.
    pub fn code(self) -> &'static str {
        match self {
            Self::Full => "full",
            Self::Thumb => "thumb",
            Self::Sent => "sent",
        }
    }
}

/// What a stored picture is bound to: it opens as this page of this paper only.
pub fn bound_to(id: MaterialId, page: i32, size: Size) -> Vec<u8> {
    format!("material/{id}/{page}/{}", size.code()).into_bytes()
}

/// The name of a file as it is shown to its owner. People name files after people: sealed at rest, never printed.
#[derive(Clone, PartialEq, Eq)]
pub struct FileName(String);

impl FileName {
    /// The last part of what a browser sent, without what would not show; none if nothing is left.
    pub fn parse(text: &str) -> Option<Self> {
        let last = text.rsplit(['/', '\\']).next().unwrap_or_default();
        let shown = last.chars().filter(|c| !c.is_control() && !is_mark(*c));
        let name: String = shown.take(FILE_NAME_CHARS).collect();
        Some(name.trim().to_owned()).filter(|name| !name.is_empty()).map(Self)
    }

    /// The name.
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Debug for FileName {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("file name")
    }
}

/// Marks that turn the direction of writing or take no room.
fn is_mark(c: char) -> bool {
    matches!(c, '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{2069}' | '\u{FEFF}')
}

/// Where a paper goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// The slot.
    pub slot: String,
    /// What it is.
    pub kind: String,
    /// How the slots begin that hold papers of the same sort, where there may be several.
    pub group: Option<String>,
    /// How many papers such slots hold together.
    pub most: usize,
}

impl Place {
    /// The place of a rule for a website and count, both from one.
    pub fn of(rule: &MaterialRule, website: usize, count: usize) -> Self {
        Self {
            slot: rule.slot_name(website, count),
            kind: rule.kind.clone(),
            group: rule.is_repeatable().then(|| group(rule, website)),
            most: rule.most,
        }
    }

    /// The place that a slot of a rule names.
    pub fn at(slot: &str, rule: &MaterialRule) -> Self {
        let group = rule.is_repeatable().then(|| slot.trim_end_matches(|c: char| c.is_ascii_digit()).to_owned());
        Self { slot: slot.to_owned(), kind: rule.kind.clone(), group, most: rule.most }
    }

    /// A fresh place for evidence of what the bureau did.
    pub fn evidence() -> Self {
        Self { slot: format!("{EVIDENCE}{}", MaterialId::new()), kind: EVIDENCE_KIND.to_owned(), group: None, most: 1 }
    }

    /// Whether it is such a place.
    pub fn is_evidence(&self) -> bool {
        self.slot.starts_with(EVIDENCE)
    }
}

/// How the slots of a repeatable rule begin, for one website.
pub fn group(rule: &MaterialRule, website: usize) -> String {
    let whole = rule.slot.replace("{n}", &website.to_string());
    whole.split("{m}").next().unwrap_or_default().to_owned()
}

/// The first place of a repeatable rule that holds no paper.
pub fn free_place(rule: &MaterialRule, website: usize, taken: &[Material]) -> Place {
    let free = (1..)
        .map(|count| Place::of(rule, website, count))
        .find(|place| !taken.iter().any(|material| material.slot == place.slot));
    free.unwrap_or_else(|| Place::of(rule, website, 1))
}

/// Whether one more paper may be kept. `current` are the papers as they stand, `kept` counts their earlier versions too.
///
/// # Errors
/// The words for the applicant.
pub fn check_quota(current: &[Material], kept: usize, place: &Place, limits: &Limits) -> Result<(), Message> {
    let replaces = current.iter().any(|material| material.slot == place.slot);
    if !replaces && current.len() >= limits.papers_per_filing {
        return Err(Message::new("material-quota-papers").with("limit", limits.papers_per_filing));
    }
    if kept >= limits.papers_per_filing * VERSIONS_PER_PAPER {
        return Err(Message::new("material-quota-versions"));
    }
    let Some(group) = place.group.as_deref().filter(|_| !replaces) else { return Ok(()) };
    let beside = current.iter().filter(|material| material.slot.starts_with(group)).count();
    if beside >= place.most {
        return Err(Message::new("material-quota-attachments").with("limit", place.most));
    }
    Ok(())
}

/// The papers among these that show the same pictures as another: front and back mixed up, most likely.
pub fn same_pictures(materials: &[Material]) -> BTreeSet<MaterialId> {
    let twin =
        |one: &&Material| materials.iter().any(|other| other.id != one.id && other.content_hash == one.content_hash);
    materials.iter().filter(twin).map(|material| material.id).collect()
}

/// The papers that stand: neither taken out nor replaced by one that was not taken out.
pub fn current(mut materials: Vec<Material>) -> Vec<Material> {
    materials.retain(|material| material.removed_at.is_none());
    let replaced: BTreeSet<MaterialId> = materials.iter().filter_map(|material| material.replaces).collect();
    materials.retain(|material| !replaced.contains(&material.id));
    materials
}

#[cfg(test)]
mod tests;

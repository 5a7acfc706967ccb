//! Which papers a filing needs or may have, as pages and uploads ask.

use super::checks::Facts;
use super::papers;
use crate::material::material::group;
use crate::reference::material::{Format, Per};
use crate::reference::{MaterialRule, MaterialSlot, book};
use crate::text::Tr;

/// A paper that a filing needs or may have.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Needed {
    /// Its place; the first of them, where there may be several.
    pub slot: String,
    /// Its rule.
    pub rule: &'static MaterialRule,
    /// The website it is for, counted from one.
    pub website: Option<usize>,
    /// Whether the filing cannot be sent without it.
    pub required: bool,
}

impl Needed {
    pub(super) fn of(slot: MaterialSlot<'_>, facts: &Facts<'_>) -> Option<Self> {
        let rule = book().material_of_slot(&slot.slot, facts.rules_day)?;
        Some(Self { slot: slot.slot, rule, website: slot.website, required: slot.required })
    }

    /// Whether a slot is its own, or one of those where there may be several.
    pub fn holds(&self, slot: &str) -> bool {
        if self.rule.is_repeatable() {
            self.rule.fits_slot(slot) && slot.starts_with(&group(self.rule, self.website.unwrap_or(1)))
        } else {
            slot == self.slot
        }
    }

    /// Whether somebody else can be asked for it: the one of its place, and a thing to photograph.
    pub fn can_be_asked(&self) -> bool {
        self.rule.has_camera() && !self.rule.is_repeatable()
    }

    /// Which files its place takes, and how many.
    pub fn files(&self, t: Tr) -> String {
        let formats: Vec<String> = self.rule.formats.iter().map(Format::to_string).collect();
        let formats = formats.join(t.pick("、", ", "));
        match self.rule.per {
            Per::Place if self.rule.most > 1 => {
                t.a2("material-files-several", "formats", formats, "most", self.rule.most)
            }
            Per::Place => formats,
            Per::Domain => t.a1("material-files-domain", "formats", formats),
            Per::Approval => t.a1("material-files-approval", "formats", formats),
        }
    }
}

/// The papers of a filing, by what is filled in so far.
pub fn needed_by(facts: &Facts<'_>) -> Vec<Needed> {
    papers::needed(facts).into_iter().filter_map(|slot| Needed::of(slot, facts)).collect()
}

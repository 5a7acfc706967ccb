//! What was read from the papers of a filing, beside what was typed.

use chrono::{DateTime, TimeDelta, Utc};

use crate::clock::china_day;
use crate::db::Tx;
use crate::error::Result;
use crate::filing::application::Drafts;
use crate::filing::printed::{Printed, compare};
use crate::material::reading::Document;
use crate::recognition::reading::{Outcome, PageRead};
use crate::recognition::store;
use crate::reference::book;
use crate::values::ids::MaterialId;

/// A paper that is read, and what it says.
#[derive(Clone)]
pub struct PrintedPaper {
    /// The paper.
    pub material: MaterialId,
    /// Its place.
    pub slot: String,
    /// What became of reading it; none while it was not looked at.
    pub outcome: Option<Outcome>,
    /// Whether it came so lately that it is still to be read.
    pub is_young: bool,
    /// Whether it stands on its head in one of its pictures.
    pub is_upside_down: bool,
    /// Its values, with the picture each stands on.
    pub values: Vec<(i32, Printed)>,
}

/// What these papers, each with its place and when it came, say of what was typed; those that are not read are left out.
///
/// # Errors
/// When the database refuses.
pub async fn printed<'s>(
    tx: &mut Tx<'_>,
    drafts: &Drafts,
    papers: impl IntoIterator<Item = (MaterialId, &'s str, DateTime<Utc>)>,
) -> Result<Vec<PrintedPaper>> {
    let papers: Vec<_> = papers.into_iter().filter(|(_, slot, _)| Document::of_slot(slot).is_some()).collect();
    let ids: Vec<MaterialId> = papers.iter().map(|(id, ..)| *id).collect();
    let read = store::list(tx, &ids).await?;
    let wait = TimeDelta::minutes(book().limits(china_day(tx.ctx.now)).reading_wait_minutes);
    let young_since = tx.ctx.now - wait;
    let paper = |(material, slot, came): (MaterialId, &str, DateTime<Utc>)| {
        let pages = read.get(&material).map(Vec::as_slice).unwrap_or_default();
        let values = |page: &PageRead| {
            let number = page.page;
            compare(drafts, slot, &page.reading).into_iter().map(move |value| (number, value))
        };
        PrintedPaper {
            material,
            slot: slot.to_owned(),
            // Of several pictures the one that could be read counts.
            outcome: pages.iter().map(|page| page.outcome).min(),
            is_young: came > young_since,
            is_upside_down: pages.iter().any(|page| page.reading.is_upside_down),
            values: pages.iter().flat_map(values).collect(),
        }
    };
    Ok(papers.into_iter().map(paper).collect())
}

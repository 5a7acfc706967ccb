//! What was read from the papers of a filing, beside what was typed.

use crate::db::Tx;
use crate::error::Result;
use crate::filing::application::Drafts;
use crate::filing::printed::{Printed, compare};
use crate::material::reading::Document;
use crate::recognition::reading::{Outcome, PageRead};
use crate::recognition::store;
use crate::values::ids::MaterialId;

/// A paper that is read, and what it says.
#[derive(Clone)]
pub struct PrintedPaper {
    /// The paper.
    pub material: MaterialId,
    /// Its place.
    pub slot: String,
    /// What became of reading it; none while it waits.
    pub outcome: Option<Outcome>,
    /// Its values, with the picture each stands on.
    pub values: Vec<(i32, Printed)>,
}

/// What these papers say of what was typed; those that are not read are left out.
///
/// # Errors
/// When the database refuses.
pub async fn printed<'s>(
    tx: &mut Tx<'_>,
    drafts: &Drafts,
    papers: impl IntoIterator<Item = (MaterialId, &'s str)>,
) -> Result<Vec<PrintedPaper>> {
    let papers: Vec<_> = papers.into_iter().filter(|(_, slot)| Document::of_slot(slot).is_some()).collect();
    let ids: Vec<MaterialId> = papers.iter().map(|(id, _)| *id).collect();
    let read = store::list(tx, &ids).await?;
    let paper = |(material, slot): (MaterialId, &str)| {
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
            values: pages.iter().flat_map(values).collect(),
        }
    };
    Ok(papers.into_iter().map(paper).collect())
}

//! The papers beside the fields: which prove a section, and the one that is shown.

use super::case::Place;
use super::fields::{Item, Maker};
use super::printed::{self, FrameOnPaper};
use super::reading::{PAPERS, paper_item, paper_title};
use crate::filing::service::printed::PrintedPaper;
use crate::filing::state::Filing;
use crate::paths::office;
use crate::review::content;
use crate::review::store::papers::Paper;

/// The paper beside the fields.
#[derive(Debug, Clone)]
pub struct PaperView {
    /// Address of the picture.
    pub src: String,
    /// Address of the picture that the bureau's system gets, where it is made.
    pub sent: Option<String>,
    /// Its name.
    pub title: String,
    /// Which picture of all of this section.
    pub n: usize,
    /// How many there are.
    pub total: usize,
    /// The one before.
    pub previous: Option<String>,
    /// The one after.
    pub next: Option<String>,
    /// The same place with the picture larger or back, for browsers without script; none where a reload hides it.
    pub zoom: Option<String>,
    /// The same place with the picture turned by another quarter.
    pub turn: Option<String>,
    /// How the picture is shown: `is-zoomed turn-1`.
    pub class: String,
    /// What was said of the paper; the item of it.
    pub item: Item,
    /// Size of the picture, and where on it stood what was read.
    pub size: (i32, i32),
    /// The frames.
    pub frames: Vec<FrameOnPaper>,
    /// Why nothing was read from it; empty where something was.
    pub unread: String,
}

/// The pictures beside a section: those that prove it, page by page; beside the list of papers all of them.
pub fn pictures<'a>(papers: &'a [Paper], section: &str) -> Vec<(&'a Paper, i32)> {
    let proves = |paper: &&Paper| {
        section == PAPERS
            || content::part_of_slot(&paper.slot).is_some_and(|part| part.to_string() == section)
            || (section == "type-check" && paper.slot == "entity-certificate")
    };
    papers.iter().filter(proves).flat_map(|paper| (1..=paper.pages).map(move |page| (paper, page))).collect()
}

/// One of them as it is shown; `key` opens it for some minutes.
pub fn view(
    maker: &Maker<'_>,
    filing: &Filing,
    place: &Place,
    (beside, chosen): (&[(&Paper, i32)], usize),
    read: &[PrintedPaper],
    key: &str,
) -> PaperView {
    let (paper, page) = beside[chosen];
    let at = |index: usize| {
        let (paper, page) = beside.get(index)?;
        Some(Place { section: place.section.clone(), paper: paper.id.to_string(), page: *page, ..Place::default() })
    };
    let url = |index: usize| Some(at(index)?.url(filing.reference.as_str()));
    // What was revealed is shown once: a link would lead to the masked page.
    let here = at(chosen).filter(|_| place.reason.is_empty());
    let shown = |zoom: u8, turn: u8| Some(Place { zoom, turn, ..here.clone()? }.url(filing.reference.as_str()));
    let (zoom, turn) = (place.zoom.min(1), place.turn % 4);
    let case = office::case(&filing.reference);
    PaperView {
        zoom: shown(1 - zoom, turn),
        turn: shown(zoom, (turn + 1) % 4),
        class: format!("{}turn-{turn}", if zoom == 1 { "is-zoomed " } else { "" }),
        src: format!("{}?key={key}", office::paper(&filing.reference, paper.id, page)),
        sent: paper.is_made.then(|| format!("{}?key={key}", office::paper_sent(&filing.reference, paper.id, page))),
        title: paper_title(maker.t, &paper.slot, maker.days),
        n: chosen + 1,
        total: beside.len(),
        previous: chosen.checked_sub(1).and_then(url),
        next: url(chosen + 1),
        item: paper_item(maker, paper, &case, None),
        size: paper.sizes.get(usize::try_from(page - 1).unwrap_or_default()).copied().unwrap_or_default(),
        frames: printed::frames(maker.t, read, paper.id, page),
        unread: printed::note(maker.t, read, paper.id),
    }
}

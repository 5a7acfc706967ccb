//! What papers say, as the desk compares it: beside the field, and as a frame on the picture where it stood.

use super::case::Place;
use crate::filing::compare::{Piece, pieces};
use crate::filing::printed::{Printed, Verdict};
use crate::filing::section::Target;
use crate::filing::service::printed::PrintedPaper;
use crate::recognition::reading::{Outcome, Trust};
use crate::text::Tr;
use crate::values::ids::MaterialId;

/// A read value beside its field.
#[derive(Debug, Clone)]
pub struct ReadValue {
    /// What was read, against what was answered.
    pub pieces: Vec<Piece>,
    /// Whether both agree.
    pub is_same: bool,
    /// How sure it is.
    pub trust: String,
    /// The paper with the place it stood; empty where a reload would hide it.
    pub url: String,
}

/// A frame on the picture.
#[derive(Debug, Clone)]
pub struct FrameOnPaper {
    /// Its corners, as SVG writes them.
    pub points: String,
    /// What stands in it.
    pub label: String,
    /// Whether it says something else than was answered.
    pub differs: bool,
}

/// What is read of a field, for who may see the field: the caller asks that first.
pub fn beside(t: Tr, papers: &[PrintedPaper], target: &Target, place: &Place, case: &str) -> Vec<ReadValue> {
    let all = papers.iter().flat_map(|paper| paper.values.iter().map(move |(page, value)| (paper, *page, value)));
    let own = all.filter(|(_, _, value)| value.target() == *target && value.verdict != Verdict::Empty);
    own.map(|(paper, page, value)| ReadValue {
        pieces: pieces(if value.verdict == Verdict::Differs { &value.typed } else { &value.read }, &value.read),
        is_same: value.verdict == Verdict::Same,
        trust: trust(t, value),
        url: if place.reason.is_empty() { address(place, paper.material, page, case) } else { String::new() },
    })
    .collect()
}

fn address(place: &Place, paper: MaterialId, page: i32, case: &str) -> String {
    let shown = Place { paper: paper.to_string(), page, ..place.clone() };
    format!("{}#paper", shown.url_of(case))
}

fn trust(t: Tr, value: &Printed) -> String {
    t.t(match value.trust {
        Trust::Checked => "printed-trust-checked",
        Trust::Corrected => "printed-trust-corrected",
        Trust::Read => "printed-trust-read",
    })
}

/// The frames on one picture of a paper.
pub fn frames(t: Tr, papers: &[PrintedPaper], paper: MaterialId, page: i32) -> Vec<FrameOnPaper> {
    let own = papers.iter().filter(|own| own.material == paper).flat_map(|own| &own.values);
    let frame = |(_, value): &(i32, Printed)| {
        let corners = value.corners?;
        let points: Vec<String> = corners.iter().map(|(x, y)| format!("{x},{y}")).collect();
        Some(FrameOnPaper {
            points: points.join(" "),
            label: t.a1("printed-frame", "read", value.read.as_str()),
            differs: value.verdict == Verdict::Differs,
        })
    };
    own.filter(|(own, _)| *own == page).filter_map(frame).collect()
}

/// What became of a paper that nothing was read from; empty where something was.
pub fn note(t: Tr, papers: &[PrintedPaper], paper: MaterialId) -> String {
    let Some(own) = papers.iter().find(|own| own.material == paper) else { return String::new() };
    match own.outcome {
        Some(Outcome::Read) => String::new(),
        None => t.t("printed-desk-unread"),
        Some(Outcome::Nothing) => t.t("printed-desk-nothing"),
        Some(Outcome::NoEngine) => t.t("printed-desk-no-engine"),
        Some(Outcome::Failed) => t.t("printed-desk-failed"),
    }
}

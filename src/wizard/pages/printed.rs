//! What papers say beside what was typed: on the page of the section, beside the paper, and before a filing is sent.

use super::{answers, found, sections, view};
use crate::filing::compare::{Piece, pieces};
use crate::filing::printed::{Printed, Verdict, page_of};
use crate::filing::section::{Part, Target};
use crate::filing::service::printed::PrintedPaper;
use crate::material::reading::Document;
use crate::recognition::reading::{Outcome, Trust};
use crate::text::Tr;
use crate::web::ui::{FindingLine, StatusTag};
use crate::wizard::service::scene::Scene;

/// What the papers of a section say.
#[derive(Debug, Clone, Default)]
pub struct PrintedView {
    /// What became of papers that say nothing yet, or nothing at all.
    pub notes: Vec<String>,
    /// The values.
    pub lines: Vec<PrintedLine>,
    /// How many empty fields they can fill.
    pub fills: usize,
}

/// One value beside its field.
#[derive(Debug, Clone)]
pub struct PrintedLine {
    /// The field.
    pub label: String,
    /// The paper.
    pub paper: String,
    /// What was read; against what was typed where that is something else.
    pub pieces: Vec<Piece>,
    /// Whether it fills, agrees or differs.
    pub tag: StatusTag,
    /// How sure it is.
    pub trust: String,
}

/// What papers say of the fields of a section, and of those that stand on its page as settled.
pub fn of_part(t: Tr, scene: &Scene, part: Part, papers: &[PrintedPaper]) -> PrintedView {
    let mut shown = PrintedView::default();
    for paper in papers {
        let is_home = home_of(scene, &paper.slot) == Some(part);
        let own = paper.values.iter().map(|(_, value)| value);
        let own = own.filter(|value| value.part == part || (is_home && value.part == Part::TYPE_CHECK));
        let name = answers::paper_name(t, scene, &paper.slot);
        let before = shown.lines.len();
        for value in own {
            let can_fill = value.part == part && scene.editable.allows_field(part, value.field);
            if value.verdict == Verdict::Empty && !can_fill {
                continue;
            }
            shown.fills += usize::from(value.verdict == Verdict::Empty);
            shown.lines.push(line(t, &name, value));
        }
        if is_home && shown.lines.len() == before {
            shown.notes.push(note(t, &name, paper));
        }
    }
    shown
}

/// The page that tells what became of a paper: of those with which the type check begins, while it is open, its own.
fn home_of(scene: &Scene, slot: &str) -> Option<Part> {
    match Document::of_slot(slot) {
        Some(Document::Certificate | Document::IdFront) if !scene.is_settled => Some(Part::TYPE_CHECK),
        _ => page_of(slot),
    }
}

fn line(t: Tr, paper: &str, value: &Printed) -> PrintedLine {
    let before = if value.verdict == Verdict::Differs { value.typed.as_str() } else { value.read.as_str() };
    PrintedLine {
        label: label(t, value),
        paper: paper.to_owned(),
        pieces: pieces(before, &value.read),
        tag: match value.verdict {
            Verdict::Empty => StatusTag::neutral(t.t("printed-empty")),
            Verdict::Same => StatusTag::success(t.t("printed-same")),
            Verdict::Differs => StatusTag::warning(t.t("printed-differs")),
        },
        trust: trust(t, value.trust),
    }
}

fn label(t: Tr, value: &Printed) -> String {
    t.t(&view::field_key(sections::group(value.part.section()), value.field))
}

fn trust(t: Tr, trust: Trust) -> String {
    t.t(match trust {
        Trust::Checked => "printed-trust-checked",
        Trust::Corrected => "printed-trust-corrected",
        Trust::Read => "printed-trust-read",
    })
}

/// What became of a paper that says nothing here.
fn note(t: Tr, name: &str, paper: &PrintedPaper) -> String {
    let key = match paper.outcome {
        None if paper.is_young => "printed-waiting",
        None => "printed-unread",
        Some(Outcome::Read) => "printed-nothing-here",
        Some(Outcome::Nothing) => "printed-nothing",
        Some(Outcome::NoEngine) => "printed-no-engine",
        Some(Outcome::Failed) => "printed-failed",
    };
    t.a1(key, "paper", name)
}

/// What became of reading a paper, in a sentence beside it.
pub fn of_paper(t: Tr, name: &str, paper: &PrintedPaper) -> String {
    match paper.values.len() {
        0 => note(t, name, paper),
        count => t.a1("printed-count", "count", count),
    }
}

/// What differs, a line each with the way to its field: it informs, and stops nobody.
pub fn differing(t: Tr, scene: &Scene, papers: &[PrintedPaper]) -> Vec<FindingLine> {
    let differs = |(paper, value): (&PrintedPaper, &Printed)| {
        let (where_, name) = (label(t, value), answers::paper_name(t, scene, &paper.slot));
        let target = Target::field(value.part, value.field);
        FindingLine {
            tone: "info",
            code: String::new(),
            title: t.a2("printed-found", "field", where_, "paper", name),
            text: t.a2("printed-found-text", "read", value.read.as_str(), "typed", value.typed.as_str()),
            note: trust(t, value.trust),
            link: found::target_link(t, scene, &target, value.field).filter(|_| scene.is_open(value.part)),
        }
    };
    let all = papers.iter().flat_map(|paper| paper.values.iter().map(move |(_, value)| (paper, value)));
    all.filter(|(_, value)| value.verdict == Verdict::Differs).map(differs).collect()
}

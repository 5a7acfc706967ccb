//! What stands in the way of a submission, line by line, each with its way out.

use super::{answers, sections, view};
use crate::filing::checks::{Finding, Gap, MISSING};
use crate::filing::faces::is_face;
use crate::filing::section::{Part, Target};
use crate::paths;
use crate::text::{Message, Tr};
use crate::web::ui::{FindingLine, Link};
use crate::wizard::service::handover::Judged;
use crate::wizard::service::scene::Scene;

/// What the sections lack first, then what the checks say. What is not begun yet is told once: nobody reads field by field
/// what they have not come to.
pub fn lines(t: Tr, scene: &Scene, judged: &Judged) -> Vec<FindingLine> {
    let is_begun = |part: Part| part == Part::TYPE_CHECK || scene.version(part) > 0;
    let mut lines = Vec::new();
    let mut empty = Vec::new();
    for (part, errors) in &judged.problems {
        if is_begun(*part) {
            lines.extend(errors.iter().map(|(name, message)| field(t, scene, *part, name, message)));
        } else {
            empty.push(*part);
            lines.push(wanting(
                t.a1("wizard-found-empty", "section", sections::title(t, *part)),
                link(t, scene, *part, ""),
            ));
        }
    }
    let missing = judged.findings.iter().filter(|finding| finding.code == MISSING).count();
    let has_no_papers = missing > 1 && judged.papers.is_empty();
    let is_told = |finding: &&Finding| match &finding.target {
        Target::Part(part) | Target::Field(part, _) => empty.contains(part),
        Target::Paper(_) => has_no_papers && finding.code == MISSING,
    };
    lines.extend(judged.findings.iter().filter(|finding| !is_told(finding)).map(|finding| line(t, scene, finding)));
    if has_no_papers {
        lines.push(wanting(t.a1("wizard-found-no-papers", "n", missing), papers_link(t, scene)));
    }
    lines
}

/// How many of the lines stand in the way.
pub fn blocking(lines: &[FindingLine]) -> usize {
    lines.iter().filter(|line| line.is_blocking()).count()
}

/// What keeps a filing from being sent, with the way to it.
fn wanting(title: String, link: Link) -> FindingLine {
    FindingLine {
        tone: "error",
        code: String::new(),
        title,
        text: String::new(),
        note: String::new(),
        link: Some(link),
    }
}

fn field(t: Tr, scene: &Scene, part: Part, name: &str, message: &Message) -> FindingLine {
    let title = t.a2("wizard-found", "where", label(t, part, name), "what", t.message(message));
    wanting(title, link(t, scene, part, name))
}

/// What one check says, with its way out.
pub fn line(t: Tr, scene: &Scene, finding: &Finding) -> FindingLine {
    FindingLine {
        tone: if finding.blocking { "error" } else { "warning" },
        code: finding.code.to_owned(),
        title: t.message(&finding.message),
        text: finding.way_out.as_ref().map(|way| t.message(way)).unwrap_or_default(),
        note: finding.evidence.as_ref().map(|evidence| t.message(evidence)).unwrap_or_default(),
        link: target_link(t, scene, &finding.target, &finding.input()),
    }
}

/// What could not be checked, in nobody's way.
pub fn gap(t: Tr, gap: &Gap) -> String {
    t.message(&gap.message)
}

fn label(t: Tr, part: Part, input: &str) -> String {
    let section = sections::title(t, part);
    if input.is_empty() {
        return section;
    }
    format!("{section} · {}", view::label(t, sections::group(part.section()), input))
}

fn link(t: Tr, scene: &Scene, part: Part, input: &str) -> Link {
    let url = paths::filing_part(&scene.filing.reference, &part.to_string());
    let anchor = if input.is_empty() { String::new() } else { format!("#{}", view::first_input(input)) };
    Link { label: t.a1("wizard-go-to", "what", label(t, part, input)), url: format!("{url}{anchor}") }
}

fn papers_link(t: Tr, scene: &Scene) -> Link {
    let url = paths::filing_part(&scene.filing.reference, "materials");
    Link { label: t.a1("wizard-go-to", "what", t.t("wizard-task-materials")), url }
}

/// The way to what a finding points at.
pub fn target_link(t: Tr, scene: &Scene, target: &Target, input: &str) -> Option<Link> {
    match target {
        // While the type check stands the only way is another filing.
        Target::Part(part @ Part::TYPE_CHECK) | Target::Field(part @ Part::TYPE_CHECK, _) if !scene.is_open(*part) => {
            let url = paths::filing_part(&scene.filing.reference, "withdraw");
            Some(Link { label: t.t("wizard-withdraw"), url })
        }
        Target::Part(part) | Target::Field(part, _) => Some(link(t, scene, *part, input)),
        Target::Paper(slot) if is_face(slot) => {
            let url = paths::filing_face(&scene.filing.reference, slot);
            Some(Link { label: t.a1("wizard-go-to", "what", answers::paper_name(t, scene, slot)), url })
        }
        Target::Paper(slot) => {
            let url = format!("{}#{slot}", paths::filing_part(&scene.filing.reference, "materials"));
            Some(Link { label: t.a1("wizard-go-to", "what", answers::paper_name(t, scene, slot)), url })
        }
    }
}

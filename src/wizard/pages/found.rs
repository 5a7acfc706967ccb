//! What stands in the way of a submission, line by line, each with its way out.

use super::{answers, sections, view};
use crate::filing::checks::{Finding, Gap};
use crate::filing::section::{Part, Target};
use crate::paths;
use crate::text::Tr;
use crate::web::ui::{FindingLine, Link};
use crate::wizard::service::handover::Judged;
use crate::wizard::service::scene::Scene;

/// Errors of fields first, then what the checks say.
pub fn lines(t: Tr, scene: &Scene, judged: &Judged) -> Vec<FindingLine> {
    let fields = judged
        .problems
        .iter()
        .flat_map(|(part, errors)| errors.iter().map(move |(name, message)| (*part, name, message)));
    let mut lines: Vec<FindingLine> = fields
        .map(|(part, name, message)| FindingLine {
            tone: "error",
            code: String::new(),
            title: t.a2("wizard-found", "where", label(t, part, name), "what", t.message(message)),
            text: String::new(),
            note: String::new(),
            link: Some(link(t, scene, part, name)),
        })
        .collect();
    lines.extend(judged.findings.iter().map(|finding| line(t, scene, finding)));
    lines
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
    format!("{} · {}", sections::title(t, part), view::label(t, sections::group(part.section()), input))
}

fn link(t: Tr, scene: &Scene, part: Part, input: &str) -> Link {
    let url = paths::filing_part(&scene.filing.reference, &part.to_string());
    let anchor = if input.is_empty() { String::new() } else { format!("#{}", view::first_input(input)) };
    Link { label: t.a1("wizard-go-to", "what", label(t, part, input)), url: format!("{url}{anchor}") }
}

fn target_link(t: Tr, scene: &Scene, target: &Target, input: &str) -> Option<Link> {
    match target {
        // While the type check stands the only way is another filing.
        Target::Part(part @ Part::TYPE_CHECK) | Target::Field(part @ Part::TYPE_CHECK, _) if !scene.is_open(*part) => {
            let url = paths::filing_part(&scene.filing.reference, "withdraw");
            Some(Link { label: t.t("wizard-withdraw"), url })
        }
        Target::Part(part) | Target::Field(part, _) => Some(link(t, scene, *part, input)),
        Target::Paper(slot) => {
            let url = format!("{}#{slot}", paths::filing_part(&scene.filing.reference, "materials"));
            Some(Link { label: t.a1("wizard-go-to", "what", answers::paper_name(t, scene, slot)), url })
        }
    }
}

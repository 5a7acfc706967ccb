//! The task list of a filing that can be edited: what each section still wants, and the one next step.

use super::standing::Panel;
use crate::filing::section::{Part, Section};
use crate::paths;
use crate::text::Tr;
use crate::web::ui::{StatusTag, TaskRow};
use crate::wizard::service::handover::Judged;
use crate::wizard::service::papers::Progress;
use crate::wizard::service::scene::Scene;

/// How far a section is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Standing {
    NotStarted,
    /// Saved; so many fields are missing or wrong.
    InProgress(usize),
    /// Filled in, but it cannot be sent like this.
    Blocked(usize),
    /// Can be sent; the specialist will look at so many things.
    Warned(usize),
    Complete,
}

impl Standing {
    fn of(scene: &Scene, judged: &Judged, part: Part) -> Self {
        let is_saved = scene.version(part) > 0 || part == Part::TYPE_CHECK;
        let of_part = || judged.findings.iter().filter(|finding| finding.part() == Some(part));
        let blocking = of_part().filter(|finding| finding.blocking).count();
        match (is_saved, scene.errors(part).len(), blocking, of_part().count() - blocking) {
            (false, ..) => Self::NotStarted,
            (_, 0, 0, 0) => Self::Complete,
            (_, 0, 0, warnings) => Self::Warned(warnings),
            (_, 0, blocking, _) => Self::Blocked(blocking),
            (_, errors, ..) => Self::InProgress(errors),
        }
    }

    fn of_papers(papers: Progress) -> Self {
        match papers {
            Progress { there: 0, total: 0, .. } => Self::Complete,
            Progress { there: 0, .. } => Self::NotStarted,
            Progress { done, total, .. } if done < total => Self::InProgress(total - done),
            Progress { warned: 0, .. } => Self::Complete,
            Progress { warned, .. } => Self::Warned(warned),
        }
    }

    fn of_faces(done: usize, total: usize) -> Self {
        match total - done {
            0 => Self::Complete,
            left if left < total => Self::InProgress(left),
            _ => Self::NotStarted,
        }
    }

    fn is_done(self) -> bool {
        matches!(self, Self::Complete | Self::Warned(_))
    }

    fn tag(self, t: Tr) -> StatusTag {
        match self {
            Self::NotStarted => StatusTag::neutral(t.t("wizard-status-not-started")),
            Self::InProgress(_) => StatusTag::info(t.t("wizard-status-in-progress")),
            Self::Blocked(n) => StatusTag::error(t.a1("wizard-status-problems", "n", n)),
            Self::Warned(n) => StatusTag::warning(t.a1("wizard-status-warnings", "n", n)),
            Self::Complete => StatusTag::plain(t.t("wizard-status-complete")),
        }
    }
}

/// The rows, the sections that are not done, and whether everything is.
pub struct Tasks {
    /// One a section, then the papers, then the check page.
    pub rows: Vec<TaskRow>,
    /// Where the first section lies that is not done; none once all are.
    next: Option<String>,
    left: usize,
}

impl Tasks {
    /// The tasks of a filing.
    pub fn of(t: Tr, scene: &Scene, judged: &Judged, papers: Progress) -> Self {
        let reference = &scene.filing.reference;
        let page = |end: &str| paths::filing_part(reference, end);
        let mut tasks = Self { rows: Vec::new(), next: None, left: 0 };
        for part in scene.drafts.parts() {
            if part != Part::TYPE_CHECK && !scene.drafts.asks(part.section()) {
                tasks.show_record(t, scene, part);
                continue;
            }
            let standing = Standing::of(scene, judged, part);
            let url = match part {
                part if scene.is_open(part) => Some(page(&part.to_string())),
                // It is settled; what is wrong with it stands on the check page, with the way out.
                Part::TYPE_CHECK if standing == Standing::Complete => None,
                _ => Some(page("check")),
            };
            tasks.add(t, label(t, part), url, hint(t, scene, part, standing), standing);
        }
        let standing = Standing::of_papers(papers);
        let hint = t.a2("wizard-status-papers", "done", papers.done, "total", papers.total);
        tasks.add(t, t.t("wizard-task-materials"), Some(page("materials")), hint, standing);
        if !judged.faces.is_empty() {
            let done = judged.faces.values().filter(|own| own.may_be_sent()).count();
            let standing = Standing::of_faces(done, judged.faces.len());
            let hint = t.a2("wizard-status-papers", "done", done, "total", judged.faces.len());
            tasks.add(t, t.t("wizard-task-verification"), Some(page("verification")), hint, standing);
        }
        tasks.rows.push(TaskRow {
            label: t.t("wizard-task-check"),
            url: Some(page("check")),
            hint: if tasks.left == 0 { String::new() } else { t.t("wizard-task-check-hint") },
            status: Standing::NotStarted.tag(t),
        });
        tasks
    }

    /// A section that is not asked: it stands as it is on record.
    fn show_record(&mut self, t: Tr, scene: &Scene, part: Part) {
        let hint = hint(t, scene, part, Standing::Complete);
        let status = StatusTag::plain(t.t("wizard-status-on-record"));
        self.rows.push(TaskRow { label: label(t, part), url: None, hint, status });
    }

    fn add(&mut self, t: Tr, label: String, url: Option<String>, hint: String, standing: Standing) {
        if !standing.is_done() {
            self.left += 1;
            self.next = self.next.take().or_else(|| url.clone());
        }
        self.rows.push(TaskRow { label, url, hint, status: standing.tag(t) });
    }

    /// Whose turn it is while nothing was sent: always the applicant's.
    pub fn panel(&self, t: Tr, reference: impl std::fmt::Display) -> Panel {
        let (title, button) = match self.left {
            0 => (t.t("wizard-panel-draft-ready-title"), "wizard-panel-draft-ready-button"),
            left => (t.a1("wizard-panel-draft-title", "n", left), "wizard-panel-draft-button"),
        };
        Panel {
            title,
            text: t.t("wizard-panel-draft-text"),
            tone: "turn",
            label: t.t(button),
            url: self.next.clone().unwrap_or_else(|| paths::filing_part(reference, "check")),
        }
    }
}

fn label(t: Tr, part: Part) -> String {
    match part.section() {
        Section::TypeCheck => t.t("wizard-task-type"),
        Section::Operation => t.t("wizard-task-operation"),
        Section::Access => t.t("wizard-task-access"),
        Section::Entity => t.t("wizard-task-entity"),
        Section::EntityPerson => t.t("wizard-task-entity-person"),
        Section::Website => t.a1("wizard-task-website", "n", part.ordinal()),
        Section::WebsitePerson => t.a1("wizard-task-website-person", "n", part.ordinal()),
        Section::Answers => t.t("wizard-corrections-title"),
    }
}

/// What is known of a section, and how much is missing.
fn hint(t: Tr, scene: &Scene, part: Part, standing: Standing) -> String {
    let mut facts: Vec<String> = Vec::new();
    if part == Part::TYPE_CHECK {
        facts.push(t.t(&scene.filing.kind.key()));
    }
    if let (Section::Website, Some(draft)) = (part.section(), scene.drafts.website(part.ordinal())) {
        let domain = draft.website.domains.first().cloned().unwrap_or_default();
        facts.extend([draft.website.site_name.clone(), domain].into_iter().filter(|text| !text.is_empty()));
    }
    if let Standing::InProgress(n) = standing {
        facts.push(t.a1("wizard-status-left", "n", n));
    }
    facts.join(" · ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn papers_have_the_states_of_sections() {
        let papers = |there, done, total, warned| Standing::of_papers(Progress { there, done, total, warned });
        assert_eq!(papers(0, 0, 3, 0), Standing::NotStarted);
        assert_eq!(papers(0, 0, 0, 0), Standing::Complete, "nothing is asked for");
        assert_eq!(papers(1, 1, 3, 1), Standing::InProgress(2));
        assert_eq!(papers(1, 0, 3, 0), Standing::InProgress(3), "only one that is not asked for");
        assert_eq!(papers(4, 3, 3, 2), Standing::Warned(2));
        assert_eq!(papers(3, 3, 3, 0), Standing::Complete);
        assert!(Standing::Warned(2).is_done() && !Standing::Blocked(1).is_done());
    }
}

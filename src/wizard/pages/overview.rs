//! A filing's page: a task list while it can be edited, the tracker afterwards; adding and removing websites.

use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;

use super::answers;
use super::standing::{self, Panel};
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::filing::application::WebsiteForm;
use crate::filing::corrections::Editable;
use crate::filing::section::{Part, Section};
use crate::filing::service::{self, SavePart, Saved};
use crate::filing::state::{State, StateCode};
use crate::filing::store::events::{self, TimelineEntry};
use crate::paths;
use crate::reference::book;
use crate::text::Tr;
use crate::web::flash::see_other_with;
use crate::web::ui::{StatusTag, StepMark, SummaryRow, TaskRow, TimelineItem};
use crate::web::{App, Applicant, Page, PostForm, render};
use crate::wizard::service::papers;
use crate::wizard::service::scene::Scene;

/// A fact on the side of the page.
pub struct Fact {
    /// What.
    pub label: String,
    /// How long, how much.
    pub value: String,
}

/// The answers of one section.
pub struct Group {
    /// Its name.
    pub title: String,
    /// Its answers.
    pub rows: Vec<SummaryRow>,
}

#[derive(Template)]
#[template(path = "wizard/filing.html")]
struct FilingPage {
    page: Page,
    t: Tr,
    reference: String,
    above: String,
    marks: Vec<StepMark>,
    panel: Panel,
    tasks: Vec<TaskRow>,
    can_add_website: bool,
    answers: Vec<Group>,
    events: Vec<TimelineItem>,
    times: Vec<Fact>,
    can_withdraw: bool,
}

/// The filing's page.
///
/// # Errors
/// `NotFound` for another's filing.
pub async fn show(req: HttpRequest, applicant: Applicant, app: Data<App>, path: Path<String>) -> Result<HttpResponse> {
    let t = applicant.t();
    let (scene, papers, timeline) = app
        .db
        .read(applicant.actor(), async |tx| {
            let scene = Scene::load(tx, applicant.account, &path).await?;
            let papers = papers::progress(tx, &scene).await?;
            let timeline = events::timeline(tx.conn, scene.filing.id).await?;
            Ok((scene, papers, timeline))
        })
        .await?;
    let filing = &scene.filing;
    let reference = filing.reference.to_string();
    let part = |end: &str| paths::filing_part(&reference, end);
    let is_open = scene.editable == Editable::Everything;
    let tasks = if is_open { tasks(t, &scene, papers) } else { Vec::new() };
    let panel = if filing.state == State::Draft {
        draft_panel(t, &scene, &tasks)
    } else {
        standing::panel(t, filing, scene.province(), part)
    };
    render(&FilingPage {
        page: Page::new(&req, name(t, &scene)),
        t,
        above: standing::above(t, filing),
        marks: standing::marks(t, filing),
        panel,
        can_add_website: is_open && scene.drafts.website_count() < most_websites(&scene),
        answers: if is_open { Vec::new() } else { answers::groups(t, &scene, false) },
        events: timeline.iter().rev().map(|entry| item(t, entry)).collect(),
        times: times(t, &scene),
        can_withdraw: may_withdraw(filing.state.code()),
        tasks,
        reference,
    })
}

/// The name on top: the owner sees an individual's too.
fn name(t: Tr, scene: &Scene) -> String {
    let typed = scene.drafts.type_check.entity_name.trim();
    if typed.is_empty() { standing::name(t, &scene.filing) } else { typed.to_owned() }
}

fn may_withdraw(state: StateCode) -> bool {
    use StateCode as S;
    matches!(
        state,
        S::Draft | S::Submitted | S::InReview | S::ChangesRequested | S::Rejected | S::AwaitingMail | S::ReadyToSend
    )
}

fn most_websites(scene: &Scene) -> u32 {
    let filer = scene.drafts.filer();
    u32::try_from(book().websites_per_filing(filer.individual, filer.province, scene.today)).unwrap_or(u32::MAX)
}

fn tasks(t: Tr, scene: &Scene, papers: papers::Progress) -> Vec<TaskRow> {
    let reference = &scene.filing.reference;
    let mut rows: Vec<TaskRow> = scene.drafts.parts().into_iter().map(|part| task(t, scene, part)).collect();
    let label = t.a2("wizard-status-papers", "done", papers.done, "total", papers.total);
    rows.push(TaskRow {
        label: t.t("wizard-task-materials"),
        url: Some(paths::filing_part(reference, "materials")),
        hint: String::new(),
        status: if papers.done >= papers.total {
            StatusTag::plain(t.t("wizard-status-complete"))
        } else {
            StatusTag::info(label)
        },
    });
    let ready = rows.iter().all(|row| row.status.tone == "plain");
    rows.push(TaskRow {
        label: t.t("wizard-task-check"),
        url: Some(paths::filing_part(reference, "check")),
        hint: if ready { String::new() } else { t.t("wizard-task-check-hint") },
        status: StatusTag::neutral(t.t("wizard-status-not-started")),
    });
    rows
}

fn task(t: Tr, scene: &Scene, part: Part) -> TaskRow {
    let label = match part.section() {
        Section::TypeCheck => t.t("wizard-task-type"),
        Section::Access => t.t("wizard-task-access"),
        Section::Entity => t.t("wizard-task-entity"),
        Section::EntityPerson => t.t("wizard-task-entity-person"),
        Section::Website => t.a1("wizard-task-website", "n", part.ordinal()),
        Section::WebsitePerson => t.a1("wizard-task-website-person", "n", part.ordinal()),
        Section::Answers => t.t("wizard-corrections-title"),
    };
    if part == Part::TYPE_CHECK {
        let hint = t.t("wizard-type-initial");
        return TaskRow { label, url: None, hint, status: StatusTag::plain(t.t("wizard-status-complete")) };
    }
    let errors = scene.errors(part).len();
    // An individual runs the website himself: nothing is asked, so nothing is missing.
    let needs_nothing = errors == 0 && part.section() == Section::WebsitePerson && scene.drafts.filer().individual;
    let status = match (scene.version(part), errors) {
        _ if needs_nothing => StatusTag::plain(t.t("wizard-status-complete")),
        (0, _) => StatusTag::neutral(t.t("wizard-status-not-started")),
        (_, 0) => StatusTag::plain(t.t("wizard-status-complete")),
        (_, n) => StatusTag::warning(t.a1("wizard-status-problems", "n", n)),
    };
    TaskRow {
        label,
        url: Some(paths::filing_part(&scene.filing.reference, &part.to_string())),
        hint: hint(scene, part),
        status,
    }
}

/// What is already known of a section.
fn hint(scene: &Scene, part: Part) -> String {
    match part.section() {
        Section::Website => scene.drafts.website(part.ordinal()).map_or_else(String::new, |draft| {
            let site = &draft.website;
            let domain = site.domains.first().map_or("", String::as_str);
            [site.site_name.as_str(), domain]
                .into_iter()
                .filter(|text| !text.is_empty())
                .collect::<Vec<_>>()
                .join(" · ")
        }),
        _ => String::new(),
    }
}

fn draft_panel(t: Tr, scene: &Scene, tasks: &[TaskRow]) -> Panel {
    let (check, work) = tasks.split_last().map_or((None, tasks), |(last, rest)| (Some(last), rest));
    let left: Vec<&TaskRow> = work.iter().filter(|row| row.status.tone != "plain").collect();
    let next = left.first().copied().or(check).and_then(|row| row.url.clone());
    Panel {
        title: if left.is_empty() {
            t.t("wizard-panel-draft-ready-title")
        } else {
            t.a1("wizard-panel-draft-title", "n", left.len())
        },
        text: t.t("wizard-panel-draft-text"),
        tone: "turn",
        label: t.t("wizard-panel-draft-button"),
        url: next.unwrap_or_else(|| paths::filing(&scene.filing.reference)),
    }
}

fn times(t: Tr, scene: &Scene) -> Vec<Fact> {
    let Some(province) = scene.province() else { return Vec::new() };
    vec![
        Fact { label: t.t("wizard-times-provider"), value: t.t("wizard-times-provider-value") },
        Fact {
            label: t.a1("wizard-times-bureau", "province", t.pick(&province.zh, &province.en)),
            value: t.a1("wizard-times-bureau-value", "days", province.review_days),
        },
    ]
}

fn item(t: Tr, entry: &TimelineEntry) -> TimelineItem {
    TimelineItem {
        title: t.t(entry.event.key()),
        at: t.time(entry.happened_at),
        at_iso: entry.happened_at.to_rfc3339(),
        ..TimelineItem::default()
    }
}

/// Adds a website.
///
/// # Errors
/// `NotFound` for another's filing, `Refused` where it is locked or full.
pub async fn add_website(
    req: HttpRequest,
    applicant: Applicant,
    app: Data<App>,
    path: Path<String>,
    _: PostForm<()>,
) -> Result<HttpResponse> {
    let part = app.db.write(applicant.by(), async |tx| add(tx, &applicant, &path).await).await?;
    Ok(see_other_with(&req, paths::filing_part(path.as_str(), &part.to_string()), "wizard-website-added"))
}

async fn add(tx: &mut Tx<'_>, applicant: &Applicant, reference: &str) -> Result<Part> {
    let scene = Scene::load(tx, applicant.account, reference).await?;
    if scene.drafts.website_count() >= most_websites(&scene) {
        return Err(Error::refused("wizard-websites-full"));
    }
    // The first one may stand unsaved: it must be there before a second follows it.
    for ordinal in 1..=scene.drafts.website_count() + 1 {
        let part = Part::website(ordinal);
        if scene.version(part) > 0 {
            continue;
        }
        let form = scene.drafts.website(ordinal).map_or_else(WebsiteForm::default, |draft| draft.website.clone());
        let content = serde_json::to_value(form).map_err(anyhow::Error::from)?;
        let save = SavePart { part, expected: 0, content, problems: 1, is_complete: false };
        if let Saved::Stale(_) = service::save_part(tx, applicant.account, &scene.filing.reference, save).await? {
            return Err(Error::Stale);
        }
    }
    Ok(Part::website(scene.drafts.website_count() + 1))
}

/// Removes a website.
///
/// # Errors
/// `NotFound` for another's filing, `Refused` for the only one.
pub async fn remove_website(
    req: HttpRequest,
    applicant: Applicant,
    app: Data<App>,
    path: Path<(String, u32)>,
    _: PostForm<()>,
) -> Result<HttpResponse> {
    let (reference, ordinal) = path.into_inner();
    app.db
        .write(applicant.by(), async |tx| {
            let scene = Scene::load(tx, applicant.account, &reference).await?;
            service::remove_website(tx, applicant.account, &scene.filing.reference, ordinal).await
        })
        .await?;
    Ok(see_other_with(&req, paths::filing(&reference), "wizard-website-removed"))
}

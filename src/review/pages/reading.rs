//! Puts together what the application view shows: sections with their state, the items of one, the paper beside it.

use std::collections::BTreeSet;

use super::case::Place;
use super::fields::{Check, Item, Maker};
use crate::clock::china_day;
use crate::db::Tx;
use crate::error::Result;
use crate::filing::section::Target;
use crate::filing::state::Filing;
use crate::filing::store::submissions::{self, Submission};
use crate::material::refusal::Warning;
use crate::paths::office;
use crate::reference::book;
use crate::review::content::{self, Group};
use crate::review::mark::Mark;
use crate::review::service::{look, marks as said, round};
use crate::review::store::marks;
use crate::review::store::papers::{self, Paper};
use crate::text::Tr;
use crate::values::ids::MaterialId;
use crate::web::Officer;
use crate::web::ui::{Link, StatusTag, TaskRow};

/// The section that lists the papers.
pub const PAPERS: &str = "papers";

/// The paper beside the fields.
#[derive(Debug, Clone)]
pub struct PaperView {
    /// Address of the picture.
    pub src: String,
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
    /// What was said of the paper; the item of it.
    pub item: Item,
}

/// What the view shows.
pub struct Reading {
    /// The sections.
    pub nav: Vec<TaskRow>,
    /// The open section, as in the address.
    pub section: String,
    /// Its name.
    pub title: String,
    /// What the checks said of the section as a whole.
    pub checks: Vec<Check>,
    /// Its fields, or the papers.
    pub items: Vec<Item>,
    /// Something of it is masked.
    pub is_masked: bool,
    /// Personal data are shown in full.
    pub is_look: bool,
    /// The section after it.
    pub next: Option<Link>,
    /// The paper beside it.
    pub paper: Option<PaperView>,
    /// The name of the paper that is there but not shown.
    pub hidden_paper: String,
    paper_id: Option<MaterialId>,
}

impl Reading {
    /// What was revealed, for the audit.
    pub fn revealed(&self) -> String {
        match self.paper_id {
            Some(paper) => format!("{} and paper {paper}", self.section),
            None => self.section.clone(),
        }
    }
}

/// Everything of a round that the view is made from.
struct Round {
    submission: Submission,
    groups: Vec<Group>,
    papers: Vec<Paper>,
    marks: Vec<Mark>,
    before: Vec<Mark>,
    changed: BTreeSet<Target>,
}

async fn round_of(tx: &mut Tx<'_>, t: Tr, filing: &Filing) -> Result<Round> {
    let number = round(filing)?;
    let submission = submissions::find(tx, filing.id, filing.round).await?.ok_or(crate::error::Error::NotFound)?;
    Ok(Round {
        groups: content::groups(t, &submission.frozen.application, book(), china_day(tx.ctx.now)),
        papers: papers::list(tx.conn, &submission.papers).await?,
        marks: marks::list(tx, filing.id, number).await?,
        before: if number > 1 { marks::list(tx, filing.id, number - 1).await? } else { Vec::new() },
        changed: said::changed(tx, filing).await?,
        submission,
    })
}

/// Reads one section of a case as this reader may see it.
///
/// # Errors
/// `NotFound` when there is no such section.
pub async fn read(tx: &mut Tx<'_>, officer: &Officer, filing: &Filing, place: &Place) -> Result<Reading> {
    let t = officer.t();
    let round = round_of(tx, t, filing).await?;
    let is_full = filing.state.reviewer() == Some(officer.staff) || !place.reason.is_empty();
    let sections: Vec<String> =
        round.groups.iter().map(|group| group.part.to_string()).chain([PAPERS.to_owned()]).collect();
    let section = Some(place.section.clone()).filter(|section| sections.contains(section));
    let section = section.or_else(|| sections.first().cloned()).unwrap_or_default();
    let today = china_day(tx.ctx.now);
    let remarks = content::remarks(t, &round.submission.findings);
    let maker = Maker {
        t,
        today,
        marks: &round.marks,
        before: &round.before,
        answers: &round.submission.frozen.answers,
        changed: &round.changed,
        remarks: &remarks,
    };
    let case = office::case(&filing.reference);
    let group = round.groups.iter().find(|group| group.part.to_string() == section);
    let items: Vec<Item> = match group {
        Some(group) => group.fields.iter().map(|field| field_item(&maker, field, is_full)).collect(),
        None => {
            let item = |paper: &Paper| {
                let key = is_full.then(|| look::key(tx.sealer, officer.session, paper.id, tx.ctx.now));
                paper_item(&maker, paper, &case, key.as_deref())
            };
            round.papers.iter().map(item).collect()
        }
    };
    let is_personal = group.is_none_or(Group::is_personal);
    let beside = beside(&round, &section);
    let chosen =
        beside.iter().position(|(paper, page)| paper.id.to_string() == place.paper && *page == place.page.max(1));
    let chosen = chosen.unwrap_or(0);
    let mut reading = Reading {
        nav: nav(t, &round, &case),
        title: group.map_or_else(|| t.t("review-section-papers"), |group| group.title.clone()),
        checks: left_over(&remarks, group, &items),
        items,
        is_masked: is_personal && !is_full,
        is_look: is_full && (is_personal || !beside.is_empty()),
        next: next(t, &round, &sections, &section, &case),
        paper: None,
        hidden_paper: String::new(),
        paper_id: None,
        section,
    };
    if let Some((paper, page)) = beside.get(chosen) {
        if is_full {
            let key = look::key(tx.sealer, officer.session, paper.id, tx.ctx.now);
            reading.paper = Some(view(&maker, filing, &reading.section, &beside, chosen, (paper, *page), &key));
            reading.paper_id = Some(paper.id);
        } else {
            reading.hidden_paper = paper_title(t, &paper.slot, today);
        }
    }
    Ok(reading)
}

/// What the checks said of this section, but of no item that is shown: of the whole, or of a paper that is not there.
fn left_over(remarks: &[content::Remark], group: Option<&Group>, items: &[Item]) -> Vec<Check> {
    let here = |target: &Target| match target {
        Target::Part(part) | Target::Field(part, _) => group.is_some_and(|group| group.part == *part),
        Target::Paper(_) => group.is_none(),
    };
    let shown =
        |remark: &content::Remark| items.iter().any(|item| item.checks.iter().any(|own| own.text == remark.text));
    let left = remarks.iter().filter(|remark| here(&remark.target) && !shown(remark));
    left.map(Check::from).collect()
}

fn field_item(maker: &Maker<'_>, field: &content::Field, is_full: bool) -> Item {
    let value = match &field.masked {
        Some(masked) if !is_full => masked.clone(),
        _ => field.value.clone(),
    };
    maker.item(&field.target, None, field.label.clone(), value, Vec::new())
}

/// A paper as an item; with a small picture for who may see it.
fn paper_item(maker: &Maker<'_>, paper: &Paper, case: &str, key: Option<&str>) -> Item {
    let t = maker.t;
    let warnings = paper.warnings.iter().filter_map(|code| Warning::from_code(code));
    let warnings = warnings.map(|warning| Check { tone: "warning", text: t.message(&warning.message()) });
    let target = Target::paper(&paper.slot);
    let title = paper_title(t, &paper.slot, maker.today);
    let pages = t.a1("review-paper-pages", "count", paper.pages);
    let mut item = maker.item(&target, Some(&paper.kind), title, pages, warnings.collect());
    let full = format!("{case}?section={PAPERS}&paper={}", paper.id);
    item.thumb = key.map(|key| (format!("{case}/papers/{}/pages/1/thumb?key={key}", paper.id), full));
    item
}

/// The name of a paper.
pub fn paper_title(t: Tr, slot: &str, today: chrono::NaiveDate) -> String {
    let rule = book().material_of_slot(slot, today);
    rule.map_or_else(|| slot.to_owned(), |rule| t.pick(&rule.zh, &rule.en).to_owned())
}

/// The pictures beside a section: those that prove it, page by page; beside the list of papers all of them.
fn beside<'a>(round: &'a Round, section: &str) -> Vec<(&'a Paper, i32)> {
    let proves = |paper: &&Paper| {
        section == PAPERS
            || content::part_of_slot(&paper.slot).is_some_and(|part| part.to_string() == section)
            || (section == "type-check" && paper.slot == "entity-certificate")
    };
    round.papers.iter().filter(proves).flat_map(|paper| (1..=paper.pages).map(move |page| (paper, page))).collect()
}

fn view(
    maker: &Maker<'_>,
    filing: &Filing,
    section: &str,
    beside: &[(&Paper, i32)],
    chosen: usize,
    (paper, page): (&Paper, i32),
    key: &str,
) -> PaperView {
    let url = |index: usize| {
        let (paper, page) = beside.get(index)?;
        let place = Place { section: section.to_owned(), paper: paper.id.to_string(), page: *page, ..Place::default() };
        Some(place.url(filing.reference.as_str()))
    };
    let case = office::case(&filing.reference);
    PaperView {
        src: format!("{}?key={key}", office::paper(&filing.reference, paper.id, page)),
        title: paper_title(maker.t, &paper.slot, maker.today),
        n: chosen + 1,
        total: beside.len(),
        previous: chosen.checked_sub(1).and_then(url),
        next: url(chosen + 1),
        item: paper_item(maker, paper, &case, None),
    }
}

fn nav(t: Tr, round: &Round, case: &str) -> Vec<TaskRow> {
    let mut rows: Vec<TaskRow> = round
        .groups
        .iter()
        .map(|group| {
            let targets: Vec<&Target> = group.fields.iter().map(|field| &field.target).collect();
            nav_row(t, round, &group.title, format!("{case}?section={}", group.part), &targets)
        })
        .collect();
    let papers: Vec<Target> = round.papers.iter().map(|paper| Target::paper(&paper.slot)).collect();
    let papers: Vec<&Target> = papers.iter().collect();
    rows.push(nav_row(t, round, &t.t("review-section-papers"), format!("{case}?section={PAPERS}"), &papers));
    rows
}

fn nav_row(t: Tr, round: &Round, label: &str, url: String, targets: &[&Target]) -> TaskRow {
    let of = |marked: bool| {
        let own = round.marks.iter().filter(|mark| targets.contains(&&mark.target));
        own.filter(|mark| mark.verdict.is_marked() == marked).count()
    };
    let (marked, accepted, total) = (of(true), of(false), targets.len());
    let status = if marked > 0 {
        StatusTag::error(t.a1("review-nav-marked", "count", marked))
    } else if accepted == total {
        StatusTag::success(t.a2("review-nav-done", "done", accepted, "total", total))
    } else if accepted > 0 {
        StatusTag::warning(t.a2("review-nav-part", "done", accepted, "total", total))
    } else {
        StatusTag::plain(t.a2("review-nav-part", "done", accepted, "total", total))
    };
    TaskRow { label: label.to_owned(), url: Some(url), hint: String::new(), status }
}

fn next(t: Tr, round: &Round, sections: &[String], section: &str, case: &str) -> Option<Link> {
    let at = sections.iter().position(|own| own == section)?;
    let next = sections.get(at + 1)?;
    let group = round.groups.iter().find(|group| group.part.to_string() == *next);
    let title = group.map_or_else(|| t.t("review-section-papers"), |group| group.title.clone());
    Some(Link::new(title, format!("{case}?section={next}")))
}

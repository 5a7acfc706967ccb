//! Puts together what the application view shows: sections with their state, the items of one, the paper beside it.

use std::collections::{BTreeMap, BTreeSet};

use super::beside::{PaperView, pictures, view};
use super::case::Place;
use super::fields::{Check, Item, Maker};
use super::printed;
use super::seen;
use super::server::{self, ServerCheck};
use crate::clock::china_day;
use crate::db::Tx;
use crate::error::Result;
use crate::facts::shown::Seen;
use crate::filing::compare::pieces;
use crate::filing::section::Target;
use crate::filing::service::printed::{PrintedPaper, printed as printed_of};
use crate::filing::state::Filing;
use crate::filing::store::submissions::{self, Submission};
use crate::material::refusal::Warning;
use crate::paths::office;
use crate::reference::{Days, book};
use crate::review::content::{self, Field, Group};
use crate::review::local;
use crate::review::mark::Mark;
use crate::review::proof::proofs;
use crate::review::service::{look, marks as said, round};
use crate::review::store::marks;
use crate::review::store::papers::{self, Paper};
use crate::text::Tr;
use crate::values::ids::{MaterialId, SessionId};
use crate::web::Officer;
use crate::web::ui::{Link, StatusTag, TaskRow};

/// The section that lists the papers.
pub const PAPERS: &str = "papers";

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
    /// What the province asks of it and no check looks at.
    pub local: Vec<String>,
    /// The servers of it, as they stand now.
    pub servers: Vec<ServerCheck>,
    /// Its fields, or the papers.
    pub items: Vec<Item>,
    /// What was seen of its domains from outside.
    pub seen: Vec<Seen>,
    /// Something of it is masked.
    pub is_masked: bool,
    /// Personal data are shown in full.
    pub is_look: bool,
    /// What comes after it: the next section, then the checklist, then the decision.
    pub next: Link,
    /// The paper beside it.
    pub paper: Option<PaperView>,
    /// The name of the paper that is there but not shown.
    pub hidden_paper: String,
    paper_id: Option<MaterialId>,
}

impl Reading {
    /// The item that wants a look next, once one is accepted: the first open one behind it, or before it; none when none
    /// is left.
    pub fn open_after(&self, target: &Target) -> Option<String> {
        let at = self.items.iter().position(|item| item.target == target.to_string())?;
        let (before, after) = self.items.split_at(at);
        let mut open = after.iter().chain(before).filter(|item| matches!(item.state, "open" | "doubt"));
        open.next().map(|item| item.id.clone())
    }

    /// Gives back a mark that was not taken.
    pub fn give_back(&mut self, target: &str, reason: &str, words: &str) {
        let beside = self.paper.as_mut().map(|paper| &mut paper.item);
        let all = self.items.iter_mut().chain(beside);
        all.filter(|item| item.target == target).for_each(|item| item.give_back(reason, words));
    }

    /// The item that a control belongs to.
    pub fn item_of(&self, id: &str) -> Option<&Item> {
        let beside = self.paper.as_ref().map(|paper| &paper.item);
        let mut all = self.items.iter().chain(beside);
        all.find(|item| item.reason_id() == id || item.words_id() == id)
    }

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
    printed: Vec<PrintedPaper>,
    marks: Vec<Mark>,
    before: Vec<Mark>,
    changed: BTreeSet<Target>,
    /// The fields of the round before, as they were answered.
    earlier: BTreeMap<Target, Field>,
}

async fn round_of(tx: &mut Tx<'_>, t: Tr, filing: &Filing) -> Result<Round> {
    let number = round(filing)?;
    let submission = submissions::find(tx, filing.id, filing.round).await?.ok_or(crate::error::Error::NotFound)?;
    let today = china_day(tx.ctx.now);
    let before = match filing.round {
        0 | 1 => None,
        round => submissions::find(tx, filing.id, round - 1).await?,
    };
    let earlier = before.map(|round| content::groups(t, &round.frozen.application, book(), today)).unwrap_or_default();
    let earlier = earlier.into_iter().flat_map(|group| group.fields);
    let papers = papers::list(tx.conn, &submission.papers).await?;
    let drafts = submission.frozen.application.to_drafts();
    let of_papers = papers.iter().map(|paper| (paper.id, paper.slot.as_str(), paper.created_at));
    Ok(Round {
        printed: printed_of(tx, &drafts, of_papers).await?,
        earlier: earlier.map(|field| (field.target.clone(), field)).collect(),
        groups: content::groups(t, &submission.frozen.application, book(), today),
        papers,
        marks: marks::list(tx, filing.id, number).await?,
        before: if number > 1 { marks::list(tx, filing.id, number - 1).await? } else { Vec::new() },
        changed: said::changed(tx, filing).await?,
        submission,
    })
}

/// To whom, and where.
struct Shown<'a> {
    is_full: bool,
    session: SessionId,
    case: &'a str,
    place: &'a Place,
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
        days: filing.days(today),
        marks: &round.marks,
        before: &round.before,
        answers: &round.submission.frozen.answers,
        changed: &round.changed,
        remarks: &remarks,
    };
    let case = office::case(&filing.reference);
    let group = round.groups.iter().find(|group| group.part.to_string() == section);
    let here = Place { section: section.clone(), ..place.clone() };
    let shown = Shown { is_full, session: officer.session, case: &case, place: &here };
    let items = items(tx, &maker, &round, group, &shown);
    let is_personal = group.is_none_or(Group::is_personal);
    let part = group.map(|group| group.part);
    let seen = seen::of_part(tx, t, &round.submission.frozen.application, part, is_full).await?;
    let beside = pictures(&round.papers, &section);
    let chosen =
        beside.iter().position(|(paper, page)| paper.id.to_string() == place.paper && *page == place.page.max(1));
    let chosen = chosen.unwrap_or(0);
    let mut reading = Reading {
        nav: nav(t, &round, &case),
        title: group.map_or_else(|| t.t("review-section-papers"), |group| group.title.clone()),
        checks: left_over(&remarks, group, &items),
        local: local::told(t, book(), &filing.rules(book(), today), group.map(|group| group.part), today),
        servers: server::checks(tx, t, filing, group.map(|group| group.part)).await?,
        items,
        is_masked: is_personal && !is_full,
        is_look: is_full && (is_personal || !beside.is_empty() || seen.iter().any(|seen| seen.is_personal)),
        seen,
        next: next(t, &round, &sections, &section, &case),
        paper: None,
        hidden_paper: String::new(),
        paper_id: None,
        section,
    };
    if let Some((paper, _)) = beside.get(chosen) {
        if is_full {
            let key = look::key(tx.sealer, officer.session, paper.id, tx.ctx.now);
            let place = Place { section: reading.section.clone(), ..place.clone() };
            reading.paper = Some(view(&maker, filing, &place, (&beside, chosen), &round.printed, &key));
            reading.paper_id = Some(paper.id);
        } else {
            reading.hidden_paper = paper_title(t, &paper.slot, filing.days(today));
        }
    }
    Ok(reading)
}

/// The fields of a section, or the papers.
fn items(tx: &Tx<'_>, maker: &Maker<'_>, round: &Round, group: Option<&Group>, shown: &Shown<'_>) -> Vec<Item> {
    match group {
        Some(group) => group.fields.iter().map(|field| field_item(maker, round, field, shown)).collect(),
        None => {
            let item = |paper: &Paper| {
                let key = shown.is_full.then(|| look::key(tx.sealer, shown.session, paper.id, tx.ctx.now));
                paper_item(maker, paper, shown.case, key.as_deref())
            };
            round.papers.iter().map(item).collect()
        }
    }
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

fn field_item(maker: &Maker<'_>, round: &Round, field: &Field, shown: &Shown<'_>) -> Item {
    let is_full = shown.is_full;
    let text = |field: &Field| match &field.masked {
        Some(masked) if !is_full => masked.clone(),
        _ => field.value.clone(),
    };
    // What follows from a number is as personal as the number.
    let known = if is_full || field.masked.is_none() {
        proofs(&round.submission.frozen.application, book(), maker.days)
    } else {
        Vec::new()
    };
    let known = known.into_iter().filter(|proof| proof.target == field.target);
    let known = known.map(|proof| Check { tone: "success", text: maker.t.message(&proof.message) }).collect();
    let value = text(field);
    let mut item = maker.item(&field.target, None, field.label.clone(), value.clone(), known);
    if let Some(before) = round.earlier.get(&field.target).filter(|before| before.value != field.value) {
        item.pieces = pieces(&text(before), &value);
    }
    // What was read is as personal as what was answered.
    if is_full || field.masked.is_none() {
        item.read = printed::beside(maker.t, &round.printed, &field.target, shown.place, shown.case);
    }
    item
}

/// A paper as an item; with a small picture for who may see it.
pub(super) fn paper_item(maker: &Maker<'_>, paper: &Paper, case: &str, key: Option<&str>) -> Item {
    let t = maker.t;
    let warnings = paper.warnings.iter().filter_map(|code| Warning::from_code(code));
    let warnings = warnings.map(|warning| Check { tone: "warning", text: t.message(&warning.message()) });
    let target = Target::paper(&paper.slot);
    let title = paper_title(t, &paper.slot, maker.days);
    let pages = t.a1("review-paper-pages", "count", paper.pages);
    let mut item = maker.item(&target, Some(&paper.kind), title, pages, warnings.collect());
    let full = format!("{case}?section={PAPERS}&paper={}", paper.id);
    item.thumb = key.map(|key| (format!("{case}/papers/{}/pages/1/thumb?key={key}", paper.id), full));
    item
}

/// The name of a paper by the rules of its filing.
pub fn paper_title(t: Tr, slot: &str, days: Days) -> String {
    let rule = book().material_of_slot(slot, days.rules);
    rule.map_or_else(|| slot.to_owned(), |rule| t.pick(&rule.zh, &rule.en).to_owned())
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

fn next(t: Tr, round: &Round, sections: &[String], section: &str, case: &str) -> Link {
    let at = sections.iter().position(|own| own == section).unwrap_or_default();
    let Some(next) = sections.get(at + 1) else {
        return Link::new(t.t("review-to-checklist"), format!("{case}?tab=checklist"));
    };
    let group = round.groups.iter().find(|group| group.part.to_string() == *next);
    let title = group.map_or_else(|| t.t("review-section-papers"), |group| group.title.clone());
    Link::new(t.a1("review-next-section", "title", title), format!("{case}?section={next}"))
}

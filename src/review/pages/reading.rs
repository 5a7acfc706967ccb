//! Puts together what the application view shows: sections with their state, the items of one, the paper beside it.

use std::collections::{BTreeMap, BTreeSet};

use super::case::Place;
use super::fields::{Check, Item, Maker};
use super::seen;
use super::server::{self, ServerCheck};
use crate::clock::china_day;
use crate::db::Tx;
use crate::error::Result;
use crate::facts::shown::Seen;
use crate::filing::section::Target;
use crate::filing::state::Filing;
use crate::filing::store::submissions::{self, Submission};
use crate::material::refusal::Warning;
use crate::paths::office;
use crate::reference::{Days, book};
use crate::review::compare::pieces;
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
    Ok(Round {
        earlier: earlier.map(|field| (field.target.clone(), field)).collect(),
        groups: content::groups(t, &submission.frozen.application, book(), today),
        papers: papers::list(tx.conn, &submission.papers).await?,
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
    let shown = Shown { is_full, session: officer.session, case: &case };
    let items = items(tx, &maker, &round, group, &shown);
    let is_personal = group.is_none_or(Group::is_personal);
    let part = group.map(|group| group.part);
    let seen = seen::of_part(tx, t, &round.submission.frozen.application, part, is_full).await?;
    let beside = beside(&round, &section);
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
            reading.paper = Some(view(&maker, filing, &place, &beside, chosen, &key));
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
        Some(group) => group.fields.iter().map(|field| field_item(maker, round, field, shown.is_full)).collect(),
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

fn field_item(maker: &Maker<'_>, round: &Round, field: &Field, is_full: bool) -> Item {
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
    item
}

/// A paper as an item; with a small picture for who may see it.
fn paper_item(maker: &Maker<'_>, paper: &Paper, case: &str, key: Option<&str>) -> Item {
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
    place: &Place,
    beside: &[(&Paper, i32)],
    chosen: usize,
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

fn next(t: Tr, round: &Round, sections: &[String], section: &str, case: &str) -> Link {
    let at = sections.iter().position(|own| own == section).unwrap_or_default();
    let Some(next) = sections.get(at + 1) else {
        return Link::new(t.t("review-to-checklist"), format!("{case}?tab=checklist"));
    };
    let group = round.groups.iter().find(|group| group.part.to_string() == *next);
    let title = group.map_or_else(|| t.t("review-section-papers"), |group| group.title.clone());
    Link::new(t.a1("review-next-section", "title", title), format!("{case}?section={next}"))
}

//! Work that the bureau gives: what waits, the most urgent first, what was done last, and what its blacklists bar.

use std::collections::HashMap;

use actix_web::web::{Data, Query};
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;
use chrono::NaiveDate;
use uuid::Uuid;

use super::place::{Place, Tab, done_key, open_key};
use crate::bureau::store::tasks::Task;
use crate::bureau::store::work::{self, AfterDone, AfterOpen};
use crate::bureau::work::Sort;
use crate::clock::china_day;
use crate::db::Tx;
use crate::error::Result;
use crate::form::FieldErrors;
use crate::paths::office;
use crate::reference::book;
use crate::registry::store::barred::{self, Entry};
use crate::staff;
use crate::text::Tr;
use crate::values::ids::StaffId;
use crate::web::ui::{self, Choice, Link, Pager, StatusTag};
use crate::web::{App, Officer, Page, render};

/// Lines of a page.
const LINES: usize = 50;

struct Row {
    task: Link,
    sort: String,
    province: String,
    status: StatusTag,
    received: String,
    due: String,
    who: String,
}

/// What a blacklist bars.
struct Barred {
    what: String,
    source: String,
    since: String,
}

#[derive(Template)]
#[template(path = "bureau/tasks.html")]
struct TasksPage {
    page: Page,
    t: Tr,
    errors: FieldErrors,
    tabs: Vec<ui::Tab>,
    tab: Tab,
    provinces: Vec<Choice>,
    sorts: Vec<Choice>,
    is_filtered: bool,
    rows: Vec<Row>,
    barred: Vec<Barred>,
    pager: Pager,
}

/// One page of a list.
enum Lines {
    Tasks(Vec<Task>),
    Barred(Vec<(Uuid, Entry)>),
}

/// The page.
pub async fn show(req: HttpRequest, app: Data<App>, officer: Officer, place: Query<Place>) -> Result<HttpResponse> {
    let (t, place) = (officer.t(), place.into_inner());
    let (lines, next, names, today) = app
        .db
        .read(officer.actor(), async |tx| {
            let (lines, next) = read(tx, &place, &officer.desk.provinces).await?;
            let tasks = if let Lines::Tasks(tasks) = &lines { tasks.as_slice() } else { &[] };
            let people = tasks.iter().flat_map(|task| task.claimed_by.into_iter().chain(task.answered_by));
            let names = staff::store::load_names(tx, &people.collect::<Vec<_>>()).await?;
            let names = staff::staff::all_named(t, names);
            Ok((lines, next, names, china_day(tx.ctx.now)))
        })
        .await?;
    let pager = Pager {
        newer: (!place.after.is_empty()).then(|| place.of(place.list()).url()),
        older: next.map(|after| place.behind(after).url()),
    };
    let (rows, barred) = match lines {
        Lines::Tasks(tasks) => {
            (tasks.into_iter().map(|task| row(t, task, &names, today, &place)).collect(), Vec::new())
        }
        Lines::Barred(entries) => (Vec::new(), entries.into_iter().map(|(_, entry)| entry_line(t, entry)).collect()),
    };
    let provinces = book().provinces(today).into_iter();
    let sort = |sort: &Sort| Choice::new(sort.code(), t.t(&format!("task-sort-{}", sort.code())), &place.sort);
    render(&TasksPage {
        page: Page::titled(&req, "task-list-title"),
        t,
        errors: FieldErrors::new(),
        tabs: tabs(t, &place),
        tab: place.list(),
        provinces: provinces.map(|row| Choice::new(&row.code, t.pick(&row.zh, &row.en), &place.province)).collect(),
        sorts: Sort::ALL.iter().map(sort).collect(),
        is_filtered: place.filter() != work::Filter::default(),
        rows,
        barred,
        pager,
    })
}

/// The lines of a page, and the place of the next one.
async fn read(tx: &mut Tx<'_>, place: &Place, within: &[String]) -> Result<(Lines, Option<String>)> {
    let limit = i64::try_from(LINES).unwrap_or(i64::MAX) + 1;
    let filter = work::Filter { within: within.to_vec(), ..place.filter() };
    Ok(match place.list() {
        Tab::Open => {
            let mut tasks = work::list_open(tx.conn, &filter, place.after_open(), limit).await?;
            let next = cut(&mut tasks).map(|last| open_key(AfterOpen::of(last)));
            (Lines::Tasks(tasks), next)
        }
        Tab::Done => {
            let mut tasks = work::list_done(tx.conn, &filter, place.after_done(), limit).await?;
            let key = |last: &Task| Some(done_key(AfterDone { at: last.done_at?, id: last.id }));
            let next = cut(&mut tasks).and_then(key);
            (Lines::Tasks(tasks), next)
        }
        Tab::Barred => {
            let after = place.after_done().map(|after| (after.at, after.id));
            let mut entries = barred::list_current(tx.conn, after, limit).await?;
            let next = cut(&mut entries).map(|(id, last)| done_key(AfterDone { at: last.listed_at, id: *id }));
            (Lines::Barred(entries), next)
        }
    })
}

/// Keeps what a page shows; its last line, if there are more.
fn cut<T>(lines: &mut Vec<T>) -> Option<&T> {
    let is_more = lines.len() > LINES;
    lines.truncate(LINES);
    lines.last().filter(|_| is_more)
}

fn tabs(t: Tr, place: &Place) -> Vec<ui::Tab> {
    let tab = |tab: &Tab| ui::Tab {
        label: t.t(&format!("task-tab-{}", tab.code())),
        url: place.of(*tab).url(),
        count: None,
        current: place.list() == *tab,
    };
    Tab::ALL.iter().map(tab).collect()
}

fn row(t: Tr, task: Task, names: &HashMap<StaffId, String>, today: NaiveDate, place: &Place) -> Row {
    let who = task.answered_by.or(task.claimed_by).and_then(|staff| names.get(&staff));
    let province = task.province.as_deref().and_then(|code| book().province(code, today));
    Row {
        status: status(t, &task, today),
        task: Link::new(task.subject, place.at(office::bureau_task(task.id))),
        sort: t.t(&format!("task-sort-{}", task.sort.code())),
        province: province.map(|row| t.pick(&row.zh, &row.en).to_owned()).unwrap_or_default(),
        received: t.day(task.received_at),
        due: task.due_on.map(|day| t.date(day)).unwrap_or_default(),
        who: who.cloned().unwrap_or_default(),
    }
}

fn entry_line(t: Tr, entry: Entry) -> Barred {
    Barred {
        what: entry.domain.unwrap_or_else(|| t.t("task-barred-document")),
        source: t.t("task-barred-source"),
        since: t.day(entry.listed_at),
    }
}

/// Where a piece of work stands.
pub fn status(t: Tr, task: &Task, today: NaiveDate) -> StatusTag {
    match (task.done_at, task.answered_at) {
        (Some(_), _) => StatusTag::success(t.t("task-done")),
        (None, Some(_)) => StatusTag::info(t.t("task-answered")),
        (None, None) if task.due_on.is_some_and(|day| day < today) => StatusTag::error(t.t("task-overdue")),
        (None, None) if task.claimed_by.is_some() => StatusTag::info(t.t("task-claimed")),
        (None, None) => StatusTag::warning(t.t("task-open")),
    }
}

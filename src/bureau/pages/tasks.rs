//! Work that the bureau gives: what waits, the most urgent first, and what was done last.

use std::collections::HashMap;

use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;
use chrono::NaiveDate;

use crate::bureau::store::tasks::{self, Task};
use crate::clock::china_day;
use crate::error::Result;
use crate::paths::office;
use crate::registry::store::barred::{self, Entry};
use crate::staff;
use crate::text::Tr;
use crate::values::ids::StaffId;
use crate::web::ui::{Link, StatusTag};
use crate::web::{App, Officer, Page, render};

/// Lines of what waits, and of what was done.
const OPEN: i64 = 200;
const DONE: i64 = 50;

struct Row {
    task: Link,
    sort: String,
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
    open: Vec<Row>,
    done: Vec<Row>,
    barred: Vec<Barred>,
}

/// The page.
pub async fn show(req: HttpRequest, app: Data<App>, officer: Officer) -> Result<HttpResponse> {
    let t = officer.t();
    let (open, done, barred, names, today) = app
        .db
        .read(officer.actor(), async |tx| {
            let open = tasks::list_open(tx.conn, OPEN).await?;
            let done = tasks::list_done(tx.conn, DONE).await?;
            let barred = barred::list_current(tx.conn, DONE).await?;
            let people = open.iter().chain(&done).flat_map(|task| task.claimed_by.into_iter().chain(task.answered_by));
            let names = staff::store::load_names(tx.conn, &people.collect::<Vec<_>>()).await?;
            Ok((open, done, barred, names, china_day(tx.ctx.now)))
        })
        .await?;
    render(&TasksPage {
        page: Page::titled(&req, "task-list-title"),
        t,
        open: open.into_iter().map(|task| row(t, task, &names, today)).collect(),
        done: done.into_iter().map(|task| row(t, task, &names, today)).collect(),
        barred: barred.into_iter().map(|entry| entry_line(t, entry)).collect(),
    })
}

fn row(t: Tr, task: Task, names: &HashMap<StaffId, String>, today: NaiveDate) -> Row {
    let who = task.answered_by.or(task.claimed_by).and_then(|staff| names.get(&staff));
    Row {
        status: status(t, &task, today),
        task: Link::new(task.subject, office::bureau_task(task.id)),
        sort: t.t(&format!("task-sort-{}", task.sort.code())),
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

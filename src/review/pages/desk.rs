//! The first page of the back office: what to do next.

use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;
use chrono::{DateTime, NaiveTime, Utc};
use serde::Deserialize as _;

use super::row::{self, CaseRow};
use crate::clock::{china_at, china_day};
use crate::error::Result;
use crate::filing::store as filings;
use crate::paths;
use crate::reference::book;
use crate::review::due::{Cutoffs, bureaus_late_on};
use crate::review::queue::{Filter, Tab};
use crate::review::service::confirmation;
use crate::review::store::counts::{self, MOST_COUNTED};
use crate::review::store::load::{self, Load};
use crate::review::store::queue::{self, Scope};
use crate::staff::staff::all_named;
use crate::text::Tr;
use crate::web::{App, Officer, Page, render};

/// Lines of a list of the desk.
const MOST_LINES: i64 = 20;

/// A number with its words, and where it leads.
struct Figure {
    value: String,
    label: String,
    url: String,
    tone: &'static str,
}

struct LoadRow {
    name: String,
    open: i64,
    oldest: String,
}

#[derive(Template)]
#[template(path = "review/desk.html")]
struct DeskPage {
    page: Page,
    t: Tr,
    reviews: bool,
    greeting: String,
    figures: Vec<Figure>,
    mine: Vec<CaseRow>,
    second: Vec<CaseRow>,
    returned: Vec<CaseRow>,
    without_server: Vec<CaseRow>,
    due: Vec<CaseRow>,
    team: Vec<LoadRow>,
}

/// What the desk read.
struct Read {
    waiting: i64,
    due: i64,
    late: i64,
    done: i64,
    /// Work that the bureau gave: what waits, and what of it is overdue.
    bureau: (i64, i64),
    mine: Vec<CaseRow>,
    second: Vec<CaseRow>,
    returned: Vec<CaseRow>,
    without_server: Vec<CaseRow>,
    due_list: Vec<CaseRow>,
    team: Vec<Load>,
}

/// The desk. Roles that review nothing see where their work is.
pub async fn show(req: HttpRequest, app: Data<App>, officer: Officer) -> Result<HttpResponse> {
    let t = officer.t();
    let page = Page::titled(&req, "review-desk-title");
    let greeting = t.a1("review-desk-greeting", "name", officer.name.as_str());
    let reviews = officer.role.reviews();
    let mut desk = DeskPage {
        page,
        t,
        reviews,
        greeting,
        figures: Vec::new(),
        mine: Vec::new(),
        second: Vec::new(),
        returned: Vec::new(),
        without_server: Vec::new(),
        due: Vec::new(),
        team: Vec::new(),
    };
    if reviews {
        let read = read(&app, &officer, t).await?;
        desk.figures = figures(t, &read);
        (desk.mine, desk.second) = (read.mine, read.second);
        (desk.returned, desk.without_server, desk.due) = (read.returned, read.without_server, read.due_list);
        desk.team = read.team.into_iter().map(|load| load_row(t, load)).collect();
    }
    render(&desk)
}

/// Whose queue it is, now, and the filter they left.
pub(super) fn scope(officer: &Officer, now: DateTime<Utc>) -> (Scope, Filter) {
    let today = china_day(now);
    let (late, bureaus) = (Cutoffs::overdue(book(), today), bureaus_late_on(today));
    let provinces = officer.desk.provinces.clone();
    let filter = Filter::deserialize(&officer.desk.filter).unwrap_or_default();
    (Scope { staff: officer.staff, provinces, now, late, bureaus }, filter)
}

async fn read(app: &App, officer: &Officer, t: Tr) -> Result<Read> {
    let staff = officer.staff;
    app.db
        .read(officer.actor(), async |tx| {
            let today = china_day(tx.ctx.now);
            let (scope, _) = scope(officer, tx.ctx.now);
            let none = Filter::default();
            let mine = queue::page(tx.conn, &scope, Tab::Mine, &none, None, MOST_LINES).await?;
            let returned = queue::returned(tx.conn, &scope, MOST_LINES).await?;
            let without_server = queue::list_without_server(tx.conn, &scope, MOST_LINES).await?;
            let due = Cutoffs::due_by(book(), today);
            let due_list = queue::list_due(tx.conn, &scope, due, MOST_LINES).await?;
            let asked = confirmation::list_waiting(tx, &scope.provinces, MOST_LINES).await?;
            let asked: Vec<_> = asked.iter().map(|waiting| waiting.filing).collect();
            let asked = filings::list_by_ids(tx.conn, &asked).await?;
            let midnight = china_at(today, NaiveTime::MIN);
            let holders = [&due_list, &asked, &without_server]
                .into_iter()
                .flat_map(|cases| row::holders(cases))
                .collect::<Vec<_>>();
            let names = all_named(t, load::names(tx, &holders).await?);
            let open = counts::list(tx.conn, &scope, &[Tab::Unassigned, Tab::Overdue], &none).await?;
            Ok(Read {
                waiting: open.first().copied().unwrap_or_default(),
                due: counts::due(tx.conn, &scope, due).await?,
                late: open.last().copied().unwrap_or_default(),
                done: load::done_since(tx.conn, staff, midnight).await?,
                bureau: load::bureau_work(tx.conn, &scope.provinces, today).await?,
                mine: row::rows(t, &mine, &names, today),
                second: row::rows(t, &asked, &names, today),
                returned: row::rows(t, &returned, &names, today),
                without_server: row::rows(t, &without_server, &names, today),
                due_list: row::rows(t, &due_list, &names, today),
                team: load::team(tx).await?,
            })
        })
        .await
}

fn figures(t: Tr, read: &Read) -> Vec<Figure> {
    let tab = |tab: Tab| format!("{}?{}", paths::office::queue(), Filter::default().query(tab));
    let figure = |key: &str, count: i64, url: String, tone: &'static str| Figure {
        value: if count >= MOST_COUNTED { format!("{}+", MOST_COUNTED - 1) } else { count.to_string() },
        label: t.t(key),
        url,
        tone: if count > 0 { tone } else { "plain" },
    };
    let (open, overdue) = read.bureau;
    let tone = if overdue > 0 { "error" } else { "warning" };
    let bureau = (open > 0).then(|| figure("review-desk-bureau", open, paths::office::bureau_tasks(), tone));
    let mut figures = vec![
        figure("review-desk-waiting", read.waiting, tab(Tab::Unassigned), "plain"),
        figure("review-desk-due", read.due, "#due".to_owned(), "warning"),
        figure("review-desk-late", read.late, tab(Tab::Overdue), "error"),
        figure("review-desk-done", read.done, tab(Tab::All), "success"),
    ];
    figures.extend(bureau);
    figures
}

fn load_row(t: Tr, load: Load) -> LoadRow {
    LoadRow { name: load.name, open: load.open, oldest: load.oldest.map(|at| t.time(at)).unwrap_or_default() }
}

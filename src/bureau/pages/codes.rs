//! The bureau's code tables as they came: each code with what it meant from which day until which.

use actix_web::web::{Data, Query};
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;
use chrono::NaiveDate;
use serde::Deserialize;
use serde_json::Value;

use crate::bureau::labels::label;
use crate::bureau::store::codes::{self, Dated, Kept};
use crate::error::Result;
use crate::paths::office;
use crate::text::Tr;
use crate::values::actor::Role;
use crate::values::day::parse_day;
use crate::web::ui::{Link, Pager};
use crate::web::{App, Officer, Page, render};

/// Codes of a page.
const LINES: usize = 100;
/// Columns that stand in the table by themselves: the code, its names, whether it is in force.
const SHOWN: [&str; 7] = ["Id", "Mc", "Nr", "Ztmc", "Fl2", "Dwmc", "Sfyx"];

/// Which table, and after which of its codes.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Place {
    table: String,
    after: String,
}

struct Table {
    link: Link,
    name: String,
    current: i64,
    since: String,
    is_open: bool,
}

struct Row {
    code: i64,
    name: String,
    others: String,
    since: String,
    until: String,
    is_in_force: bool,
}

#[derive(Template)]
#[template(path = "bureau/codes.html")]
struct CodesPage {
    page: Page,
    t: Tr,
    tables: Vec<Table>,
    /// The table that is open; none where none is.
    open: Option<String>,
    rows: Vec<Row>,
    pager: Pager,
    /// Where it is reached from.
    back: Option<Link>,
}

/// The page.
pub async fn show(req: HttpRequest, app: Data<App>, officer: Officer, place: Query<Place>) -> Result<HttpResponse> {
    let t = officer.t();
    let (tables, mut rows) = app
        .db
        .read(officer.actor(), async |tx| {
            let limit = i64::try_from(LINES).unwrap_or(i64::MAX) + 1;
            let rows = codes::list_dated(tx.conn, &place.table, after(&place.after), limit).await?;
            Ok((codes::list_tables(tx.conn).await?, rows))
        })
        .await?;
    let is_more = rows.len() > LINES;
    rows.truncate(LINES);
    let here = |after: &str| url(&place.table, after);
    let last = rows.last().filter(|_| is_more);
    render(&CodesPage {
        page: Page::titled(&req, "exchange-codes-title"),
        t,
        pager: Pager {
            newer: (!place.after.is_empty()).then(|| here("")),
            older: last.map(|own| here(&format!("{}.{}", own.code, own.since))),
        },
        open: tables.iter().find(|own| own.name == place.table).map(|own| title(&own.name)),
        tables: tables.into_iter().map(|own| table(t, own, &place.table)).collect(),
        rows: rows.into_iter().map(|own| row(t, own)).collect(),
        back: match officer.role {
            Role::Lead | Role::Administrator => Some(Link::new(t.t("exchange-title"), office::exchange())),
            role if role.reviews() => Some(Link::new(t.t("task-list-title"), office::bureau_tasks())),
            _ => None,
        },
    })
}

fn url(table: &str, after: &str) -> String {
    let mut query = form_urlencoded::Serializer::new(String::new());
    query.append_pair("table", table);
    if !after.is_empty() {
        query.append_pair("after", after);
    }
    format!("{}?{}#codes", office::bureau_codes(), query.finish())
}

fn after(text: &str) -> Option<(i64, NaiveDate)> {
    let (code, since) = text.split_once('.')?;
    Some((code.parse().ok()?, parse_day(since).ok()?))
}

fn title(table: &str) -> String {
    label(table).unwrap_or(table).to_owned()
}

fn table(t: Tr, own: Kept, open: &str) -> Table {
    Table {
        link: Link::new(title(&own.name), url(&own.name, "")),
        current: own.current,
        since: own.since.map(|day| t.date(day)).unwrap_or_default(),
        is_open: own.name == open,
        name: own.name,
    }
}

fn row(t: Tr, own: Dated) -> Row {
    let cell = |name: &str| own.columns.get(name).and_then(Value::as_str).unwrap_or_default();
    let columns = own.columns.as_object().into_iter().flatten();
    let others = columns.filter(|(name, _)| !SHOWN.contains(&name.as_str()));
    let told = |(name, value): (&String, &Value)| {
        let text = value.as_str().filter(|text| !text.is_empty())?;
        Some(format!("{} {text}", label(name).unwrap_or(name)))
    };
    Row {
        code: own.code,
        others: others.filter_map(told).collect::<Vec<_>>().join("；"),
        since: t.date(own.since),
        until: own.until.map(|day| t.date(day)).unwrap_or_default(),
        is_in_force: own.until.is_none() && cell("Sfyx") != "0",
        name: own.name,
    }
}

//! The queue with its tabs and filters.

use std::collections::BTreeMap;

use actix_web::web::{Data, Query};
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;
use chrono::NaiveDate;
use futures_util::future::try_join3;
use serde::Deserialize;

use super::desk;
use super::row::{self, CaseRow};
use crate::clock::{china_day, read_micros};
use crate::db::{Tx, moved};
use crate::error::Result;
use crate::filing::state::Filing;
use crate::form::FieldErrors;
use crate::paths;
use crate::reference::book;
use crate::review::queue::{Counted, Filter, FilterText, Look, Tab};
use crate::review::store::counts::{self, MOST_COUNTED};
use crate::review::store::load;
use crate::review::store::queue::{self, After, Scope};
use crate::review::store::views::{self, View};
use crate::staff::staff::all_named;
use crate::text::{Message, Tr};
use crate::values::ids::FilingId;
use crate::web::ui::{self, Choice, Pager};
use crate::web::{App, Officer, Page, PostForm, render, render_invalid, see_other};

/// Lines of a page.
const LINES: i64 = 25;

/// The address of a page of the queue.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Place {
    tab: String,
    province: Option<String>,
    whose: Option<String>,
    round: Option<String>,
    after: Option<String>,
}

#[derive(Template)]
#[template(path = "review/queue.html")]
struct QueuePage {
    page: Page,
    t: Tr,
    errors: FieldErrors,
    /// What the filter is to be called, as typed.
    typed_name: String,
    /// Whether colleagues are to have it too, as ticked.
    is_to_be_shared: bool,
    tabs: Vec<ui::Tab>,
    tab: Tab,
    provinces: Vec<Choice>,
    whose: Vec<Choice>,
    rounds: Vec<Choice>,
    is_filtered: bool,
    /// Province, sort of entity and round as they stand in the form.
    texts: [String; 3],
    views: Vec<ViewLink>,
    rows: Vec<CaseRow>,
    pager: Pager,
    empty: String,
}

/// A named filter as a link.
struct ViewLink {
    id: String,
    name: String,
    url: String,
    is_current: bool,
    /// A colleague's, by name; empty for one's own.
    by: String,
    is_shared: bool,
}

/// The queue: the filter of the address, or the one that was left.
pub async fn show(req: HttpRequest, app: Data<App>, officer: Officer, place: Query<Place>) -> Result<HttpResponse> {
    let place = place.into_inner();
    let after = place.after.as_deref().and_then(after);
    let text = FilterText { tab: place.tab, province: place.province, whose: place.whose, round: place.round };
    render(&page(&req, &app, &officer, text, after).await?)
}

/// The queue again, as a filter could not be named so.
///
/// # Errors
/// When the database refuses.
pub async fn unnamed(
    req: &HttpRequest,
    app: &App,
    officer: &Officer,
    text: FilterText,
    (typed_name, is_to_be_shared): (String, bool),
    message: Message,
) -> Result<HttpResponse> {
    let page = page(req, app, officer, text, None).await?;
    let errors = FieldErrors::of("name", message);
    render_invalid(&QueuePage { errors, typed_name, is_to_be_shared, ..page })
}

async fn page(
    req: &HttpRequest,
    app: &App,
    officer: &Officer,
    text: FilterText,
    after: Option<After>,
) -> Result<QueuePage> {
    let t = officer.t();
    let tab = Tab::from_code(&text.tab).unwrap_or_default();
    let counted = req.app_data::<Data<Counted>>();
    let found = app
        .db
        .read(officer.actor(), async |tx| {
            let (scope, kept) = desk::scope(officer, tx.ctx.now);
            let filter = if text.is_given() { text.filter() } else { kept };
            read(tx, t, scope, tab, filter, counted.map(Data::get_ref), after).await
        })
        .await?;
    let (province, whose, round) = found.filter.texts();
    Ok(QueuePage {
        page: Page::titled(req, "review-queue-title"),
        t,
        errors: Default::default(),
        typed_name: String::new(),
        is_to_be_shared: false,
        tabs: tabs(t, &found),
        tab,
        provinces: provinces(t, &found.scope, province, found.today),
        whose: choices(t, whose, &[("organisation", "review-whose-organisation"), ("individual", "review-individual")]),
        rounds: choices(t, round, &[("first", "review-round-first"), ("again", "review-round-again")]),
        is_filtered: !found.filter.is_empty(),
        texts: [province.to_owned(), whose.to_owned(), round.to_owned()],
        views: found.views.iter().map(|view| view_link(view, &found)).collect(),
        pager: pager(&found, tab, after.is_some()),
        empty: t.t(&format!("review-empty-{}", tab.code())),
        rows: found.rows,
    })
}

/// Keeps the filter, and shows the queue by it.
pub async fn save(app: Data<App>, officer: Officer, form: PostForm<FilterText>) -> Result<HttpResponse> {
    let filter = form.0.filter();
    let tab = Tab::from_code(&form.0.tab).unwrap_or_default();
    let staff = officer.staff;
    app.db.write(officer.by(), async |tx| load::update_filter(tx.conn, staff, &filter).await).await?;
    Ok(see_other(format!("{}?{}", paths::office::queue(), filter.query(tab))))
}

struct Found {
    scope: Scope,
    filter: Filter,
    tab: Tab,
    counts: Vec<(Tab, i64)>,
    views: Vec<View>,
    rows: Vec<CaseRow>,
    last: Option<After>,
    today: NaiveDate,
}

/// How many stand under each tab; what was counted a moment ago is not counted again.
async fn count(tx: &Tx<'_>, scope: &Scope, filter: &Filter, counted: Option<&Counted>) -> Result<Vec<(Tab, i64)>> {
    let Scope { staff, provinces, now, .. } = scope;
    // Asked before the look: what moves meanwhile is counted by the next.
    let look = Look { staff: *staff, provinces, filter, now: *now, moved: moved() };
    let mut all: BTreeMap<usize, (Tab, i64)> = BTreeMap::new();
    let mut asked = Vec::new();
    for (place, tab) in Tab::ALL.into_iter().enumerate() {
        match counted.and_then(|counted| counted.find(tab, look, MOST_COUNTED)) {
            Some(count) => drop(all.insert(place, (tab, count))),
            None => asked.push((place, tab)),
        }
    }
    if !asked.is_empty() {
        let tabs: Vec<Tab> = asked.iter().map(|(_, tab)| *tab).collect();
        let found = counts::list(&*tx.conn, scope, &tabs, filter).await?;
        for ((place, tab), count) in asked.into_iter().zip(found) {
            counted.into_iter().for_each(|counted| counted.note(tab, look, count));
            all.insert(place, (tab, count));
        }
    }
    Ok(all.into_values().collect())
}

async fn read(
    tx: &mut Tx<'_>,
    t: Tr,
    scope: Scope,
    tab: Tab,
    filter: Filter,
    counted: Option<&Counted>,
    after: Option<After>,
) -> Result<Found> {
    let today = china_day(tx.ctx.now);
    let shared: &Tx<'_> = tx;
    // Sent together: none needs another's answer.
    let page = queue::page(&*shared.conn, &scope, tab, &filter, after, LINES + 1);
    let views = views::list(&*shared.conn, shared.sealer, scope.staff);
    let (mut cases, counts, views) = try_join3(page, count(shared, &scope, &filter, counted), views).await?;
    let is_more = cases.len() > LINES as usize;
    cases.truncate(LINES as usize);
    let last = cases.last().filter(|_| is_more).map(|case: &Filing| After::of(tab, case));
    let names = all_named(t, load::names(tx, &row::holders(&cases)).await?);
    let rows = row::rows(t, &cases, &names, today);
    Ok(Found { scope, filter, tab, counts, views, rows, last, today })
}

fn view_link(view: &View, found: &Found) -> ViewLink {
    ViewLink {
        id: view.id.to_string(),
        name: view.name.clone(),
        url: format!("{}?{}", paths::office::queue(), view.filter.query(view.tab)),
        is_current: view.filter == found.filter && view.tab == found.tab,
        by: view.by.clone().unwrap_or_default(),
        is_shared: view.is_shared,
    }
}

fn tabs(t: Tr, found: &Found) -> Vec<ui::Tab> {
    let tab = |(tab, count): &(Tab, i64)| ui::Tab {
        label: t.t(&format!("review-tab-{}", tab.code())),
        url: format!("{}?{}", paths::office::queue(), found.filter.query(*tab)),
        count: Some(*count).filter(|count| *count < MOST_COUNTED),
        current: *tab == found.tab,
    };
    found.counts.iter().map(tab).collect()
}

fn provinces(t: Tr, scope: &Scope, current: &str, today: NaiveDate) -> Vec<Choice> {
    let own = |code: &String| scope.provinces.is_empty() || scope.provinces.contains(code);
    let rows = book().provinces(today).into_iter().filter(|row| own(&row.code));
    rows.map(|row| Choice::new(&row.code, t.pick(&row.zh, &row.en), current)).collect()
}

fn choices(t: Tr, current: &str, of: &[(&str, &str)]) -> Vec<Choice> {
    of.iter().map(|(value, key)| Choice::new(*value, t.t(key), current)).collect()
}

/// Forward by the last case of this page; back to the start, as a queue is read from its head.
fn pager(found: &Found, tab: Tab, is_later: bool) -> Pager {
    let here = format!("{}?{}", paths::office::queue(), found.filter.query(tab));
    let next = found.last.map(|last| format!("{here}&after={}.{}", last.since.timestamp_micros(), last.id));
    Pager { newer: is_later.then_some(here), older: next }
}

fn after(text: &str) -> Option<After> {
    let (since, id) = text.split_once('.')?;
    let id: FilingId = id.parse().ok()?;
    Some(After { since: read_micros(since)?, id })
}

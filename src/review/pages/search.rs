//! The search box: posted, so that a phone or a name never stands in an address; what is personal is audited.

use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;
use serde::Deserialize;

use super::row::{self, CaseRow};
use crate::audit::{self, Action, Event, Subject};
use crate::clock::china_day;
use crate::error::Result;
use crate::form::FieldErrors;
use crate::paths;
use crate::review::search::Query;
use crate::review::store::load;
use crate::review::store::search::{self, Slice};
use crate::staff::staff::all_named;
use crate::text::Tr;
use crate::web::{App, Officer, Page, PostForm, render, see_other};

/// Cases of a page.
const LINES: i64 = 50;

/// What was typed, and the case after which the next page begins.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct SearchForm {
    q: String,
    before: String,
}

#[derive(Template)]
#[template(path = "review/search.html")]
struct SearchPage {
    page: Page,
    t: Tr,
    errors: FieldErrors,
    q: String,
    is_asked: bool,
    rows: Vec<CaseRow>,
    /// The case after which there are more; empty where all are shown.
    more: String,
}

/// The box alone.
pub async fn show(req: HttpRequest, officer: Officer) -> Result<HttpResponse> {
    let page = Page::titled(&req, "review-search-title");
    let (t, errors) = (officer.t(), Default::default());
    render(&SearchPage { page, t, errors, q: String::new(), is_asked: false, rows: Vec::new(), more: String::new() })
}

/// Looks up. A reference leads straight to its case; everything else is a list, shown in the answer itself.
pub async fn find(
    req: HttpRequest,
    app: Data<App>,
    officer: Officer,
    form: PostForm<SearchForm>,
) -> Result<HttpResponse> {
    let t = officer.t();
    let query = Query::parse(&form.0.q);
    let (staff, before) = (officer.staff, form.0.before.parse().ok());
    let (rows, more) = app
        .db
        .write(officer.by(), async |tx| {
            let slice = Slice { provinces: officer.desk.provinces.clone(), before, limit: LINES + 1 };
            let mut cases = search::find(tx, &query, &slice).await?;
            let is_more = cases.len() > LINES as usize;
            cases.truncate(LINES as usize);
            let more = cases.last().filter(|_| is_more).map(|last| last.id.to_string()).unwrap_or_default();
            if query.is_personal() {
                let event = Event::new(Action::DeskSearched, Subject::staff(staff));
                audit::record(tx, event.detail(format!("{}: {} found", query.sort(), cases.len()))).await?;
            }
            let names = all_named(t, load::names(tx, &row::holders(&cases)).await?);
            Ok((row::rows(t, &cases, &names, china_day(tx.ctx.now)), more))
        })
        .await?;
    if let (Query::Reference(_), [only]) = (&query, rows.as_slice()) {
        return Ok(see_other(&only.url));
    }
    if query == Query::Empty {
        return Ok(see_other(paths::office::queue()));
    }
    let page = Page::titled(&req, "review-search-title");
    render(&SearchPage { page, t, errors: Default::default(), q: form.0.q, is_asked: true, rows, more })
}

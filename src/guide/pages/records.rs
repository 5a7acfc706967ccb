//! Public look-up of what is on record: by number or domain, public facts only.

use actix_web::web::{Data, Query};
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;
use serde::Deserialize;

use crate::auth::throttle::{self, Scope};
use crate::error::Result;
use crate::form::FieldErrors;
use crate::registry::lookup::{PublicRecord, sought};
use crate::registry::store::lookup::search_public;
use crate::text::Tr;
use crate::web::{App, ClientAddress, Page, Visitor, render};

/// What is looked for.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Search {
    q: String,
}

#[derive(Template)]
#[template(path = "guide/records.html")]
struct RecordsPage {
    page: Page,
    t: Tr,
    errors: FieldErrors,
    query: String,
    records: Option<Vec<PublicRecord>>,
}

/// The search and what it found.
///
/// # Errors
/// When the database refuses.
pub async fn show(
    req: HttpRequest,
    visitor: Visitor,
    app: Data<App>,
    address: ClientAddress,
    search: Query<Search>,
) -> Result<HttpResponse> {
    let query = search.q.trim().chars().take(100).collect::<String>();
    let records = if query.is_empty() {
        None
    } else {
        app.db.write(visitor.by(), async |tx| throttle::attempt(tx, Scope::Records, &address.key()).await).await?;
        Some(app.db.read(visitor.actor(), async |tx| search_public(tx.conn, &sought(&query)).await).await?)
    };
    render(&RecordsPage {
        page: Page::titled(&req, "guide-records-title"),
        t: visitor.t(),
        errors: FieldErrors::new(),
        query,
        records,
    })
}

//! My filings: a card each, by what needs doing.

use actix_web::web::{Data, Query};
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;
use serde::Deserialize;
use uuid::Uuid;

use super::standing;
use crate::error::Result;
use crate::filing::state::Filing;
use crate::filing::store;
use crate::paths;
use crate::text::Tr;
use crate::values::ids::FilingId;
use crate::web::ui::StatusTag;
use crate::web::{App, Applicant, Page, render};

/// Cards of one page.
const PAGE: i64 = 20;

/// Where the page begins.
#[derive(Debug, Deserialize)]
pub struct From {
    before: Option<Uuid>,
}

struct Card {
    url: String,
    above: String,
    name: String,
    status: StatusTag,
    turn: String,
    since: String,
    deadline: String,
}

#[derive(Template)]
#[template(path = "wizard/list.html")]
struct ListPage {
    page: Page,
    t: Tr,
    cards: Vec<Card>,
    older: Option<String>,
}

/// The applicant's filings.
///
/// # Errors
/// When the database refuses.
pub async fn show(req: HttpRequest, applicant: Applicant, app: Data<App>, from: Query<From>) -> Result<HttpResponse> {
    let t = applicant.t();
    let before = from.before.map(FilingId::from_uuid);
    let filings = app
        .db
        .read(applicant.actor(), async |tx| store::list_for_account(tx.conn, applicant.account, before, PAGE + 1).await)
        .await?;
    let page = usize::try_from(PAGE).unwrap_or_default();
    let older = filings
        .get(page)
        .and_then(|_| filings.get(page - 1))
        .map(|last| format!("{}?before={}", paths::filings(), last.id));
    render(&ListPage {
        page: Page::titled(&req, "wizard-list-title"),
        t,
        cards: filings.iter().take(page).map(|filing| card(t, filing)).collect(),
        older,
    })
}

fn card(t: Tr, filing: &Filing) -> Card {
    Card {
        url: paths::filing(&filing.reference),
        above: standing::above(t, filing),
        name: standing::name(t, filing),
        status: standing::status(t, filing),
        turn: t.t(standing::turn(filing)),
        since: t.a1("wizard-since", "day", t.day(filing.state_since)),
        deadline: match (filing.state.until(), standing::kept_until(filing)) {
            (Some(until), _) => t.a1("wizard-deadline", "day", t.time(until)),
            (None, Some(until)) => t.a1("wizard-kept", "day", t.date(until)),
            (None, None) => String::new(),
        },
    }
}

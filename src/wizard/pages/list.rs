//! My filings: a card each, by what needs doing.

use actix_web::web::{Data, Query};
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;
use serde::Deserialize;
use uuid::Uuid;

use super::{overview, standing};
use crate::clock;
use crate::db::Tx;
use crate::error::Result;
use crate::filing::state::Filing;
use crate::filing::store;
use crate::paths;
use crate::registry::store as registry;
use crate::text::Tr;
use crate::values::ids::FilingId;
use crate::web::ui::{Link, StatusTag};
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
    /// What is on record of this account: its number, and what can be done with it.
    record: Option<(String, Vec<Link>)>,
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
    let (filings, open, record) = app
        .db
        .read(applicant.actor(), async |tx| {
            let filings = store::list_for_account(tx.conn, applicant.account, before, PAGE + 1).await?;
            // What was handed in once is of a kind.
            let never_sent: Vec<FilingId> = filings.iter().filter(|own| own.round == 0).map(|own| own.id).collect();
            let open = store::drafts::list_open(tx, &never_sent).await?;
            Ok((filings, open, record(tx, &applicant).await?))
        })
        .await?;
    let page = usize::try_from(PAGE).unwrap_or_default();
    let older = filings
        .get(page)
        .and_then(|_| filings.get(page - 1))
        .map(|last| format!("{}?before={}", paths::filings(), last.id));
    render(&ListPage {
        page: Page::titled(&req, "wizard-list-title"),
        t,
        record,
        cards: filings.iter().take(page).map(|filing| card(t, filing, open.contains(&filing.id))).collect(),
        older,
    })
}

/// The record of an account with what can be done: changed by the last filing approved, or the one that made the record.
async fn record(tx: &mut Tx<'_>, applicant: &Applicant) -> Result<Option<(String, Vec<Link>)>> {
    let own = registry::list_entities(tx, applicant.account).await?;
    let Some(entity) = own.into_iter().find(|entity| entity.cancelled_on.is_none()) else { return Ok(None) };
    let mut reference = store::find_latest_approved(tx.conn, applicant.account).await?;
    if let (None, Some(filing)) = (&reference, entity.filing) {
        // Another's, where the record was handed on.
        reference = Some(tx.reach_all(async |tx| store::load(tx.conn, filing).await).await?.reference);
    }
    let t = applicant.t();
    let links = match reference {
        Some(reference) => overview::record_links(t, |end| paths::filing_part(&reference, end)),
        None => vec![overview::websites_link(t)],
    };
    Ok(Some((entity.number, links)))
}

fn card(t: Tr, filing: &Filing, is_open: bool) -> Card {
    Card {
        url: paths::filing(&filing.reference),
        above: standing::above_open(t, filing, is_open),
        name: standing::name(t, filing),
        status: standing::status(t, filing),
        turn: t.t(standing::turn(filing)),
        since: t.a1("wizard-since", "day", t.day(filing.state_since)),
        deadline: match (filing.state.until(), standing::kept_until(filing)) {
            (Some(until), _) => t.a1("wizard-deadline", "day", t.deadline(until)),
            (None, Some(until)) => t.a1("wizard-kept", "day", t.date(until)),
            (None, None) => {
                let expected = standing::expectation(t, filing, clock::china_day(clock::now()));
                expected.map(|(what, by)| t.a2("wizard-expected", "what", what, "by", by)).unwrap_or_default()
            }
        },
    }
}

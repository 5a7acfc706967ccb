//! What stands in other filings here, for the checks.

use chrono::NaiveDate;
use serde_json::Value;

use crate::clock::china_day;
use crate::db::Tx;
use crate::error::Result;
use crate::filing::application::Content;
use crate::filing::elsewhere::{Elsewhere, Trouble, marks};
use crate::filing::state::Filing;
use crate::filing::{store, watch};
use crate::registry::entity::entity_hash;
use crate::registry::store as registry;

/// Looks the persons, phones and domains of a filing up in all others, and its entity on record.
///
/// # Errors
/// When the database refuses.
pub async fn elsewhere(tx: &mut Tx<'_>, filing: &Filing, content: &Content, on: NaiveDate) -> Result<Elsewhere> {
    let typed = content.type_check.as_ref().ok();
    let entity = typed.map_or_else(|| filing.entity_hash.clone(), |check| entity_hash(tx.sealer, &check.entity_key()));
    let filings = store::elsewhere::list(tx, filing, &entity, &marks(content)).await?;
    let domains = store::elsewhere::taken(tx, filing, &entity, &content.domains()).await?;
    let number = registry::lookup::find_entity_number(tx.conn, &entity).await?;
    let sites = registry::watch::of_entity(tx, &entity).await?;
    let sites = sites.into_iter().filter_map(|(number, findings, at)| trouble(number, &findings, china_day(at)));
    Ok(Elsewhere { on, filings, domains, number, sites: sites.collect() })
}

/// What the daily look saw of the home page of a website.
fn trouble(number: String, findings: &Value, on: NaiveDate) -> Option<Trouble> {
    let found = watch::kept(findings);
    let is = |code: &str| found.iter().any(|kept| kept.code == code);
    let is_closed = is(watch::CLOSED);
    (is_closed || is(watch::FOOT)).then_some(Trouble { number, is_closed, on })
}

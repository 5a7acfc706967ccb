//! What stands in other filings here, for the checks.

use chrono::NaiveDate;
use serde_json::Value;

use super::lookups;
use crate::clock::china_day;
use crate::db::Tx;
use crate::error::Result;
use crate::filing::application::Content;
use crate::filing::elsewhere::{Barred, Elsewhere, Trouble, marks};
use crate::filing::kind::Kind;
use crate::filing::state::Filing;
use crate::filing::store::elsewhere::Sought;
use crate::filing::{store, watch};
use crate::registry::entity::{document_hash, entity_hash};
use crate::registry::lookup::DomainStatus;
use crate::registry::service::{OwnRegistry, StatusLookup as _};
use crate::registry::store as registry;
use crate::values::DomainName;

/// Looks the persons, phones and domains of a filing up in all others, and its entity on record.
///
/// # Errors
/// When the database refuses.
pub async fn elsewhere(tx: &mut Tx<'_>, filing: &Filing, content: &Content, on: NaiveDate) -> Result<Elsewhere> {
    let typed = content.type_check.as_ref().ok();
    let entity = typed.map_or_else(|| filing.entity_hash.clone(), |check| entity_hash(tx.sealer, &check.entity_key()));
    let sought = Sought { filing: filing.id, entity: entity.clone(), marks: marks(content) };
    let filings = store::elsewhere::list(tx, &[sought]).await?.pop().unwrap_or_default();
    let domains = store::elsewhere::taken(tx, filing, &entity, &content.domains()).await?;
    let number = registry::lookup::find_entity_number(tx.conn, &entity).await?;
    let sites = troubles(tx, &[&entity]).await?.into_iter().map(|(_, trouble)| trouble).collect();
    let unprovided = unprovided(tx, filing, &entity, content).await?;
    let barred = barred(tx, content).await?;
    Ok(Elsewhere { on, filings, domains, unprovided, number, sites, barred })
}

/// What the bureau's blacklists bar of a filing.
async fn barred(tx: &mut Tx<'_>, content: &Content) -> Result<Vec<Barred>> {
    let certificate = content.type_check.as_ref().ok().map(|check| check.certificate.reveal());
    let document = document_hash(tx.sealer, certificate.unwrap_or_default());
    let domains = content.domains();
    let asked: Vec<&str> = domains.iter().map(DomainName::as_str).collect();
    let entries = registry::barred::list(tx.conn, &document, &asked).await?;
    let entry = |entry: registry::barred::Entry| Barred {
        domain: entry.domain.and_then(|own| domains.iter().find(|domain| domain.as_str() == own).cloned()),
        since: china_day(entry.listed_at),
    };
    Ok(entries.into_iter().map(entry).collect())
}

/// The domains of an access that no provider carries: by the own register, or by what a specialist saw.
async fn unprovided(tx: &mut Tx<'_>, filing: &Filing, entity: &[u8], content: &Content) -> Result<Vec<DomainName>> {
    let mut found = Vec::new();
    if filing.kind != Kind::Access {
        return Ok(found);
    }
    for domain in content.domains() {
        let own = OwnRegistry.domain(tx, entity, domain.as_str()).await?;
        let status = match own {
            Some(status) => Some(status),
            None => {
                lookups::answered(tx, entity, domain.as_str(), filing.created_at).await?.map(|answer| answer.domain)
            }
        };
        found.extend((status == Some(DomainStatus::NoProvider)).then_some(domain));
    }
    Ok(found)
}

/// What the daily look saw of the websites of some entities, by their keyed hashes.
pub(super) async fn troubles(tx: &mut Tx<'_>, entities: &[&[u8]]) -> Result<Vec<(Vec<u8>, Trouble)>> {
    let found = registry::watch::of_entities(tx, entities).await?;
    let own = |(entity, number, findings)| Some((entity, trouble(number, &findings)?));
    Ok(found.into_iter().filter_map(own).collect())
}

/// What the daily look saw of the home page of a website.
fn trouble(number: String, findings: &Value) -> Option<Trouble> {
    let found = watch::kept(findings);
    let of = |code: &str| found.iter().find(|kept| kept.code == code);
    let closed = of(watch::CLOSED);
    let kept = closed.or_else(|| of(watch::FOOT))?;
    Some(Trouble { number, is_closed: closed.is_some(), seen: kept.evidence() })
}

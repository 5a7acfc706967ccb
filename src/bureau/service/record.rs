//! What is on record of what a filing is about, for the operations that name it.

use super::{Original, pictures};
use crate::bureau::mapping::{OnRecord, Site, Wanted, approval_slot};
use crate::bureau::store::known;
use crate::db::Tx;
use crate::error::Result;
use crate::filing::application::Website;
use crate::filing::kind::{Kind, Websites};
use crate::filing::state::Filing;
use crate::filing::store as filing_store;
use crate::filing::store::submissions;
use crate::hosting::{self, Choice, Server};
use crate::registry::store as registry;
use crate::registry::website;
use crate::values::ids::FilingId;

/// What is on record; nothing where the filing is about nothing on record here.
///
/// # Errors
/// When the database refuses or a record does not open.
pub async fn on_record(tx: &mut Tx<'_>, filing: &Filing) -> Result<OnRecord> {
    let Some(id) = filing.entity else { return Ok(OnRecord::default()) };
    let entity = registry::load_entity(tx, id).await?;
    let entity_id = known::find(tx.conn, &entity.number).await?.map(|known| known.id);
    let mut record = OnRecord { entity: Some(entity.number), entity_id, websites: Vec::new() };
    for own in websites(tx, filing).await? {
        let known = known::find(tx.conn, &own.number).await?;
        let mut website: Website = serde_json::from_value(own.details)?;
        if website.server.is_none() {
            website.server = server(tx, own.filing, &website.access).await?;
        }
        record.websites.push(Site { number: own.number, known, website });
    }
    Ok(record)
}

/// The server of a website that came on record before servers were frozen with it.
async fn server(tx: &mut Tx<'_>, filing: Option<FilingId>, access: &Choice) -> Result<Option<Server>> {
    let (Some(filing), Choice::Instance(code)) = (filing, access) else { return Ok(None) };
    let held = hosting::service::held(tx, filing).await?;
    Ok(held.iter().map(|(_, offer)| &offer.instance).find(|instance| instance.code == *code).map(Server::from))
}

/// The websites on record that a filing names: its own, or all where the entity alone becomes another.
pub(super) async fn websites(tx: &mut Tx<'_>, filing: &Filing) -> Result<Vec<website::Website>> {
    match (filing.kind, filing.entity, filing.website) {
        (Kind::ChangeEntity, Some(entity), _) => registry::changes::list_current_websites(tx, entity).await,
        (_, _, Some(website)) => Ok(vec![registry::changes::load_website(tx, website).await?]),
        _ => Ok(Vec::new()),
    }
}

/// The scans of approvals of websites that go up as they are on record: papers of the filings that put them there.
///
/// # Errors
/// When the database refuses or a record does not open.
pub async fn scans(tx: &mut Tx<'_>, filing: &Filing) -> Result<Vec<(Wanted, Vec<Original>)>> {
    if filing.kind.profile().websites != Websites::None {
        return Ok(Vec::new());
    }
    let mut scans = Vec::new();
    for (n, own) in (1..).zip(websites(tx, filing).await?) {
        let website: Website = serde_json::from_value(own.details.clone())?;
        if !website.details.approvals.is_empty() {
            let wanted = Wanted { slot: approval_slot(n), purpose: None, website: n };
            scans.push((wanted, scans_of(tx, &own, &website).await?));
        }
    }
    Ok(scans)
}

/// The scans of the last filing about a website that had any.
async fn scans_of(tx: &mut Tx<'_>, own: &website::Website, website: &Website) -> Result<Vec<Original>> {
    let mut filings: Vec<FilingId> = filing_store::list_approved_about(tx.conn, own.id).await?;
    filings.extend(own.filing);
    for id in filings {
        let round = filing_store::load(tx.conn, id).await?.round;
        let Some(submission) = submissions::find(tx, id, round).await? else { continue };
        let sites = (1..).zip(&submission.frozen.application.websites);
        let same = |site: &Website| site.details.domains.iter().any(|domain| website.details.domains.contains(domain));
        let slots = sites.filter(|(_, site)| same(site)).map(|(n, _)| approval_slot(n));
        for slot in slots.collect::<Vec<_>>() {
            let found = pictures(tx, id, &submission.papers, &slot).await?;
            if !found.is_empty() {
                return Ok(found);
            }
        }
    }
    Ok(Vec::new())
}

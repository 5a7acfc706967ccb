//! The papers of a case that is on record, sent once more on their own (XZHYD): the bureau lacks one, or asks for it again.

use anyhow::Context as _;

use super::{Papers, record, want_sent, wanted};
use crate::audit::{self, Action, Subject};
use crate::bureau::checked;
use crate::bureau::fault::Fault;
use crate::bureau::jobs::SendPapers;
use crate::bureau::mapping::{self, Method, Photo};
use crate::bureau::store::{self, File};
use crate::bureau::upload::{About, Names};
use crate::config::BureauSettings;
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::filing::service as filings;
use crate::filing::state::Filing;
use crate::filing::store as filing_store;
use crate::filing::store::submissions;
use crate::outbox::{self, Job as _};
use crate::registry::store as registry;
use crate::values::filing_ref::FilingRef;
use crate::values::ids::FilingId;

/// What is on record of a case by its numbers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Numbers {
    /// Of the entity.
    pub entity: String,
    /// Of its websites, in the order of the filing.
    pub websites: Vec<String>,
}

/// The numbers under which the papers of a case go up; none of one that is not on record or has no papers of its own.
///
/// # Errors
/// When the database refuses or a record does not open.
pub async fn numbers(tx: &mut Tx<'_>, filing: &Filing) -> Result<Option<Numbers>> {
    let is_kept = matches!(Method::of(filing.kind), Some(method) if !matches!(method, Method::Cancel(_)));
    if !is_kept || !super::subject::is_on_record(filing) {
        return Ok(None);
    }
    let mut websites = registry::list_websites_of_filing(tx, filing.id, filing.owner).await?;
    if websites.is_empty() {
        websites = record::websites(tx, filing).await?;
    }
    let Some(first) = websites.first() else { return Ok(None) };
    let entity = first.entity_number().to_owned();
    Ok(Some(Numbers { entity, websites: websites.into_iter().map(|own| own.number).collect() }))
}

/// Has the papers of a case sent again, for a reason that is kept.
///
/// # Errors
/// `Refused` where it is not on record, or where they are on their way already; `NotFound` for who may not look at it.
pub async fn ask(tx: &mut Tx<'_>, reference: &FilingRef, reason: &str) -> Result<()> {
    let case = filings::load_case(tx, reference).await?;
    // Of two at once one asks.
    let filing = filing_store::load_for_update(tx.conn, case.id).await?;
    if numbers(tx, &filing).await?.is_none() {
        return Err(Error::refused("exchange-papers-not-on-record"));
    }
    if is_on_its_way(tx, filing.id).await? {
        return Err(Error::refused("exchange-papers-on-their-way"));
    }
    outbox::enqueue(tx, &SendPapers { filing: filing.id }).await?;
    let event = audit::Event::new(Action::LineHandled, Subject::new("filing", filing.id));
    audit::record(tx, event.detail("papers again").because(reason)).await
}

/// Whether papers of a filing are about to go up.
///
/// # Errors
/// When the database refuses.
pub async fn is_on_its_way(tx: &mut Tx<'_>, filing: FilingId) -> Result<bool> {
    Ok(store::has_open(tx.conn, filing).await? || store::papers::is_asked(tx.conn, SendPapers::TOPIC, filing).await?)
}

/// The papers of a case that are to go up; none where that is not so any more.
///
/// # Errors
/// When the database refuses.
pub async fn waiting(tx: &mut Tx<'_>, id: FilingId) -> Result<Option<Papers>> {
    let filing = filing_store::load(tx.conn, id).await?;
    if numbers(tx, &filing).await?.is_none() || store::has_open(tx.conn, id).await? {
        return Ok(None);
    }
    let submission = submissions::find(tx, id, filing.round).await?.context("on record without a submission")?;
    wanted(tx, id, &submission).await.map(Some)
}

/// Fixes the file with the papers of a case. The faults, where the interface does not take it: nothing is sent then.
///
/// # Errors
/// When the database refuses.
pub async fn fix(tx: &mut Tx<'_>, us: &BureauSettings, id: FilingId, photos: Vec<Photo>) -> Result<Vec<Fault>> {
    let ids = store::take_ids(tx.conn).await?;
    let filing = filing_store::load_for_update(tx.conn, id).await?;
    let numbers = numbers(tx, &filing).await?;
    let Some(Numbers { entity, websites }) = numbers else { return Ok(Vec::new()) };
    if store::has_open(tx.conn, id).await? {
        return Ok(Vec::new());
    }
    let body = mapping::papers(&photos, &entity, &websites, us.unit);
    // They stand in the body now.
    drop(photos);
    let Some(names) = Names::of(&body) else { return Ok(vec![Fault::new(super::OTHER, None, None)]) };
    let content = match checked::bytes(us.interface, body, us.unit) {
        Ok(content) => content,
        Err(faults) => return Ok(faults),
    };
    store::insert(tx, About::Papers(id, filing.round), ids, File { method: "XZHYD", names, content }).await?;
    want_sent(tx).await?;
    Ok(Vec::new())
}

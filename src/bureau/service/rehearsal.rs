//! A dry run: the file of a case as it would go now, or what is wrong with it. Nothing is fixed, and no number is given.

use anyhow::Context as _;

use super::{Papers, are_known, findings, record, wanted, written};
use crate::audit::{self, Action, Subject};
use crate::bureau::mapping::{Method, Photo};
use crate::bureau::store;
use crate::config::BureauSettings;
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::filing::finding::Finding;
use crate::filing::state::{Filing, State};
use crate::filing::store as filing_store;
use crate::filing::store::submissions;
use crate::values::filing_ref::FilingRef;

/// What a dry run leads to.
pub struct Rehearsed {
    /// The exact bytes, with ids that are not given yet; none where something is wrong.
    pub content: Option<Vec<u8>>,
    /// What is wrong, or stays behind.
    pub findings: Vec<Finding>,
    /// The case would go back to the desk with that: it did not accept it so.
    pub goes_back: bool,
}

/// A case that was accepted and did not go yet, with the papers whose pictures go up.
///
/// # Errors
/// `NotFound` where there is no such case; `Refused` where its file is none of ours, or it went.
pub async fn papers(tx: &mut Tx<'_>, reference: &FilingRef) -> Result<(Filing, Papers)> {
    let filing = filing_store::load_by_ref(tx.conn, reference).await?;
    let is_accepted = matches!(filing.state, State::ReadyToSend | State::AwaitingMail { .. });
    if !is_accepted || Method::of(filing.kind).is_none() {
        return Err(Error::refused("exchange-rehearsal-nothing"));
    }
    let submission = submissions::find(tx, filing.id, filing.round).await?.context("accepted without a submission")?;
    let mut papers = wanted(tx, filing.id, &submission).await?;
    papers.extend(record::scans(tx, &filing).await?);
    Ok((filing, papers))
}

/// Writes the file with these pictures, and the slots of those that cannot be read so small, and lets it go. The bureau is not
/// asked for the filing password.
///
/// # Errors
/// When the database refuses.
pub async fn rehearse(
    tx: &mut Tx<'_>,
    us: &BureauSettings,
    filing: &Filing,
    (photos, illegible): (&[Photo], Vec<String>),
) -> Result<Rehearsed> {
    let submission = submissions::find(tx, filing.id, filing.round).await?.context("accepted without a submission")?;
    let ids = store::next_ids(tx.conn).await?;
    let (content, faults) = match written(tx, us, (filing, &submission.frozen.application), photos, ids).await? {
        Ok((file, left_out)) => (Some(file.content), left_out),
        Err(faults) => (None, faults),
    };
    let findings = findings(&faults, illegible, &submission);
    let goes_back = content.is_none() || !are_known(tx, filing.id, filing.round, &findings).await?;
    let event = audit::Event::new(Action::LineHandled, Subject::new("filing", filing.id));
    audit::record(tx, event.detail("dry run")).await?;
    Ok(Rehearsed { content, findings, goes_back })
}

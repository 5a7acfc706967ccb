//! What an upload is about, and what becomes of that: a case goes on, a piece of work is done.

use super::fact;
use crate::bureau::store;
use crate::bureau::store::tasks::{self, SEEN};
use crate::bureau::upload::{About, Upload};
use crate::db::Tx;
use crate::error::Result;
use crate::filing::decision::Verdict;
use crate::filing::finding::Finding;
use crate::filing::service as filings;
use crate::filing::state::{Event, Filing, State};
use crate::filing::store as filing_store;

/// The reason of the catalogue for a file that the bureau had taken and lacks.
const LOST: &str = "ACC-14";

/// Whether somebody waits for this very upload.
pub(super) async fn is_awaited(tx: &mut Tx<'_>, upload: &Upload) -> Result<bool> {
    match upload.about {
        About::Case(filing, round) => {
            let filing = filing_store::load(tx.conn, filing).await?;
            let is_there = is_at_bureau(&filing, round) && upload.is_again;
            Ok(is_there || waits(&filing, round))
        }
        About::Papers(filing, _) => Ok(is_on_record(&filing_store::load(tx.conn, filing).await?)),
        About::Task(task) => Ok(upload.is_again || tasks::is_answered(tx.conn, task).await?),
    }
}

/// The papers of a filing go on their own only once it is on record.
pub(super) fn is_on_record(filing: &Filing) -> bool {
    filing.state == State::Approved
}

/// The bureau has the filing and has not decided.
fn is_at_bureau(filing: &Filing, round: u32) -> bool {
    matches!(filing.state, State::Verifying { .. } | State::BureauReview) && filing.round == round
}

/// Whether it matters that the bureau lost an upload: somebody waits for what becomes of it.
pub(super) async fn is_missed(tx: &mut Tx<'_>, upload: &Upload) -> Result<bool> {
    match upload.about {
        About::Case(filing, round) => {
            let filing = filing_store::load(tx.conn, filing).await?;
            // Of several of a round the last counts.
            let is_last = store::find_last(tx.conn, filing.id).await?.is_some_and(|last| last.id == upload.id);
            Ok(is_last && is_at_bureau(&filing, round))
        }
        About::Papers(filing, _) => {
            let filing = filing_store::load(tx.conn, filing).await?;
            // Of several the last count, and what is about to go up takes their place.
            let is_last = store::find_last_papers(tx.conn, filing.id).await? == Some(upload.id);
            Ok(is_last && is_on_record(&filing) && !store::has_open(tx.conn, filing.id).await?)
        }
        About::Task(task) => {
            // Of several answers the last counts, unless it was refused since, or the work was closed without one.
            let is_last = store::find_last_of_task(tx.conn, task).await? == Some(upload.id);
            let outcome = tasks::load_for_update(tx.conn, task).await?.outcome;
            Ok(is_last && outcome.is_some_and(|outcome| outcome != SEEN))
        }
    }
}

/// A case that was neither recorded by hand nor sent back since.
fn waits(filing: &Filing, round: u32) -> bool {
    filing.state == State::ReadyToSend && filing.round == round && filing.upload_begun_at.is_some()
}

/// The bureau has it: so does its case know, and a piece of work is done.
pub(super) async fn received(tx: &mut Tx<'_>, upload: &Upload) -> Result<()> {
    let (filing, round) = match upload.about {
        About::Case(filing, round) => (filing, round),
        About::Papers(..) => return Ok(()),
        About::Task(task) => return tasks::set_done(tx, task).await,
    };
    let filing = filing_store::load_for_update(tx.conn, filing).await?;
    if waits(&filing, round) {
        let fact = fact(tx, round);
        filings::perform_locked(tx, &filing, Event::Received(fact)).await?;
    }
    Ok(())
}

/// The bureau had it and lacks it: a case that still waits for the bureau goes back to the desk, and a piece of work whose
/// answer it was is to be answered again.
pub(super) async fn lost(tx: &mut Tx<'_>, upload: &Upload) -> Result<()> {
    let (filing, round) = match upload.about {
        About::Case(filing, round) => (filing, round),
        // Who wants them there sends them again.
        About::Papers(..) => return Ok(()),
        About::Task(task) => {
            if is_missed(tx, upload).await? {
                tasks::open_again(tx, task, None).await?;
            }
            return Ok(());
        }
    };
    let filing = filing_store::load_for_update(tx.conn, filing).await?;
    if is_at_bureau(&filing, round) {
        let event = Event::Faulty(fact(tx, round), Verdict::new(vec![Finding::general(LOST)], None));
        filings::perform_locked(tx, &filing, event).await?;
    }
    Ok(())
}

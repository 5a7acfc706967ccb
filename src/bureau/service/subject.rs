//! What an upload is about, and what becomes of that: a case goes on, a piece of work is done.

use super::fact;
use crate::bureau::store::tasks;
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
        About::Case(filing, round) => Ok(waits(&filing_store::load(tx.conn, filing).await?, round)),
        About::Task(task) => tasks::is_answered(tx.conn, task).await,
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
        About::Task(task) => return tasks::set_done(tx, task).await,
    };
    let filing = filing_store::load_for_update(tx.conn, filing).await?;
    if waits(&filing, round) {
        let fact = fact(tx, round);
        filings::perform(tx, filing.id, filing.version, Event::Received(fact)).await?;
    }
    Ok(())
}

/// The bureau had it and lacks it: a case that still waits for the bureau goes back to the desk, and a piece of work is to be
/// answered again.
pub(super) async fn lost(tx: &mut Tx<'_>, upload: &Upload) -> Result<()> {
    let (filing, round) = match upload.about {
        About::Case(filing, round) => (filing, round),
        About::Task(task) => return tasks::open_again(tx.conn, task).await,
    };
    let filing = filing_store::load_for_update(tx.conn, filing).await?;
    if matches!(filing.state, State::Verifying { .. } | State::BureauReview) && filing.round == round {
        let event = Event::Faulty(fact(tx, round), Verdict::new(vec![Finding::general(LOST)], None));
        filings::perform(tx, filing.id, filing.version, event).await?;
    }
    Ok(())
}

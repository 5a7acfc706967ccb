//! Reads papers when the outbox says so, with no transaction open, and keeps what was read.

use super::clients::{Engine, Sheet, Unread};
use super::reading::{Outcome, PageRead, Reading};
use super::store;
use crate::clock::{self, china_day};
use crate::db::{Db, Tx};
use crate::error::{Error, Result};
use crate::material::material::Size;
use crate::material::reading::{Document, Read};
use crate::material::{client, store as materials};
use crate::outbox::{Attempt, JobError, JobResult};
use crate::storage::Storage;
use crate::values::actor::Actor;

/// Attempts after which a paper counts as one that cannot be read. Others wait behind it, and whoever sent it waits for a word:
/// half a minute is enough for an engine that is just being started anew.
pub const MOST_ATTEMPTS: i32 = 3;

/// Reads papers.
pub struct Reader {
    db: Db,
    storage: Storage,
    engine: Engine,
}

impl Reader {
    /// With the engine of the settings.
    pub fn new(db: Db, storage: Storage, engine: Engine) -> Self {
        Self { db, storage, engine }
    }

    /// The handler of [`Read`]. A paper that was taken out or replaced meanwhile, or read already, is let be. Where no engine
    /// is, no picture is opened.
    ///
    /// # Errors
    /// When the engine or the storage failed and may not another time, or the database refuses.
    pub async fn read(&self, job: Read, attempt: Attempt) -> JobResult {
        let find = async |tx: &mut Tx<'_>| {
            let current = materials::list_current(tx, job.filing).await?;
            let Some(paper) = current.into_iter().find(|paper| paper.id == job.material) else { return Ok(None) };
            let done = store::list(tx, &[paper.id]).await?.remove(&paper.id).unwrap_or_default();
            Ok(Some((paper, done)))
        };
        let Some((paper, done)) = self.db.read(Actor::Clock, find).await? else { return Ok(()) };
        let Some(document) = Document::of_slot(&paper.slot) else { return Ok(()) };
        for page in paper.pages.iter().map(|page| page.number) {
            if done.iter().any(|done| done.page == page && done.outcome == Outcome::Read) {
                continue;
            }
            let Some(read) = self.look(&job, document, page).await? else { return Ok(()) };
            let (outcome, reading) = outcome(read, attempt)?;
            let read = PageRead { page, outcome, reading };
            if !self.db.write(Actor::Clock, async |tx| keep(tx, &job, &read).await).await? {
                return Ok(());
            }
        }
        Ok(())
    }

    /// One picture of the paper; none once it is gone.
    async fn look(&self, job: &Read, document: Document, page: i32) -> Result<Option<Result<Reading, Unread>>> {
        if let Err(unread) = self.engine.is_there().await {
            return Ok(Some(Err(unread)));
        }
        let find =
            async |tx: &mut Tx<'_>| materials::load_picture(tx.conn, job.filing, job.material, page, Size::Full).await;
        let picture = match self.db.read(Actor::Clock, find).await {
            Ok((picture, _)) => picture,
            Err(Error::NotFound) => return Ok(None),
            Err(error) => return Err(error),
        };
        let jpeg = match client::read(&self.storage, &picture).await {
            Ok(jpeg) => jpeg,
            Err(Error::NotFound) => return Ok(None),
            Err(error) => return Ok(Some(Err(Unread::Later(error.into())))),
        };
        let key = format!("{}/{page}", job.material);
        let sheet = Sheet { jpeg: &jpeg, document, today: china_day(clock::now()), key: &key };
        Ok(Some(self.engine.read(&sheet).await))
    }
}

/// Keeps what was read, unless the paper was taken out meanwhile: then tells so.
async fn keep(tx: &mut Tx<'_>, job: &Read, read: &PageRead) -> Result<bool> {
    materials::lock_filing(tx.conn, job.filing).await?;
    let paper = materials::load(tx, job.filing, job.material).await?;
    if paper.removed_at.is_some() || paper.pages.is_empty() {
        return Ok(false);
    }
    store::put(tx, paper.id, read).await?;
    Ok(true)
}

/// What is kept of one look. Nobody waits for it: a paper that cannot be read is no failure of ours.
fn outcome(read: Result<Reading, Unread>, attempt: Attempt) -> Result<(Outcome, Reading), JobError> {
    Ok(match read {
        Ok(reading) if reading.fields.is_empty() => (Outcome::Nothing, reading),
        Ok(reading) => (Outcome::Read, reading),
        Err(Unread::NoEngine) => (Outcome::NoEngine, Reading::default()),
        Err(Unread::Hopeless(error)) => {
            tracing::warn!(%error, "a kept paper cannot be read");
            (Outcome::Failed, Reading::default())
        }
        Err(Unread::Later(error)) if attempt.is_last || attempt.number >= MOST_ATTEMPTS => {
            tracing::error!(%error, "a paper could not be read");
            (Outcome::Failed, Reading::default())
        }
        Err(Unread::Later(error)) => return Err(JobError::Retry(error)),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::values::ids::OutboxId;

    #[test]
    fn a_look_that_may_go_better_later_is_tried_three_times_and_a_hopeless_one_once() {
        let later = || Unread::Later(anyhow::anyhow!("busy"));
        let hopeless = || Unread::Hopeless(anyhow::anyhow!("no picture"));
        for (unread, number, is_last, kept) in [
            (later(), 1, false, None),
            (later(), 2, false, None),
            (later(), MOST_ATTEMPTS, false, Some(Outcome::Failed)),
            (later(), 1, true, Some(Outcome::Failed)),
            (hopeless(), 1, false, Some(Outcome::Failed)),
            (Unread::NoEngine, 1, false, Some(Outcome::NoEngine)),
        ] {
            let told = format!("{unread:?} {number}");
            let attempt = Attempt { id: OutboxId::new(), number, is_last };
            assert_eq!(outcome(Err(unread), attempt).ok().map(|(outcome, _)| outcome), kept, "{told}");
        }
    }
}

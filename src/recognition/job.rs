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

    /// The handler of [`Read`]. A paper that was taken out meanwhile, or read already, is let be.
    ///
    /// # Errors
    /// When the engine failed and may not another time, or the database refuses.
    pub async fn read(&self, job: Read, attempt: Attempt) -> JobResult {
        let find = async |tx: &mut Tx<'_>| {
            let paper = match materials::load(tx, job.filing, job.material).await {
                Err(Error::NotFound) => return Ok(None),
                found => found?,
            };
            let done = store::list(tx, &[paper.id]).await?.remove(&paper.id).unwrap_or_default();
            Ok(Some((paper, done)))
        };
        let Some((paper, done)) = self.db.read(Actor::Clock, find).await? else { return Ok(()) };
        let Some(document) = Document::of_slot(&paper.slot) else { return Ok(()) };
        if paper.removed_at.is_some() {
            return Ok(());
        }
        for page in paper.pages.iter().map(|page| page.number) {
            if done.iter().any(|done| done.page == page && done.outcome == Outcome::Read) {
                continue;
            }
            let Some(jpeg) = self.picture(&job, page).await? else { return Ok(()) };
            let key = format!("{}/{page}", paper.id);
            let sheet = Sheet { jpeg: &jpeg, document, today: china_day(clock::now()), key: &key };
            let (outcome, reading) = outcome(self.engine.read(&sheet).await, attempt)?;
            let read = PageRead { page, outcome, reading };
            self.db.write(Actor::Clock, async |tx| keep(tx, &job, &read).await).await?;
        }
        Ok(())
    }

    /// A picture of the paper; none once it is gone.
    async fn picture(&self, job: &Read, page: i32) -> Result<Option<Vec<u8>>> {
        let find =
            async |tx: &mut Tx<'_>| materials::load_picture(tx.conn, job.filing, job.material, page, Size::Full).await;
        let read = match self.db.read(Actor::Clock, find).await {
            Ok((picture, _)) => client::read(&self.storage, &picture).await,
            Err(error) => Err(error),
        };
        match read {
            Ok(jpeg) => Ok(Some(jpeg)),
            Err(Error::NotFound) => Ok(None),
            Err(error) => Err(error),
        }
    }
}

/// Keeps what was read, unless the paper was taken out meanwhile.
async fn keep(tx: &mut Tx<'_>, job: &Read, read: &PageRead) -> Result<()> {
    materials::lock_filing(tx.conn, job.filing).await?;
    let paper = materials::load(tx, job.filing, job.material).await?;
    if paper.removed_at.is_some() || paper.pages.is_empty() {
        return Ok(());
    }
    store::put(tx, paper.id, read).await
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
        Err(Unread::Later(error)) if attempt.is_last => {
            tracing::error!(%error, "a paper could not be read");
            (Outcome::Failed, Reading::default())
        }
        Err(Unread::Later(error)) => return Err(JobError::Retry(error)),
    })
}

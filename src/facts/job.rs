//! Looks outside when the outbox says so, with no transaction open, and keeps what was seen.

use anyhow::Context as _;

use super::clients::{Outside, Reach};
use super::fact::Why;
use super::jobs::LookUp;
use super::service::{self, Brought};
use crate::config::LookUps;
use crate::db::Db;
use crate::outbox::JobResult;
use crate::values::actor::Actor;

/// Carries look-ups out.
pub struct Looker {
    db: Db,
    outside: Option<Outside>,
}

impl Looker {
    /// As the settings say; none is made where they are switched off.
    ///
    /// # Errors
    /// When no name server is known.
    pub fn new(settings: &LookUps, db: Db) -> anyhow::Result<Self> {
        let outside = settings.is_on.then(|| Outside::new(Reach::from(settings))).transpose();
        Ok(Self { db, outside: outside.context("look-ups of domains")? })
    }

    /// With servers of its own: for tests.
    ///
    /// # Errors
    /// When a certificate cannot be read.
    pub fn within(reach: Reach, db: Db) -> anyhow::Result<Self> {
        Ok(Self { db, outside: Some(Outside::new(reach)?) })
    }

    /// The handler of [`LookUp`]. What could not be seen is a result too; only the database can make it fail.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn look_up(&self, job: LookUp) -> JobResult {
        let brought = match &self.outside {
            Some(outside) => outside.look(&job).await,
            None => Brought::nothing(job.sort, Why::Off),
        };
        self.db.write(Actor::Clock, async |tx| service::record_look(tx, &job, brought).await).await?;
        Ok(())
    }
}

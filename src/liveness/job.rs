//! Asks the verification service how sessions ended, when the outbox says so. Asked twice, it is settled once.

use anyhow::anyhow;

use super::jobs::AskResult;
use super::vendor::client::{Trouble, Vendor};
use super::{service, store};
use crate::config::FaceSettings;
use crate::db::Db;
use crate::outbox::{JobError, JobResult};
use crate::text::Message;
use crate::values::actor::Actor;

/// Carries the questions out.
pub struct Asker {
    db: Db,
    vendor: Option<Vendor>,
}

impl Asker {
    /// As the settings say.
    ///
    /// # Errors
    /// When the secret cannot be read.
    pub fn new(settings: Option<&FaceSettings>, db: Db) -> anyhow::Result<Self> {
        Ok(Self { db, vendor: settings.map(Vendor::new).transpose()? })
    }

    /// With a service of its own: for tests.
    pub fn of(vendor: Vendor, db: Db) -> Self {
        Self { db, vendor: Some(vendor) }
    }

    /// The handler of [`AskResult`].
    ///
    /// # Errors
    /// `Retry` while the service does not answer as it should, `GiveUp` where none is set.
    pub async fn ask(&self, job: AskResult) -> JobResult {
        let AskResult { filing, check } = job;
        let session = self.db.read(Actor::Clock, async |tx| store::find_session(tx.conn, filing, check).await).await?;
        // Settled meanwhile, or begun anew in another way.
        let Some(session) = session else { return Ok(()) };
        let Some(vendor) = &self.vendor else { return Err(JobError::GiveUp(anyhow!("no service is set"))) };
        match vendor.result(&session, check).await {
            Ok(None) => self.db.write(Actor::Clock, async |tx| service::wait(tx, filing, check).await).await?,
            Ok(Some(verdict)) => {
                self.db.write(Actor::Clock, async |tx| service::settle(tx, filing, check, verdict).await).await?;
            }
            Err(trouble @ Trouble::Later(_)) => return Err(JobError::Retry(trouble.into())),
            // It has no such session, or none any more: its person is told, and begins anew.
            Err(trouble @ Trouble::Refused(_)) => {
                tracing::warn!(%trouble, "the verification service ended a session without a result");
                let why = Message::new("face-service-ended");
                self.db.write(Actor::Clock, async |tx| service::fail(tx, filing, check, &why).await).await?;
            }
        }
        Ok(())
    }
}

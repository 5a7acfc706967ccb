//! Mails to staff: that somebody signed in with their login on a device that was not known.

use super::jobs::TellNewDevice;
use super::store;
use crate::config::Config;
use crate::db::Db;
use crate::notify::client::Mailer;
use crate::notify::facts::Facts;
use crate::notify::job::finish;
use crate::notify::notice::Secrets;
use crate::notify::render::{self, House};
use crate::notify::{Notice, client};
use crate::outbox::{Attempt, JobResult};
use crate::values::actor::Actor;

/// Carries them out of the house.
pub struct Alarmer {
    db: Db,
    house: House,
    mailer: Mailer,
}

impl Alarmer {
    /// With the mail server of the settings.
    ///
    /// # Errors
    /// When it cannot be used; the error names the setting.
    pub fn new(config: &Config, db: Db) -> anyhow::Result<Self> {
        client::install_crypto();
        Ok(Self { db, house: House::of_office(config), mailer: Mailer::new(config)? })
    }

    /// The handler of [`TellNewDevice`].
    ///
    /// # Errors
    /// When it was not taken over.
    pub async fn tell(&self, job: TellNewDevice, attempt: Attempt) -> JobResult {
        let found = self.db.read(Actor::Clock, async |tx| store::find_alarm_mail(tx, job.staff).await).await?;
        // The address was taken back meanwhile, or the login disabled.
        let Some((to, lang)) = found else { return Ok(()) };
        let notice = Notice::NewDevice { device: job.device, at: job.at, office: true };
        let facts = Facts { notice, filing: None, secret_sealed: None };
        let mail = render::mail(&self.house, lang, &facts, &Secrets::default())?;
        // An address that is refused stands among what was given up: nobody else would tell.
        finish(self.mailer.send(attempt.id, to.reveal(), mail, job.at).await)
    }
}

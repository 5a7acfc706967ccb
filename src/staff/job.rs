//! Mails to staff: that somebody signed in with their login on a device that was not known, or changed where they are told. And
//! their names, sealed where an earlier version wrote them in plain.

use super::jobs::{TellAlarmsMoved, TellNewDevice};
use super::store;
use crate::config::Config;
use crate::db::Db;
use crate::error::Result;
use crate::notify::client::Mailer;
use crate::notify::facts::Facts;
use crate::notify::job::finish;
use crate::notify::notice::{Secret, Secrets};
use crate::notify::render::{self, House};
use crate::notify::{Notice, client};
use crate::outbox::{Attempt, JobResult};
use crate::text::Lang;
use crate::values::actor::Actor;
use crate::values::ids::StaffId;

/// Seals names that an earlier version wrote in plain: before this one came, or while both serve.
///
/// # Errors
/// When the database refuses.
pub async fn seal_names(db: &Db) -> Result<()> {
    let sealed = db.write(Actor::Clock, async |tx| store::seal_plain_names(tx).await).await?;
    if sealed > 0 {
        tracing::info!(sealed, "names of staff that lay in plain are sealed");
    }
    Ok(())
}

/// Carries mails out of the house.
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
        let Some((to, lang)) = self.addressee(job.staff, job.to_sealed.as_deref()).await? else { return Ok(()) };
        let notice = Notice::NewDevice { device: job.device, at: job.at, office: true };
        let facts = Facts { notice, filing: None, secret_sealed: None };
        let mail = render::mail(&self.house, lang, &facts, &Secrets::default())?;
        // An address that is refused stands among what was given up: nobody else would tell.
        finish(self.mailer.send(attempt.id, to.reveal(), mail, job.at).await)
    }

    /// The handler of [`TellAlarmsMoved`].
    ///
    /// # Errors
    /// When it was not taken over.
    pub async fn tell_moved(&self, job: TellAlarmsMoved, attempt: Attempt) -> JobResult {
        let Some(sealed) = job.to_sealed.as_deref() else { return Ok(()) };
        let Some((to, lang)) = self.addressee(job.staff, Some(sealed)).await? else { return Ok(()) };
        let mail = render::alarms_moved(&self.house, lang, job.at)?;
        finish(self.mailer.send(attempt.id, to.reveal(), mail, job.at).await)
    }

    /// Who is told: the address of then, or the one of now, if any.
    async fn addressee(&self, staff: StaffId, sealed: Option<&str>) -> Result<Option<(Secret, Lang)>> {
        self.db
            .read(Actor::Clock, async |tx| {
                let mail = match sealed {
                    Some(sealed) => Some(store::open_alarm_mail(tx, staff, sealed).await?),
                    None => store::find_alarm_mail(tx, staff).await?,
                };
                Ok(mail.map(|mail| (mail.to, mail.lang)))
            })
            .await
    }
}

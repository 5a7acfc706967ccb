//! Sends what is waiting: renders a notice for its channel, hands it over, and records the answer.

use anyhow::anyhow;

use super::answer::Answer;
use super::client::{Mailer, SmsGateway};
use super::jobs::{SendHead, SendMail, SendSms};
use super::notice::Channel;
use super::render::{self, House};
use super::service;
use super::store::{self, Outgoing};
use crate::config::{AuditHead, Config};
use crate::db::Db;
use crate::outbox::{Attempt, JobError, JobResult};
use crate::values::Email;
use crate::values::actor::Actor;
use crate::values::ids::NoticeId;

/// A code or link that nobody can use any more.
const TOO_LATE: &str = "notify-answer-too-late";
/// The account was closed, or its number taken away.
const NO_ADDRESS: &str = "notify-answer-no-address";

/// Carries messages out of the house.
pub struct Courier {
    db: Db,
    house: House,
    mailer: Mailer,
    sms: Option<SmsGateway>,
    /// Who keeps the heads of the audit.
    keeper: Option<Email>,
}

impl Courier {
    /// With the mail server and SMS gateway of the settings.
    ///
    /// # Errors
    /// When one of them cannot be used; the error names the setting.
    pub fn new(config: &Config, db: Db) -> anyhow::Result<Self> {
        super::client::install_crypto();
        let sms = config.sms.as_ref().map(SmsGateway::new).transpose()?;
        let keeper = match &config.audit_head {
            Some(AuditHead::Mail(to)) => Some(to.clone()),
            _ => None,
        };
        Ok(Self { db, house: House::of(config), mailer: Mailer::new(config)?, sms, keeper })
    }

    /// The handler of [`SendMail`].
    ///
    /// # Errors
    /// When it was not taken over.
    pub async fn send_mail(&self, job: SendMail, attempt: Attempt) -> JobResult {
        self.deliver(job.notice, Channel::Mail, attempt).await
    }

    /// The handler of [`SendSms`].
    ///
    /// # Errors
    /// When it was not taken over.
    pub async fn send_sms(&self, job: SendSms, attempt: Attempt) -> JobResult {
        self.deliver(job.notice, Channel::Sms, attempt).await
    }

    /// The handler of [`SendHead`].
    ///
    /// # Errors
    /// When it was not taken over.
    pub async fn send_head(&self, job: SendHead, attempt: Attempt) -> JobResult {
        // It was asked for under settings that are no more.
        let Some(to) = &self.keeper else { return Ok(()) };
        let mail = render::head(&self.house, &job);
        finish(self.mailer.send(attempt.id, to.reveal(), mail, job.at).await)
    }

    async fn deliver(&self, notice: NoticeId, channel: Channel, attempt: Attempt) -> JobResult {
        let found =
            self.db.read(Actor::Clock, async |tx| store::find_outgoing(tx, notice, channel, attempt.id).await).await?;
        // Sent already by an attempt whose job could not be finished any more, or sent anew by another job.
        let Some(out) = found else { return Ok(()) };
        let answer = self.hand_over(&out, attempt).await?;
        self.db.write(Actor::Clock, async |tx| service::record(tx, &out, &answer, attempt.is_last).await).await?;
        match answer {
            // The page tells that the address does not work.
            Answer::Refused(_) => Ok(()),
            // Nobody can mend that: the page tells, no alarm.
            Answer::Rejected(words) if words == TOO_LATE || words == NO_ADDRESS => Ok(()),
            answer => finish(answer),
        }
    }

    async fn hand_over(&self, out: &Outgoing, attempt: Attempt) -> anyhow::Result<Answer> {
        if out.is_too_late {
            return Ok(Answer::Rejected(TOO_LATE.into()));
        }
        let Some(to) = &out.to else { return Ok(Answer::Rejected(NO_ADDRESS.into())) };
        match (out.channel, &self.sms) {
            (Channel::Mail, _) => {
                let mail = render::mail(&self.house, out.lang, &out.facts, &out.secrets)?;
                Ok(self.mailer.send(attempt.id, to.reveal(), mail, out.told_at).await)
            }
            (Channel::Sms, Some(gateway)) => {
                let text = render::sms(&self.house, out.lang, &out.facts, &out.secrets);
                Ok(gateway.send(attempt.id, to.reveal(), text).await)
            }
            (Channel::Sms, None) => Ok(Answer::TryAgain("notify-answer-no-gateway".into())),
        }
    }
}

/// What an answer of the server means for the job: a refused address ends it as much as a refused message.
///
/// # Errors
/// `Retry` where it may go better later, otherwise `GiveUp`.
pub fn finish(answer: Answer) -> JobResult {
    match answer {
        Answer::Accepted(_) => Ok(()),
        Answer::TryAgain(words) => Err(JobError::Retry(anyhow!(words))),
        Answer::Refused(words) | Answer::Rejected(words) => Err(JobError::GiveUp(anyhow!(words))),
    }
}

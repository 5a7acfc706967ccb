//! The bureau's system as a source of what is on record, asked while somebody waits for a page: briefly, and not again for a
//! while after it did not answer.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use tokio::time::timeout;

use super::{Gateway, noted};
use crate::bureau::soap::{Answer, Call, Filed, StatusInfo};
use crate::bureau::store::calls::{self, CallAbout, CallLine};
use crate::clock;
use crate::config::BureauSettings;
use crate::db::{Db, Tx};
use crate::registry::lookup::{Question, Told};
use crate::registry::service::told::{Outside, Telling};
use crate::values::actor::Actor;

/// How long all questions of a page may take together, with what is noted of them.
const PATIENCE: Duration = Duration::from_secs(3);
/// How long the ledger may take at least, whatever the questions took.
const NOTING: Duration = Duration::from_millis(500);
/// How long nothing is asked after an answer did not come.
const REST: Duration = Duration::from_secs(60);
/// The condition type of a domain.
const DOMAIN: i64 = 0;

/// Asks isp_querybeianstatus.
pub struct StatusLine {
    gateway: Arc<Gateway>,
    /// A person's number may go to its address: it is not in the open, or the bureau is played.
    is_private: bool,
    patience: Duration,
    rests_until: Mutex<Option<Instant>>,
    /// Where its calls are noted.
    ledger: Option<Db>,
}

impl StatusLine {
    /// As the settings say; none where they name no address to ask at. In the demo the bureau is played.
    ///
    /// # Errors
    /// When a file of a secret cannot be used; the error names the setting.
    pub fn new(settings: &BureauSettings, is_demo: bool) -> anyhow::Result<Option<Self>> {
        if settings.status_url.is_none() {
            return Ok(None);
        }
        Ok(Self::of(Arc::new(Gateway::new(settings)?), is_demo))
    }

    /// The same over a gateway that is there.
    pub fn of(gateway: Arc<Gateway>, is_demo: bool) -> Option<Self> {
        let url = gateway.settings.status_url.as_ref()?;
        let is_private = is_demo || url.starts_with("https://");
        Some(Self { gateway, is_private, patience: PATIENCE, rests_until: Mutex::default(), ledger: None })
    }

    /// The same with another patience.
    #[must_use]
    pub fn patient(self, patience: Duration) -> Self {
        Self { patience, ..self }
    }

    /// The same with a database where its calls are noted.
    #[must_use]
    pub fn noting(self, db: Db) -> Self {
        Self { ledger: Some(db), ..self }
    }

    /// Whether a question may go to its address.
    pub fn can_ask(&self, question: &Question) -> bool {
        self.is_private || !matches!(question, Question::Document { is_personal: true, .. })
    }

    fn rests(&self) -> bool {
        let until = self.rests_until.lock().unwrap_or_else(PoisonError::into_inner);
        until.is_some_and(|until| Instant::now() < until)
    }

    async fn one(&self, question: &Question, time: Duration, made: &mut Vec<CallLine>) -> Option<Told> {
        if !self.can_ask(question) {
            return None;
        }
        let (kind, condition) = match question {
            Question::Document { kind, number, .. } => (*kind, number.as_str()),
            Question::Domain(domain) => (DOMAIN, domain.as_str()),
        };
        let call = Call::Status { kind, condition: condition.to_owned() };
        let begun = clock::now();
        let outcome = self.gateway.call_within(call, time).await;
        made.push(noted("status", begun, outcome.as_ref()));
        match outcome {
            Ok(answer) => told(answer, kind, condition),
            Err(error) => {
                tracing::warn!(%error, "the bureau's system did not tell what is on record");
                *self.rests_until.lock().unwrap_or_else(PoisonError::into_inner) = Some(Instant::now() + REST);
                None
            }
        }
    }

    /// Notes calls, all at once, within this time: whoever waits for their answers goes on without the ledger then.
    async fn note(&self, made: &[CallLine], time: Duration) {
        let Some(db) = self.ledger.as_ref().filter(|_| !made.is_empty()) else { return };
        let note = async |tx: &mut Tx<'_>| {
            for call in made {
                calls::insert(tx, CallAbout::NoFile, call).await?;
            }
            Ok(())
        };
        match timeout(time, db.write(Actor::Bureau, note)).await {
            Ok(Ok(())) => {}
            Ok(Err(error)) => tracing::warn!(%error, "questions what is on record were not noted"),
            Err(_) => tracing::warn!("questions what is on record were not noted in time"),
        }
    }
}

/// What an answer to this very question tells; any other tells nothing.
fn told(answer: Answer, kind: i64, condition: &str) -> Option<Told> {
    let StatusInfo { kind: asked, condition: of, entity_number, filed, .. } =
        answer.status.filter(|_| answer.code == 0)?;
    let is_ours = asked == kind && of.eq_ignore_ascii_case(condition);
    is_ours.then_some(Told { is_filed: filed == Filed::Yes, entity_number })
}

impl Outside for StatusLine {
    fn ask<'a>(&'a self, questions: &'a [Question]) -> Telling<'a> {
        Box::pin(async move {
            let begun = Instant::now();
            let (mut answers, mut made) = (Vec::with_capacity(questions.len()), Vec::new());
            for question in questions {
                let left = self.patience.saturating_sub(begun.elapsed());
                let asks = !self.rests() && !left.is_zero();
                answers.push(if asks { self.one(question, left, &mut made).await } else { None });
            }
            self.note(&made, self.patience.saturating_sub(begun.elapsed()).max(NOTING)).await;
            answers
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_an_answer_to_the_question_tells_something() {
        let info = |kind: i64, condition: &str, filed: Filed| {
            let status = StatusInfo {
                kind,
                condition: condition.into(),
                site_name: None,
                entity_number: None,
                website_number: None,
                filed,
            };
            Some(status)
        };
        let answer = |code: i64, status: Option<StatusInfo>| Answer { status, ..Answer::of(code, "") };
        for (given, is_filed) in [
            (answer(0, info(0, "Example.cn", Filed::No)), Some(false)),
            (answer(0, info(0, "example.cn", Filed::Yes)), Some(true)),
            (answer(5, info(0, "example.cn", Filed::No)), None),
            (answer(0, info(1, "example.cn", Filed::No)), None),
            (answer(0, info(0, "other.cn", Filed::No)), None),
            (answer(0, None), None),
        ] {
            let words = format!("{given:?}");
            assert_eq!(told(given, 0, "example.cn").map(|told| told.is_filed), is_filed, "{words}");
        }
    }
}

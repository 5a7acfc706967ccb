//! Questions what is on record that wait for a specialist: the bureau's system is asked again once it is there again.

use super::Exchange;
use crate::bureau::client::StatusLine;
use crate::bureau::jobs::AskStatuses;
use crate::clock::{self, china_day};
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::filing::application::TypeCheck;
use crate::filing::lookup::Lookup;
use crate::filing::service::{self, lookups};
use crate::filing::store;
use crate::form;
use crate::outbox::JobResult;
use crate::reference::book;
use crate::registry::lookup::{Question, Told};
use crate::registry::service::told::{Outside as _, Registers};
use crate::values::actor::Actor;

/// Questions that are looked at in one go, those whose applicant waits first.
const LOOKUPS: i64 = 200;
/// Calls of one go: the bureau asks for a moderate rate.
const CALLS: usize = 20;

impl Exchange {
    /// The same with a line that tells what is on record.
    #[must_use]
    pub fn asking(self, status: Option<StatusLine>) -> Self {
        Self { status: status.map(|line| line.noting(self.db.clone())), ..self }
    }

    /// The handler of [`AskStatuses`].
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn ask_statuses(&self, _: AskStatuses) -> JobResult {
        let Some(line) = &self.status else { return Ok(()) };
        let list = async |tx: &mut Tx<'_>| store::lookups::list_waiting(tx, &[], LOOKUPS).await;
        let mut calls = 0;
        let mut waiting = self.db.read(Actor::Bureau, list).await?;
        // Where more wait than are asked in one go, chance gives each its turn: those the bureau says nothing of keep nobody waiting.
        if waiting.len() > CALLS {
            let first = usize::try_from(clock::now().timestamp_micros()).unwrap_or_default() % waiting.len();
            waiting.rotate_left(first);
        }
        for lookup in waiting {
            if calls >= CALLS {
                break;
            }
            // A form that would be refused today was not when it was asked: a person sees to it.
            let Ok(check) = form::check(&lookup.asked, book(), china_day(lookup.asked_at)) else { continue };
            let mut questions = self.db.read(Actor::Bureau, async |tx| service::questions(tx, &check).await).await?;
            questions.retain(|question| line.can_ask(question));
            if calls + questions.len() > CALLS {
                continue;
            }
            let asks = !questions.is_empty();
            calls += questions.len();
            let answers = line.ask(&questions).await;
            let told: Vec<_> =
                questions.into_iter().zip(answers).filter_map(|(question, told)| Some((question, told?))).collect();
            // With nothing to ask the registers may tell enough by now.
            if !asks || !told.is_empty() {
                self.told(&lookup, &check, &told).await?;
            }
        }
        Ok(())
    }

    /// Keeps what was told, and answers the question if that is enough.
    async fn told(&self, lookup: &Lookup, check: &TypeCheck, told: &[(Question, Told)]) -> Result<()> {
        let keep = async |tx: &mut Tx<'_>| {
            service::keep_told(tx, check, told).await?;
            match lookups::answer_by_registers(tx, lookup, check, &Registers).await {
                // A specialist was faster.
                Ok(_) | Err(Error::Refused(_)) => Ok(()),
                Err(error) => Err(error),
            }
        };
        self.db.write(Actor::Bureau, keep).await
    }
}

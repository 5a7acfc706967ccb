//! The ledger of calls: each about a file is noted with its answer, whatever follows from it.

use chrono::{DateTime, Utc};

use super::Exchange;
use crate::bureau::client::CallFailed;
use crate::bureau::soap::Answer;
use crate::bureau::store::calls::{self, CallAbout, CallLine};
use crate::clock;
use crate::error::Result;
use crate::values::actor::Actor;

impl Exchange {
    /// Notes a call, by the stored code of its method, that began at a time.
    pub(super) async fn note_call(
        &self,
        about: CallAbout,
        method: &'static str,
        begun_at: DateTime<Utc>,
        outcome: &std::result::Result<Answer, CallFailed>,
    ) -> Result<()> {
        let (code, message) = match outcome {
            Ok(answer) => (Some(answer.code), answer.message.clone()),
            Err(why) => (None, why.to_string()),
        };
        let message = Some(message).filter(|words| !words.is_empty());
        let call = CallLine { method: method.to_owned(), begun_at, ended_at: clock::now(), code, message };
        self.db.write(Actor::Bureau, async |tx| calls::insert(tx, about, &call).await).await
    }
}

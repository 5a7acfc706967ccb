//! The ledger of calls: each is noted with its answer, whatever follows from it.

use chrono::{DateTime, Utc};

use super::Exchange;
use crate::bureau::client::{CallFailed, noted};
use crate::bureau::soap::Answer;
use crate::bureau::store::calls::{self, CallAbout};
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
        let call = noted(method, begun_at, outcome.as_ref());
        self.db.write(Actor::Bureau, async |tx| calls::insert(tx, about, &call).await).await
    }
}

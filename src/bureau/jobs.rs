//! Payloads of the jobs of the line.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::outbox::Job;
use crate::values::ids::FilingId;

/// Writes and numbers the file of a case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Prepare {
    /// Which.
    pub filing: FilingId,
}

impl Job for Prepare {
    const TOPIC: &'static str = "bureau.prepare";

    /// A case that cannot be prepared holds up no other.
    fn order_key(&self) -> Option<String> {
        Some(format!("bureau/prepare/{}", self.filing))
    }
}

/// Writes and numbers the file with the papers of a case on their own.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SendPapers {
    /// Which.
    pub filing: FilingId,
}

impl Job for SendPapers {
    const TOPIC: &'static str = "bureau.papers";

    fn order_key(&self) -> Option<String> {
        Some(format!("bureau/prepare/{}", self.filing))
    }
}

/// Sends what is numbered, one after the other.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Send {}

impl Job for Send {
    const TOPIC: &'static str = "bureau.send";

    /// Uploads go one at a time and in order.
    fn order_key(&self) -> Option<String> {
        Some("bureau".to_owned())
    }
}

/// Fetches what the bureau has for us.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fetch {}

impl Job for Fetch {
    const TOPIC: &'static str = "bureau.fetch";

    fn order_key(&self) -> Option<String> {
        Some("bureau/fetch".to_owned())
    }
}

/// Applies a file that was fetched.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Apply {
    /// Which.
    pub download: Uuid,
}

impl Job for Apply {
    const TOPIC: &'static str = "bureau.apply";

    /// In the order in which the bureau wrote them.
    fn order_key(&self) -> Option<String> {
        Some("bureau/apply".to_owned())
    }
}

/// Asks the bureau's system again what is on record of those who wait for that.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AskStatuses {}

impl Job for AskStatuses {
    const TOPIC: &'static str = "bureau.statuses";

    fn order_key(&self) -> Option<String> {
        Some("bureau/statuses".to_owned())
    }
}

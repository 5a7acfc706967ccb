//! Payload of the job that asks a verification service how a session ended.

use serde::{Deserialize, Serialize};

use crate::outbox::Job;
use crate::values::ids::{FaceCheckId, FilingId};

/// Asks for the result of a try.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AskResult {
    /// The filing.
    pub filing: FilingId,
    /// The try.
    pub check: FaceCheckId,
}

impl Job for AskResult {
    const TOPIC: &'static str = "face.result";
}

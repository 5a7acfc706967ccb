//! What a job is: ids and frozen facts under a topic.

use serde::Serialize;
use serde::de::DeserializeOwned;

/// A job's payload: ids and frozen facts, no rendered text, no personal data.
pub trait Job: Serialize + DeserializeOwned {
    /// Names the handler. Stored, never renamed.
    const TOPIC: &'static str;

    /// Jobs of one key run one at a time and in order.
    fn order_key(&self) -> Option<String> {
        None
    }
}

/// Why a job did not get done.
#[derive(Debug)]
pub enum JobError {
    /// Try again later.
    Retry(anyhow::Error),
    /// Trying again is of no use: shown on the deliveries page.
    GiveUp(anyhow::Error),
}

/// The result of a handler.
pub type JobResult = Result<(), JobError>;

impl<E: Into<anyhow::Error>> From<E> for JobError {
    fn from(error: E) -> Self {
        Self::Retry(error.into())
    }
}

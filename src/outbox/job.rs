//! What a job is: ids and frozen facts under a topic.

use std::fmt;

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::text::{Lang, Message, Tr};
use crate::values::ids::OutboxId;

/// A job's payload: ids and frozen facts, no rendered text, no personal data; an address it must reach is sealed, as `to_sealed`
/// and bound to the row of `staff`, so that it comes under a new key with everything else.
pub trait Job: Serialize + DeserializeOwned {
    /// Names the handler. Stored, never renamed.
    const TOPIC: &'static str;

    /// Jobs of one key run one at a time and in order.
    fn order_key(&self) -> Option<String> {
        None
    }
}

/// One attempt at a job, as its handler sees it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Attempt {
    /// Row of the job: the stable id of its effect, equal at every attempt.
    pub id: OutboxId,
    /// Which one it is, counted from one.
    pub number: i32,
    /// Whether the job is dead if this attempt fails.
    pub is_last: bool,
}

/// Why a job did not get done.
#[derive(Debug)]
pub enum JobError {
    /// Try again later.
    Retry(anyhow::Error),
    /// Trying again is of no use: shown on the deliveries page.
    GiveUp(anyhow::Error),
}

/// What somebody is told of a job that was given up, in the language of whoever reads it. The log has it in English.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told(pub Vec<Message>);

impl fmt::Display for Told {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&Tr::new(Lang::En).sentences(&self.0))
    }
}

impl std::error::Error for Told {}

/// The result of a handler.
pub type JobResult = Result<(), JobError>;

impl<E: Into<anyhow::Error>> From<E> for JobError {
    fn from(error: E) -> Self {
        Self::Retry(error.into())
    }
}

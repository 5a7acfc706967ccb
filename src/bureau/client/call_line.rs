//! A call as the ledger of calls keeps it.

use chrono::{DateTime, Utc};

use super::CallFailed;
use crate::bureau::soap::Answer;
use crate::bureau::store::calls::CallLine;
use crate::clock;

/// A call, by the stored code of its method, that began at a time and is over now.
pub fn noted(method: &'static str, begun_at: DateTime<Utc>, outcome: Result<&Answer, &CallFailed>) -> CallLine {
    let (code, message) = match outcome {
        Ok(answer) => (Some(answer.code), answer.message.clone()),
        Err(why) => (None, why.to_string()),
    };
    let message = Some(message).filter(|words| !words.is_empty());
    CallLine { method: method.to_owned(), begun_at, ended_at: clock::now(), code, message }
}

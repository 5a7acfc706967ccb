//! Every effect that leaves the process is written here in the transaction that causes it, and carried out by the worker.

mod job;
pub mod pulse;
pub mod retry;
pub mod store;

pub use job::{Attempt, Job, JobError, JobResult, Told};
pub use store::{Leased, enqueue, enqueue_at, enqueue_once, enqueue_once_at, waits};

/// Key of the words for what the jobs of a topic do.
pub fn topic_key(topic: &str) -> String {
    format!("delivery-topic-{}", topic.replace('.', "-"))
}

//! The audit: append-only, chained by hash, written in the transaction of the act. Every change and every look of staff at
//! personal data is an event.

mod chain;
mod event;
pub mod head;
pub mod leave;
pub mod store;

pub use chain::{Link, Verdict};
pub use event::{Action, Event, Subject};
pub use head::Head;
pub use store::{record, record_all};

//! What the desk reads and keeps: the queue, marks, the checklist, notes, calls, a second person's word.

pub mod bureau;
pub mod calls;
pub mod confirmations;
pub mod counts;
pub mod load;
pub mod marks;
pub mod notes;
pub mod papers;
pub mod queue;
pub mod reviews;
pub mod search;
pub mod verifications;
pub mod views;
mod walks;

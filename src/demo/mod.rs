//! What only the demo has: the mailbox, the codes of its staff, its data and their papers.

pub mod codes;
pub mod load;
pub mod mailbox;
pub mod papers;
pub mod store;

//! Demo data and its papers.

pub mod mailbox;
pub mod papers;

//! Owners' pages that follow the tasks of a filing.

pub mod client;

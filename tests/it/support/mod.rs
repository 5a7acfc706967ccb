//! What tests stand on.

pub mod sources;

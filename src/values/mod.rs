//! v
pub mod actor;
pub mod ids;

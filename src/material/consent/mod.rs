//! The separate consent before the first paper of a person.

pub mod render;
pub mod service;
pub mod store;

pub use store::Consent;

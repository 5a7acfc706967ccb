//! What is on record: entities, their websites and domains. Written by approvals only.

pub mod entity;
pub mod lookup;
pub mod number;
pub mod service;
pub mod store;
pub mod website;

//! Back-office pages over lower modules: audit, deliveries, hosting.

pub mod delivery;
pub mod pages;
pub mod service;
pub mod store;

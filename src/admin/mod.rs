//! Back-office pages over lower modules: audit, deliveries, hosting.

pub mod pages;

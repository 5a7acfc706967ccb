//! Back-office pages over lower modules: audit, deliveries, rules, calendar; and the rotation of keys.

pub mod calendar;
pub mod delivery;
pub mod keys;
pub mod pages;
pub mod rules;
pub mod service;
pub mod store;

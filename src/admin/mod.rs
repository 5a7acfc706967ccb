//! Back-office pages over lower modules: audit, deliveries, rules, calendar.

pub mod calendar;
pub mod delivery;
pub mod pages;
pub mod rules;
pub mod service;
pub mod store;

//! The one test binary: features against the real database, programs and browser.

// A test stops at the first surprise; its support functions too.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::disallowed_macros)]

mod accounts;
mod architecture;
mod audit;
mod backup;
mod begun;
mod bounds;
mod bureau;
mod commands;
mod demo;
mod door;
mod facts;
mod faults;
mod filing;
mod hosting;
mod journeys;
mod keys;
mod links;
mod material_pictures;
mod messages;
mod papers;
mod parsers;
mod privacy;
mod public;
mod recognition;
mod review;
mod routes;
mod rows;
mod rules;
mod schema;
mod support;
mod upgrades;
mod watching;
mod words;

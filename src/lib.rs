//! Beian: the ICP filing portal (ICP备案系统) that a hosting provider runs for its customers.
//!
//! Modules stand in tiers and import downwards only; `tests/it/architecture.rs` holds them to it.

// Tier 0: values and words.
pub mod clock;
pub mod error;
pub mod form;
pub mod reference;
#[allow(missing_docs)] // generated
pub mod schema;
pub mod text;
pub mod values;

// Tier 1: what every feature stands on.
pub mod audit;
pub mod auth;
pub mod config;
pub mod db;
pub mod outbox;
pub mod paths;
pub mod sealing;
pub mod storage;
pub mod telemetry;
pub mod web;

// Tier 2: features that know no filing.
pub mod account;
pub mod facts;
pub mod hosting;
pub mod liveness;
pub mod material;
pub mod notify;
pub mod recognition;
pub mod registry;
pub mod staff;

// Tier 3: the case.
pub mod filing;

// Above it what works on it beside its owner.
pub mod relay;

// Tier 4: what people do with it.
pub mod admin;
pub mod bureau;
pub mod guide;
pub mod privacy;
pub mod review;
pub mod wizard;

// Tier 5: programs.
pub mod app;
pub mod backup;
pub mod demo;
pub mod monitor;
pub mod worker;

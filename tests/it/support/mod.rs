//! What tests stand on.

pub mod accepted;
pub mod browser;
pub mod cases;
pub mod chromium;
pub mod clips;
pub mod database;
pub mod filings;
pub mod gallery;
pub mod guest;
pub mod http;
pub mod looking;
pub mod mailbox;
pub mod outside;
pub mod people;
pub mod photographs;
pub mod program;
pub mod rules;
pub mod sandbox;
pub mod seen;
pub mod sites;
pub mod sources;
pub mod stage;
pub mod tls_mail;
pub mod upload;
pub mod waiting;
pub mod workplace;

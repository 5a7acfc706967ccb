//! Applicants' accounts.

pub mod pages;

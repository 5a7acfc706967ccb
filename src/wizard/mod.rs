//! The applicant's editor of a filing.

pub mod pages;
pub mod service;

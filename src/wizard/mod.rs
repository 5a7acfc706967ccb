//! The applicant's editor of a filing.

pub mod handover;
pub mod pages;
pub mod papers;
pub mod scene;

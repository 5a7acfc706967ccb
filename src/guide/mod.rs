//! Public pages: start, check, guide, records, and what machines ask for.

pub mod answers;
pub mod list;
pub mod pages;
pub mod preparation;
pub mod rules;

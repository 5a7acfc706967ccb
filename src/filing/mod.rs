//! The case: what a filing contains, what is wrong with it, and how it moves.

pub mod application;
pub mod section;

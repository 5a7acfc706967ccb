//! Demo data and its papers.

pub mod papers;

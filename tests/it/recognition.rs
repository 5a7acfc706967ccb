//! Reading papers: by the real engine, by a vendor that may lie, and what applicants and the desk see of it.

mod engine;
pub mod pages;
mod vendor;

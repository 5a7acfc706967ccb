//! What is kept of people: for how long, their own copy of it, and its end.

pub mod job;
pub mod kept;
pub mod pages;
pub mod service;
pub mod store;

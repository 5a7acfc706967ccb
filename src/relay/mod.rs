//! One-task links: one person does one thing for a filing on the phone, without an account, and the owner's page follows.

pub mod live;
pub mod pages;
pub mod render;
pub mod service;
pub mod store;
pub mod task;

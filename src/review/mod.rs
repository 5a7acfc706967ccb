//! The specialist's desk.

pub mod call;
pub mod checklist;
pub mod confirmation;
pub mod content;
pub mod due;
pub mod local;
pub mod mark;
pub mod pages;
pub mod proof;
pub mod queue;
pub mod search;
pub mod service;
pub mod store;

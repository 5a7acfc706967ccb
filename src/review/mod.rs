//! The specialist's desk.

pub mod pages;

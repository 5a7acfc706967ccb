//! Rules that an administrator adds to the compiled-in ones, each from a day on.

pub mod form;
pub mod service;
pub mod store;

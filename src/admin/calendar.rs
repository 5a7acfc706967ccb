//! Holidays and weekends that are worked, as administrators add them: the notice of a year comes after the program.

pub mod form;
pub mod service;
pub mod store;

//! Mail address and mobile: confirmed before they count, told to the former one when they change, taken back by its link.

pub mod service;

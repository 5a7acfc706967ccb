//! The rules of all provinces: read by all of the staff, decided on by administrators.

pub mod list;
pub mod write;

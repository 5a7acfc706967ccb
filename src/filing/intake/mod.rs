//! Takes in files for the papers of a filing, whoever sends them.

pub mod client;
mod errors;

pub use errors::Errors;

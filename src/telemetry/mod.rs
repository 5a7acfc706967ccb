//! What the program tells those who run it: its log, its traces and what it counted. None of it names a person.

mod blocking;
mod call;
pub mod log;
mod mask;
pub mod metrics;
mod traces;

pub use blocking::blocking;
pub use call::{call, watch};

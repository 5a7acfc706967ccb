//! The messages: data files up and down, typed, a module for each version of the interface. Which one is spoken the settings
//! say; what depends on it is chosen by a match, so that a newer one can be added beside.

pub mod v3_0;

pub use v3_0::*;

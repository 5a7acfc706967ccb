//! The case: what a filing contains, what is wrong with it, and how it moves.

pub mod application;
pub mod checks;
pub mod corrections;
pub mod decision;
pub mod due;
pub mod elsewhere;
pub mod expiry;
pub mod finding;
pub mod job;
pub mod kind;
pub mod letter;
pub mod lookup;
pub mod mailing;
pub mod papers;
pub mod reach;
pub mod section;
pub mod service;
pub mod state;
pub mod store;
pub mod submission;
pub mod summary;
pub mod trial;
pub mod turn;
pub mod type_check;
pub mod verification;
pub mod watch;

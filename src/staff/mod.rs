//! The provider's staff: sign-in with a second factor, and the administrators' list of who may do what.

pub mod job;
pub mod jobs;
pub mod management;
pub mod pages;
pub mod permission;
pub mod recovery_code;
pub mod second_factor;
pub mod service;
#[allow(clippy::module_inception)] // the thing itself, as in every feature
pub mod staff;
pub mod store;

//! Materials: papers that applicants upload, checked, turned into pictures of ours and kept sealed.

pub mod client;
pub mod consent;
pub mod decoder;
pub mod job;
#[expect(clippy::module_inception)]
pub mod material;
pub mod picture;
pub mod reading;
pub mod refusal;
pub mod sent;
pub mod service;
pub mod store;

pub use material::{Material, Place, Size};

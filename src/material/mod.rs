//! Materials: papers that applicants upload, checked, turned into pictures of ours and kept sealed.

pub mod decoder;
pub mod picture;
pub mod refusal;

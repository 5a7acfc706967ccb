//! Authenticity verification (真实性核验): a person in charge shows before the camera of a phone that they are who they say, or in
//! an appointment, or at a vendor. The SMS verification of the ministry is another thing: `filing::verification`.

pub mod challenge;
pub mod check;
pub mod client;
pub mod clip;
pub mod job;
pub mod jobs;
pub mod pages;
pub mod render;
pub mod service;
pub mod store;
pub mod vendor;

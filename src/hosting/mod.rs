//! What customers bought that can carry a filing: instances, service numbers, and how many websites each may still take.

pub mod check;
pub mod finding;
pub mod import;
pub mod instance;
pub mod job;
pub mod pages;
pub mod quota;
pub mod ranges;
pub mod record;
pub mod service;
pub mod service_number;
mod store;

pub use instance::{Choice, Instance, Obstacle, Server};
pub use service_number::ServiceNumber;

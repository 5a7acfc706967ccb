//! Passwords and sessions, for applicants and staff alike.

pub mod device;
pub mod password;
pub mod session;
pub mod store;
pub mod throttle;

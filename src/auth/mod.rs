//! Passwords and sessions, for applicants and staff alike.

pub mod allowance;
pub mod api_token;
pub mod device;
pub mod password;
pub mod pepper;
pub mod session;
pub mod staff_name;
pub mod store;
pub mod throttle;

//! Staff of the provider: sign-in with a second factor, roles.

pub mod pages;

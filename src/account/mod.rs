//! Applicants: registration, sign-in, their password, mail and mobile.

#[allow(clippy::module_inception)] // the thing itself, as in every feature
pub mod account;
pub mod contact;
pub mod pages;
pub mod service;
pub mod store;
pub mod token;

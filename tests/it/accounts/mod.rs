//! Accounts and staff over HTTP: the real program, its database, and the mails and messages that really left.

mod codes;
mod commands;
mod contact;
mod cookies;
mod csrf;
mod devices;
mod hashing;
mod held;
mod leaving;
mod links;
mod management;
mod passwords;
pub mod people;
mod recovery;
mod registration;
mod sessions;
mod sign_in;
mod staff;
mod staff_names;
mod throttling;

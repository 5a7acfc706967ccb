//! Reading certificates: what is printed on a paper, for the applicant to take over and for the desk to compare.
//!
//! An engine looks at the print and tells words; pure rules make fields of them and judge how sure each is. Nothing that was
//! read is ever taken for typed: people decide.

pub mod clients;
pub mod fields;
pub mod job;
pub mod number;
pub mod reading;
pub mod store;
pub mod words;

//! Steps that journeys are made of: what people do on the running program, in words that stories can use.
//!
//! `filers` says who files and what they answer, `filing` plays the applicant's side, `papers` draws what is uploaded,
//! `desk` plays the staff's side up to the numbers, `backstage` and `on_record` what happens behind the pages, `reading` shows
//! what was read from papers; `by_phone` and `by_face` are what others do by links, `on_phone` what the owner does there.

#![allow(dead_code)] // every journey takes the steps it needs

pub mod backstage;
pub mod by_face;
pub mod by_phone;
pub mod desk;
pub mod filers;
pub mod filing;
pub mod on_phone;
pub mod on_record;
pub mod papers;
pub mod reading;

/// The password of everybody in the journeys.
pub const PASSWORD: &str = "quiet river stone bridge";

/// The reference at the end of a filing's path.
pub fn reference(filing: &str) -> &str {
    filing.rsplit('/').next().unwrap_or(filing)
}

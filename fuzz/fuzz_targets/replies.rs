//! What is tried stands in `tries`: the tests of the house try it too, so that it is built with every change.
#![no_main]

#[path = "../tries/replies.rs"]
mod replies;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| replies::tried(bytes));

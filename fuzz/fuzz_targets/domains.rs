//! What is tried stands in `tries`: the tests of the house try it too, so that it is built with every change.
#![no_main]

#[path = "../tries/domains.rs"]
mod domains;

libfuzzer_sys::fuzz_target!(|text: &str| domains::tried(text));

//! What is tried stands in `tries`: the tests of the house try it too, so that it is built with every change.
#![no_main]

#[path = "../tries/certificate_numbers.rs"]
mod certificate_numbers;

libfuzzer_sys::fuzz_target!(|text: &str| certificate_numbers::tried(text));

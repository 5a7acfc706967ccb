//! What is tried stands in `tries`: the tests of the house try it too, so that it is built with every change.
#![no_main]

#[path = "../tries/clips.rs"]
mod clips;

libfuzzer_sys::fuzz_target!(|input: &[u8]| clips::tried(input));

//! What is tried stands in `tries`: the tests of the house try it too, so that it is built with every change.
#![no_main]

#[path = "../tries/form_bodies.rs"]
mod form_bodies;

libfuzzer_sys::fuzz_target!(|body: &[u8]| form_bodies::tried(body));

//! What is tried stands in `tries`: the tests of the house try it too, so that it is built with every change.
#![no_main]

#[path = "../tries/image_heads.rs"]
mod image_heads;

libfuzzer_sys::fuzz_target!(|file: &[u8]| image_heads::tried(file));

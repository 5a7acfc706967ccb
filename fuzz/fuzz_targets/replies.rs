//! What the bureau's system answers and what a caller sends it: read whole, or a fault.
#![no_main]

use beian::bureau::soap::{Answer, Method, Request};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    for method in Method::ALL.iter().copied() {
        let _ = Answer::read(bytes, method);
    }
    let _ = Request::read(bytes);
    if let Ok(text) = str::from_utf8(bytes) {
        let _ = Answer::read_inner(text);
    }
});

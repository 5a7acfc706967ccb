//! What the bureau's system answers and what a caller sends it: read whole, or a fault.

use beian::bureau::soap::{Answer, Method, Received, Request};

/// One input.
pub fn tried(bytes: &[u8]) {
    for method in Method::ALL.iter().copied() {
        let _ = Answer::read(bytes, method);
    }
    let mut received = Received::default();
    bytes.chunks(3).for_each(|chunk| received.push(chunk));
    let _ = Answer::receive(received, Method::Download).map(|mut answer| answer.take_file());
    let _ = Request::read(bytes);
    if let Ok(text) = str::from_utf8(bytes) {
        let _ = Answer::read_inner(text);
    }
}

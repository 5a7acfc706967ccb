//! XML of the interface: a tree, a careful reader, a checked writer, and the schemas.

mod element;
mod place;
mod reader;
pub mod schema;
mod writer;

pub use element::Element;
pub use place::Place;
pub use reader::{LeavesOut, Limits, Refused, look_through, read, read_envelope, read_from, read_inner};
pub use writer::{Unwritable, document, envelope, to_text};

#[cfg(test)]
mod tests;

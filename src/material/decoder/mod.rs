//! Uploaded files are decoded in a process of their own: the server starts its own program with a hidden command, hands
//! it the file on its standard input and reads the finished pictures from its standard output.
//!
//! The child sets its own limits before it reads a byte, gives up files and network where the kernel can keep them from it,
//! has an empty environment, and writes no file, so nothing is left behind however it ends.

mod active_pdf;
mod child;
mod client;
mod confine;
mod frame;
mod pdf;
mod pdf_syntax;
#[cfg(test)]
mod tests;

pub use self::child::{COMMAND, OFFLINE, run_child};
pub use self::client::{Decoder, Group};

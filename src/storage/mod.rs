//! Sealed files on disk, addressed by the hash of their sealed bytes: each with a fresh key of its own, which is kept
//! wrapped in the database row that the file belongs to.

mod client;
pub mod copy;
mod stream;

pub use self::client::{Storage, StoredObject};
pub use self::stream::{PIECE, Writer};

//! The one way to seal a column or a file. Keys come from outside the database; every sealed value names its suite and key
//! and is bound to its row by associated data, so that ciphertexts cannot be swapped.

mod envelope;
mod key;
pub mod key_file;
mod mac_key;
mod ring;

pub use envelope::DataKey;
pub use key::{KeyError, Sealer};
pub use key_file::Purpose;

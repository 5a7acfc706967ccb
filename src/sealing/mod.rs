//! The one way to seal a column or a file. Keys come from outside the database; every sealed value names its suite and key
//! and is bound to its row by associated data, so that ciphertexts cannot be swapped.

mod envelope;
mod key;
mod search_hash;

pub use envelope::DataKey;
pub use key::{KeyError, Sealer};

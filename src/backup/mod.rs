//! Backup and restore: the database as `pg_dump` writes it, the sealed files it refers to, and a manifest of both. Never the
//! keys: who finds a backup can read nothing in it.

pub mod check;
mod list;
pub mod make;
pub mod manifest;
pub mod restore;
mod store;
mod tools;

/// The dump within a backup.
const DUMP: &str = "beian.dump";
/// The names of the sealed files, one a line.
const LIST: &str = "files";
/// The sealed files, unless they lie elsewhere.
const PAPERS: &str = "papers";

pub use self::store::PLACES;

//! A new version while the one before still serves: what its migrations may do to a database in use, what the previous version
//! must find again on the new schema, and how a migration waits for others.

mod locks;
mod migrations;
mod previous;
mod rules;
mod sql;

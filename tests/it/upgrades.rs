//! A new version while the one before still serves: how a migration waits for others.

mod locks;

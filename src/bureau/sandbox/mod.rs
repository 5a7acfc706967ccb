//! The sandbox: a bureau that speaks the interface, works through what it gets and lets a person decide. Its state is in
//! memory and can be saved; its chance comes from a seed.

mod addresses;
mod answers;
mod call;
mod case;
pub mod chance;
mod changed;
mod conflicts;
pub mod delivery;
mod desk;
mod domains;
mod faults;
mod gather;
mod methods;
mod orders;
mod pages;
mod record;
pub mod server;
mod settings;
mod sms;
mod status;
mod verdict;
mod world;

pub use addresses::{Range, RangeKind};
pub use case::{Asked, Case, Stage};
pub use domains::Domain;
pub use faults::Fault;
pub use settings::{Rules, Settings, Switches, Unit};
pub use sms::{Attempt, Sms, Verification};
pub use world::{LogLine, Outgoing, Record, Upload, World, local};

#[cfg(test)]
mod tests;

//! Messages from the act that causes them to the other side's mailbox: over real sockets, headers included.

mod crash;
mod delivery;
mod ending;
pub mod house;
mod outbox;
mod page;
mod periodic;
mod tls;

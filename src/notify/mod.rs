//! What people are told, by mail and SMS: the notice is written in the transaction that causes it, the worker sends it.

pub mod answer;
pub mod client;
pub mod facts;
pub mod job;
pub mod jobs;
pub mod notice;
pub mod quiet;
pub mod render;
pub mod service;
pub mod store;

pub use jobs::SendHead;
pub use notice::Notice;

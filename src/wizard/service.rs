//! What the pages work on: a filing with its drafts, its papers, and what stands in the way of handing it in.

pub mod handover;
pub mod outside;
pub mod papers;

pub use crate::filing::service::scene;

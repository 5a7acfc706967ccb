//! The bureau's interface as it is spoken on the wire, and a bureau to try it on.

pub mod codes;
pub mod digest;
pub mod gbk;
pub mod messages;
pub mod packaging;
pub mod result_code;
pub mod sandbox;
pub mod soap;
pub mod xml;

//! The messages of V3.0: data files up and down, typed. Each is written in the order of its schema and read with more patience:
//! what is not known is kept, values out of range are taken as they are.

pub mod as_xml;
mod audit;
mod blacklist;
mod cancellation;
mod cancelled;
mod change;
mod code_tables;
mod download;
mod filed;
mod illegal_access;
mod new_access;
mod new_filing;
mod new_website;
mod notice;
mod parts;
pub(crate) mod record;
mod results;
mod rules;
mod task;
mod unfiled_handling;
mod unfiled_site;
mod upload;
mod verification;

pub use audit::*;
pub use blacklist::*;
pub use cancellation::*;
pub use cancelled::*;
pub use change::*;
pub use code_tables::*;
pub use download::*;
pub use filed::*;
pub use illegal_access::*;
pub use new_access::*;
pub use new_filing::*;
pub use new_website::*;
pub use notice::*;
pub use parts::*;
pub(crate) use record::choice;
pub use record::{Content, Misread, Unknown};
pub use results::*;
pub use rules::{Finding, Rules, check, fits};
pub use task::*;
pub use unfiled_handling::*;
pub use unfiled_site::*;
pub use upload::*;
pub use verification::*;

/// The version of the interface this describes.
pub const VERSION: &str = "V.3.0";

#[cfg(test)]
mod tests;
#[cfg(test)]
pub(crate) mod tests_support;

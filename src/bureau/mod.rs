//! The bureau: its interface as it is spoken on the wire, and the line on which cases go there and results come back.

pub mod client;
pub mod codes;
pub mod digest;
pub mod fault;
pub mod gbk;
pub mod job;
pub mod jobs;
pub mod known;
pub mod ledger;
pub mod mapping;
pub mod messages;
pub mod news;
pub mod packaging;
pub mod pages;
pub mod result_code;
pub mod sandbox;
pub mod service;
pub mod soap;
pub mod store;
pub mod upload;
pub mod view;
pub mod xml;

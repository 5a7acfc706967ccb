//! Payload of the job that looks outside: one domain, one sort of look-up.

use serde::{Deserialize, Serialize};

use super::fact::Sort;
use crate::outbox::Job;
use crate::values::DomainName;

/// Look-ups of all workers together that run at a time: others wait in one of as many lines.
const LINES: u32 = 2;

/// Looks a domain up.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LookUp {
    /// Which.
    pub domain: DomainName,
    /// What of it.
    pub sort: Sort,
}

impl Job for LookUp {
    const TOPIC: &'static str = "facts.look_up";

    fn order_key(&self) -> Option<String> {
        let sum: u32 = self.domain.as_str().bytes().map(u32::from).sum();
        Some(format!("facts/{}", sum % LINES))
    }
}

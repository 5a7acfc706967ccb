//! Payload of the job that looks outside: one domain, one sort of look-up.

use serde::{Deserialize, Serialize};

use super::fact::Sort;
use crate::clock::{self, china_day};
use crate::outbox::Job;
use crate::reference::book;
use crate::values::DomainName;

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

    /// Look-ups of all workers together wait in a few lines, of which one each runs.
    fn order_key(&self) -> Option<String> {
        let sum: u32 = self.domain.as_str().bytes().map(u32::from).sum();
        let lines = book().limits(china_day(clock::now())).facts_lines;
        Some(format!("facts/{}", sum % lines.max(1)))
    }
}

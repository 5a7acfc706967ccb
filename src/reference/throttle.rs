//! How many failures are free and how long the next try waits: one dated row for everything that is counted.

use chrono::{NaiveDate, TimeDelta};
use serde::Deserialize;

use super::table::dated_row;

/// How a scope is limited.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Throttle {
    /// Code of what is counted: `auth::throttle::Scope`.
    pub scope: String,
    /// Failures that cost nothing.
    pub free: i32,
    first_wait_seconds: i64,
    longest_wait_seconds: i64,
    forget_after_seconds: i64,
    /// What is counted, Chinese.
    pub zh: String,
    /// What is counted, English.
    pub en: String,
    /// First day in force.
    pub from: Option<NaiveDate>,
    /// Last day in force.
    pub to: Option<NaiveDate>,
    /// Where the values come from.
    pub source: String,
}
dated_row!(Throttle, scope, check);

impl Throttle {
    /// Wait after the first failure beyond those that are free; doubles with each.
    pub fn first_wait(&self) -> TimeDelta {
        TimeDelta::seconds(self.first_wait_seconds)
    }

    /// The longest wait.
    pub fn longest_wait(&self) -> TimeDelta {
        TimeDelta::seconds(self.longest_wait_seconds)
    }

    /// Failures older than this are forgotten.
    pub fn forget_after(&self) -> TimeDelta {
        TimeDelta::seconds(self.forget_after_seconds)
    }
}

fn check(row: &Throttle) -> Result<(), String> {
    let waits = [row.first_wait_seconds, row.longest_wait_seconds, row.forget_after_seconds];
    if row.free < 0 || waits.iter().any(|wait| *wait <= 0) || row.first_wait_seconds > row.longest_wait_seconds {
        return Err(format!("{}: a wait that is none", row.scope));
    }
    Ok(())
}

//! How many failures are free and how long the next try waits: one dated row for everything that is counted.

use chrono::{NaiveDate, TimeDelta};
use serde::Deserialize;

use super::table::dated_row;
use crate::values::text_enum::text_enum;

text_enum! {
    /// What is counted. The code names its counter in the database.
    pub enum Scope {
        /// Failed sign-ins at one account, or at one account from a known device.
        SignInAccount = "sign-in:account",
        /// Failed sign-ins from one address, which many may share.
        SignInAddress = "sign-in:address",
        /// Registrations and requests for links from one address.
        LinksAddress = "links:address",
        /// Confirmations that strangers can cause to one mailbox.
        ConfirmMailbox = "confirm:mailbox",
        /// Links for a new password to one mailbox; a wait ends before such a link does.
        ResetMailbox = "reset:mailbox",
        /// Wrong current passwords within a session.
        PasswordAccount = "password:account",
        /// Codes sent to one mobile, whatever account asks.
        CodeMobile = "code:mobile",
        /// Codes one account asks for, to whatever mobile.
        CodeSent = "code:sent",
        /// Codes typed for one account, over all codes it asked for.
        CodeAccount = "code:account",
        /// Failed sign-ins of staff at one login, or at one login from a known device.
        OfficeLogin = "office:login",
        /// Failed sign-ins of staff from one address.
        OfficeAddress = "office:address",
        /// Wrong codes after a right password, and wrong current passwords, of staff.
        OfficeFactor = "office:factor",
        /// Public look-ups from one address.
        Records = "records",
    }
}

/// How a scope is limited.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Throttle {
    /// What is counted.
    pub scope: Scope,
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reference::book;

    #[test]
    fn every_scope_is_limited_on_every_day() {
        for day in ["2000-01-01", "2026-11-23", "2100-01-01"] {
            for scope in Scope::ALL {
                assert!(book().throttle(*scope, day.parse().unwrap()).is_some(), "{scope} on {day}");
            }
        }
    }

    /// Whoever must wait for another link has one in the mailbox that works.
    #[test]
    fn nobody_waits_longer_for_a_link_than_it_lives() {
        let day = "2026-11-23".parse().unwrap();
        let life = TimeDelta::minutes(book().limits(day).reset_link_minutes);
        assert!(book().throttle(Scope::ResetMailbox, day).unwrap().longest_wait() < life);
    }
}

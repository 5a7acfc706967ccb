//! Domains: what their names tell (D1, D12, D13), and what was seen of them outside (D2 to D6, D8 to D10). D7 and D14 are
//! in the value, D11 in the access, D15 to D17 in the kinds of filing.

mod name;
mod outside;
mod rules;
#[cfg(test)]
mod tests;

pub(super) use name::{never, only, words};
pub use outside::{Gap, gaps};

use super::{Facts, Finding};

pub(super) fn check(facts: &Facts<'_>, findings: &mut Vec<Finding>) {
    name::check(facts, findings);
    outside::check(facts, findings);
}

//! Domains (section 5 of the reference): what their names tell, and what was seen of them outside.
//!
//! | Id | Rule | Checked in |
//! |---|---|---|
//! | D1 | suffix approved, and accepted in the province | [`name`] |
//! | D2 | registrar approved | [`outside`], those abroad also by the rule book |
//! | D3 | registered, not expired, long enough left | [`outside`], days by the rule book |
//! | D4 | holder verified | [`outside`] |
//! | D5 | the ministry has the verification | [`outside`] |
//! | D6 | holder is the entity or whom the province allows | [`outside`], by the rule book |
//! | D7 | the registrable domain, no sub-domain | the value `DomainName` |
//! | D8 | not open before the number | [`outside`] |
//! | D9 | privacy protection off | [`outside`], by the rule book |
//! | D10 | in no other filing, under no other entity | `elsewhere` and the type check; a number at the foot: [`outside`] |
//! | D11 | no domain alone | the access, which must be chosen |
//! | D12 | suffix and kind of entity | [`name`], by the rule book |
//! | D13 | words of the state | [`name`], by the rule book |
//! | D14 | internationalised names in both forms | the value `DomainName` |
//! | D15 | accounts of domain, server and filing may differ | nowhere: no check asks for an account |
//! | D16 | which domains of which kind of filing | the kind of filing, and the day its website came on record |
//! | D17 | expired domain of a filed website | the daily look at what is on record |

mod name;
mod outside;
#[cfg(test)]
pub(super) mod tests;

pub use name::of_name;
pub(super) use name::{listed, never, only, words};
pub use outside::{Gap, gaps, is_same_name};
pub(super) use outside::{abroad, days_left, holder, privacy_off, site_open};

use super::{Facts, Finding};

pub(super) fn check(facts: &Facts<'_>, findings: &mut Vec<Finding>) {
    name::check(facts, findings);
    outside::check(facts, findings);
}

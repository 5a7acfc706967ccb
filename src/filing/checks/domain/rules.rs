//! What a province asks of domains: the one place where the checks read it.

use crate::filing::checks::Facts;
use crate::reference::rules::choice::Holder;

/// Days a domain must still be registered (D3).
pub(super) fn days_left(facts: &Facts<'_>) -> Option<i64> {
    facts.rules().domain_days().map(i64::from)
}

/// Who may hold the domain of an organisation (D6): where no rule says, who files and its legal representative, as the law has
/// it.
pub(super) fn holders<'a>(facts: &Facts<'a>) -> &'a [Holder] {
    let own = facts.rules().holders();
    if own.is_empty() { &[Holder::Entity, Holder::LegalRep] } else { own }
}

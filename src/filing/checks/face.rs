//! Whoever must show their face and has not, or was not known by it.

use super::{Facts, Finding};
use crate::filing::faces;
use crate::filing::section::Target;
use crate::liveness::check::Standing;
use crate::text::Message;

/// The rule that everybody who must be verified is.
pub const FACE: &str = "F-MISSING";

pub(super) fn check(facts: &Facts<'_>, findings: &mut Vec<Finding>) {
    let Some(standings) = facts.faces else { return };
    // Of a place that nobody is named in, its own section tells.
    for face in faces::asked(facts).into_iter().filter(|face| face.person.is_some()) {
        let key = match standings.get(&face.needed.slot).copied().unwrap_or(Standing::Missing) {
            Standing::Missing => "filing-face-missing",
            Standing::Differs => "filing-face-differs",
            Standing::Unclear => "filing-face-unclear",
            Standing::Waiting | Standing::Matches => continue,
        };
        let message = Message::new(key).with("zh", &face.needed.rule.zh).with("en", &face.needed.rule.en);
        let finding = Finding::blocking(FACE, Target::paper(&face.needed.slot), message);
        findings.push(finding.way_out("filing-face-way"));
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::filing::application::tests::{organisation, today};
    use crate::reference::book;

    #[test]
    fn f_missing_by_how_far_the_person_is() {
        let drafts = organisation();
        let content = drafts.read(book(), today());
        let facts = Facts::new(&drafts, &content, book(), today());
        for (standing, key) in [
            (None, Some("filing-face-missing")),
            (Some(Standing::Missing), Some("filing-face-missing")),
            (Some(Standing::Waiting), None),
            (Some(Standing::Matches), None),
            (Some(Standing::Differs), Some("filing-face-differs")),
            (Some(Standing::Unclear), Some("filing-face-unclear")),
        ] {
            let standings: BTreeMap<String, Standing> =
                standing.into_iter().map(|standing| ("website-1-face".to_owned(), standing)).collect();
            let mut findings = Vec::new();
            check(&facts.with_faces(&standings), &mut findings);
            let told: Vec<&str> = findings.iter().map(|finding| finding.message.key).collect();
            assert_eq!(told, Vec::from_iter(key), "{standing:?}");
            assert!(findings.iter().all(|finding| finding.blocking));
        }
        let mut unknown = Vec::new();
        check(&facts, &mut unknown);
        assert!(unknown.is_empty(), "who does not know asks for nothing");
    }
}

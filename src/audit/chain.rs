//! The hash chain over a canonical byte form: each event holds the hash of the one before it.

use std::collections::BTreeSet;

use sha2::{Digest, Sha256};
use uuid::Uuid;

/// One stored event as the chain sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// Position, from 1 without gap.
    pub seq: i64,
    /// Microseconds since 1970 in UTC.
    pub at_us: i64,
    /// Kind of actor.
    pub actor_kind: String,
    /// Person who acted, if one did.
    pub actor_id: Option<Uuid>,
    /// Stored code of the action.
    pub action: String,
    /// Sort of the subject.
    pub subject_kind: String,
    /// Id of the subject.
    pub subject_id: String,
    /// Why.
    pub reason: String,
    /// Codes and ids that tell more.
    pub detail: String,
    /// The request.
    pub request_id: Option<Uuid>,
    /// Hash of the event before; zeros for the first.
    pub prev_hash: Vec<u8>,
    /// Hash of this event.
    pub hash: Vec<u8>,
}

/// What a check of the chain found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// Every link holds; number of events and hash of the last.
    Whole {
        /// Number of events.
        events: i64,
        /// Hash of the last one.
        head: Vec<u8>,
    },
    /// The first link that does not hold.
    Broken {
        /// Its position.
        seq: i64,
        /// What is wrong with it.
        why: &'static str,
    },
}

impl Link {
    /// The hash that this event must carry.
    ///
    /// Every field goes in with its length, integers as eight bytes of big end first: no two events share a byte form.
    pub fn expected_hash(&self) -> [u8; 32] {
        let mut hash = Sha256::new();
        hash.update(b"beian audit 1");
        hash.update(self.seq.to_be_bytes());
        hash.update(self.at_us.to_be_bytes());
        for text in [&self.actor_kind, &self.action, &self.subject_kind, &self.subject_id, &self.reason, &self.detail] {
            hash.update((text.len() as u64).to_be_bytes());
            hash.update(text.as_bytes());
        }
        for id in [self.actor_id, self.request_id] {
            hash.update(id.unwrap_or_default().as_bytes());
        }
        hash.update(&self.prev_hash);
        hash.finalize().into()
    }
}

/// Follows the chain, event by event in order, past the heads that were written down outside.
#[derive(Debug)]
pub struct Walk {
    next: i64,
    head: Vec<u8>,
    outside: BTreeSet<(i64, Vec<u8>)>,
}

impl Default for Walk {
    fn default() -> Self {
        Self { next: 1, head: vec![0; 32], outside: BTreeSet::new() }
    }
}

impl Walk {
    /// One that must meet these heads, by position and hash.
    pub fn past(outside: impl IntoIterator<Item = (i64, Vec<u8>)>) -> Self {
        Self { outside: outside.into_iter().collect(), ..Self::default() }
    }

    /// Takes the next event.
    ///
    /// # Errors
    /// The verdict, when this link does not hold.
    pub fn step(&mut self, link: &Link) -> Result<(), Verdict> {
        let broken = |why| Err(Verdict::Broken { seq: self.next, why });
        if link.seq != self.next {
            return broken("an event is missing");
        }
        if link.prev_hash != self.head {
            return broken("it does not follow the event before it");
        }
        if link.hash != link.expected_hash() {
            return broken("its content was changed");
        }
        while self.outside.first().is_some_and(|(seq, _)| *seq <= link.seq) {
            let head = self.outside.pop_first();
            if head.is_some_and(|(seq, hash)| seq != link.seq || hash != link.hash) {
                return broken("it is another than the one whose head was written down outside");
            }
        }
        self.next += 1;
        self.head.clone_from(&link.hash);
        Ok(())
    }

    /// The verdict when every event was taken.
    pub fn finish(self) -> Verdict {
        if !self.outside.is_empty() {
            return Verdict::Broken {
                seq: self.next,
                why: "the end was cut off: a later head was written down outside",
            };
        }
        Verdict::Whole { events: self.next - 1, head: self.head }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chain(length: i64) -> Vec<Link> {
        let mut head = vec![0; 32];
        (1..=length)
            .map(|seq| {
                let mut link = Link {
                    seq,
                    at_us: seq * 1_000_000,
                    actor_kind: "staff".into(),
                    actor_id: None,
                    action: "case.marked".into(),
                    subject_kind: "filing".into(),
                    subject_id: seq.to_string(),
                    reason: String::new(),
                    detail: String::new(),
                    request_id: None,
                    prev_hash: head.clone(),
                    hash: vec![],
                };
                link.hash = link.expected_hash().to_vec();
                head.clone_from(&link.hash);
                link
            })
            .collect()
    }

    fn verdict(links: &[Link]) -> Verdict {
        let mut walk = Walk::default();
        for link in links {
            if let Err(verdict) = walk.step(link) {
                return verdict;
            }
        }
        walk.finish()
    }

    #[test]
    fn a_whole_chain_is_whole() {
        assert!(matches!(verdict(&chain(5)), Verdict::Whole { events: 5, .. }));
    }

    #[test]
    fn a_changed_removed_or_exchanged_event_breaks_it_there() {
        let mut changed = chain(5);
        changed[2].reason = "another".into();
        assert_eq!(verdict(&changed), Verdict::Broken { seq: 3, why: "its content was changed" });
        let mut removed = chain(5);
        removed.remove(1);
        assert_eq!(verdict(&removed), Verdict::Broken { seq: 2, why: "an event is missing" });
        let mut rewritten = chain(5);
        rewritten[2].reason = "another".into();
        rewritten[2].hash = rewritten[2].expected_hash().to_vec();
        assert_eq!(verdict(&rewritten), Verdict::Broken { seq: 4, why: "it does not follow the event before it" });
    }

    #[test]
    fn a_head_from_outside_betrays_a_chain_made_anew_and_one_without_its_end() {
        let links = chain(5);
        let walk = |own: &[Link], outside: &[i64]| {
            let heads = outside.iter().map(|seq| (*seq, links[usize::try_from(seq - 1).unwrap()].hash.clone()));
            let mut walk = Walk::past(heads);
            own.iter().find_map(|link| walk.step(link).err()).unwrap_or_else(|| walk.finish())
        };
        assert!(matches!(walk(&links, &[1, 3, 5]), Verdict::Whole { events: 5, .. }));
        let mut anew = links.clone();
        anew[1].reason = "another".into();
        for index in 1..5 {
            anew[index].prev_hash = anew[index - 1].hash.clone();
            anew[index].hash = anew[index].expected_hash().to_vec();
        }
        assert!(matches!(walk(&anew, &[1]), Verdict::Whole { .. }), "nobody wrote a later head down");
        assert!(matches!(walk(&anew, &[1, 4]), Verdict::Broken { seq: 4, .. }));
        assert!(matches!(walk(&links[..3], &[1, 4]), Verdict::Broken { seq: 4, .. }));
    }

    #[test]
    fn text_moved_between_fields_is_another_event() {
        let mut links = chain(1);
        links[0].reason = "ab".into();
        let one = links[0].expected_hash();
        links[0].reason = "a".into();
        links[0].detail = "b".into();
        assert_ne!(one, links[0].expected_hash());
    }
}

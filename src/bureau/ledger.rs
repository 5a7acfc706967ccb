//! The numbers of uploads: which step comes next, from what we know of ours and what the bureau says of its last one.

use super::result_code::{self, Effect};

/// What is known of an upload that is not done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Known {
    /// It never left, or the bureau refused it.
    Unsent,
    /// A call was begun whose answer is not known.
    Doubtful,
}

/// An upload that is not done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ours {
    /// Its number.
    pub number: i64,
    /// Whether it may have arrived.
    pub known: Known,
    /// Its case still waits for it: neither taken back nor recorded by hand.
    pub waits: bool,
}

/// What the bureau says of the last upload it has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Theirs {
    /// Its number; 0 before the first.
    pub last: i64,
    /// It is the very file of ours; none where it cannot be read.
    pub is_ours: Option<bool>,
}

/// What to do next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// Ask the bureau for its last upload.
    Ask,
    /// Send it.
    Send,
    /// The bureau has it.
    Accepted,
    /// Nobody waits for it any more: its number goes to the next.
    Drop,
    /// It cannot be told whether the bureau had it, and nobody waits for it any more: what was recorded by hand counts, and
    /// what follows is numbered from here.
    Settle {
        /// The number the bureau expects.
        next: i64,
    },
    /// The bureau counts otherwise: what is not sent is numbered from here.
    Renumber {
        /// The number the bureau expects.
        next: i64,
    },
    /// The bureau lacks uploads that it had taken.
    Lacks {
        /// The first of them.
        from: i64,
    },
    /// Somebody has to look: it may have arrived, and what the bureau tells does not settle it.
    Hold,
}

/// The step before anybody was asked.
pub fn first(ours: Ours, is_in_step: bool) -> Step {
    match ours.known {
        Known::Unsent if !ours.waits => Step::Drop,
        Known::Unsent if is_in_step => Step::Send,
        _ => Step::Ask,
    }
}

/// The step once the bureau has told its last upload.
pub fn after_asking(ours: Ours, theirs: Theirs) -> Step {
    let next = theirs.last.saturating_add(1);
    if theirs.last == ours.number && theirs.is_ours == Some(true) {
        return Step::Accepted;
    }
    if next == ours.number {
        return if ours.waits { Step::Send } else { Step::Drop };
    }
    if next < ours.number {
        return Step::Lacks { from: next };
    }
    // Our number is used. Where the last file can be read and is another's, ours is not there; where it cannot be read, or
    // others came after it, who knows.
    let is_unknown = theirs.last > ours.number || theirs.is_ours.is_none();
    match ours.known {
        Known::Doubtful if is_unknown && ours.waits => Step::Hold,
        Known::Doubtful if is_unknown => Step::Settle { next },
        _ if ours.waits => Step::Renumber { next },
        _ => Step::Drop,
    }
}

/// What an answer to an upload means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answered {
    /// Taken.
    Accepted,
    /// The bureau counts otherwise.
    OutOfStep,
    /// Refused for now: the same again after a while.
    Again,
    /// Refused until somebody has looked.
    Stop,
    /// It may have been taken all the same.
    Doubt,
}

/// What a code answers.
pub fn answered(code: i64) -> Answered {
    // The other error says nothing of where it happened.
    const OTHER_ERROR: i64 = 999;
    match (code, result_code::of_call(code).map(|row| row.effect)) {
        (0, _) => Answered::Accepted,
        (OTHER_ERROR, _) => Answered::Doubt,
        (_, Some(Effect::Resync)) => Answered::OutOfStep,
        (_, Some(Effect::Retry | Effect::Later)) => Answered::Again,
        (_, Some(Effect::Operator | Effect::Data | Effect::Refused)) => Answered::Stop,
        (_, Some(Effect::Done) | None) => Answered::Doubt,
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::bureau::result_code::{CodeKind, codes_of};

    fn ours(known: Known, waits: bool) -> Ours {
        Ours { number: 500, known, waits }
    }

    /// Number 500 is ours and not done. Every state of ours meets every count of the bureau.
    #[test]
    fn every_doubt_has_its_next_step() {
        use Known::{Doubtful, Unsent};
        let first_steps = [
            ((Unsent, true, true), Step::Send),
            ((Unsent, true, false), Step::Ask),
            ((Unsent, false, true), Step::Drop),
            ((Unsent, false, false), Step::Drop),
            ((Doubtful, true, true), Step::Ask),
            ((Doubtful, true, false), Step::Ask),
            ((Doubtful, false, true), Step::Ask),
            ((Doubtful, false, false), Step::Ask),
        ];
        for ((known, waits, in_step), step) in first_steps {
            assert_eq!(first(ours(known, waits), in_step), step, "{known:?}, waits {waits}, in step {in_step}");
        }
        let renumber = Step::Renumber { next: 501 };
        let table = [
            // The bureau's last one is ours: it arrived, whatever we believed.
            (500, Some(true), Doubtful, true, Step::Accepted),
            (500, Some(true), Doubtful, false, Step::Accepted),
            (500, Some(true), Unsent, true, Step::Accepted),
            (500, Some(true), Unsent, false, Step::Accepted),
            // It is the one before ours: ours never arrived.
            (499, Some(false), Doubtful, true, Step::Send),
            (499, Some(false), Unsent, true, Step::Send),
            (499, Some(false), Doubtful, false, Step::Drop),
            (499, Some(false), Unsent, false, Step::Drop),
            // Somebody else has used our number.
            (500, Some(false), Doubtful, true, renumber),
            (500, Some(false), Unsent, true, renumber),
            (500, Some(false), Doubtful, false, Step::Drop),
            (500, Some(false), Unsent, false, Step::Drop),
            // It cannot be read.
            (500, None, Doubtful, true, Step::Hold),
            (500, None, Doubtful, false, Step::Settle { next: 501 }),
            (500, None, Unsent, true, renumber),
            (500, None, Unsent, false, Step::Drop),
            (499, None, Doubtful, true, Step::Send),
            // Others came after it.
            (503, Some(false), Unsent, true, Step::Renumber { next: 504 }),
            (503, Some(false), Doubtful, true, Step::Hold),
            (503, Some(false), Doubtful, false, Step::Settle { next: 504 }),
            (503, Some(false), Unsent, false, Step::Drop),
            // The bureau lacks what it had taken.
            (497, Some(false), Doubtful, true, Step::Lacks { from: 498 }),
            (497, Some(false), Unsent, true, Step::Lacks { from: 498 }),
            (497, Some(false), Doubtful, false, Step::Lacks { from: 498 }),
            (497, None, Doubtful, true, Step::Lacks { from: 498 }),
            (0, Some(false), Unsent, true, Step::Lacks { from: 1 }),
        ];
        for (last, is_ours, known, waits, step) in table {
            let told = after_asking(ours(known, waits), Theirs { last, is_ours });
            assert_eq!(told, step, "last {last}, ours {is_ours:?}, {known:?}, waits {waits}");
        }
    }

    #[test]
    fn every_code_of_an_answer_is_taken_one_way() {
        let table = [
            (Answered::Accepted, vec![0]),
            (Answered::OutOfStep, vec![14]),
            (Answered::Again, vec![7, 15, 20, 22, 901, 902]),
            (Answered::Stop, vec![4, 5, 6, 8, 9, 10, 11, 12, 13, 16, 17, 18, 19, 21]),
            (Answered::Doubt, vec![1, 2, 3, 999]),
        ];
        for (meaning, codes) in &table {
            for code in codes {
                assert_eq!(answered(*code), *meaning, "{code}");
            }
        }
        let told: BTreeSet<i64> = table.into_iter().flat_map(|(_, codes)| codes).collect();
        assert_eq!(told, codes_of(CodeKind::Call).collect(), "every code of the interface");
        assert_eq!(answered(777), Answered::Doubt, "and any other");
    }
}

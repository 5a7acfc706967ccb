//! What a specialist says of one field or paper in one round.

use chrono::{DateTime, Utc};

use crate::filing::section::Target;
use crate::values::ids::StaffId;

/// Said of a field or paper.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// Fine.
    Accepted,
    /// Not fine.
    Marked {
        /// Code of the reason in the catalogue.
        reason: String,
        /// Own words for the applicant; empty for none.
        words: String,
    },
}

impl Verdict {
    /// The stored code.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Accepted => "accepted",
            Self::Marked { .. } => "marked",
        }
    }

    /// Whether something is wrong.
    pub fn is_marked(&self) -> bool {
        matches!(self, Self::Marked { .. })
    }
}

/// A verdict on record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mark {
    /// Of what.
    pub target: Target,
    /// What was said.
    pub verdict: Verdict,
    /// By whom.
    pub staff: StaffId,
    /// Grows with every change, so that nobody overwrites what they did not see.
    pub version: i32,
    /// When.
    pub at: DateTime<Utc>,
}

/// What the marks of a round suggest. Nothing is decided by it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Recommendation {
    /// Nothing is marked and everything was looked at.
    Accept,
    /// Something is marked.
    RequestChanges,
    /// Nothing is marked, but something was not looked at.
    GoOn,
}

impl Recommendation {
    /// From how many items are marked and how many were not looked at.
    pub fn from_counts(marked: usize, open: usize) -> Self {
        match (marked, open) {
            (0, 0) => Self::Accept,
            (0, _) => Self::GoOn,
            _ => Self::RequestChanges,
        }
    }

    /// Key of its words.
    pub fn key(self) -> &'static str {
        match self {
            Self::Accept => "review-recommend-accept",
            Self::RequestChanges => "review-recommend-changes",
            Self::GoOn => "review-recommend-go-on",
        }
    }
}

/// What the page with a decision showed: if a mark or a finding came or went since, the person decides anew.
pub fn stamp(marks: &[Mark], found: &[String]) -> String {
    let mut lines: Vec<String> =
        marks.iter().map(|mark| format!("{} {} {}", mark.target, mark.version, mark.verdict.code())).collect();
    lines.extend(found.iter().cloned());
    lines.sort();
    let digest = <sha2::Sha256 as sha2::Digest>::digest(lines.join("\n").as_bytes());
    data_encoding::HEXLOWER.encode(&digest[..8])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mark(target: &str, version: i32, verdict: Verdict) -> Mark {
        let at = DateTime::from_timestamp(1_800_000_000, 0).unwrap();
        Mark { target: target.parse().unwrap(), verdict, staff: StaffId::new(), version, at }
    }

    #[test]
    fn the_recommendation_follows_from_the_marks() {
        assert_eq!(Recommendation::from_counts(0, 0), Recommendation::Accept);
        assert_eq!(Recommendation::from_counts(0, 3), Recommendation::GoOn);
        assert_eq!(Recommendation::from_counts(2, 3), Recommendation::RequestChanges);
    }

    #[test]
    fn the_stamp_changes_with_every_change_and_not_with_the_order() {
        let a = mark("entity.investor", 1, Verdict::Accepted);
        let b = mark("paper:entity/certificate", 2, Verdict::Marked { reason: "MAT-01".into(), words: String::new() });
        let both = stamp(&[a.clone(), b.clone()], &[]);
        assert_eq!(both, stamp(&[b.clone(), a.clone()], &[]));
        assert_ne!(both, stamp(std::slice::from_ref(&a), &[]));
        assert_ne!(both, stamp(&[a.clone(), b.clone()], &["i-a".into()]), "a server ended");
        assert_ne!(both, stamp(&[a, Mark { version: 3, ..b }], &[]));
    }
}

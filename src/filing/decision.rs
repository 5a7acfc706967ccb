//! What a specialist or the bureau decided. A decision is immutable.

use chrono::{DateTime, Utc};

use super::finding::Finding;
use crate::values::ids::{DecisionId, StaffId};
use crate::values::text_enum::text_enum;

text_enum! {
    /// What was decided. The code is stored and never renamed.
    pub enum DecisionKind {
        /// The desk accepted the filing.
        Accepted = "accepted",
        /// The desk asked for changes.
        ChangesRequested = "changes_requested",
        /// The desk rejected the filing.
        Rejected = "rejected",
        /// The persons in charge did not verify by SMS.
        NotVerified = "not_verified",
        /// The bureau refused.
        Refused = "refused",
        /// The bureau could not use the filing: it goes back to the desk.
        Faulty = "faulty",
    }
}

text_enum! {
    /// Who decided. The code is stored and never renamed.
    pub enum Side {
        /// A specialist of the provider.
        Provider = "provider",
        /// The bureau, recorded by a specialist or its gateway.
        Bureau = "bureau",
    }
}

impl DecisionKind {
    /// Whose decision it is.
    pub fn side(self) -> Side {
        match self {
            Self::Accepted | Self::ChangesRequested | Self::Rejected => Side::Provider,
            Self::NotVerified | Self::Refused | Self::Faulty => Side::Bureau,
        }
    }
}

/// What is decided, before it is recorded. The id is drawn here, so that the rules stay pure.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verdict {
    /// Id the decision will have.
    pub id: DecisionId,
    /// The remarks.
    pub findings: Vec<Finding>,
    /// The opinion, word for word.
    pub opinion: Option<String>,
}

impl Verdict {
    /// A verdict under a fresh id.
    pub fn new(findings: Vec<Finding>, opinion: Option<String>) -> Self {
        Self { id: DecisionId::new(), findings, opinion: opinion.filter(|text| !text.trim().is_empty()) }
    }
}

/// A decision on record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decision {
    /// Its id.
    pub id: DecisionId,
    /// The round it decided.
    pub round: u32,
    /// What was decided.
    pub kind: DecisionKind,
    /// Who of the staff decided or recorded it; none for the bureau's gateway.
    pub staff: Option<StaffId>,
    /// The second person who confirmed an acceptance over marks.
    pub confirmed_by: Option<StaffId>,
    /// The opinion, word for word.
    pub opinion: Option<String>,
    /// When.
    pub decided_at: DateTime<Utc>,
    /// The remarks.
    pub findings: Vec<Finding>,
}

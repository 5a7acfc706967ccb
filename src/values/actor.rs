//! Who acts: every transaction, audit event and change of state names one.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::ids::{AccountId, RelayTaskId, StaffId, TokenId};

/// A role in the back office.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Reviews filings.
    Specialist,
    /// Reviews, releases others' cases, recalls, withdraws with a reason.
    Lead,
    /// Manages staff and settings; reviews nothing.
    Administrator,
    /// Reads the audit; changes nothing.
    Auditor,
}

impl Role {
    /// Every role.
    pub const ALL: [Self; 4] = [Self::Specialist, Self::Lead, Self::Administrator, Self::Auditor];

    /// The stored code.
    pub fn code(self) -> &'static str {
        match self {
            Self::Specialist => "specialist",
            Self::Lead => "lead",
            Self::Administrator => "administrator",
            Self::Auditor => "auditor",
        }
    }

    /// Reads a stored code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.code() == code)
    }

    /// Whether this role works on cases.
    pub fn reviews(self) -> bool {
        matches!(self, Self::Specialist | Self::Lead)
    }
}

/// Who acts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Actor {
    /// A visitor who is not signed in.
    Visitor,
    /// An applicant.
    Applicant(AccountId),
    /// Whoever has a one-task link, by its task.
    Helper(RelayTaskId),
    /// Somebody of the provider's staff.
    Staff(StaffId, Role),
    /// A program of the provider, by its token.
    Program(TokenId),
    /// The bureau's system, through the gateway.
    Bureau,
    /// The worker: periodic work and jobs.
    Clock,
    /// Somebody at the server's command line.
    Operator,
}

impl Actor {
    /// The stored code of the kind of actor.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Visitor => "visitor",
            Self::Applicant(_) => "applicant",
            Self::Helper(_) => "helper",
            Self::Staff(..) => "staff",
            Self::Program(_) => "program",
            Self::Bureau => "bureau",
            Self::Clock => "clock",
            Self::Operator => "operator",
        }
    }

    /// Whether the house itself acts: row-level security hides no row from it.
    pub fn is_house(&self) -> bool {
        matches!(self, Self::Staff(..) | Self::Bureau | Self::Clock | Self::Operator)
    }

    /// The id of a person or program, if one acts.
    pub fn id(&self) -> Option<Uuid> {
        match self {
            Self::Applicant(id) => Some(id.uuid()),
            Self::Helper(id) => Some(id.uuid()),
            Self::Staff(id, _) => Some(id.uuid()),
            Self::Program(id) => Some(id.uuid()),
            _ => None,
        }
    }
}

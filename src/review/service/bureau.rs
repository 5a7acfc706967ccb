//! The bureau by hand: the same events as its gateway's, recorded by a specialist with date and evidence.

use chrono::NaiveDate;

use crate::db::Tx;
use crate::error::Result;
use crate::filing::decision::Verdict;
use crate::filing::service;
use crate::filing::state::{BureauFact, Event, Filing, Numbers, State};
use crate::values::filing_ref::FilingRef;
use crate::values::ids::MaterialId;

use super::load_case;

/// What the bureau did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Act {
    /// It has the filing.
    Received,
    /// All persons verified by SMS.
    Verified,
    /// They did not.
    NotVerified,
    /// Approved.
    Approved,
    /// Refused.
    Refused,
    /// It could not use the filing.
    Faulty,
}

impl Act {
    /// Every act, in the order of the way.
    pub const ALL: [Self; 6] =
        [Self::Received, Self::Verified, Self::NotVerified, Self::Approved, Self::Refused, Self::Faulty];

    /// The stored code.
    pub fn code(self) -> &'static str {
        match self {
            Self::Received => "received",
            Self::Verified => "verified",
            Self::NotVerified => "not_verified",
            Self::Approved => "approved",
            Self::Refused => "refused",
            Self::Faulty => "faulty",
        }
    }

    /// Reads a stored code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|act| act.code() == code)
    }

    /// Key of its words.
    pub fn key(self) -> &'static str {
        match self {
            Self::Received => "review-bureau-received",
            Self::Verified => "review-bureau-verified",
            Self::NotVerified => "review-bureau-not-verified",
            Self::Approved => "review-bureau-approved",
            Self::Refused => "review-bureau-refused",
            Self::Faulty => "review-bureau-faulty",
        }
    }

    /// What can be recorded where a filing stands.
    pub fn possible(state: &State) -> &'static [Self] {
        match state {
            State::ReadyToSend => &[Self::Received, Self::Faulty],
            State::Verifying { .. } => {
                &[Self::Verified, Self::NotVerified, Self::Approved, Self::Refused, Self::Faulty]
            }
            State::BureauReview => &[Self::Approved, Self::Refused, Self::Faulty],
            State::Rejected { by: crate::filing::state::RejectedBy::Sms, .. } => &[Self::Approved],
            _ => &[],
        }
    }
}

/// What a specialist recorded.
#[derive(Debug, Clone)]
pub struct Report {
    /// What the bureau did.
    pub act: Act,
    /// On which day in China.
    pub happened_on: NaiveDate,
    /// The paper that proves it.
    pub evidence: Option<MaterialId>,
    /// The bureau's opinion or own words.
    pub words: String,
    /// The numbers, with an approval.
    pub numbers: Option<Numbers>,
}

impl Report {
    fn event(self, filing: &Filing) -> Result<Event> {
        let words = Some(self.words).filter(|words| !words.is_empty());
        let verdict = || Verdict::new(Vec::new(), words.clone());
        let fact = BureauFact {
            round: filing.round,
            happened_on: self.happened_on,
            evidence: self.evidence,
            detail: words.clone(),
        };
        Ok(match self.act {
            Act::Received => Event::Received(fact),
            Act::Verified => Event::Verified(fact),
            Act::NotVerified => Event::NotVerified { verdict: verdict(), told: true, fact },
            Act::Approved => Event::Approve(fact, self.numbers),
            Act::Refused => Event::Refuse(fact, verdict()),
            Act::Faulty => Event::Faulty(fact, verdict()),
        })
    }
}

/// Records what the bureau did.
///
/// # Errors
/// `Stale` when the case changed since the page was shown; `Refused` by the rules.
pub async fn record(tx: &mut Tx<'_>, reference: &FilingRef, seen: i32, report: Report) -> Result<()> {
    let filing = load_case(tx, reference).await?;
    let event = report.event(&filing)?;
    service::perform(tx, filing.id, seen, event).await.map(|_| ())
}

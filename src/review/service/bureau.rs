//! The bureau by hand: the same events as its gateway's, recorded by a specialist with date and evidence.

use chrono::{DateTime, NaiveDate, Utc};

use crate::db::Tx;
use crate::error::Result;
use crate::filing::decision::Verdict;
use crate::filing::finding::Finding;
use crate::filing::service;
use crate::filing::state::{BureauFact, Event, Filing, Numbers, Refusal, RejectedBy, State};
use crate::values::actor::Actor;
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
    /// They did not in time.
    NotVerified,
    /// They entered wrong codes too often.
    WrongCodes,
    /// Approved.
    Approved,
    /// Refused.
    Refused,
    /// It could not use the filing.
    Faulty,
}

impl Act {
    /// Every act, in the order of the way.
    pub const ALL: [Self; 7] = [
        Self::Received,
        Self::Verified,
        Self::NotVerified,
        Self::WrongCodes,
        Self::Approved,
        Self::Refused,
        Self::Faulty,
    ];

    /// The stored code.
    pub fn code(self) -> &'static str {
        match self {
            Self::Received => "received",
            Self::Verified => "verified",
            Self::NotVerified => "not_verified",
            Self::WrongCodes => "wrong_codes",
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
            Self::WrongCodes => "review-bureau-wrong-codes",
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
                &[Self::Verified, Self::NotVerified, Self::WrongCodes, Self::Approved, Self::Refused, Self::Faulty]
            }
            // Where nobody verified the bureau may decide all the same.
            State::BureauReview | State::Rejected { by: RejectedBy::Sms, .. } => {
                &[Self::Approved, Self::Refused, Self::Faulty]
            }
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
        let because = |reason| Verdict::new(vec![Finding::general(reason)], words.clone());
        let fact = BureauFact {
            round: filing.round,
            happened_on: self.happened_on,
            evidence: self.evidence,
            detail: words.clone(),
        };
        Ok(match self.act {
            Act::Received => Event::Received(fact),
            Act::Verified => Event::Verified(fact),
            // The time is watched here; how often a code was wrong the ministry alone knows.
            Act::NotVerified => Event::NotVerified { verdict: because("ACC-10"), told: false, fact },
            Act::WrongCodes => Event::NotVerified { verdict: because("ACC-11"), told: true, fact },
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

/// Whether a filing that nobody verified can be sent again as it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Again {
    /// Now.
    Now,
    /// From this time on.
    From(DateTime<Utc>),
    /// No: it was changed, and is handed in anew.
    Changed,
    /// It did not come back for that.
    No,
}

/// Whether and when a filing can be sent again as it is: the rules say.
pub fn again(filing: &Filing, now: DateTime<Utc>) -> Again {
    match filing.apply(&Event::SendAgain, &Actor::Applicant(filing.owner), now) {
        Ok(_) => Again::Now,
        Err(Refusal::TooEarly(from)) => Again::From(from),
        Err(Refusal::ChangedSince) => Again::Changed,
        Err(_) => Again::No,
    }
}

//! The state machine of a filing: which event leads where, who may cause it, under which conditions, with what effects.

mod event;
mod refusal;
mod rules;
#[cfg(test)]
mod tests;

use chrono::{DateTime, NaiveDate, Utc};

use super::decision::DecisionKind;
use super::kind::Kind;
use crate::clock::china_day;
use crate::notify::notice::Notice;
use crate::reference::{self, Applicant, Days, Reference, RuleSet};
use crate::values::FilingRef;
use crate::values::ids::{AccountId, DecisionId, EntityId, FilingId, StaffId, WebsiteId};
use crate::values::text_enum::text_enum;

pub use event::{Acceptance, BureauFact, Event, EventCode, Numbers};
pub use refusal::Refusal;

/// Where a filing stands, with what belongs to it there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// 待完善: the applicant fills it in.
    Draft,
    /// 等待初审: waits for a specialist.
    Submitted,
    /// 初审中: a specialist works on it.
    InReview {
        /// Who.
        reviewer: StaffId,
    },
    /// 待修改: the applicant changes the marked items only.
    ChangesRequested {
        /// Why.
        decision: DecisionId,
    },
    /// 驳回: the applicant may change everything and submit again.
    Rejected {
        /// Why.
        decision: DecisionId,
        /// By whom.
        by: RejectedBy,
    },
    /// 待邮寄资料: accepted, the province wants paper.
    AwaitingMail {
        /// By when.
        until: DateTime<Utc>,
    },
    /// 待提交管局: to be sent to the bureau.
    ReadyToSend,
    /// 短信核验: the persons in charge enter the ministry's code.
    Verifying {
        /// By when.
        until: DateTime<Utc>,
    },
    /// 待管局审核: the bureau reviews; nobody edits or withdraws.
    BureauReview,
    /// 已备案.
    Approved,
    /// 放弃.
    Withdrawn,
    /// 超期.
    Expired,
}

text_enum! {
    /// The state without its data. The code is stored and never renamed.
    pub enum StateCode {
        /// See [`State::Draft`].
        Draft = "draft",
        /// See [`State::Submitted`].
        Submitted = "submitted",
        /// See [`State::InReview`].
        InReview = "in_review",
        /// See [`State::ChangesRequested`].
        ChangesRequested = "changes_requested",
        /// See [`State::Rejected`].
        Rejected = "rejected",
        /// See [`State::AwaitingMail`].
        AwaitingMail = "awaiting_mail",
        /// See [`State::ReadyToSend`].
        ReadyToSend = "ready_to_send",
        /// See [`State::Verifying`].
        Verifying = "verifying",
        /// See [`State::BureauReview`].
        BureauReview = "bureau_review",
        /// See [`State::Approved`].
        Approved = "approved",
        /// See [`State::Withdrawn`].
        Withdrawn = "withdrawn",
        /// See [`State::Expired`].
        Expired = "expired",
    }
}

text_enum! {
    /// Who or what rejected a filing: the code of the decision.
    pub enum RejectedBy {
        /// 初审驳回: the desk.
        Desk = "rejected",
        /// 管局驳回: the bureau.
        Bureau = "refused",
        /// 短信核验未完成: nobody verified in time.
        Sms = "not_verified",
    }
}

impl StateCode {
    /// Final: nothing happens any more.
    pub fn is_final(self) -> bool {
        matches!(self, Self::Approved | Self::Withdrawn | Self::Expired)
    }

    /// Whether somebody is to act within working days: holidays move the day.
    pub fn is_counted(self) -> bool {
        matches!(self, Self::Submitted | Self::InReview | Self::ReadyToSend | Self::BureauReview)
    }

    /// Key of the word for it, as everybody sees it.
    pub fn key(self) -> &'static str {
        match self {
            Self::Draft => "filing-state-draft",
            Self::Submitted => "filing-state-submitted",
            Self::InReview => "filing-state-in-review",
            Self::ChangesRequested => "filing-state-changes-requested",
            Self::Rejected => "filing-state-rejected",
            Self::AwaitingMail => "filing-state-awaiting-mail",
            Self::ReadyToSend => "filing-state-ready-to-send",
            Self::Verifying => "filing-state-verifying",
            Self::BureauReview => "filing-state-bureau-review",
            Self::Approved => "filing-state-approved",
            Self::Withdrawn => "filing-state-withdrawn",
            Self::Expired => "filing-state-expired",
        }
    }
}

impl State {
    /// The state without its data.
    pub fn code(&self) -> StateCode {
        match self {
            Self::Draft => StateCode::Draft,
            Self::Submitted => StateCode::Submitted,
            Self::InReview { .. } => StateCode::InReview,
            Self::ChangesRequested { .. } => StateCode::ChangesRequested,
            Self::Rejected { .. } => StateCode::Rejected,
            Self::AwaitingMail { .. } => StateCode::AwaitingMail,
            Self::ReadyToSend => StateCode::ReadyToSend,
            Self::Verifying { .. } => StateCode::Verifying,
            Self::BureauReview => StateCode::BureauReview,
            Self::Approved => StateCode::Approved,
            Self::Withdrawn => StateCode::Withdrawn,
            Self::Expired => StateCode::Expired,
        }
    }

    /// Final: nothing happens any more.
    pub fn is_final(&self) -> bool {
        self.code().is_final()
    }

    /// The applicant may change something and submit.
    pub fn is_editable(&self) -> bool {
        matches!(self, Self::Draft | Self::ChangesRequested { .. } | Self::Rejected { .. })
    }

    /// The bureau has it, or had it last.
    fn is_with_bureau(&self) -> bool {
        matches!(self, Self::Verifying { .. } | Self::BureauReview | Self::Approved)
    }

    /// The persons in charge are to enter their codes.
    pub fn is_verifying(&self) -> bool {
        matches!(self, Self::Verifying { .. })
    }

    /// The specialist at work.
    pub fn reviewer(&self) -> Option<StaffId> {
        match self {
            Self::InReview { reviewer } => Some(*reviewer),
            _ => None,
        }
    }

    /// The decision the applicant must react to.
    pub fn decision(&self) -> Option<DecisionId> {
        match self {
            Self::ChangesRequested { decision } | Self::Rejected { decision, .. } => Some(*decision),
            _ => None,
        }
    }

    /// The deadline.
    pub fn until(&self) -> Option<DateTime<Utc>> {
        match self {
            Self::AwaitingMail { until } | Self::Verifying { until } => Some(*until),
            _ => None,
        }
    }
}

/// A filing as the rules see it; its content stands in drafts and submissions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Filing {
    /// Row id; never shown.
    pub id: FilingId,
    /// What people quote.
    pub reference: FilingRef,
    /// Whose it is.
    pub owner: AccountId,
    /// Which kind.
    pub kind: Kind,
    /// Division code of the province.
    pub province: String,
    /// The ministry's code of the kind of entity.
    pub entity_kind: i32,
    /// Name of the organisation; none for individuals, whose names are sealed.
    pub entity_name: Option<String>,
    /// Keyed hash of certificate kind and number.
    pub entity_hash: Vec<u8>,
    /// The entity on record that it is about.
    pub entity: Option<EntityId>,
    /// The website on record that it is about.
    pub website: Option<WebsiteId>,
    /// Where it stands.
    pub state: State,
    /// How often it was submitted.
    pub round: u32,
    /// Grows by one with every change of state or content.
    pub version: i32,
    /// Who accepted or last reviewed this round.
    pub last_reviewer: Option<StaffId>,
    /// When the upload of this round to the bureau began.
    pub upload_begun_at: Option<DateTime<Utc>>,
    /// When the owner was last told that it will expire.
    pub warned_at: Option<DateTime<Utc>>,
    /// When round 1 was submitted.
    pub first_submitted_at: Option<DateTime<Utc>>,
    /// From when the desk's days of the current round count: when it was submitted, later by whatever it spent elsewhere.
    pub submitted_at: Option<DateTime<Utc>>,
    /// Since when it stands where it stands.
    pub state_since: DateTime<Utc>,
    /// When anything was last changed in it.
    pub touched_at: DateTime<Utc>,
    /// When it was begun.
    pub created_at: DateTime<Utc>,
}

impl Filing {
    /// The days it is judged by: it keeps the rules of the day on which it was first submitted.
    pub fn days(&self, today: NaiveDate) -> Days {
        Days { today, rules: self.first_submitted_at.map_or(today, china_day) }
    }

    /// The rules that hold for it.
    pub fn rules<'r>(&self, book: &'r Reference, today: NaiveDate) -> RuleSet<'r> {
        let entity_kind = self.entity_kind.to_string();
        let applicant =
            Applicant { province: &self.province, entity_kind: &entity_kind, filing_kind: self.kind.code() };
        book.rules(&applicant, self.days(today).rules)
    }

    /// Whether persons in charge verify by SMS before the bureau reviews: as its kind has it, where the rules ask for it.
    pub fn needs_sms(&self, today: NaiveDate) -> bool {
        self.kind.needs_sms() && self.rules(reference::book(), today).asks_sms()
    }

    /// Whether the bureau may have acted on a day: it had nothing of this round before that was handed in.
    pub fn may_have_happened(&self, on: NaiveDate) -> bool {
        self.submitted_at.is_none_or(|at| china_day(at) <= on)
    }

    /// Key of the word for where it stands, told apart by round and by who rejected it.
    pub fn state_key(&self) -> &'static str {
        match self.state {
            State::Submitted if self.round > 1 => "filing-state-resubmitted",
            State::Rejected { by: RejectedBy::Desk, .. } => "filing-state-rejected",
            State::Rejected { by: RejectedBy::Bureau, .. } => "filing-state-refused",
            State::Rejected { by: RejectedBy::Sms, .. } => "filing-state-not-verified",
            other => other.code().key(),
        }
    }

    /// The filing after a transition.
    #[must_use]
    pub fn after(&self, transition: &Transition, now: DateTime<Utc>) -> Self {
        let submitted = transition.round > self.round;
        Self {
            state: transition.to,
            round: transition.round,
            version: self.version + 1,
            last_reviewer: transition.to.reviewer().or(self.last_reviewer).filter(|_| !submitted),
            // An upload is of one acceptance: whoever comes back to the desk or the applicant has none begun.
            upload_begun_at: self.upload_begun_at.filter(|_| transition.to.is_with_bureau()),
            warned_at: None,
            first_submitted_at: if submitted { self.first_submitted_at.or(Some(now)) } else { self.first_submitted_at },
            submitted_at: if submitted { Some(now) } else { self.submitted_at },
            state_since: now,
            touched_at: now,
            ..self.clone()
        }
    }
}

/// What follows from a change of state, carried out in its transaction.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Effect {
    /// Keep application, papers and findings as they are, under the number of the round.
    FreezeSubmission,
    /// Take one unit of each instance.
    HoldInstances,
    /// Give them back.
    FreeInstances,
    /// The account may file for another entity again, unless this one is on record.
    FreeAccount,
    /// They are used for good.
    SpendInstances,
    /// Open or take over the review of this round.
    OpenReview(StaffId),
    /// Close it.
    CloseReview,
    /// Keep what the bureau did, with date and evidence.
    RecordBureau,
    /// Write what is now on record, and set the reminders that follow.
    WriteRegistry,
    /// Tell the owner.
    Notify(Notice),
}

/// A permitted change of state.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Transition {
    /// From where.
    pub from: State,
    /// To where.
    pub to: State,
    /// The round afterwards.
    pub round: u32,
    /// The decision to be recorded with the verdict of the event.
    pub decision: Option<DecisionKind>,
    /// What follows.
    pub effects: Vec<Effect>,
}

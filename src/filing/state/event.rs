//! What can happen to a filing.

use chrono::{DateTime, NaiveDate, Utc};

use crate::clock::end_of_china_day;
use crate::filing::decision::Verdict;
use crate::filing::submission::Handover;
use crate::values::ids::{MaterialId, StaffId};
use crate::values::text_enum::text_enum;
use crate::values::{EntityNumber, WebsiteNumber};

/// What happens to a filing.
#[derive(Debug, Clone, PartialEq)]
pub enum Event {
    /// The owner hands in the application.
    Submit(Box<Handover>),
    /// A specialist takes the case.
    Claim {
        /// Provinces this specialist reviews; empty means all.
        provinces: Vec<String>,
    },
    /// The case goes back to the queue.
    Release,
    /// The desk asks for changes of marked items.
    RequestChanges(Verdict),
    /// The desk rejects.
    Reject(Verdict),
    /// The desk accepts.
    Accept(Acceptance),
    /// The paper arrived.
    MailReceived,
    /// The desk takes its acceptance back.
    Recall,
    /// The bureau has it.
    Received(BureauFact),
    /// The bureau, or the gateway before sending, cannot use it.
    Faulty(BureauFact, Verdict),
    /// All persons in charge verified.
    Verified(BureauFact),
    /// They did not.
    NotVerified {
        /// What is known of it.
        fact: BureauFact,
        /// What the applicant is told.
        verdict: Verdict,
        /// The bureau said so, as codes were wrong too often; otherwise the time must have passed.
        told: bool,
    },
    /// Sent to the bureau again, unchanged, after nobody verified.
    SendAgain,
    /// The bureau approved; with numbers, where it gives any.
    Approve(BureauFact, Option<Numbers>),
    /// The bureau refused.
    Refuse(BureauFact, Verdict),
    /// Given up.
    Withdraw {
        /// Why; the desk must say.
        reason: String,
    },
    /// Idle for too long.
    Expire,
}

text_enum! {
    /// An event without its data. The code is stored and never renamed.
    pub enum EventCode {
        /// The filing was begun: no event of the machine, but the first line of the timeline.
        Start = "start",
        /// See [`Event::Submit`].
        Submit = "submit",
        /// See [`Event::Claim`].
        Claim = "claim",
        /// See [`Event::Release`].
        Release = "release",
        /// See [`Event::RequestChanges`].
        RequestChanges = "request_changes",
        /// See [`Event::Reject`].
        Reject = "reject",
        /// See [`Event::Accept`].
        Accept = "accept",
        /// See [`Event::MailReceived`].
        MailReceived = "mail_received",
        /// See [`Event::Recall`].
        Recall = "recall",
        /// See [`Event::Received`].
        Received = "received",
        /// See [`Event::Faulty`].
        Faulty = "faulty",
        /// See [`Event::Verified`].
        Verified = "verified",
        /// See [`Event::NotVerified`].
        NotVerified = "not_verified",
        /// See [`Event::SendAgain`].
        SendAgain = "send_again",
        /// See [`Event::Approve`].
        Approve = "approve",
        /// See [`Event::Refuse`].
        Refuse = "refuse",
        /// See [`Event::Withdraw`].
        Withdraw = "withdraw",
        /// See [`Event::Expire`].
        Expire = "expire",
    }
}

impl EventCode {
    /// Key of the line in the timeline.
    pub fn key(self) -> &'static str {
        match self {
            Self::Start => "filing-event-start",
            Self::Submit => "filing-event-submit",
            Self::Claim => "filing-event-claim",
            Self::Release => "filing-event-release",
            Self::RequestChanges => "filing-event-request-changes",
            Self::Reject => "filing-event-reject",
            Self::Accept => "filing-event-accept",
            Self::MailReceived => "filing-event-mail-received",
            Self::Recall => "filing-event-recall",
            Self::Received => "filing-event-received",
            Self::Faulty => "filing-event-faulty",
            Self::Verified => "filing-event-verified",
            Self::NotVerified => "filing-event-not-verified",
            Self::SendAgain => "filing-event-send-again",
            Self::Approve => "filing-event-approve",
            Self::Refuse => "filing-event-refuse",
            Self::Withdraw => "filing-event-withdraw",
            Self::Expire => "filing-event-expire",
        }
    }
}

impl Event {
    /// The event without its data.
    pub fn code(&self) -> EventCode {
        match self {
            Self::Submit(_) => EventCode::Submit,
            Self::Claim { .. } => EventCode::Claim,
            Self::Release => EventCode::Release,
            Self::RequestChanges(_) => EventCode::RequestChanges,
            Self::Reject(_) => EventCode::Reject,
            Self::Accept(_) => EventCode::Accept,
            Self::MailReceived => EventCode::MailReceived,
            Self::Recall => EventCode::Recall,
            Self::Received(_) => EventCode::Received,
            Self::Faulty(..) => EventCode::Faulty,
            Self::Verified(_) => EventCode::Verified,
            Self::NotVerified { .. } => EventCode::NotVerified,
            Self::SendAgain => EventCode::SendAgain,
            Self::Approve(..) => EventCode::Approve,
            Self::Refuse(..) => EventCode::Refuse,
            Self::Withdraw { .. } => EventCode::Withdraw,
            Self::Expire => EventCode::Expire,
        }
    }

    /// What was decided with it.
    pub fn verdict(&self) -> Option<&Verdict> {
        match self {
            Self::RequestChanges(verdict)
            | Self::Reject(verdict)
            | Self::Faulty(_, verdict)
            | Self::NotVerified { verdict, .. }
            | Self::Refuse(_, verdict) => Some(verdict),
            Self::Accept(acceptance) => Some(&acceptance.verdict),
            _ => None,
        }
    }

    /// The second person, where the event rests on their word.
    pub fn confirmed_by(&self) -> Option<StaffId> {
        match self {
            Self::Accept(acceptance) => acceptance.second.filter(|_| acceptance.blocking > 0),
            _ => None,
        }
    }

    /// What is known of the bureau's act.
    pub fn fact(&self) -> Option<&BureauFact> {
        match self {
            Self::Received(fact)
            | Self::Faulty(fact, _)
            | Self::Verified(fact)
            | Self::NotVerified { fact, .. }
            | Self::Approve(fact, _)
            | Self::Refuse(fact, _) => Some(fact),
            _ => None,
        }
    }
}

/// How the desk accepts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Acceptance {
    /// Id of the decision; it may carry notes.
    pub verdict: Verdict,
    /// Every item of the checklist is answered.
    pub checklist_done: bool,
    /// How many people must show who they are and were not found to be it.
    pub unverified: usize,
    /// Blocking findings that are left, and marks that say something is wrong.
    pub blocking: usize,
    /// Who confirmed that they may be overridden.
    pub second: Option<StaffId>,
    /// The bureau asks for paper by post.
    pub paper_asked: bool,
}

impl Acceptance {
    /// With the checklist done, nothing left, and no paper asked for.
    pub fn clean() -> Self {
        Self {
            verdict: Verdict::new(Vec::new(), None),
            checklist_done: true,
            unverified: 0,
            blocking: 0,
            second: None,
            paper_asked: false,
        }
    }
}

/// What the bureau did, as far as the provider knows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BureauFact {
    /// The round it concerns.
    pub round: u32,
    /// The day it happened in China.
    pub happened_on: NaiveDate,
    /// The paper that proves it; needed when a person records it.
    pub evidence: Option<MaterialId>,
    /// Own words.
    pub detail: Option<String>,
}

impl BureauFact {
    /// When it happened, told now: the hour of a day gone by is not known, so times that follow run from its end.
    pub fn at(&self, now: DateTime<Utc>) -> DateTime<Utc> {
        end_of_china_day(self.happened_on).min(now)
    }
}

/// The numbers the bureau gave.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Numbers {
    /// Of the entity.
    pub entity: EntityNumber,
    /// Of each website, in the order of the application.
    pub websites: Vec<WebsiteNumber>,
}

//! Why an event is refused, in data.

use chrono::{DateTime, Utc};

use crate::error::Error;
use crate::text::Message;

/// Why an event is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// The filing does not stand where this event is possible.
    #[error("wrong state")]
    WrongState,
    /// Another's filing.
    #[error("not yours")]
    NotYours,
    /// This actor cannot cause this event.
    #[error("not allowed")]
    NotAllowed,
    /// Only the specialist who has the case.
    #[error("not the reviewer")]
    NotReviewer,
    /// The same round was already handed in.
    #[error("already sent")]
    AlreadySent,
    /// A colleague has the case.
    #[error("already claimed")]
    AlreadyClaimed,
    /// Outside of the provinces of this specialist.
    #[error("another province")]
    OtherProvince,
    /// Blocking findings are left.
    #[error("{0} blocking findings")]
    Blocking(usize),
    /// Marked items are neither changed nor answered.
    #[error("{0} marked items are left")]
    Unanswered(usize),
    /// Items that were not marked are changed.
    #[error("{0} items were changed that were not marked")]
    NotMarked(usize),
    /// No remark points at a field or paper.
    #[error("no remark on a field or paper")]
    NothingMarked,
    /// No reason is given.
    #[error("no reason")]
    NoReason,
    /// The checklist is not done.
    #[error("checklist open")]
    ChecklistOpen,
    /// People must show who they are and were not found to be it.
    #[error("{0} people not verified")]
    Unverified(usize),
    /// A second person must confirm.
    #[error("needs a second person")]
    NeedsSecond,
    /// The upload has begun.
    #[error("upload begun")]
    UploadBegun,
    /// Not before this time.
    #[error("too early")]
    TooEarly(DateTime<Utc>),
    /// It concerns another round.
    #[error("another round")]
    OtherRound,
    /// The date lies in the future.
    #[error("in the future")]
    InFuture,
    /// The date lies before the filing was handed in.
    #[error("before the filing was handed in")]
    BeforeSubmission,
    /// No evidence is given.
    #[error("no evidence")]
    NoEvidence,
    /// The numbers do not fit the province.
    #[error("numbers do not fit")]
    NumbersMisfit,
    /// The content was changed since.
    #[error("changed since")]
    ChangedSince,
    /// The owner was not told in time.
    #[error("not warned")]
    NotWarned,
}

impl Refusal {
    /// The words for it.
    pub fn message(self) -> Message {
        match self {
            Self::WrongState | Self::NotYours => Message::new("filing-refused-state"),
            Self::NotAllowed => Message::new("filing-refused-actor"),
            Self::NotReviewer => Message::new("filing-refused-not-reviewer"),
            Self::AlreadySent => Message::new("filing-refused-already-sent"),
            Self::AlreadyClaimed => Message::new("filing-refused-already-claimed"),
            Self::OtherProvince => Message::new("filing-refused-other-province"),
            Self::Blocking(count) => Message::new("filing-refused-blocking").with("count", count),
            Self::Unanswered(count) => Message::new("filing-refused-unanswered").with("count", count),
            Self::NotMarked(count) => Message::new("filing-refused-not-marked").with("count", count),
            Self::NothingMarked => Message::new("filing-refused-nothing-marked"),
            Self::NoReason => Message::new("filing-refused-no-reason"),
            Self::Unverified(people) => Message::new("filing-refused-unverified").with("people", people),
            Self::ChecklistOpen => Message::new("filing-refused-checklist"),
            Self::NeedsSecond => Message::new("filing-refused-second-person"),
            Self::UploadBegun => Message::new("filing-refused-upload-begun"),
            Self::TooEarly(_) => Message::new("filing-refused-too-early"),
            Self::OtherRound => Message::new("filing-refused-other-round"),
            Self::InFuture => Message::new("filing-refused-in-future"),
            Self::BeforeSubmission => Message::new("filing-refused-before-submission"),
            Self::NoEvidence => Message::new("filing-refused-no-evidence"),
            Self::NumbersMisfit => Message::new("filing-refused-numbers"),
            Self::ChangedSince => Message::new("filing-refused-changed-since"),
            Self::NotWarned => Message::new("filing-refused-not-warned"),
        }
    }
}

/// Another's filing is not there: whether it exists is not disclosed.
impl From<Refusal> for Error {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::NotYours => Self::NotFound,
            Refusal::NotAllowed => Self::Forbidden,
            other => Self::Refused(other.message()),
        }
    }
}

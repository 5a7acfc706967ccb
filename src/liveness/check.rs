//! A try to show who somebody is: how, how far it is, what it proves. Pure.

use chrono::{DateTime, TimeDelta, Utc};

use super::challenge::Challenge;
use super::clip::Container;
use crate::text::{Message, Reason};
use crate::values::ids::{FaceCheckId, FilingId, StaffId};
use crate::values::text_enum::text_enum;

text_enum! {
    /// How somebody shows who they are.
    pub enum Method {
        /// A clip with what was asked, judged by the specialist.
        Recorded = "recorded",
        /// At a vendor's page; the vendor judges.
        Vendor = "vendor",
        /// In an appointment; the specialist records how it went.
        Appointment = "appointment",
    }
}

text_enum! {
    /// How far a try is.
    pub enum State {
        /// It was begun.
        Asked = "asked",
        /// It is there, or an appointment is wanted: somebody is to judge.
        Given = "given",
        /// What was sent could not be taken.
        Failed = "failed",
        /// It is the person.
        Matches = "matches",
        /// It is not.
        Differs = "differs",
        /// Nobody could tell: once more.
        Unclear = "unclear",
    }
}

text_enum! {
    /// What is said of a try.
    pub enum Verdict {
        /// It is the person.
        Matches = "matches",
        /// It is not.
        Differs = "differs",
        /// Nobody can tell: once more.
        Unclear = "unclear",
    }
}

impl Verdict {
    /// The state it leads to.
    pub fn state(self) -> State {
        match self {
            Self::Matches => State::Matches,
            Self::Differs => State::Differs,
            Self::Unclear => State::Unclear,
        }
    }

    /// Key of its words.
    pub fn key(self) -> &'static str {
        match self {
            Self::Matches => "face-verdict-matches",
            Self::Differs => "face-verdict-differs",
            Self::Unclear => "face-verdict-unclear",
        }
    }
}

/// What a person has proven, all tries together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// Nothing yet.
    Missing,
    /// Something is there that nobody has judged.
    Waiting,
    /// It is the person.
    Matches,
    /// It is not the person: once more.
    Differs,
    /// Nobody could tell: once more.
    Unclear,
}

impl Standing {
    /// Whether the filing can be handed in with it.
    pub fn may_be_sent(self) -> bool {
        matches!(self, Self::Waiting | Self::Matches)
    }
}

/// What is known of a clip.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Clip {
    /// Its size, in bytes.
    pub bytes: u64,
    /// Its container.
    pub container: Container,
    /// Its length, in milliseconds; none where it is not known.
    pub millis: Option<u64>,
    /// When it was erased; none while it can be looked at.
    pub erased_at: Option<DateTime<Utc>>,
}

/// What was said of a try.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Judged {
    /// By whom; none by the vendor.
    pub by: Option<StaffId>,
    /// When.
    pub at: DateTime<Utc>,
    /// Why.
    pub words: String,
}

/// A try.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Check {
    /// Row id.
    pub id: FaceCheckId,
    /// The filing.
    pub filing: FilingId,
    /// Keyed hash of the person.
    pub person: Vec<u8>,
    /// The place in the filing they were asked for in.
    pub slot: String,
    /// The round it is for.
    pub round: i32,
    /// How.
    pub method: Method,
    /// How far.
    pub state: State,
    /// What was to be done.
    pub challenge: Option<Challenge>,
    /// Hash of the secret of the phone it is for; none at a service for the owner of the filing.
    pub phone_hash: Option<Vec<u8>>,
    /// Until when it can be done.
    pub expires_at: Option<DateTime<Utc>>,
    /// The version of the notice that was agreed to.
    pub consent_version: Option<String>,
    /// The page of the service for the person.
    pub vendor_url: Option<String>,
    /// Why it failed.
    pub reason: Option<Reason>,
    /// When it was begun.
    pub asked_at: DateTime<Utc>,
    /// When it was done.
    pub given_at: Option<DateTime<Utc>>,
    /// The clip.
    pub clip: Option<Clip>,
    /// What was said of it.
    pub judged: Option<Judged>,
}

/// Why a challenge cannot be answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stale {
    /// Its time is over.
    Expired,
    /// It was answered already.
    Used,
    /// It was shown on another phone.
    OtherPhone,
}

impl Stale {
    /// What the sender is told.
    pub fn message(self) -> Message {
        Message::new(match self {
            Self::Expired => "face-refused-expired",
            Self::Used => "face-refused-used",
            Self::OtherPhone => "face-refused-phone",
        })
    }
}

impl Check {
    /// Whether a clip from a phone answers its challenge now.
    ///
    /// # Errors
    /// Why not.
    pub fn ensure_fresh(&self, phone_hash: &[u8], now: DateTime<Utc>) -> Result<(), Stale> {
        if self.method != Method::Recorded || self.state != State::Asked {
            return Err(Stale::Used);
        }
        if self.phone_hash.as_deref() != Some(phone_hash) {
            return Err(Stale::OtherPhone);
        }
        if self.expires_at.is_none_or(|until| now >= until) { Err(Stale::Expired) } else { Ok(()) }
    }

    /// Whether its clip comes too late, however slow the line: `spare` is what that may cost.
    pub fn is_late(&self, now: DateTime<Utc>, spare: TimeDelta) -> bool {
        self.expires_at.is_none_or(|until| now >= until + spare)
    }

    /// Whether it can be judged: what is there, also once more.
    pub fn can_be_judged(&self) -> bool {
        !matches!(self.state, State::Asked | State::Failed)
    }

    /// Whether the service was asked for a session and no answer came: it may have begun one all the same.
    pub fn is_unanswered(&self) -> bool {
        self.method == Method::Vendor && self.state == State::Asked && self.vendor_url.is_none()
    }

    /// Whether its person is at the service, or on the way there, and the result is waited for.
    pub fn is_at_service(&self, now: DateTime<Utc>) -> bool {
        self.has_session() && self.expires_at.is_some_and(|until| now < until)
    }

    /// Whether the service ended it, or let its time go by, without a result.
    pub fn is_without_result(&self, now: DateTime<Utc>) -> bool {
        let has_ended = self.method == Method::Vendor && self.state == State::Failed;
        has_ended || (self.has_session() && !self.is_at_service(now))
    }

    /// Whether the service began a session that nobody has settled.
    fn has_session(&self) -> bool {
        self.method == Method::Vendor && self.state == State::Asked && self.vendor_url.is_some()
    }

    fn standing(&self) -> Option<Standing> {
        Some(match self.state {
            State::Asked | State::Failed => return None,
            State::Given => Standing::Waiting,
            State::Matches => Standing::Matches,
            State::Differs => Standing::Differs,
            State::Unclear => Standing::Unclear,
        })
    }
}

/// The latest try of a person that came to anything.
pub fn latest<'a>(checks: &'a [Check], person: &[u8]) -> Option<&'a Check> {
    checks.iter().filter(|check| check.person == person && check.can_be_judged()).max_by_key(|check| check.asked_at)
}

/// What a person has proven: their latest try counts.
pub fn standing(checks: &[Check], person: &[u8]) -> Standing {
    latest(checks, person).and_then(Check::standing).unwrap_or(Standing::Missing)
}

/// The challenge that a phone may answer now.
pub fn open<'a>(checks: &'a [Check], person: &[u8], phone_hash: &[u8], now: DateTime<Utc>) -> Option<&'a Check> {
    checks.iter().find(|check| check.person == person && check.ensure_fresh(phone_hash, now).is_ok())
}

/// The tries of a person within a day.
fn recent<'a>(checks: &'a [Check], person: &[u8], now: DateTime<Utc>) -> impl Iterator<Item = &'a Check> {
    checks.iter().filter(move |check| check.person == person && check.asked_at > now - TimeDelta::days(1))
}

/// The try of somebody who is at the service, or on the way there: on a phone with a link, or without one by the owner of the
/// filing.
pub fn at_service<'a>(checks: &'a [Check], phone_hash: Option<&[u8]>, now: DateTime<Utc>) -> Option<&'a Check> {
    checks.iter().rev().find(|check| check.is_at_service(now) && check.phone_hash.as_deref() == phone_hash)
}

/// Whether by the same a version of the service's notice was agreed to for an earlier try there.
pub fn has_agreed_to_service(checks: &[Check], phone_hash: Option<&[u8]>, version: &str) -> bool {
    let mut theirs = checks.iter().filter(|check| check.method == Method::Vendor);
    theirs.any(|check| check.phone_hash.as_deref() == phone_hash && check.consent_version.as_deref() == Some(version))
}

/// How many tries of a person failed within a day. A session that the service ended is no failure of theirs.
pub fn failed(checks: &[Check], person: &[u8], now: DateTime<Utc>) -> usize {
    let is_theirs = |check: &&Check| match check.state {
        State::Failed => check.method != Method::Vendor,
        state => state == State::Differs,
    };
    recent(checks, person, now).filter(is_theirs).count()
}

/// How many clips of a person were taken within a day, whatever became of them.
pub fn clips(checks: &[Check], person: &[u8], now: DateTime<Utc>) -> usize {
    recent(checks, person, now).filter(|check| check.clip.is_some()).count()
}

#[cfg(test)]
mod tests;

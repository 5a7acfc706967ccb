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
    /// Hash of the secret of the phone it was shown on.
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

/// How many tries of a person failed within a day.
pub fn failed(checks: &[Check], person: &[u8], now: DateTime<Utc>) -> usize {
    recent(checks, person, now).filter(|check| matches!(check.state, State::Failed | State::Differs)).count()
}

/// How many clips of a person were taken within a day, whatever became of them.
pub fn clips(checks: &[Check], person: &[u8], now: DateTime<Utc>) -> usize {
    recent(checks, person, now).filter(|check| check.clip.is_some()).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn now() -> DateTime<Utc> {
        "2026-11-29T04:00:00Z".parse().unwrap()
    }

    /// A try of somebody, so many minutes ago; a challenge lives for ten.
    fn check(person: u8, state: State, minutes_ago: i64) -> Check {
        let asked_at = now() - TimeDelta::minutes(minutes_ago);
        Check {
            id: FaceCheckId::new(),
            filing: FilingId::new(),
            person: vec![person],
            slot: "website-1-face".into(),
            round: 1,
            method: Method::Recorded,
            state,
            challenge: Some(Challenge::draw(3).unwrap()),
            phone_hash: Some(b"phone".to_vec()),
            expires_at: Some(asked_at + TimeDelta::minutes(10)),
            consent_version: Some("1".into()),
            vendor_url: None,
            reason: None,
            asked_at,
            given_at: None,
            clip: None,
            judged: None,
        }
    }

    #[test]
    fn the_latest_try_that_came_to_anything_counts_and_only_of_the_same_person() {
        use State::{Asked, Differs, Failed, Given, Matches, Unclear};
        /// Whose, how far, and how many minutes ago.
        type Try = (u8, State, i64);
        let table: [(&[Try], Standing); 8] = [
            (&[], Standing::Missing),
            (&[(1, Asked, 1), (1, Failed, 2)], Standing::Missing),
            (&[(1, Given, 5)], Standing::Waiting),
            (&[(1, Failed, 1), (1, Given, 5)], Standing::Waiting),
            (&[(1, Matches, 5), (1, Given, 1)], Standing::Waiting),
            (&[(1, Differs, 9), (1, Matches, 5)], Standing::Matches),
            (&[(1, Matches, 9), (1, Unclear, 5)], Standing::Unclear),
            (&[(2, Matches, 5)], Standing::Missing),
        ];
        for (tries, expected) in table {
            let checks: Vec<Check> = tries.iter().map(|(who, state, ago)| check(*who, *state, *ago)).collect();
            assert_eq!(standing(&checks, &[1]), expected, "{tries:?}");
        }
        let sent = [Standing::Missing, Standing::Waiting, Standing::Matches, Standing::Differs, Standing::Unclear];
        assert_eq!(sent.map(Standing::may_be_sent), [false, true, true, false, false]);
    }

    #[test]
    fn a_challenge_is_answered_once_in_time_and_on_its_phone() {
        for (state, minutes_ago, phone, expected) in [
            (State::Asked, 9, "phone", Ok(())),
            (State::Asked, 10, "phone", Err(Stale::Expired)),
            (State::Asked, 1, "other", Err(Stale::OtherPhone)),
            (State::Given, 1, "phone", Err(Stale::Used)),
            (State::Failed, 1, "phone", Err(Stale::Used)),
            (State::Matches, 1, "phone", Err(Stale::Used)),
        ] {
            let check = check(1, state, minutes_ago);
            assert_eq!(check.ensure_fresh(phone.as_bytes(), now()), expected, "{state} {minutes_ago} {phone}");
        }
        let appointment = Check { method: Method::Appointment, ..check(1, State::Asked, 1) };
        assert_eq!(appointment.ensure_fresh(b"phone", now()), Err(Stale::Used), "no clip answers an appointment");
    }

    #[test]
    fn only_a_try_at_the_service_without_a_page_waits_for_its_answer() {
        let at_service = |state| Check { method: Method::Vendor, ..check(1, state, 1) };
        assert!(at_service(State::Asked).is_unanswered());
        let with_page = Check { vendor_url: Some("https://face.example/s-1".into()), ..at_service(State::Asked) };
        for other in [with_page, at_service(State::Matches), at_service(State::Failed), check(1, State::Asked, 1)] {
            assert!(!other.is_unanswered(), "{other:?}");
        }
    }

    #[test]
    fn failed_tries_are_those_of_a_day() {
        let checks = [
            check(1, State::Failed, 5),
            check(1, State::Differs, 60),
            check(1, State::Failed, 24 * 60),
            check(1, State::Unclear, 5),
            check(2, State::Failed, 5),
        ];
        assert_eq!(failed(&checks, &[1], now()), 2);
    }

    #[test]
    fn clips_are_those_of_a_day_also_when_they_are_gone() {
        let clip = |erased_at| Some(Clip { bytes: 9, container: Container::Mp4, millis: Some(5000), erased_at });
        let checks = [
            Check { clip: clip(None), ..check(1, State::Given, 5) },
            Check { clip: clip(Some(now())), ..check(1, State::Given, 60) },
            Check { clip: clip(None), ..check(1, State::Given, 24 * 60) },
            Check { clip: clip(None), ..check(2, State::Given, 5) },
            check(1, State::Failed, 5),
        ];
        assert_eq!(clips(&checks, &[1], now()), 2);
    }

    #[test]
    fn a_slow_line_is_given_some_minutes_beyond_the_end_and_no_more() {
        for (minutes_ago, is_late) in [(1, false), (14, false), (15, true), (40, true)] {
            assert_eq!(check(1, State::Asked, minutes_ago).is_late(now(), TimeDelta::minutes(5)), is_late);
        }
    }
}

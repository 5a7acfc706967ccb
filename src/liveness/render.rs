//! What a phone shows of a challenge, and how far a person is, in words.

use chrono::{DateTime, Utc};

use super::challenge::Action;
use super::check::{Check, Method, Standing, State, at_service};
use crate::material::consent::render::Notice;
use crate::reference::Limits;
use crate::text::Tr;
use crate::web::ui::StatusTag;

/// What is to be done before the camera now.
pub struct Recording {
    /// Which challenge is answered.
    pub id: String,
    /// What to do, in order.
    pub actions: Vec<String>,
    /// What to say then, digit by digit.
    pub digits: String,
    /// Until when.
    pub until: String,
    /// Shortest clip, in seconds.
    pub least: u64,
    /// Longest clip, in seconds.
    pub most: u64,
    /// Largest clip, in bytes.
    pub most_bytes: u64,
}

/// What is to be done for a challenge that is open.
pub fn recording(t: Tr, check: &Check, now: DateTime<Utc>, limits: &Limits) -> Option<Recording> {
    let until = check.expires_at.filter(|until| *until > now)?;
    Some(Recording {
        id: check.id.to_string(),
        actions: actions(t, check),
        digits: digits(check),
        until: t.time(until),
        least: limits.face_seconds_min,
        most: limits.face_seconds_max,
        most_bytes: limits.face_clip_bytes,
    })
}

/// The actions of a challenge in order.
pub fn actions(t: Tr, check: &Check) -> Vec<String> {
    let actions = check.challenge.iter().flat_map(|challenge| &challenge.actions);
    actions.copied().map(Action::key).map(|key| t.t(key)).collect()
}

/// The digits of a challenge, apart.
pub fn digits(check: &Check) -> String {
    let digits: Vec<String> =
        check.challenge.iter().flat_map(|challenge| challenge.digits.chars()).map(String::from).collect();
    digits.join(" ")
}

/// The way by a verification service, as a page shows it.
pub struct Way {
    /// Its notice, where it is to be agreed to.
    pub notice: Option<Notice>,
    /// Its page for this person; empty where they are not on the way there.
    pub url: String,
    /// Whether the last try was a session of theirs there that came to nothing.
    pub is_over: bool,
}

impl Way {
    /// For somebody with these tries, the earliest first, on a phone with a link or as the owner of the filing.
    pub fn of(notice: Option<Notice>, checks: &[Check], phone_hash: Option<&[u8]>, now: DateTime<Utc>) -> Self {
        let url = at_service(checks, phone_hash, now).and_then(|check| check.vendor_url.clone());
        let is_theirs = |check: &Check| check.phone_hash.as_deref() == phone_hash;
        let is_over = checks.last().is_some_and(|check| is_theirs(check) && check.is_without_result(now));
        Self { notice, url: url.unwrap_or_default(), is_over }
    }
}

/// How far somebody is.
pub fn tag(t: Tr, standing: Standing) -> StatusTag {
    match standing {
        Standing::Missing => StatusTag::neutral(t.t("face-standing-missing")),
        Standing::Waiting => StatusTag::info(t.t("face-standing-waiting")),
        Standing::Matches => StatusTag::success(t.t("face-standing-matches")),
        Standing::Differs => StatusTag::error(t.t("face-standing-differs")),
        Standing::Unclear => StatusTag::warning(t.t("face-standing-unclear")),
    }
}

/// Key of the words for a way to show who one is.
pub fn method(method: Method) -> &'static str {
    match method {
        Method::Recorded => "face-method-recorded",
        Method::Vendor => "face-method-vendor",
        Method::Appointment => "face-method-appointment",
    }
}

/// Why tries failed, the latest first.
pub fn tries(t: Tr, checks: &[Check]) -> Vec<String> {
    let failed = checks.iter().rev().filter(|check| check.state == State::Failed);
    let line = |check: &Check| {
        let why = check.reason.as_ref().and_then(|reason| t.stored(&reason.key, &reason.args)).unwrap_or_default();
        t.a2("face-try", "time", t.time(check.asked_at), "why", why)
    };
    failed.map(line).collect()
}

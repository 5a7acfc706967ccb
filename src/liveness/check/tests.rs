//! What a try is, and what tries come to.

use super::*;
use crate::liveness::render::Way;

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
fn a_session_is_waited_for_until_its_time_is_over_or_the_service_ends_it() {
    let session = |state, minutes_ago| Check {
        method: Method::Vendor,
        vendor_url: Some("https://face.example/s-1".into()),
        ..check(1, state, minutes_ago)
    };
    for (one, waits, is_without_result) in [
        (session(State::Asked, 9), true, false),
        (session(State::Asked, 10), false, true),
        (session(State::Failed, 1), false, true),
        (session(State::Matches, 1), false, false),
        (Check { vendor_url: None, ..session(State::Asked, 1) }, false, false),
        (check(1, State::Asked, 1), false, false),
        (check(1, State::Failed, 1), false, false),
    ] {
        assert_eq!((one.is_at_service(now()), one.is_without_result(now())), (waits, is_without_result), "{one:?}");
    }
}

#[test]
fn that_a_session_came_to_nothing_is_told_to_whom_it_was_of() {
    let ended = Check { method: Method::Vendor, ..check(1, State::Failed, 1) };
    for (phone_hash, told) in [(Some(&b"phone"[..]), true), (Some(&b"other"[..]), false), (None, false)] {
        assert_eq!(Way::of(None, std::slice::from_ref(&ended), phone_hash, now()).is_over, told, "{phone_hash:?}");
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
        Check { method: Method::Vendor, ..check(1, State::Failed, 5) },
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

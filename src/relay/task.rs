//! What somebody does by a one-task link, how far it is, and what may come next. Pure.

use chrono::{DateTime, Utc};
use data_encoding::HEXLOWER;
use sha2::{Digest as _, Sha256};

use crate::text::Reason;
use crate::values::ids::{FilingId, RelayTaskId};
use crate::values::text_enum::text_enum;

text_enum! {
    /// What is asked by a link.
    pub enum Kind {
        /// A photograph of one paper; its target is the slot.
        Paper = "paper",
        /// To show who one is; its target is the place in the filing.
        Face = "face",
    }
}

text_enum! {
    /// How a link went out.
    pub enum SentBy {
        /// Shown as a QR code, or copied.
        Code = "code",
        /// By SMS.
        Sms = "sms",
        /// By mail.
        Mail = "mail",
    }
}

text_enum! {
    /// How far a task is.
    pub enum State {
        /// The link was made, nobody has begun.
        Made = "made",
        /// A phone has begun: who asks and what for was read.
        Opened = "opened",
        /// The notice was agreed to.
        InProgress = "in_progress",
        /// Over, and well.
        Done = "done",
        /// The last try was refused; another may follow.
        Failed = "failed",
        /// The owner took the link back.
        Revoked = "revoked",
    }
}

/// What happens to a task.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Event {
    /// The first phone begins.
    Begin,
    /// Another phone goes on: it begins anew, as somebody else may hold it.
    Move,
    /// The notice was agreed to.
    Agree,
    /// What was sent was refused.
    Fail,
    /// What was sent stands.
    Finish,
    /// The owner takes the link back.
    Revoke,
}

impl Event {
    /// Every event.
    pub const ALL: [Self; 6] = [Self::Begin, Self::Move, Self::Agree, Self::Fail, Self::Finish, Self::Revoke];
}

impl State {
    /// The state after an event; none where it cannot happen. Each step is taken once: a link that was begun is not begun
    /// again, and one that is over opens no more: a new link begins anew.
    pub fn after(self, event: Event) -> Option<Self> {
        Some(match (self, event) {
            (Self::Made, Event::Begin) | (Self::Opened | Self::InProgress | Self::Failed, Event::Move) => Self::Opened,
            (Self::Opened, Event::Agree) => Self::InProgress,
            (Self::InProgress | Self::Failed, Event::Fail) => Self::Failed,
            (Self::InProgress | Self::Failed, Event::Finish) => Self::Done,
            (Self::Made | Self::Opened | Self::InProgress | Self::Failed, Event::Revoke) => Self::Revoked,
            _ => return None,
        })
    }
}

/// Why a link opens no more.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Over {
    /// What was asked is done.
    Done,
    /// Taken back.
    Revoked,
    /// Its time is over.
    Expired,
}

/// A task with its link.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Task {
    /// Row id.
    pub id: RelayTaskId,
    /// The filing it is for.
    pub filing: FilingId,
    /// What is asked: the slot of a paper.
    pub target: String,
    /// The website it is for, counted from one.
    pub website: Option<u32>,
    /// How far it is.
    pub state: State,
    /// Why it failed.
    pub reason: Option<Reason>,
    /// Hash of the secret of the phone that goes on with it.
    pub phone_hash: Option<Vec<u8>>,
    /// Since when that phone does.
    pub begun_at: Option<DateTime<Utc>>,
    /// When the link ends.
    pub expires_at: DateTime<Utc>,
    /// When it came to this state.
    pub changed_at: DateTime<Utc>,
}

impl Task {
    /// Why its link opens no more; none while it does. What is done stays done when the time is over; and that it was over once is
    /// noted as its last change, should the clock go back.
    pub fn over(&self, now: DateTime<Utc>) -> Option<Over> {
        match self.state {
            State::Done => Some(Over::Done),
            State::Revoked => Some(Over::Revoked),
            _ if now.max(self.changed_at) >= self.expires_at => Some(Over::Expired),
            _ => None,
        }
    }

    /// Whether a phone with this secret is the one that goes on with it.
    pub fn is_held_by(&self, phone_hash: Option<&[u8]>) -> bool {
        self.phone_hash.is_some() && self.phone_hash.as_deref() == phone_hash
    }
}

/// A text that differs as soon as a filing of another version is there, any of its tasks stands otherwise, or its `faces` do: a
/// line each, that tells how far it is. It is the version and the faces, which a page of the filing alone goes by, and after a
/// hyphen the tasks.
pub fn stamp(version: i32, tasks: &[Task], faces: &[String], now: DateTime<Utc>) -> String {
    let tasks = tasks.iter().map(|task| {
        format!("{} {} {} {}", task.id, task.state, task.changed_at.timestamp_micros(), task.over(now).is_some())
    });
    format!("{version}.{}-{}", digest(faces.to_vec()), digest(tasks.collect()))
}

/// Equal for the same lines in whatever order.
fn digest(mut lines: Vec<String>) -> String {
    lines.sort();
    HEXLOWER.encode(&Sha256::digest(lines.join("\n"))[..8])
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;
    use data_encoding::BASE64URL_NOPAD;

    use super::*;
    use crate::auth::session::Token;
    use crate::auth::throttle::Scope;
    use crate::reference::{Throttle, book};

    /// A line a state, a column an event in the order of [`Event::ALL`].
    #[test]
    fn each_step_is_taken_once_and_what_is_over_opens_no_more() {
        use State::{Done, Failed, InProgress, Made, Opened, Revoked};
        //          begin         move          agree             fail          finish      revoke
        let table = [
            (Made, [Some(Opened), None, None, None, None, Some(Revoked)]),
            (Opened, [None, Some(Opened), Some(InProgress), None, None, Some(Revoked)]),
            (InProgress, [None, Some(Opened), None, Some(Failed), Some(Done), Some(Revoked)]),
            (Done, [None, None, None, None, None, None]),
            (Failed, [None, Some(Opened), None, Some(Failed), Some(Done), Some(Revoked)]),
            (Revoked, [None, None, None, None, None, None]),
        ];
        assert_eq!(table.map(|(state, _)| state), State::ALL);
        for (state, after) in table {
            assert_eq!(Event::ALL.map(|event| state.after(event)), after, "{state}");
        }
    }

    fn task(state: State, minutes_left: i64) -> (Task, DateTime<Utc>) {
        let now: DateTime<Utc> = "2026-11-29T04:00:00Z".parse().unwrap();
        let task = Task {
            id: RelayTaskId::new(),
            filing: FilingId::new(),
            target: "entity-certificate".into(),
            website: None,
            state,
            reason: None,
            phone_hash: None,
            begun_at: None,
            expires_at: now + chrono::TimeDelta::minutes(minutes_left),
            changed_at: now,
        };
        (task, now)
    }

    #[test]
    fn a_link_is_over_when_done_taken_back_or_at_the_minute_its_time_ends() {
        for (state, minutes_left, over) in [
            (State::Made, 1, None),
            (State::Failed, 1, None),
            (State::Made, 0, Some(Over::Expired)),
            (State::InProgress, -1, Some(Over::Expired)),
            (State::Done, 1, Some(Over::Done)),
            (State::Done, -1, Some(Over::Done)),
            (State::Revoked, -1, Some(Over::Revoked)),
        ] {
            let (task, now) = task(state, minutes_left);
            assert_eq!(task.over(now), over, "{state} {minutes_left}");
        }
        // As the worker notes it, for a clock that goes back.
        let (noted, now) = task(State::Made, 0);
        assert_eq!(noted.over(now - chrono::TimeDelta::days(1)), Some(Over::Expired));
    }

    #[test]
    fn the_stamp_differs_when_the_filing_or_a_task_changes_or_ends_and_not_by_their_order() {
        let (made, now) = task(State::Made, 1);
        let (other, _) = task(State::Opened, 1);
        let before = stamp(3, &[made.clone(), other.clone()], &[], now);
        assert_eq!(stamp(3, &[other.clone(), made.clone()], &[], now), before);
        assert_ne!(stamp(4, &[made.clone(), other.clone()], &[], now), before, "somebody saved or handed in");
        assert_ne!(stamp(3, &[Task { state: State::Opened, ..made.clone() }, other.clone()], &[], now), before);
        assert_ne!(
            stamp(3, &[made.clone(), other], &[], now + chrono::TimeDelta::minutes(2)),
            before,
            "its time is over"
        );
        assert_ne!(stamp(3, std::slice::from_ref(&made), &[], now), before);
        let verdict = |said: &str| stamp(3, std::slice::from_ref(&made), &[format!("a-try {said}")], now);
        // A page of the filing alone goes by what is before the hyphen.
        let of_filing = |stamp: String| stamp.split('-').next().unwrap().to_owned();
        assert_ne!(of_filing(verdict("given")), of_filing(verdict("matches")), "somebody was verified");
        let opened = Task { state: State::Opened, ..made.clone() };
        assert_eq!(of_filing(stamp(3, &[opened], &[], now)), of_filing(before), "a link is no change of the filing");
    }

    /// How many wrong links one address opens in a day before it is told to wait, counted as the throttle counts: at once again
    /// after each wait, or after so long that all is forgotten.
    fn wrong_links_of_a_day(limit: &Throttle, waits_to_be_forgotten: bool) -> i64 {
        let day = TimeDelta::days(1);
        let (mut now, mut last, mut counted, mut opened) = (TimeDelta::zero(), TimeDelta::zero(), 0, 0);
        while now < day {
            counted = if now - last > limit.forget_after() { 1 } else { counted + 1 };
            (last, opened) = (now, opened + 1);
            let over = counted - limit.free;
            if over > 0 {
                let wait = limit.longest_wait().min(limit.first_wait() * (1 << (over - 1).min(20)));
                now += if waits_to_be_forgotten { limit.forget_after() + TimeDelta::seconds(1) } else { wait };
            }
        }
        opened
    }

    #[test]
    fn a_link_is_256_drawn_bits_and_a_hundred_thousand_guesses_take_months() {
        let link = || BASE64URL_NOPAD.decode(Token::random().unwrap().text().as_bytes()).unwrap();
        let links: Vec<Vec<u8>> = (0..64).map(|_| link()).collect();
        assert!(links.iter().all(|link| link.len() == 32));
        // Of bits that are drawn none is alike in all of them, but in one run of 2^55.
        for at in 0..32 {
            let set = links.iter().fold(0_u8, |set, link| set | link[at]);
            let kept = links.iter().fold(u8::MAX, |kept, link| kept & link[at]);
            assert_eq!((set, kept), (u8::MAX, 0), "byte {at}");
        }

        let limit = book().throttle(Scope::RelayAddress.code(), "2026-11-29".parse().unwrap()).unwrap();
        for waits_to_be_forgotten in [false, true] {
            let of_a_day = wrong_links_of_a_day(limit, waits_to_be_forgotten);
            assert!(of_a_day > i64::from(limit.free) && 100_000 / of_a_day >= 100, "{of_a_day} in a day");
        }
    }

    #[test]
    fn a_link_nobody_began_is_held_by_no_phone() {
        let (task, _) = task(State::Made, 1);
        assert!(!task.is_held_by(None) && !task.is_held_by(Some(b"x")));
        let begun = Task { phone_hash: Some(b"x".to_vec()), ..task };
        assert!(begun.is_held_by(Some(b"x")) && !begun.is_held_by(Some(b"y")) && !begun.is_held_by(None));
    }
}

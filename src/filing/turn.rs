//! Whose turn it is, and the clock of the desk. The clock runs while a round is reviewed; it stands still while the applicant,
//! the post, the persons in charge or the bureau have the filing, and goes on where it stood if the same round comes back.
//! Everything follows from the transitions on record.

use chrono::{DateTime, NaiveTime, Utc};

use super::state::StateCode;
use crate::clock::{china_at, china_day};
use crate::reference::Calendar;

/// Who is to act.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Turn {
    /// The applicant.
    Applicant,
    /// The desk.
    Desk,
    /// The persons in charge, at the ministry's site.
    Persons,
    /// The bureau.
    Bureau,
    /// Nobody: it is over.
    Nobody,
}

impl Turn {
    /// Whose turn it is in a state.
    pub fn of(state: StateCode) -> Self {
        match state {
            StateCode::Draft | StateCode::ChangesRequested | StateCode::Rejected | StateCode::AwaitingMail => {
                Self::Applicant
            }
            StateCode::Submitted | StateCode::InReview | StateCode::ReadyToSend => Self::Desk,
            StateCode::Verifying => Self::Persons,
            StateCode::BureauReview => Self::Bureau,
            StateCode::Approved | StateCode::Withdrawn | StateCode::Expired => Self::Nobody,
        }
    }
}

/// A transition on record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Move {
    /// Where the filing stood.
    pub from: StateCode,
    /// Where it stood then.
    pub to: StateCode,
    /// The round afterwards.
    pub round: u32,
    /// When.
    pub at: DateTime<Utc>,
}

/// What a transition does to the desk's clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Hand {
    /// A round begins.
    Starts,
    /// Somebody else has it.
    Stops,
    /// The same round is back.
    Resumes,
}

/// Whether the time of a review runs in a state.
pub fn is_review(state: StateCode) -> bool {
    matches!(state, StateCode::Submitted | StateCode::InReview)
}

impl Hand {
    /// What a transition between two states does; nothing where the clock goes on as it did.
    pub fn of(from: StateCode, to: StateCode) -> Option<Self> {
        let is_handed_in = matches!(from, StateCode::Draft | StateCode::ChangesRequested | StateCode::Rejected);
        match (is_review(from), is_review(to)) {
            (true, false) => Some(Self::Stops),
            (false, true) if is_handed_in => Some(Self::Starts),
            (false, true) => Some(Self::Resumes),
            _ => None,
        }
    }
}

/// How many working days of a round the desk had used when it last gave the round out of its hands.
pub fn days_used(moves: &[Move], round: u32, calendar: &Calendar) -> u32 {
    let (mut used, mut since) = (0, None);
    for own in moves.iter().filter(|own| own.round == round) {
        match Hand::of(own.from, own.to) {
            Some(Hand::Starts | Hand::Resumes) => since = Some(own.at),
            Some(Hand::Stops) => {
                let days = since.take().map(|from| calendar.working_days_between(china_day(from), china_day(own.at)));
                used += days.unwrap_or(0);
            }
            None => {}
        }
    }
    u32::try_from(used).unwrap_or(u32::MAX)
}

/// From when the days of a round count that is back at the desk: as if it had come with the days used already.
pub fn resumed_from(moves: &[Move], round: u32, now: DateTime<Utc>, calendar: &Calendar) -> DateTime<Utc> {
    let used = days_used(moves, round, calendar);
    if used == 0 {
        return now;
    }
    china_at(calendar.working_days_before(china_day(now), used), NaiveTime::MIN)
}

#[cfg(test)]
mod tests {
    use StateCode::{AwaitingMail, BureauReview, ChangesRequested, Draft, InReview, ReadyToSend, Submitted, Verifying};

    use super::*;
    use crate::reference::book;

    /// Noon of a day in China.
    fn noon(day: &str) -> DateTime<Utc> {
        format!("{day}T04:00:00Z").parse().unwrap()
    }

    fn moves(round: u32, steps: &[(StateCode, StateCode, &str)]) -> Vec<Move> {
        steps.iter().map(|(from, to, day)| Move { from: *from, to: *to, round, at: noon(day) }).collect()
    }

    #[test]
    fn the_clock_starts_stops_and_goes_on_with_the_transitions() {
        for (from, to, hand) in [
            (Draft, Submitted, Some(Hand::Starts)),
            (ChangesRequested, Submitted, Some(Hand::Starts)),
            (StateCode::Rejected, Submitted, Some(Hand::Starts)),
            (Submitted, InReview, None),
            (InReview, Submitted, None),
            (InReview, ChangesRequested, Some(Hand::Stops)),
            (InReview, AwaitingMail, Some(Hand::Stops)),
            (InReview, ReadyToSend, Some(Hand::Stops)),
            (AwaitingMail, ReadyToSend, None),
            (ReadyToSend, Verifying, None),
            (AwaitingMail, InReview, Some(Hand::Resumes)),
            (Verifying, Submitted, Some(Hand::Resumes)),
            (BureauReview, Submitted, Some(Hand::Resumes)),
            (BureauReview, StateCode::Approved, None),
        ] {
            assert_eq!(Hand::of(from, to), hand, "{from} > {to}");
        }
    }

    /// A round that waited for paper over Spring Festival, for the persons in charge, for the bureau.
    #[test]
    fn what_others_took_is_not_the_desks_time() {
        let calendar = book().calendar();
        let paper = moves(
            1,
            &[
                (Draft, Submitted, "2026-02-12"),
                (Submitted, InReview, "2026-02-13"),
                // Saturday the 14th is worked, the 15th to the 23rd are off.
                (InReview, AwaitingMail, "2026-02-14"),
            ],
        );
        assert_eq!(days_used(&paper, 1, calendar), 2);
        let back = resumed_from(&paper, 1, noon("2026-03-10"), calendar);
        assert_eq!(china_day(back).to_string(), "2026-03-08", "Monday and Tuesday stand for the two days used");
        assert_eq!(
            calendar.working_days_after(china_day(back), 2).to_string(),
            "2026-03-10",
            "due on the day it is back"
        );

        let at_once = moves(1, &[(Draft, Submitted, "2026-03-02"), (InReview, ReadyToSend, "2026-03-02")]);
        assert_eq!(resumed_from(&at_once, 1, noon("2026-04-20"), calendar), noon("2026-04-20"), "nothing was used");

        let twice =
            [at_once, moves(1, &[(BureauReview, Submitted, "2026-04-20"), (InReview, ReadyToSend, "2026-04-21")])]
                .concat();
        assert_eq!(days_used(&twice, 1, calendar), 1, "both stretches count");
        assert_eq!(days_used(&twice, 2, calendar), 0, "another round has its own time");
    }

    /// Whatever came between, the day it is due lies as many working days ahead as were left.
    #[test]
    fn what_was_left_is_left() {
        let calendar = book().calendar();
        let first: chrono::NaiveDate = "2026-01-26".parse().unwrap();
        for start in first.iter_days().take(45) {
            for (length, pause) in [(0, 1), (1, 9), (2, 30), (6, 3)] {
                let [end, back] = [length, length + pause].map(|days| start + chrono::TimeDelta::days(days));
                let days = [start, end, back].map(|day| day.to_string());
                let own = moves(1, &[(Draft, Submitted, &days[0]), (InReview, ReadyToSend, &days[1])]);
                let used = days_used(&own, 1, calendar);
                let from = china_day(resumed_from(&own, 1, noon(&days[2]), calendar));
                for limit in used + 1..used + 4 {
                    let due = calendar.working_days_after(from, limit);
                    assert_eq!(due, calendar.working_days_after(back, limit - used), "{days:?} of {limit}");
                }
            }
        }
    }

    #[test]
    fn a_clock_that_jumped_back_counts_nothing() {
        let calendar = book().calendar();
        let odd = moves(1, &[(Draft, Submitted, "2999-12-31"), (InReview, ReadyToSend, "2026-03-02")]);
        assert_eq!(days_used(&odd, 1, calendar), 0);
        assert_eq!(days_used(&odd[1..], 1, calendar), 0, "an end without a beginning");
    }
}

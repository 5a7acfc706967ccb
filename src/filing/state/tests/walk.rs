//! Random sequences of actions: whatever people do, in whatever order, the machine keeps its promises.

use std::collections::BTreeSet;

use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};

use super::*;

/// The only ways there are.
fn is_way(event: EventCode, from: StateCode, to: StateCode) -> bool {
    use EventCode as E;
    use StateCode as S;
    let before_the_bureau = !matches!(from, S::Verifying | S::BureauReview) && !from.is_final();
    match (event, to) {
        (E::Submit, S::Submitted) => matches!(from, S::Draft | S::ChangesRequested | S::Rejected),
        (E::Claim, S::InReview) => from == S::Submitted,
        (E::Release, S::Submitted)
        | (E::RequestChanges, S::ChangesRequested)
        | (E::Reject, S::Rejected)
        | (E::Accept, S::ReadyToSend | S::AwaitingMail) => from == S::InReview,
        (E::MailReceived, S::ReadyToSend) => from == S::AwaitingMail,
        (E::Recall, S::InReview) => matches!(from, S::ReadyToSend | S::AwaitingMail),
        (E::Received, S::Verifying) => from == S::ReadyToSend,
        (E::Faulty, S::Submitted) | (E::Approve, S::Approved) | (E::Refuse, S::Rejected) => {
            matches!(from, S::ReadyToSend | S::Verifying | S::BureauReview | S::Rejected)
        }
        (E::Verified, S::BureauReview) | (E::NotVerified, S::Rejected) => from == S::Verifying,
        (E::SendAgain, S::ReadyToSend) => from == S::Rejected,
        (E::Withdraw, S::Withdrawn) => before_the_bureau,
        (E::Expire, S::Expired) => matches!(from, S::Draft | S::ChangesRequested | S::Rejected | S::AwaitingMail),
        _ => false,
    }
}

/// One try: which event by whom, and how much time passes before it.
#[derive(Debug, Clone)]
struct Try {
    event: usize,
    actor: usize,
    hours: i64,
    reminded: bool,
}

fn tries() -> impl Strategy<Value = Vec<Try>> {
    // Half of all tries are what the matrix says leads on from there, by somebody who may.
    let one = (0..4096_usize, 0..PEOPLE.len(), prop_oneof![4 => 0..30_i64, 1 => 0..3000_i64], any::<bool>())
        .prop_map(|(event, actor, hours, reminded)| Try { event, actor, hours, reminded });
    prop::collection::vec(one, 1..60)
}

/// The event and the actor of a try.
fn choose(filing: &Filing, wish: &Try, at: DateTime<Utc>) -> (Event, Actor) {
    let mut all = events(filing, at);
    for event in &mut all {
        if let Event::Accept(acceptance) = event {
            acceptance.paper_asked = wish.hours % 3 == 0;
        }
    }
    let mut fitting = Vec::new();
    if wish.event.is_multiple_of(2) {
        for event in &all {
            for (_, actor) in &PEOPLE {
                if filing.apply(event, actor, at).is_ok() {
                    fitting.push((event.clone(), *actor));
                }
            }
        }
    }
    match fitting.len() {
        0 => (all[wish.event / 2 % all.len()].clone(), PEOPLE[wish.actor].1),
        count => fitting.swap_remove(wish.event / 2 % count),
    }
}

/// What one filing has been through.
struct Walk {
    filing: Filing,
    holds: bool,
    is_reviewed: bool,
    at: DateTime<Utc>,
    seen: BTreeSet<StateCode>,
}

impl Walk {
    fn new() -> Self {
        let at = now() - days(1000);
        let filing =
            Filing { touched_at: at, state_since: at, created_at: at, warned_at: None, ..filing(State::Draft) };
        Self { filing, holds: false, is_reviewed: false, at, seen: [StateCode::Draft].into() }
    }

    fn step(&mut self, wish: &Try) -> Result<(), TestCaseError> {
        self.at += TimeDelta::hours(wish.hours);
        if wish.reminded {
            self.filing.warned_at = Some(self.at);
        }
        let (event, actor) = choose(&self.filing, wish, self.at);
        let Ok(transition) = self.filing.apply(&event, &actor, self.at) else { return Ok(()) };
        let before = self.filing.clone();
        self.filing = before.after(&transition, self.at);
        self.seen.insert(self.filing.state.code());
        self.holds(&before, &transition, event.code(), &actor)
    }

    fn holds(
        &mut self,
        before: &Filing,
        transition: &Transition,
        event: EventCode,
        actor: &Actor,
    ) -> Result<(), TestCaseError> {
        let after = &self.filing;
        let (from, to) = (before.state.code(), after.state.code());
        prop_assert!(is_way(event, from, to), "{event}: {from} > {to}");
        prop_assert!(!from.is_final(), "{from} is final");
        prop_assert_eq!(after.version, before.version + 1);
        prop_assert_eq!(after.round, before.round + u32::from(event == EventCode::Submit));
        prop_assert_eq!(after.round == 0, after.first_submitted_at.is_none());
        prop_assert_eq!(after.warned_at, None, "a reminder is of one stay in a state");
        prop_assert_eq!(after.state.reviewer().is_some(), to == StateCode::InReview);
        if let Some(reviewer) = after.state.reviewer() {
            prop_assert_eq!(actor.id(), Some(reviewer.uuid()), "nobody reviews who did not ask for it");
        }
        let decides = matches!(
            event,
            EventCode::RequestChanges
                | EventCode::Reject
                | EventCode::Accept
                | EventCode::Faulty
                | EventCode::NotVerified
                | EventCode::Refuse
        );
        prop_assert_eq!(transition.decision.is_some(), decides);
        let is_silent = matches!(
            event,
            EventCode::Claim | EventCode::Release | EventCode::MailReceived | EventCode::Faulty | EventCode::SendAgain
        );
        let told = transition.effects.iter().filter(|effect| matches!(effect, Effect::Notify(_))).count();
        prop_assert_eq!(told, usize::from(!is_silent), "{} tells once or not at all", event);
        self.effects(transition, to)
    }

    fn effects(&mut self, transition: &Transition, to: StateCode) -> Result<(), TestCaseError> {
        for effect in &transition.effects {
            match effect {
                Effect::HoldInstances => self.holds = true,
                Effect::FreeInstances => self.holds = false,
                Effect::SpendInstances => {
                    prop_assert!(self.holds, "nothing is spent that was not held");
                    self.holds = false;
                }
                Effect::OpenReview(_) => self.is_reviewed = true,
                Effect::CloseReview => {
                    prop_assert!(self.is_reviewed, "a review is closed that is not open");
                    self.is_reviewed = false;
                }
                Effect::WriteRegistry => prop_assert_eq!(to, StateCode::Approved),
                Effect::FreezeSubmission => prop_assert_eq!(to, StateCode::Submitted),
                Effect::RecordBureau | Effect::FreeAccount | Effect::Notify(_) => {}
            }
        }
        let is_open = to != StateCode::Draft && !to.is_final();
        prop_assert_eq!(self.holds, is_open, "instances are held from the first submission to the end");
        Ok(())
    }
}

#[test]
fn whatever_happens_the_machine_keeps_its_promises() {
    let mut runner = TestRunner::new_with_rng(Config { cases: 400, ..Config::default() }, seed());
    let seen = std::cell::RefCell::new(BTreeSet::new());
    let walked = runner.run(&tries(), |tries| {
        let mut walk = Walk::new();
        for wish in &tries {
            walk.step(wish)?;
        }
        seen.borrow_mut().append(&mut walk.seen);
        Ok(())
    });
    walked.unwrap_or_else(|error| panic!("{error}"));
    let missed: Vec<StateCode> =
        StateCode::ALL.iter().copied().filter(|state| !seen.borrow().contains(state)).collect();
    assert!(missed.is_empty(), "no walk reached {missed:?}");
}

/// The same walks every time: a failure is found again.
fn seed() -> proptest::test_runner::TestRng {
    proptest::test_runner::TestRng::deterministic_rng(proptest::test_runner::RngAlgorithm::ChaCha)
}

//! The table of the machine row by row: each with its guard met, and with everything that must stop it.

use super::*;
use Refusal::{
    AlreadyClaimed, AlreadySent, BeforeSubmission, Blocking, ChangedSince, ChecklistOpen, InFuture, NeedsSecond,
    NoEvidence, NoReason, NotAllowed, NotMarked, NotReviewer, NotWarned, NotYours, NothingMarked, NumbersMisfit,
    OtherProvince, OtherRound, TooEarly, Unanswered, Unverified, UploadBegun, WrongState,
};

type Case = (&'static str, Filing, Event, Actor, Result<StateCode, Refusal>);

fn hold(cases: Vec<Case>) {
    for (name, filing, event, actor, expected) in cases {
        let outcome = filing.apply(&event, &actor, now()).map(|transition| transition.to.code());
        assert_eq!(outcome, expected, "{name}");
    }
}

const MARKED: State = State::ChangesRequested { decision: DecisionId::from_uuid(Uuid::from_u128(21)) };
const IN_REVIEW: State = State::InReview { reviewer: StaffId::from_uuid(Uuid::from_u128(11)) };

fn rejected(by: RejectedBy) -> State {
    State::Rejected { decision: decision(21), by }
}

fn verifying() -> State {
    State::Verifying { until: now() - days(1) }
}

fn awaiting_mail() -> State {
    State::AwaitingMail { until: now() - days(1) }
}

/// A filing in a state, changed.
fn but(state: State, change: impl FnOnce(&mut Filing)) -> Filing {
    let mut filing = filing(state);
    change(&mut filing);
    filing
}

fn handing_in(blocking: usize, unanswered: usize, not_marked: usize) -> Event {
    Event::Submit(Box::new(Handover { readiness: Readiness { blocking, unanswered, not_marked }, ..ready() }))
}

#[test]
fn submit() {
    let to = Ok(StateCode::Submitted);
    let fine = || handing_in(0, 0, 0);
    hold(vec![
        ("a draft", filing(State::Draft), fine(), OWNER, to),
        ("after changes were asked for", filing(MARKED), fine(), OWNER, to),
        ("after a rejection by the desk", filing(rejected(RejectedBy::Desk)), fine(), OWNER, to),
        ("after one by the bureau", filing(rejected(RejectedBy::Bureau)), fine(), OWNER, to),
        ("after nobody verified", filing(rejected(RejectedBy::Sms)), fine(), OWNER, to),
        ("another's", filing(State::Draft), fine(), STRANGER, Err(NotYours)),
        ("by the desk", filing(State::Draft), fine(), LEAD, Err(NotAllowed)),
        ("a blocking finding", filing(State::Draft), handing_in(1, 0, 0), OWNER, Err(Blocking(1))),
        ("a mark neither changed nor answered", filing(MARKED), handing_in(0, 2, 0), OWNER, Err(Unanswered(2))),
        ("a change nobody asked for", filing(MARKED), handing_in(0, 0, 3), OWNER, Err(NotMarked(3))),
        ("after a rejection marks bind nobody", filing(rejected(RejectedBy::Desk)), handing_in(0, 2, 3), OWNER, to),
        ("twice", filing(State::Submitted), fine(), OWNER, Err(AlreadySent)),
        ("while it is reviewed", filing(IN_REVIEW), fine(), OWNER, Err(AlreadySent)),
        ("while the bureau has it", filing(State::BureauReview), fine(), OWNER, Err(AlreadySent)),
        ("after the end", filing(State::Withdrawn), fine(), OWNER, Err(WrongState)),
    ]);
    let filing = filing(MARKED);
    let sent = filing.after(&filing.apply(&fine(), &OWNER, now()).unwrap(), now());
    assert_eq!((sent.round, sent.version, sent.last_reviewer), (2, 8, None), "the next round is anybody's");
    assert_eq!((sent.submitted_at, sent.first_submitted_at), (Some(now()), filing.first_submitted_at));
}

#[test]
fn claim_and_release() {
    let claim = |provinces: &[&str]| Event::Claim { provinces: provinces.iter().map(|p| (*p).to_owned()).collect() };
    let taken = Ok(StateCode::InReview);
    let back = Ok(StateCode::Submitted);
    hold(vec![
        ("of any province", filing(State::Submitted), claim(&[]), COLLEAGUE, taken),
        ("of this province", filing(State::Submitted), claim(&["310000", "110000"]), COLLEAGUE, taken),
        ("of another province", filing(State::Submitted), claim(&["310000"]), COLLEAGUE, Err(OtherProvince)),
        ("by a lead", filing(State::Submitted), claim(&[]), LEAD, taken),
        ("by an administrator", filing(State::Submitted), claim(&[]), ADMINISTRATOR, Err(NotAllowed)),
        ("by its owner", filing(State::Submitted), claim(&[]), OWNER, Err(NotAllowed)),
        ("what a colleague has", filing(IN_REVIEW), claim(&[]), COLLEAGUE, Err(AlreadyClaimed)),
        ("one's own again", filing(IN_REVIEW), claim(&[]), REVIEWER, Err(WrongState)),
        ("a draft", filing(State::Draft), claim(&[]), REVIEWER, Err(WrongState)),
        ("release by the reviewer", filing(IN_REVIEW), Event::Release, REVIEWER, back),
        ("release by a lead", filing(IN_REVIEW), Event::Release, LEAD, back),
        ("release by a colleague", filing(IN_REVIEW), Event::Release, COLLEAGUE, Err(NotReviewer)),
        ("release of what waits", filing(State::Submitted), Event::Release, LEAD, Err(WrongState)),
    ]);
}

#[test]
fn request_changes_and_reject() {
    let general = || Verdict { findings: vec![Finding::general("ENT-02")], ..verdict() };
    let silent = || Verdict { findings: vec![], ..verdict() };
    let (changes, reject) = (Event::RequestChanges, Event::Reject);
    hold(vec![
        ("a marked field", filing(IN_REVIEW), changes(verdict()), REVIEWER, Ok(StateCode::ChangesRequested)),
        ("nothing marked", filing(IN_REVIEW), changes(silent()), REVIEWER, Err(NothingMarked)),
        ("only a general remark", filing(IN_REVIEW), changes(general()), REVIEWER, Err(NothingMarked)),
        ("by a colleague", filing(IN_REVIEW), changes(verdict()), COLLEAGUE, Err(NotReviewer)),
        ("by a lead who has not the case", filing(IN_REVIEW), changes(verdict()), LEAD, Err(NotReviewer)),
        ("nobody's case", filing(State::Submitted), changes(verdict()), REVIEWER, Err(WrongState)),
        ("a second time", filing(MARKED), changes(verdict()), REVIEWER, Err(WrongState)),
        ("rejected with a reason", filing(IN_REVIEW), reject(general()), REVIEWER, Ok(StateCode::Rejected)),
        ("rejected without a reason", filing(IN_REVIEW), reject(silent()), REVIEWER, Err(NoReason)),
        ("rejected by a colleague", filing(IN_REVIEW), reject(general()), COLLEAGUE, Err(NotReviewer)),
    ]);
}

#[test]
fn accept() {
    let (me, colleague) = (staff(11), staff(12));
    let accept = |blocking, second| Event::Accept(Acceptance { blocking, second, ..acceptance() });
    let paper = Event::Accept(Acceptance { paper_asked: true, ..acceptance() });
    let unverified = Event::Accept(Acceptance { unverified: 1, ..acceptance() });
    let unchecked = Event::Accept(Acceptance { checklist_done: false, ..acceptance() });
    let sent = Ok(StateCode::ReadyToSend);
    hold(vec![
        ("nothing left", filing(IN_REVIEW), accept(0, None), REVIEWER, sent),
        ("the province wants paper", filing(IN_REVIEW), paper.clone(), REVIEWER, Ok(StateCode::AwaitingMail)),
        ("somebody is not verified", filing(IN_REVIEW), unverified, REVIEWER, Err(Unverified(1))),
        ("the checklist is open", filing(IN_REVIEW), unchecked, REVIEWER, Err(ChecklistOpen)),
        ("a mark is left", filing(IN_REVIEW), accept(1, None), REVIEWER, Err(NeedsSecond)),
        (
            "a mark is left, the reviewer says twice yes",
            filing(IN_REVIEW),
            accept(1, Some(me)),
            REVIEWER,
            Err(NeedsSecond),
        ),
        ("a mark is left, a colleague confirmed", filing(IN_REVIEW), accept(1, Some(colleague)), REVIEWER, sent),
        ("by the colleague who confirmed", filing(IN_REVIEW), accept(1, Some(colleague)), COLLEAGUE, Err(NotReviewer)),
        ("nobody's case", filing(State::Submitted), accept(0, None), REVIEWER, Err(WrongState)),
        ("twice", filing(State::ReadyToSend), accept(0, None), REVIEWER, Err(WrongState)),
    ]);
    let until = filing(IN_REVIEW).apply(&paper, &REVIEWER, now()).unwrap().to.until();
    assert_eq!(until, "2026-12-23T15:59:59Z".parse().ok(), "thirty days, to the end of the last in China");
    assert_eq!(accept(1, Some(colleague)).confirmed_by(), Some(colleague), "the decision records who");
    assert_eq!(accept(0, Some(colleague)).confirmed_by(), None, "nothing was overridden");
}

#[test]
fn mail_received_and_recall() {
    let begun = |state| but(state, |filing| filing.upload_begun_at = Some(now()));
    let back = Ok(StateCode::InReview);
    hold(vec![
        ("the paper came", filing(awaiting_mail()), Event::MailReceived, COLLEAGUE, Ok(StateCode::ReadyToSend)),
        ("nobody asked for paper", filing(State::ReadyToSend), Event::MailReceived, REVIEWER, Err(WrongState)),
        ("the owner says it came", filing(awaiting_mail()), Event::MailReceived, OWNER, Err(NotAllowed)),
        ("recalled by the reviewer", filing(State::ReadyToSend), Event::Recall, REVIEWER, back),
        ("recalled while paper is awaited", filing(awaiting_mail()), Event::Recall, REVIEWER, back),
        ("recalled by a lead", filing(State::ReadyToSend), Event::Recall, LEAD, back),
        ("recalled by a colleague", filing(State::ReadyToSend), Event::Recall, COLLEAGUE, Err(NotReviewer)),
        ("recalled when the upload has begun", begun(State::ReadyToSend), Event::Recall, LEAD, Err(UploadBegun)),
        ("recalled from the bureau", filing(verifying()), Event::Recall, LEAD, Err(WrongState)),
    ]);
    let filing = begun(State::BureauReview);
    let faulty = filing.apply(&Event::Faulty(fact(&filing), verdict()), &Actor::Bureau, now()).unwrap();
    assert_eq!(filing.after(&faulty, now()).upload_begun_at, None, "the next acceptance begins an upload of its own");
}

/// What every event of the bureau asks for, whoever records it.
fn bureau(code: &str, from: State, event: fn(BureauFact) -> Event, to: StateCode) {
    let own = filing(from);
    let of = |change: fn(&mut BureauFact)| {
        let mut fact = fact(&own);
        change(&mut fact);
        event(fact)
    };
    let plain = || of(|_| {});
    let cases: Vec<Case> = vec![
        (
            "by the gateway, which needs no evidence",
            own.clone(),
            of(|fact| fact.evidence = None),
            Actor::Bureau,
            Ok(to),
        ),
        ("by hand with date and evidence", own.clone(), plain(), COLLEAGUE, Ok(to)),
        ("by hand without evidence", own.clone(), of(|fact| fact.evidence = None), COLLEAGUE, Err(NoEvidence)),
        ("of another round", own.clone(), of(|fact| fact.round += 1), Actor::Bureau, Err(OtherRound)),
        (
            "tomorrow",
            own.clone(),
            of(|fact| fact.happened_on = fact.happened_on.succ_opt().unwrap()),
            COLLEAGUE,
            Err(InFuture),
        ),
        (
            "before it was handed in",
            own.clone(),
            of(|fact| fact.happened_on -= days(201)),
            Actor::Bureau,
            Err(BeforeSubmission),
        ),
        (
            "before this round was handed in",
            Filing { submitted_at: Some(now() - days(10)), ..own.clone() },
            of(|fact| fact.happened_on -= days(11)),
            COLLEAGUE,
            Err(BeforeSubmission),
        ),
        ("on the day it was handed in", own.clone(), of(|fact| fact.happened_on -= days(200)), Actor::Bureau, Ok(to)),
        ("by the owner", own.clone(), plain(), OWNER, Err(NotAllowed)),
        ("by an auditor", own.clone(), plain(), AUDITOR, Err(NotAllowed)),
        ("of what the bureau never saw", filing(IN_REVIEW), plain(), Actor::Bureau, Err(WrongState)),
        ("of what is done", filing(State::Approved), plain(), Actor::Bureau, Err(WrongState)),
    ];
    for (name, filing, event, actor, expected) in cases {
        let outcome = filing.apply(&event, &actor, now()).map(|transition| transition.to.code());
        assert_eq!(outcome, expected, "{code} from {}: {name}", from.code());
    }
}

#[test]
fn received() {
    bureau("received", State::ReadyToSend, Event::Received, StateCode::Verifying);
    let received = filing(State::ReadyToSend).apply(&Event::Received(fact(&filing(State::ReadyToSend))), &LEAD, now());
    assert_eq!(received.unwrap().to, State::Verifying { until: now() + TimeDelta::hours(24) }, "a day for the code");
    let own = filing(State::ReadyToSend);
    let two_days_ago = BureauFact { happened_on: china_day(now() - days(2)), ..fact(&own) };
    let late = own.apply(&Event::Received(two_days_ago.clone()), &LEAD, now()).unwrap();
    let until = late.to.until().unwrap();
    assert_eq!((china_day(until), until < now()), (two_days_ago.happened_on + days(1), true), "from the day it began");
    let asks = |ago| {
        let fact = BureauFact { happened_on: china_day(now() - days(ago)), ..fact(&own) };
        let effects = own.apply(&Event::Received(fact), &LEAD, now()).unwrap().effects;
        effects.iter().any(|effect| matches!(effect, Effect::Notify(Notice::SmsNeeded { .. })))
    };
    assert_eq!([0, 1, 2].map(asks), [true, true, false], "while there is time");
}

#[test]
fn faulty() {
    for from in [State::ReadyToSend, verifying(), State::BureauReview, rejected(RejectedBy::Sms)] {
        bureau("faulty", from, |fact| Event::Faulty(fact, verdict()), StateCode::Submitted);
    }
    let silent = Verdict { findings: vec![], opinion: None, ..verdict() };
    let own = filing(State::ReadyToSend);
    hold(vec![("nobody says why", own.clone(), Event::Faulty(fact(&own), silent), REVIEWER, Err(NoReason))]);
}

#[test]
fn verified_and_not_verified() {
    bureau("verified", verifying(), Event::Verified, StateCode::BureauReview);
    let lapsed = |fact| Event::NotVerified { fact, verdict: verdict(), told: false };
    bureau("not verified", verifying(), lapsed, StateCode::Rejected);
    let early = filing(State::Verifying { until: now() + days(1) });
    let told = |told| Event::NotVerified { fact: fact(&early), verdict: verdict(), told };
    hold(vec![
        ("the bureau says so before the time is over", early.clone(), told(true), REVIEWER, Ok(StateCode::Rejected)),
        ("the desk thinks so too early", early.clone(), told(false), REVIEWER, Err(TooEarly(now() + days(1)))),
    ]);
}

#[test]
fn send_again() {
    let lapsed = rejected(RejectedBy::Sms);
    let yesterday = |hours| {
        but(lapsed, |filing| {
            filing.state_since = now() - TimeDelta::hours(hours);
            filing.touched_at = filing.state_since;
        })
    };
    let edited = but(lapsed, |filing| filing.touched_at = now() - days(1));
    let sent = Ok(StateCode::ReadyToSend);
    hold(vec![
        ("by its owner", filing(lapsed), Event::SendAgain, OWNER, sent),
        ("by the desk", filing(lapsed), Event::SendAgain, COLLEAGUE, sent),
        ("by a stranger", filing(lapsed), Event::SendAgain, STRANGER, Err(NotYours)),
        ("after a day", yesterday(24), Event::SendAgain, OWNER, sent),
        ("an hour too early", yesterday(23), Event::SendAgain, OWNER, Err(TooEarly(now() + TimeDelta::hours(1)))),
        ("changed since", edited, Event::SendAgain, OWNER, Err(ChangedSince)),
        ("refused by the bureau", filing(rejected(RejectedBy::Bureau)), Event::SendAgain, OWNER, Err(WrongState)),
    ]);
}

#[test]
fn approve() {
    for from in [State::BureauReview, verifying(), rejected(RejectedBy::Sms)] {
        bureau("approve", from, |fact| Event::Approve(fact, Some(numbers())), StateCode::Approved);
    }
    let own = filing(State::BureauReview);
    let approve = |entity: &str, website: &str| {
        let numbers = Numbers {
            entity: EntityNumber::parse(entity).unwrap(),
            websites: vec![WebsiteNumber::parse(website).unwrap()],
        };
        Event::Approve(fact(&own), Some(numbers))
    };
    let (other_province, other_entity) = (
        approve("沪ICP备2026000001号", "沪ICP备2026000001号-1"),
        approve("京ICP备2026000001号", "京ICP备2026000002号-1"),
    );
    let rejected = filing(rejected(RejectedBy::Bureau));
    hold(vec![
        ("numbers of another province", own.clone(), other_province, Actor::Bureau, Err(NumbersMisfit)),
        ("a website of another entity", own.clone(), other_entity, Actor::Bureau, Err(NumbersMisfit)),
        ("refused before", rejected.clone(), Event::Approve(fact(&rejected), Some(numbers())), LEAD, Err(WrongState)),
    ]);
}

#[test]
fn refuse() {
    for from in [State::BureauReview, verifying(), rejected(RejectedBy::Sms)] {
        bureau("refuse", from, |fact| Event::Refuse(fact, verdict()), StateCode::Rejected);
    }
    let own = filing(State::BureauReview);
    let silent = Verdict { findings: vec![], opinion: None, ..verdict() };
    let words = Verdict { findings: vec![], ..verdict() };
    hold(vec![
        ("in the bureau's words", own.clone(), Event::Refuse(fact(&own), words), LEAD, Ok(StateCode::Rejected)),
        ("without a word", own.clone(), Event::Refuse(fact(&own), silent), LEAD, Err(NoReason)),
    ]);
}

/// What was not verified is sent again, and the bureau decides on the file before.
#[test]
fn a_decision_on_the_file_before_one_that_is_about_to_go() {
    let own = filing(State::ReadyToSend);
    let approve = || Event::Approve(fact(&own), Some(numbers()));
    let refuse = || Event::Refuse(fact(&own), verdict());
    let earlier = Event::Approve(BureauFact { round: own.round - 1, ..fact(&own) }, Some(numbers()));
    hold(vec![
        ("approved, as its system tells", own.clone(), approve(), Actor::Bureau, Ok(StateCode::Approved)),
        ("refused, as its system tells", own.clone(), refuse(), Actor::Bureau, Ok(StateCode::Rejected)),
        ("approved by hand, where nothing was sent", own.clone(), approve(), LEAD, Err(WrongState)),
        ("refused by hand", own.clone(), refuse(), LEAD, Err(WrongState)),
        ("of another round", own.clone(), earlier, Actor::Bureau, Err(OtherRound)),
    ]);
}

#[test]
fn withdraw() {
    let given_up = || Event::Withdraw { reason: String::new() };
    let with_reason = || Event::Withdraw { reason: "重复".into() };
    let begun = but(State::ReadyToSend, |filing| filing.upload_begun_at = Some(now()));
    let gone = Ok(StateCode::Withdrawn);
    for state in [
        State::Draft,
        State::Submitted,
        IN_REVIEW,
        MARKED,
        rejected(RejectedBy::Sms),
        awaiting_mail(),
        State::ReadyToSend,
    ] {
        hold(vec![
            ("by its owner", filing(state), given_up(), OWNER, gone),
            ("by a lead with a reason", filing(state), with_reason(), LEAD, gone),
            ("by a lead without", filing(state), given_up(), LEAD, Err(NoReason)),
            ("by the reviewer", filing(state), with_reason(), REVIEWER, Err(NotAllowed)),
            ("by a stranger", filing(state), given_up(), STRANGER, Err(NotYours)),
        ]);
    }
    for state in [verifying(), State::BureauReview, State::Approved, State::Withdrawn, State::Expired] {
        hold(vec![("where it is too late", filing(state), given_up(), OWNER, Err(WrongState))]);
    }
    hold(vec![("while it is being sent", begun, given_up(), OWNER, Err(UploadBegun))]);
}

#[test]
fn expire() {
    let ended = Ok(StateCode::Expired);
    for state in [State::Draft, MARKED, rejected(RejectedBy::Desk), rejected(RejectedBy::Bureau), awaiting_mail()] {
        let silent = but(state, |filing| filing.warned_at = None);
        hold(vec![
            ("idle and reminded", filing(state), Event::Expire, Actor::Clock, ended),
            ("nobody was reminded", silent, Event::Expire, Actor::Clock, Err(NotWarned)),
            ("by hand", filing(state), Event::Expire, LEAD, Err(NotAllowed)),
        ]);
    }
    let touched = but(State::Draft, |filing| filing.touched_at = now() - days(89));
    let late = but(State::Draft, |filing| filing.warned_at = Some(now() - days(6)));
    hold(vec![
        ("a word was saved within the time", touched, Event::Expire, Actor::Clock, Err(TooEarly(now() + days(1)))),
        ("the reminder came late and its week is not over", late, Event::Expire, Actor::Clock, Err(NotWarned)),
        ("it is the desk's turn", filing(State::Submitted), Event::Expire, Actor::Clock, Err(WrongState)),
        ("it is the bureau's turn", filing(State::BureauReview), Event::Expire, Actor::Clock, Err(WrongState)),
    ]);
}

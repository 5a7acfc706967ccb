//! What tests of the machine start from: a filing in every state, an event of every kind, everybody who may try.

mod guards;
mod matrix;
mod walk;

use chrono::TimeDelta;
use uuid::Uuid;

use super::*;
use crate::clock::china_day;
use crate::filing::application::assemble;
use crate::filing::application::tests::{organisation, today};
use crate::filing::decision::Verdict;
use crate::filing::finding::Finding;
use crate::filing::submission::{Handover, Readiness};
use crate::reference::book;
use crate::values::actor::{Actor, Role};
use crate::values::ids::MaterialId;
use crate::values::{EntityNumber, WebsiteNumber};

fn now() -> DateTime<Utc> {
    "2026-11-23T04:00:00Z".parse().unwrap()
}

fn days(days: i64) -> TimeDelta {
    TimeDelta::days(days)
}

fn account(n: u128) -> AccountId {
    AccountId::from_uuid(Uuid::from_u128(n))
}

fn staff(n: u128) -> StaffId {
    StaffId::from_uuid(Uuid::from_u128(n))
}

fn decision(n: u128) -> DecisionId {
    DecisionId::from_uuid(Uuid::from_u128(n))
}

const OWNER: Actor = Actor::Applicant(AccountId::from_uuid(Uuid::from_u128(1)));
const STRANGER: Actor = Actor::Applicant(AccountId::from_uuid(Uuid::from_u128(2)));
const REVIEWER: Actor = Actor::Staff(StaffId::from_uuid(Uuid::from_u128(11)), Role::Specialist);
const COLLEAGUE: Actor = Actor::Staff(StaffId::from_uuid(Uuid::from_u128(12)), Role::Specialist);
const LEAD: Actor = Actor::Staff(StaffId::from_uuid(Uuid::from_u128(13)), Role::Lead);
const ADMINISTRATOR: Actor = Actor::Staff(StaffId::from_uuid(Uuid::from_u128(14)), Role::Administrator);
const AUDITOR: Actor = Actor::Staff(StaffId::from_uuid(Uuid::from_u128(15)), Role::Auditor);

/// Everybody, by the name the matrix gives them. The reviewer is who has, or last had, the case.
const PEOPLE: [(&str, Actor); 11] = [
    ("owner", OWNER),
    ("stranger", STRANGER),
    ("reviewer", REVIEWER),
    ("colleague", COLLEAGUE),
    ("lead", LEAD),
    ("administrator", ADMINISTRATOR),
    ("auditor", AUDITOR),
    ("bureau", Actor::Bureau),
    ("clock", Actor::Clock),
    ("operator", Actor::Operator),
    ("visitor", Actor::Visitor),
];

/// Every state, a rejection once for each who rejects.
fn states() -> Vec<State> {
    let rejected = |by| State::Rejected { decision: decision(21), by };
    vec![
        State::Draft,
        State::Submitted,
        State::InReview { reviewer: staff(11) },
        State::ChangesRequested { decision: decision(21) },
        rejected(RejectedBy::Desk),
        rejected(RejectedBy::Bureau),
        rejected(RejectedBy::Sms),
        State::AwaitingMail { until: now() - days(1) },
        State::ReadyToSend,
        State::Verifying { until: now() - days(1) },
        State::BureauReview,
        State::Approved,
        State::Withdrawn,
        State::Expired,
    ]
}

/// A filing that stands somewhere for so long that no time is in the way of anything, and whose owner was reminded.
fn filing(state: State) -> Filing {
    let long_ago = now() - days(200);
    let round = u32::from(state != State::Draft);
    let submitted = (round > 0).then_some(long_ago);
    Filing {
        id: FilingId::from_uuid(Uuid::from_u128(31)),
        reference: FilingRef::parse("BA-00000001").unwrap(),
        owner: account(1),
        kind: Kind::Initial,
        province: "110000".into(),
        entity_kind: 4,
        entity_name: Some("北京示例花园有限公司".into()),
        entity_hash: vec![1],
        entity: None,
        website: None,
        state,
        round,
        version: 7,
        last_reviewer: (round > 0).then_some(staff(11)),
        upload_begun_at: None,
        warned_at: Some(state.until().map_or(now() - days(100), |until| until - days(7))),
        first_submitted_at: submitted,
        submitted_at: submitted,
        state_since: long_ago,
        touched_at: long_ago,
        created_at: long_ago,
    }
}

fn ready() -> Handover {
    Handover {
        readiness: Readiness::default(),
        application: assemble(&organisation(), book(), today()).unwrap_or_else(|problems| panic!("{problems:?}")),
        findings: serde_json::json!([]),
        declaration: "2026-11".into(),
    }
}

/// What the bureau did today in the round of a filing, with evidence.
fn fact(filing: &Filing) -> BureauFact {
    fact_on(filing, now())
}

fn fact_on(filing: &Filing, at: DateTime<Utc>) -> BureauFact {
    let evidence = Some(MaterialId::from_uuid(Uuid::from_u128(41)));
    BureauFact { round: filing.round, happened_on: china_day(at), evidence, detail: None }
}

/// A verdict that marks a field and gives an opinion.
fn verdict() -> Verdict {
    let marked = Finding::on("entity.cert_address".parse().unwrap(), "ENT-03");
    Verdict { id: decision(22), findings: vec![marked], opinion: Some("请核对住所".into()) }
}

fn numbers() -> Numbers {
    Numbers {
        entity: EntityNumber::parse("京ICP备2026000001号").unwrap(),
        websites: vec![WebsiteNumber::parse("京ICP备2026000001号-1").unwrap()],
    }
}

fn acceptance() -> Acceptance {
    Acceptance { verdict: Verdict { id: decision(23), findings: vec![], opinion: None }, ..Acceptance::clean() }
}

/// Every event, as good as it can be for this filing at this time.
fn events(filing: &Filing, at: DateTime<Utc>) -> Vec<Event> {
    let fact = |filing: &Filing| fact_on(filing, at);
    vec![
        Event::Submit(Box::new(ready())),
        Event::Claim { provinces: vec![] },
        Event::Release,
        Event::RequestChanges(verdict()),
        Event::Reject(verdict()),
        Event::Accept(acceptance()),
        Event::MailReceived,
        Event::Recall,
        Event::Received(fact(filing)),
        Event::Faulty(fact(filing), verdict()),
        Event::Verified(fact(filing)),
        Event::NotVerified { fact: fact(filing), verdict: verdict(), told: false },
        Event::SendAgain,
        Event::Approve(fact(filing), filing.kind.profile().gives_numbers.then(numbers)),
        Event::Refuse(fact(filing), verdict()),
        Event::Withdraw { reason: "申请人来电要求".into() },
        Event::Expire,
    ]
}

#[test]
fn every_event_is_tried() {
    let tried: Vec<EventCode> = events(&filing(State::Draft), now()).iter().map(Event::code).collect();
    let known: Vec<EventCode> = EventCode::ALL.iter().copied().filter(|code| *code != EventCode::Start).collect();
    assert_eq!(tried, known);
}

//! Random actions of several people on several filings that compete for an entity, a domain and the units of an instance:
//! after each one the database says what a small model beside it says.

mod model;

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

use beian::filing::state::{Effect, Transition};
use beian::filing::submission::Readiness;
use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use tokio::runtime::Runtime;

use super::*;

/// Accounts of one walk: 0 and 1 file for one entity; 2 and 3 for entities of their own but with one domain; 0 and 3 use
/// the only unit of one instance, 3 by a service number.
const ACCOUNTS: u32 = 4;
/// Filings an account may begin.
const EACH: u32 = 2;

/// One try: on which filing, what, by whom, after how much time.
#[derive(Debug, Clone)]
struct Try {
    account: u32,
    which: u32,
    event: usize,
    actor: usize,
    hours: i64,
    is_reminded: bool,
    is_answered: bool,
    is_late: bool,
}

fn tries() -> impl Strategy<Value = Vec<Try>> {
    let hours = prop_oneof![3 => Just(0_i64), 2 => 1..48_i64, 1 => 1000..3000_i64];
    let flags = (prop::bool::weighted(0.7), prop::bool::weighted(0.8), prop::bool::weighted(0.05));
    let one = (0..ACCOUNTS, 0..EACH, 0..4096_usize, 0..64_usize, hours, flags).prop_map(
        |(account, which, event, actor, hours, (is_reminded, is_answered, is_late))| Try {
            account,
            which,
            event,
            actor,
            hours,
            is_reminded,
            is_answered,
            is_late,
        },
    );
    prop::collection::vec(one, 50..100)
}

/// What the model knows of a filing.
struct Known {
    case: Case,
    entity: u32,
    domain: String,
    instance: String,
    state: StateCode,
    round: u32,
    is_answered: bool,
    holds: Option<&'static str>,
    changes: usize,
    notices: usize,
}

impl Known {
    fn is_open(&self) -> bool {
        self.round > 0 && !self.state.is_final()
    }
}

/// One walk: its people, its filings, what is on record.
struct Walk<'a> {
    world: &'a World,
    first: u32,
    accounts: Vec<(AccountId, Drafts)>,
    filings: BTreeMap<(u32, u32), Known>,
    entities_on_record: BTreeSet<u32>,
    domains_on_record: BTreeSet<String>,
    numbers: u32,
}

impl<'a> Walk<'a> {
    async fn begin(world: &'a World, first: u32) -> Self {
        let mut accounts = Vec::new();
        for n in 0..ACCOUNTS {
            let owner = an_account(&world.test_db, first + n).await;
            let entity = first + entity(n);
            let mut forms = drafts(entity);
            let domain = format!("example{}.cn", first + domain(n));
            forms.type_check.domain.clone_from(&domain);
            forms.websites[0].website.domains = vec![domain.clone()];
            forms.websites[0].website.home_url = format!("www.{domain}");
            forms.access.instance = vec![format!("i-{}", first + n)];
            accounts.push((owner, forms));
        }
        // The one unit that two accounts want, each by a number of its own.
        world.test_db.as_owner(&format!("update instances set quota = 1 where code = 'i-{first}'")).await;
        for n in [0, 3] {
            let number = uuid::Uuid::now_v7();
            let sql = format!(
                "insert into service_numbers (number, instance_id, account_id, handed_at)
                 select '{number}', id, '{}', now() from instances where code = 'i-{first}'",
                accounts[n].0
            );
            world.test_db.as_owner(&sql).await;
            accounts[n].1.access = beian::filing::application::AccessForm {
                instance: vec![String::new()],
                service_number: vec![number.to_string()],
                ..Default::default()
            };
        }
        Self {
            world,
            first,
            accounts,
            filings: BTreeMap::new(),
            entities_on_record: BTreeSet::new(),
            domains_on_record: BTreeSet::new(),
            numbers: 0,
        }
    }

    async fn step(&mut self, wish: &Try) -> Result<(), TestCaseError> {
        let key = (wish.account, wish.which);
        if !self.filings.contains_key(&key) {
            let (owner, forms) = self.accounts[wish.account as usize].clone();
            let known = Known {
                case: self.world.a_draft_of(owner, forms).await,
                entity: entity(wish.account),
                domain: format!("example{}.cn", self.first + domain(wish.account)),
                instance: if wish.account == 3 { self.first } else { self.first + wish.account }.to_string(),
                state: StateCode::Draft,
                round: 0,
                is_answered: false,
                holds: None,
                changes: 0,
                notices: 0,
            };
            self.filings.insert(key, known);
            return self.agree().await;
        }
        self.let_time_pass(key, wish).await;
        self.answer(key, wish).await?;
        let filing = self.world.load(&self.filings[&key].case).await;
        let (event, actor) = self.choose(key, &filing, wish);
        let expected = self.expect(key, &filing, &event, &actor, wish.is_late);
        let version = if wish.is_late { filing.version - 1 } else { filing.version };
        let outcome = self.act(&filing, version, event.clone(), actor).await;
        match (expected, outcome) {
            (Ok(()), Ok(transition)) => self.follow(key, &event, &transition),
            (Err(expected), Err(error)) => {
                let told = tell(&error);
                prop_assert!(
                    expected.contains(&told.as_str()),
                    "{:?} by {actor:?} from {}: {told}, not {expected:?}",
                    event.code(),
                    filing.state.code()
                );
            }
            (expected, outcome) => {
                let told = format!(
                    "{:?} by {actor:?} from {}: {expected:?}, but {outcome:?}",
                    event.code(),
                    filing.state.code()
                );
                return Err(TestCaseError::fail(told));
            }
        }
        self.agree().await
    }

    /// Ages one filing; its owner may be reminded at the end of it.
    async fn let_time_pass(&self, key: (u32, u32), wish: &Try) {
        let id = self.filings[&key].case.id;
        let hours = wish.hours;
        if hours == 0 {
            return;
        }
        let aged = ["touched_at", "until", "state_since", "warned_at"]
            .map(|column| format!("{column} = {column} - make_interval(hours => {hours})"));
        let reminded = if wish.is_reminded { ", warned_at = now() - interval '20 days'" } else { "" };
        let aged = aged[..if reminded.is_empty() { 4 } else { 3 }].join(", ");
        self.world.test_db.as_owner(&format!("update filings set {aged}{reminded} where id = '{id}'")).await;
    }

    /// Answers the remark, where there is one.
    async fn answer(&mut self, key: (u32, u32), wish: &Try) -> Result<(), TestCaseError> {
        let known = &self.filings[&key];
        if known.state != StateCode::ChangesRequested || known.is_answered || !wish.is_answered {
            return Ok(());
        }
        let answers = json!({ "entity.cert_address": "地址与证照一致" });
        let saved = self.world.save(&known.case, Part::ANSWERS, 0, answers).await;
        prop_assert!(saved.is_ok(), "a remark may be answered");
        self.filings.get_mut(&key).unwrap().is_answered = true;
        Ok(())
    }

    fn people(&self, key: (u32, u32)) -> Vec<Actor> {
        let stranger = self.accounts[(key.0 as usize + 1) % self.accounts.len()].0;
        vec![
            self.filings[&key].case.applicant(),
            Actor::Applicant(stranger),
            self.world.specialist,
            self.world.lead,
            Actor::Bureau,
            Actor::Clock,
            Actor::Operator,
        ]
    }

    fn events(&self, filing: &Filing, wish: &Try) -> Vec<Event> {
        let now = fact(filing.round);
        let marked = Finding::on("entity.cert_address".parse().unwrap(), "ENT-03");
        let verdict = || Verdict::new(vec![marked.clone()], None);
        let given = numbers(self.first * 100 + self.numbers, 1);
        vec![
            Event::Submit(Box::new(Handover {
                readiness: Readiness::default(),
                application: application(&self.accounts[wish.account as usize].1),
                findings: json!([]),
                declaration: "2026-11".into(),
            })),
            Event::Claim { provinces: vec![] },
            Event::Release,
            Event::RequestChanges(verdict()),
            Event::Reject(verdict()),
            Event::Accept(Acceptance { paper_asked: wish.hours % 2 == 1, ..Acceptance::clean() }),
            Event::MailReceived,
            Event::Recall,
            Event::Received(now.clone()),
            Event::Faulty(now.clone(), verdict()),
            Event::Verified(now.clone()),
            Event::NotVerified { fact: now.clone(), verdict: verdict(), told: true },
            Event::SendAgain,
            Event::Approve(now.clone(), Some(given)),
            Event::Refuse(now, verdict()),
            Event::Withdraw { reason: "重复".into() },
            Event::Expire,
        ]
    }

    /// A third of the tries is the next on the way to the number where there is one, a third is anything that is allowed there, a
    /// third is anything at all.
    fn choose(&self, key: (u32, u32), filing: &Filing, wish: &Try) -> (Event, Actor) {
        use EventCode::{Accept, Approve, Claim, MailReceived, Received, Submit, Verified};
        const ONWARDS: [EventCode; 7] = [Submit, Claim, Accept, MailReceived, Received, Verified, Approve];
        let (all, people, now) = (self.events(filing, wish), self.people(key), beian::clock::now());
        let mut fitting = Vec::new();
        for event in &all {
            for actor in &people {
                if filing.apply(event, actor, now).is_ok() {
                    fitting.push((event.clone(), *actor));
                }
            }
        }
        let next = ONWARDS.into_iter().find(|code| fitting.iter().any(|(event, _)| event.code() == *code));
        let onwards: Vec<_> = fitting.iter().filter(|(event, _)| Some(event.code()) == next).cloned().collect();
        let (choices, n) = match wish.event % 3 {
            0 => (Vec::new(), wish.event / 3),
            1 if !onwards.is_empty() => (onwards, wish.event / 3),
            _ => (fitting, wish.event / 3),
        };
        match choices.len() {
            0 => (all[n % all.len()].clone(), people[wish.actor % people.len()]),
            count => choices[n % count].clone(),
        }
    }

    async fn act(&self, filing: &Filing, version: i32, event: Event, actor: Actor) -> beian::error::Result<Transition> {
        let id = filing.id;
        let act = async |tx: &mut beian::db::Tx<'_>| match event {
            Event::Submit(handover) => match service::submit(tx, id, version, *handover).await? {
                Submitted::Sent(transition) => Ok(*transition),
                Submitted::AlreadySent => Err(Error::refused("filing-refused-already-sent")),
            },
            other => service::perform(tx, id, version, other).await,
        };
        self.world.db().write(actor, act).await
    }
}

fn entity(account: u32) -> u32 {
    [0, 0, 2, 3][account as usize]
}

fn domain(account: u32) -> u32 {
    [0, 1, 2, 2][account as usize]
}

fn tell(error: &Error) -> String {
    match error {
        Error::Internal(chain) => format!("internal: {chain:#}"),
        other => tell_static(other).to_owned(),
    }
}

fn tell_static(error: &Error) -> &'static str {
    match error {
        Error::Refused(message) => message.key,
        Error::Stale => "stale",
        Error::NotFound => "not found",
        Error::Forbidden => "forbidden",
        _ => "another error",
    }
}

#[test]
fn whatever_people_do_the_database_says_what_the_rules_say() {
    let runtime = Runtime::new().unwrap();
    let world = runtime.block_on(World::start());
    let (seen, next) = (RefCell::new(BTreeSet::new()), std::cell::Cell::new(10));
    let seed = TestRng::deterministic_rng(RngAlgorithm::ChaCha);
    let config = Config { cases: 6, max_shrink_iters: 60, ..Config::default() };
    let walked = TestRunner::new_with_rng(config, seed).run(&tries(), |tries| {
        // Every walk has accounts, entities, domains and numbers of its own.
        let first = next.replace(next.get() + 10);
        runtime.block_on(async {
            let mut walk = Walk::begin(&world, first).await;
            for wish in &tries {
                walk.step(wish).await?;
                seen.borrow_mut().extend(walk.filings.values().map(|known| known.state));
            }
            Ok(())
        })
    });
    walked.unwrap_or_else(|error| panic!("{error}"));
    let missed: Vec<StateCode> =
        StateCode::ALL.iter().copied().filter(|state| !seen.borrow().contains(state)).collect();
    assert!(missed.is_empty(), "no walk reached {missed:?}");
    assert!(runtime.block_on(world.is_audit_whole()));
}

//! Very many filings beside those whose stories are told, to measure with: of each applicant one, in any state, spread over
//! provinces and years, sealed and found like any other. Their rows are written in portions, past the services; the papers
//! of all are those of one told filing. The same seed gives the same filings.

mod case;

use std::cell::Cell;
use std::ops::Range;
use std::sync::Arc;

use anyhow::{Context as _, anyhow, ensure};
use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use futures_util::{StreamExt as _, TryStreamExt as _, stream};
use uuid::{Builder, Uuid};

use self::case::Case;
use super::applicant::{self, Applicant};
use super::chance::Chance;
use super::{crew, forms, hosts};
use crate::app::Program;
use crate::audit::{self, Action, Event, Subject};
use crate::clock::china_day;
use crate::demo::store::many::{self as store, Found, Rows};
use crate::filing::application::assemble;
use crate::filing::state::{EventCode, StateCode};
use crate::hosting::Choice;
use crate::reference::{Text, book};
use crate::sealing::Sealer;
use crate::values::actor::Actor;
use crate::values::ids::FilingId;

/// Filings of one transaction, and transactions at a time.
const PORTION: usize = 500;
const AT_ONCE: usize = 2;
/// The most there can be: numbers of applicants have six digits.
const MOST: usize = 1_000_000;

/// Of a thousand filings how many stand in a state, and since how many days at most.
const SPREAD: [(StateCode, u64, i64); 10] = [
    (StateCode::Approved, 720, 900),
    (StateCode::Withdrawn, 50, 150),
    (StateCode::BureauReview, 45, 25),
    (StateCode::ChangesRequested, 40, 25),
    (StateCode::Expired, 40, 150),
    (StateCode::Submitted, 30, 3),
    (StateCode::Rejected, 25, 25),
    (StateCode::Draft, 20, 20),
    (StateCode::Verifying, 20, 1),
    (StateCode::InReview, 10, 3),
];

/// How a filing comes through: from each state the event to the next.
const WAY: [(EventCode, StateCode); 7] = [
    (EventCode::Start, StateCode::Draft),
    (EventCode::Submit, StateCode::Submitted),
    (EventCode::Claim, StateCode::InReview),
    (EventCode::Accept, StateCode::ReadyToSend),
    (EventCode::Received, StateCode::Verifying),
    (EventCode::Verified, StateCode::BureauReview),
    (EventCode::Approve, StateCode::Approved),
];

/// Adds filings until there are as many as wanted; how many were added. `say` is told how far it is.
///
/// # Errors
/// When nothing is loaded yet, or the database refuses; what was written until then stays.
pub async fn fill(program: &Program, seed: u64, wanted: usize, say: &dyn Fn(&str)) -> anyhow::Result<usize> {
    ensure!(wanted <= MOST, "at most {MOST} filings");
    let app = &program.app;
    let read = app.db.read(Actor::Operator, async |tx| Ok((store::find(tx).await?, tx.ctx.now, tx.sealer.clone())));
    // With the layers of search hashes in force.
    let (found, now, sealer) = read.await.map_err(|error| anyhow!("{error:?}"))?;
    ensure!(!found.specialists.is_empty(), "nobody is there who reviews");
    let missing = wanted.saturating_sub(found.filings);
    let first = found.accounts.max(applicant::COUNT);
    ensure!(first + missing <= MOST, "at most {MOST} accounts");
    let password_hash = app.hasher.hash(crew::APPLICANT_PASSWORD).await?;
    let today = china_day(now);
    let declaration = book().text(Text::DECLARATION, today).context("no declaration")?.version.clone();
    let world = Arc::new(World { seed, now, today, found, password_hash, declaration, sealer });
    let portions = (first..first + missing).step_by(PORTION);
    let written = &Cell::new(0);
    let write = |from: usize| {
        let (world, end) = (Arc::clone(&world), (from + PORTION).min(first + missing));
        async move {
            let rows = tokio::task::spawn_blocking(move || world.portion(from..end)).await??;
            let done = app.db.write(Actor::Operator, async |tx| store::insert(tx, rows).await).await;
            done.map_err(|error| anyhow!("{error:?}"))?;
            let (before, after) = (written.get(), written.get() + end - from);
            written.set(after);
            if before * 10 / missing < after * 10 / missing {
                say(&format!("  {} %", after * 100 / missing));
            }
            anyhow::Ok(())
        }
    };
    stream::iter(portions.map(write)).buffer_unordered(AT_ONCE).try_collect::<Vec<()>>().await?;
    let told = Event::new(Action::DemoLoaded, Subject::new("demo", seed)).detail(format!("{missing} filings more"));
    let told = app.db.write(Actor::Operator, async |tx| audit::record(tx, told).await).await;
    told.map_err(|error| anyhow!("{error:?}"))?;
    Ok(missing)
}

/// What all filings share.
struct World {
    seed: u64,
    now: DateTime<Utc>,
    today: NaiveDate,
    found: Found,
    password_hash: String,
    declaration: String,
    sealer: Sealer,
}

impl World {
    fn portion(&self, applicants: Range<usize>) -> anyhow::Result<Rows> {
        let mut rows = Rows::default();
        for index in applicants {
            let case = self.case(index)?;
            case.write(&mut rows)?;
        }
        Ok(rows)
    }

    fn case(&self, index: usize) -> anyhow::Result<Case<'_>> {
        let mut chance = Chance::new(self.seed, 1_000_000_000 + index as u64);
        let applicant = applicant(self.seed, index, self.today);
        let typed = forms::typed(&applicant, &Choice::Instance(hosts::instance(&applicant)), None);
        let application = assemble(&typed, book(), self.today).map_err(|problems| anyhow!("{problems:?}"))?;
        let (state, most_days) = drawn(&mut chance);
        let since = self.now - TimeDelta::seconds(chance.between(600, most_days * 86_400));
        let story = story(state, since, &mut chance);
        let of_province = |provinces: &[String]| provinces.is_empty() || provinces.contains(&applicant.province);
        let fitting: Vec<Uuid> =
            self.found.specialists.iter().filter(|(_, provinces)| of_province(provinces)).map(|(id, _)| *id).collect();
        ensure!(!fitting.is_empty(), "nobody reviews {}", applicant.province);
        let begun = story.first().context("a story without a beginning")?.2;
        Ok(Case {
            world: self,
            account: at(begun - TimeDelta::days(1), &mut chance),
            id: FilingId::from_uuid(at(begun, &mut chance)),
            instance: at(begun, &mut chance),
            reviewer: *chance.pick(&fitting),
            decision: at(since, &mut chance),
            applicant,
            typed,
            application,
            state,
            story,
        })
    }
}

/// The applicant of a number, apart from a million others.
pub(super) fn applicant(seed: u64, index: usize, today: NaiveDate) -> Applicant {
    let mut own = Applicant::invent(seed, index, book(), today);
    own.person.set_apart(index, &own.province);
    if own.is_person() {
        own.number = own.person.number.clone();
    }
    own
}

fn drawn(chance: &mut Chance) -> (StateCode, i64) {
    let mut rest = chance.below(SPREAD.iter().map(|(_, share, _)| share).sum());
    for (state, share, days) in SPREAD {
        if rest < share {
            return (state, days);
        }
        rest -= share;
    }
    (StateCode::Approved, 1)
}

/// An id of a time, as ids are drawn.
fn at(time: DateTime<Utc>, chance: &mut Chance) -> Uuid {
    let mut random = [0; 10];
    random.copy_from_slice(&chance.bytes()[..10]);
    Builder::from_unix_timestamp_millis(time.timestamp_millis().unsigned_abs(), &random).into_uuid()
}

/// How a filing came where it stands since an instant.
pub(super) fn story(
    state: StateCode,
    since: DateTime<Utc>,
    chance: &mut Chance,
) -> Vec<(EventCode, StateCode, DateTime<Utc>)> {
    let to = |last: StateCode| WAY.iter().take_while(move |(_, next)| *next != last).copied();
    let mut steps: Vec<(EventCode, StateCode)> = match state {
        StateCode::ChangesRequested | StateCode::Expired => {
            to(StateCode::ReadyToSend).chain([(EventCode::RequestChanges, StateCode::ChangesRequested)]).collect()
        }
        StateCode::Rejected => to(StateCode::ReadyToSend).chain([(EventCode::Reject, state)]).collect(),
        StateCode::Withdrawn => to(StateCode::InReview).chain([(EventCode::Withdraw, state)]).collect(),
        own => to(own).chain(WAY.iter().filter(|(_, next)| *next == own).copied()).collect(),
    };
    if state == StateCode::Expired {
        steps.push((EventCode::Expire, state));
    }
    let mut at = since;
    let mut told: Vec<_> = Vec::with_capacity(steps.len());
    for (event, next) in steps.into_iter().rev() {
        told.push((event, next, at));
        at -= TimeDelta::minutes(chance.between(30, 2_000));
    }
    told.reverse();
    told
}

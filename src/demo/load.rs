//! Loads the demo data: staff of every role, 60 applicants with what they bought, and some 300 filings with their histories.
//! The same seed gives the same people, references and states; row ids differ. All or nothing: one transaction.

mod applicant;
mod chance;
pub mod crew;
mod desk;
mod drawn;
mod facts;
mod forms;
mod hosts;
mod later;
pub mod many;
mod person;
mod play;
pub mod statuses;
mod story;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::sync::Arc;

use anyhow::{Context as _, anyhow};
use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use futures_util::{StreamExt as _, TryStreamExt as _, stream};

use self::applicant::Applicant;
use self::chance::Chance;
use self::crew::Crew;
use self::drawn::Drawn;
use self::play::{Folder, Stage};
use self::statuses::OnRecord;
use self::story::{Plan, Scene};
use super::store;
use crate::account::store::Registration;
use crate::app::Program;
use crate::clock::china_day;
use crate::db::Tx;
use crate::error::Result;
use crate::filing::state::StateCode;
use crate::hosting;
use crate::material::client::{self, Kept};
use crate::material::picture::Picture;
use crate::reference::book;
use crate::storage::Storage;
use crate::text::Lang;
use crate::values::actor::Actor;
use crate::values::ids::AccountId;
use crate::values::{Email, FilingRef, Mobile};

/// Files written at a time.
const FILES_AT_ONCE: usize = 8;

/// What was done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Loaded {
    /// There are data already: nothing was touched.
    Already,
    /// So many filings of so many applicants.
    Fresh {
        /// Applicants.
        applicants: usize,
        /// Filings.
        filings: usize,
    },
}

/// Loads the demo data, unless there are data already. `say` is told what goes on.
///
/// # Errors
/// When a font is missing, the disk cannot be written or a service refuses; then nothing is left in the database.
pub async fn load(program: &Program, seed: u64, say: &dyn Fn(&str)) -> anyhow::Result<Loaded> {
    let app = &program.app;
    let (has_data, now) = app.db.read(Actor::Operator, async |tx| Ok((store::has_data(tx).await?, tx.ctx.now))).await?;
    if has_data {
        return Ok(Loaded::Already);
    }
    let today = china_day(now);
    let applicants = Arc::new(applicants(seed, today));
    let (plans, scenes) = story::tell(seed, now);
    say("Drawing the papers");
    let font = app.config.font_file.clone();
    let (drawn, evidence) = drawn::draw_all(Arc::clone(&applicants), book(), today, font).await?;
    say("Sealing them for each filing");
    let folders = keep_all(&app.storage, &plans, &drawn, &evidence).await?;
    say("Hashing passwords");
    let hashes = (app.hasher.hash(crew::APPLICANT_PASSWORD).await?, app.hasher.hash(crew::STAFF_PASSWORD).await?);
    say("Playing the stories");
    let goes_up = app.config.bureau.is_some();
    let cast = Cast { seed, applicants: &applicants, plans: &plans, hashes, goes_up };
    let written = app.db.write(Actor::Operator, async |tx| write(tx, &cast, &scenes, folders, say).await).await;
    written.map_err(|error| anyhow!("{error:?}"))?;
    Ok(Loaded::Fresh { applicants: applicants.len(), filings: plans.len() + later::KINDS.len() })
}

/// A filing as every load of a seed makes it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Outline {
    /// Its reference.
    pub reference: FilingRef,
    /// The organisation; none for a person.
    pub name: Option<String>,
    /// Where it stands.
    pub state: &'static str,
}

/// The filings of a seed.
pub fn outline(seed: u64, now: DateTime<Utc>) -> Vec<Outline> {
    let applicants = applicants(seed, china_day(now));
    let (plans, _) = story::tell(seed, now);
    let filing = |(number, plan): (usize, &Plan)| {
        let owner = &applicants[plan.applicant];
        Outline {
            reference: story::reference(seed, number),
            name: (!owner.is_person()).then(|| owner.name.clone()),
            state: plan.ending.state().code(),
        }
    };
    let later = later::holders(&plans).enumerate().map(|(number, (kind, applicant))| Outline {
        reference: story::reference(seed, story::COUNT + number),
        name: (!applicants[applicant].is_person()).then(|| applicants[applicant].name.clone()),
        state: if later::is_handed_in(kind) { StateCode::Submitted } else { StateCode::Draft }.code(),
    });
    plans.iter().enumerate().map(filing).chain(later).collect()
}

/// The company of a seed that is on record here and has nothing under way.
pub fn on_record(seed: u64, now: DateTime<Utc>) -> Option<OnRecord> {
    statuses::on_record(&applicants(seed, china_day(now)), &story::tell(seed, now).0)
}

fn applicants(seed: u64, today: NaiveDate) -> Vec<Applicant> {
    (0..applicant::COUNT).map(|index| Applicant::invent(seed, index, book(), today)).collect()
}

/// What the transaction writes.
struct Cast<'a> {
    seed: u64,
    applicants: &'a [Applicant],
    plans: &'a [Plan],
    /// Of the password of applicants and of the staff.
    hashes: (String, String),
    /// There is a bureau's system to send to.
    goes_up: bool,
}

async fn write(
    tx: &mut Tx<'_>,
    cast: &Cast<'_>,
    scenes: &[Scene],
    folders: BTreeMap<usize, Folder>,
    say: &dyn Fn(&str),
) -> Result<()> {
    let now = tx.ctx.now;
    let first = scenes.first().map_or(now, |scene| scene.at);
    tx.ctx.now = first - TimeDelta::days(1);
    store::mark(tx, cast.seed).await?;
    let crew = Crew::hire();
    let mut chance = Chance::new(cast.seed, 2);
    for (id, member) in crew.members() {
        let secret = [chance.bytes(), chance.bytes()].concat();
        store::insert_staff(tx, id, member, &cast.hashes.1, &secret[..20]).await?;
    }
    let mut accounts = Vec::with_capacity(cast.applicants.len());
    for applicant in cast.applicants {
        accounts.push(insert_account(tx, applicant, &cast.hashes.0).await?);
    }
    let today = china_day(now);
    let sheet = hosts::sheet(cast.applicants, today);
    let sheet = hosting::import::read(sheet.as_bytes(), book(), today).map_err(|errors| anyhow!("{errors:?}"))?;
    hosting::service::import(tx, &sheet).await?.map_err(|errors| anyhow!("{errors:?}"))?;
    tx.ctx.now = now;
    let mut stage = Stage::new(cast.seed, &crew, cast.applicants, &accounts, cast.plans, folders);
    let tenth = (scenes.len() / 10).max(1);
    let progress = |count: usize| {
        if count > 0 && count.is_multiple_of(tenth) {
            say(&format!("  {} %", count / tenth * 10));
        }
    };
    stage.play(tx, scenes, &progress).await?;
    later::add(tx, cast.seed, cast.applicants, &accounts, cast.plans).await?;
    statuses::add(tx, accounts[accounts.len() - 1], crew.specialist(statuses::PROVINCES[0], 0)).await?;
    if let Some(own) = statuses::on_record(cast.applicants, cast.plans) {
        statuses::add_on_record(tx, &own, &accounts, crew.specialist(&own.province, 0)).await?;
    }
    store::settle_notices(tx, now).await?;
    facts::write(tx, cast.applicants).await?;
    facts::open_sites(tx).await?;
    store::settle_notices(tx, now).await?;
    store::settle_look_ups(tx).await?;
    if cast.goes_up {
        store::want_pictures(tx).await?;
    }
    store::settle_reminders(tx).await
}

async fn insert_account(tx: &mut Tx<'_>, applicant: &Applicant, password_hash: &str) -> Result<AccountId> {
    let id = AccountId::new();
    let email = Email::parse(&applicant.email).map_err(|message| anyhow!("{}: {message:?}", applicant.email))?;
    let mobile = Mobile::parse(&applicant.person.mobile).map_err(|message| anyhow!("{message:?}"))?;
    let lang = if applicant.english { Lang::En } else { Lang::Zh };
    let new = Registration { email: &email, mobile: &mobile, password_hash, lang };
    store::insert_applicant(tx, id, &new).await?;
    Ok(id)
}

/// Keeps the papers of every filing that shows some: each is a file of its own, sealed for its row alone.
async fn keep_all(
    storage: &Storage,
    plans: &[Plan],
    drawn: &[Drawn],
    evidence: &Picture,
) -> anyhow::Result<BTreeMap<usize, Folder>> {
    let with_papers = plans.iter().enumerate().filter(|(_, plan)| plan.ending.was_submitted());
    let folders = with_papers.map(|(number, plan)| async move {
        let own = drawn.get(plan.applicant).context("not drawn")?;
        let comes_back = plan.ending.has_slips() && forms::has_bad_paper(number);
        let mut folder = Folder::default();
        for (slot, picture) in &own.papers {
            let is_bad = comes_back && folder.papers.is_empty();
            let shown = if is_bad { &own.bad } else { picture };
            if is_bad {
                folder.better = Some(keep(storage, picture).await?);
            }
            folder.papers.insert(slot.clone(), keep(storage, shown).await?);
        }
        for _ in 0..plan.ending.acts_of_bureau() {
            folder.evidence.push(keep(storage, evidence).await?);
        }
        anyhow::Ok((number, folder))
    });
    stream::iter(folders).buffer_unordered(FILES_AT_ONCE).try_collect().await
}

async fn keep(storage: &Storage, picture: &Picture) -> anyhow::Result<Kept> {
    client::keep(storage, vec![picture.clone()]).await.map_err(|error| anyhow!("{error:?}"))
}

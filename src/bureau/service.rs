//! The line to the bureau, transaction by transaction: a file is fixed with its number, sent, and what is answered is recorded
//! on its case. Whoever locks the line locks it first, then the upload, the case, and last the audit.

mod cancelled;
mod codes;
mod listed;
pub mod news;
mod record;
mod sending;
mod subject;
pub mod tasks;

use std::collections::BTreeMap;

pub use self::sending::{answered, begin, drop_upload, failed, follow, let_go_on, not_sent, not_told, pause, stop};
use super::checked;
use super::fault::Fault;
use super::jobs::{Prepare, Send};
use super::ledger::{self, Ours, Step};
use super::mapping::{self, Method, Photo, Sources, Wanted};
use super::messages;
use super::store;
use super::store::File;
use super::upload::{About, Names, Upload};
use crate::clock::china_day;
use crate::config::BureauSettings;
use crate::config::bureau::Hours;
use crate::db::Tx;
use crate::error::Result;
use crate::filing::application::Application;
use crate::filing::decision::Verdict;
use crate::filing::finding::Finding;
use crate::filing::kind::Kind;
use crate::filing::service as filings;
use crate::filing::state::{BureauFact, Event, Filing, State};
use crate::filing::store as filing_store;
use crate::filing::store::submissions::{self, Papers};
use crate::hosting::{self, Server};
use crate::material::client::StoredPicture;
use crate::material::store as materials;
use crate::material::{Material, Size};
use crate::outbox::{self, Job as _};
use crate::reference::book;
use crate::values::ids::{FilingId, MaterialId};
use anyhow::Context as _;

/// Any fault without a code of its own.
const OTHER: i64 = 5999;
/// Cases of which the preparation is begun at a time: what others want done comes in between.
const PORTION: i64 = 50;

/// What follows for the one who works the line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Then {
    /// The next step.
    GoOn,
    /// The next step, and the operator is told.
    Tell(String),
    /// Nothing more for now.
    Rest,
    /// Nothing more, and the operator is told.
    Alarm(String),
}

impl Then {
    /// What the operator is told.
    pub fn words(self) -> Option<String> {
        match self {
            Self::Tell(words) | Self::Alarm(words) => Some(words),
            Self::GoOn | Self::Rest => None,
        }
    }
}

/// A case that waits to be sent: which round, and the pictures that go with it.
pub struct Waiting {
    /// The round that is sent.
    pub round: u32,
    /// Its papers with their pictures.
    pub papers: Vec<(Wanted, Vec<Original>)>,
}

/// A picture of a paper.
#[derive(Clone)]
pub struct Original {
    /// The paper.
    pub material: MaterialId,
    /// Which of its pages.
    pub page: i32,
    /// As it is kept.
    pub kept: StoredPicture,
    /// As it goes up, where that is made.
    pub sent: Option<StoredPicture>,
}

/// What is due: cases to be prepared, and a line that has something to send while the bureau takes it.
///
/// # Errors
/// When the database refuses.
pub async fn look(tx: &mut Tx<'_>, hours: Hours) -> Result<()> {
    prepare_more(tx).await?;
    if hours.hold(tx.ctx.now) && store::find_next(tx.conn).await?.is_some() {
        want_sent(tx).await?;
    }
    Ok(())
}

/// Has more cases prepared.
async fn prepare_more(tx: &mut Tx<'_>) -> Result<()> {
    for filing in store::list_waiting(tx.conn, Prepare::TOPIC, PORTION).await? {
        outbox::enqueue(tx, &Prepare { filing }).await?;
    }
    Ok(())
}

/// Has the line worked, unless it is about to be or is stopped.
async fn want_sent(tx: &mut Tx<'_>) -> Result<()> {
    let is_stopped = store::load_line(tx.conn).await?.stopped_at.is_some();
    if !is_stopped && !store::is_pending(tx.conn, Send::TOPIC).await? {
        outbox::enqueue(tx, &Send {}).await?;
    }
    Ok(())
}

fn waits(filing: &Filing) -> bool {
    filing.state == State::ReadyToSend && filing.upload_begun_at.is_none() && Method::of(filing.kind).is_some()
}

/// A case that waits and its pictures; none where nothing is to be sent.
///
/// # Errors
/// When the database refuses.
pub async fn waiting(tx: &mut Tx<'_>, id: FilingId) -> Result<Option<Waiting>> {
    let filing = filing_store::load(tx.conn, id).await?;
    if !waits(&filing) || store::has_open(tx.conn, id).await? {
        return Ok(None);
    }
    let submission = submissions::find(tx, id, filing.round).await?.context("accepted without a submission")?;
    let mut papers = Vec::new();
    // The papers of who runs entity and websites are wanted for each of them.
    let mut known: BTreeMap<String, Vec<Original>> = BTreeMap::new();
    for wanted in mapping::wanted(&submission.frozen.application) {
        let pictures = match known.get(&wanted.slot) {
            Some(pictures) => pictures.clone(),
            None => pictures(tx, id, &submission.papers, &wanted.slot).await?,
        };
        known.insert(wanted.slot.clone(), pictures.clone());
        papers.push((wanted, pictures));
    }
    papers.extend(record::scans(tx, &filing).await?);
    Ok(Some(Waiting { round: filing.round, papers }))
}

/// The pictures of the papers in a slot of a round.
async fn pictures(tx: &mut Tx<'_>, filing: FilingId, papers: &Papers, slot: &str) -> Result<Vec<Original>> {
    let ids: Vec<MaterialId> = papers.get(slot).into_iter().flatten().map(|id| MaterialId::from_uuid(*id)).collect();
    let mut pictures = Vec::new();
    for material in materials::list_by_ids(tx, &ids).await? {
        pictures.extend(originals(tx, filing, &material).await?);
    }
    Ok(pictures)
}

async fn originals(tx: &mut Tx<'_>, filing: FilingId, material: &Material) -> Result<Vec<Original>> {
    let mut all = Vec::new();
    for page in &material.pages {
        let (kept, _) = materials::load_picture(tx.conn, filing, material.id, page.number, Size::Full).await?;
        let sent = match page.is_made {
            true => Some(materials::load_picture(tx.conn, filing, material.id, page.number, Size::Sent).await?.0),
            false => None,
        };
        all.push(Original { material: material.id, page: page.number, kept, sent });
    }
    Ok(all)
}

/// The slot of a paper and its pictures.
///
/// # Errors
/// `NotFound` when the filing has no such paper.
pub async fn originals_of(tx: &mut Tx<'_>, filing: FilingId, id: MaterialId) -> Result<(String, Vec<Original>)> {
    let material = materials::load(tx, filing, id).await?;
    Ok((material.slot.clone(), originals(tx, filing, &material).await?))
}

/// Writes the file of a case and gives it its number, or sends the case back to the desk with what is wrong. Nothing is done
/// for one that does not wait any more, or of which an earlier file is still on its way.
///
/// # Errors
/// When the database refuses.
pub async fn fix(tx: &mut Tx<'_>, us: &BureauSettings, id: FilingId, round: u32, photos: &[Photo]) -> Result<()> {
    let ids = store::take_ids(tx.conn).await?;
    let filing = filing_store::load_for_update(tx.conn, id).await?;
    if !waits(&filing) || filing.round != round || store::has_open(tx.conn, id).await? {
        return Ok(());
    }
    let submission = submissions::find(tx, id, round).await?.context("accepted without a submission")?;
    let application = submission.frozen.application;
    let servers = servers(tx, id, application.websites.len()).await?;
    let on_record = record::on_record(tx, &filing).await?;
    let today = china_day(tx.ctx.now);
    let sources = Sources { servers: &servers, photos, on_record: &on_record, ids, unit: us.unit, book: book(), today };
    match file(filing.kind, &application, &sources, &us.version) {
        Ok(file) => {
            store::insert(tx, About::Case(id, round), ids, &file).await?;
            filing_store::begin_upload(tx, id).await?;
            want_sent(tx).await?;
        }
        Err(faults) => {
            // Who is in charge of both stands in the file twice, and is asked once.
            let mut findings: Vec<Finding> = Vec::new();
            for finding in faults.iter().map(|fault| fault.finding(&application)) {
                if !findings.contains(&finding) {
                    findings.push(finding);
                }
            }
            let fact = fact(tx, round);
            let event = Event::Faulty(fact, Verdict::new(findings, None));
            filings::perform(tx, id, filing.version, event).await?;
        }
    }
    // A thousand cases wait for no other look, and those that fail hold up none.
    if store::count_pending(tx.conn, Prepare::TOPIC).await? < PORTION / 2 { prepare_more(tx).await } else { Ok(()) }
}

/// The exact bytes, or everything that is wrong by the rules of the interface.
fn file(kind: Kind, application: &Application, sources: &Sources<'_>, version: &str) -> Result<File, Vec<Fault>> {
    let other = || vec![Fault::new(OTHER, None, Some(kind.to_string()))];
    let method = Method::of(kind).ok_or_else(other)?;
    let body = mapping::body(method, application, sources)?;
    let names = Names::of(&body).ok_or_else(other)?;
    let content = checked::bytes(&messages::Upload::icp(version, body), sources.unit)?;
    Ok(File { method: method.code(), names, content })
}

/// The servers that a case holds, as they stand now: for what was handed in before they were frozen with it.
async fn servers(tx: &mut Tx<'_>, filing: FilingId, websites: usize) -> Result<Vec<Option<Server>>> {
    let held = hosting::service::held(tx, filing).await?;
    let of = |n: u32| held.iter().find(|(website, _)| *website == n).map(|(_, offer)| Server::from(&offer.instance));
    Ok((1..).take(websites).map(of).collect())
}

fn fact(tx: &Tx<'_>, round: u32) -> BureauFact {
    BureauFact { round, happened_on: china_day(tx.ctx.now), evidence: None, detail: None }
}

/// The upload whose turn it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Turn {
    /// Which.
    pub upload: Upload,
    /// As the ledger sees it.
    pub ours: Ours,
    /// What to do first.
    pub step: Step,
}

/// The upload whose turn it is; none when all is sent, the line is stopped, or the bureau takes nothing at this hour.
///
/// # Errors
/// When the database refuses.
pub async fn next(tx: &mut Tx<'_>, hours: Hours) -> Result<Option<Turn>> {
    let line = store::load_line(tx.conn).await?;
    if line.stopped_at.is_some() || !hours.hold(tx.ctx.now) {
        return Ok(None);
    }
    let Some(upload) = store::find_next(tx.conn).await? else { return Ok(None) };
    let is_awaited = subject::is_awaited(tx, &upload).await?;
    let Some(ours) = upload.ours(is_awaited) else { return Ok(None) };
    Ok(Some(Turn { step: ledger::first(ours, line.is_in_step), upload, ours }))
}

//! The line to the bureau, transaction by transaction: a file is fixed with its number, sent, and what is answered is recorded
//! on its case. Whoever locks the line locks it first, then the upload, the case, and last the audit.

mod cancelled;
mod codes;
pub mod fetched;
mod listed;
pub mod missing;
pub mod news;
pub mod papers;
mod record;
pub mod rehearsal;
mod sending;
mod subject;
pub mod tasks;

use std::collections::BTreeMap;

pub use self::sending::{answered, begin, drop_upload, failed, follow, let_go_on, not_sent, not_told, pause, stop};
use super::alarm::Sentences;
use super::checked;
use super::codes::CancelKind;
use super::fault::Fault;
use super::jobs::{AskStatuses, Prepare, Send};
use super::ledger::{self, Ours, Step};
use super::mapping::{self, Body, Method, Photo, Sources, Wanted};
use super::store;
use super::store::File;
use super::upload::{About, Names, Upload};
use crate::clock::china_day;
use crate::config::BureauSettings;
use crate::config::bureau::{Hours, Interface};
use crate::db::Tx;
use crate::error::Result;
use crate::filing::application::Application;
use crate::filing::decision::Verdict;
use crate::filing::finding::Finding;
use crate::filing::kind::Kind;
use crate::filing::section::Target;
use crate::filing::service as filings;
use crate::filing::state::{BureauFact, Event, Filing, State};
use crate::filing::store as filing_store;
use crate::filing::store::decisions;
use crate::filing::store::submissions::{self, Submission};
use crate::hosting::{self, Server};
use crate::material::client::StoredPicture;
use crate::material::store as materials;
use crate::material::{Material, Size};
use crate::outbox::{self, Job as _};
use crate::reference::book;
use crate::values::FilingPassword;
use crate::values::ids::{FilingId, MaterialId};
use anyhow::Context as _;

/// Any fault without a code of its own.
const OTHER: i64 = 5999;
/// The filing password is wrong.
const WRONG_PASSWORD: i64 = 1018;
/// The reason of the catalogue for a picture that cannot be read at the size that the interface takes.
const ILLEGIBLE: &str = "MAT-15";
/// Cases of which the preparation is begun at a time: what others want done comes in between.
const PORTION: i64 = 50;

/// What follows for the one who works the line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Then {
    /// The next step.
    GoOn,
    /// The next step, and the operator is told.
    Tell(Sentences),
    /// Nothing more for now.
    Rest,
    /// Nothing more, and the operator is told.
    Alarm(Sentences),
}

impl Then {
    /// What the operator is told.
    pub fn words(self) -> Sentences {
        match self {
            Self::Tell(words) | Self::Alarm(words) => words,
            Self::GoOn | Self::Rest => Vec::new(),
        }
    }
}

/// A case that waits to be sent: which round, and the pictures that go with it.
pub struct Waiting {
    /// The round that is sent.
    pub round: u32,
    /// Its papers with their pictures.
    pub papers: Papers,
    /// The filing password that goes with it.
    pub password: Option<Password>,
}

/// Papers that go up, with their pictures.
pub type Papers = Vec<(Wanted, Vec<Original>)>;

/// A filing password and what it is the password of.
pub struct Password {
    /// The filing number.
    pub number: String,
    /// The password, hashed.
    pub password: FilingPassword,
}

/// What was made ready for the file of a case.
pub struct Ready {
    /// The round that is sent.
    pub round: u32,
    /// The pictures.
    pub photos: Vec<Photo>,
    /// Slots of papers whose pictures cannot be read any more as small as they have to be.
    pub illegible: Vec<String>,
    /// The bureau's system says that the filing password is wrong.
    pub password_is_wrong: bool,
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

/// Has the bureau's system asked again for whoever waits to hear what is on record.
///
/// # Errors
/// When the database refuses.
pub async fn want_statuses(tx: &mut Tx<'_>) -> Result<()> {
    let waits = filing_store::lookups::count_waiting(tx.conn).await? > 0;
    if waits && !store::is_pending(tx.conn, AskStatuses::TOPIC).await? {
        outbox::enqueue(tx, &AskStatuses {}).await?;
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

/// Has the line worked, unless it is about to be, is stopped or rests. Who works it now may be about to end without having seen what
/// comes: one more comes after.
async fn want_sent(tx: &mut Tx<'_>) -> Result<()> {
    let is_quiet = store::load_line(tx.conn).await?.is_quiet(tx.ctx.now);
    if !is_quiet && !store::is_due(tx.conn, Send::TOPIC).await? {
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
    let mut papers = wanted(tx, id, &submission).await?;
    papers.extend(record::scans(tx, &filing).await?);
    let password = password(tx, &filing, &submission.frozen.application).await?;
    Ok(Some(Waiting { round: filing.round, papers, password }))
}

/// The papers of a round that the interface has a purpose for.
async fn wanted(tx: &mut Tx<'_>, id: FilingId, submission: &Submission) -> Result<Papers> {
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
    Ok(papers)
}

/// The filing password that goes up, with the number that it belongs to.
async fn password(tx: &mut Tx<'_>, filing: &Filing, application: &Application) -> Result<Option<Password>> {
    let Some(operation) = &application.operation else { return Ok(None) };
    let number = match Method::of(filing.kind) {
        Some(Method::NewAccess) => operation.website_number.as_ref().map(ToString::to_string),
        Some(Method::Cancel(CancelKind::Entity)) => record::on_record(tx, filing).await?.entity,
        _ => None,
    };
    let password = operation.filing_password.clone();
    Ok(number.zip(password).map(|(number, password)| Password { number, password }))
}

/// The pictures of the papers in a slot of a round.
async fn pictures(
    tx: &mut Tx<'_>,
    filing: FilingId,
    papers: &submissions::Papers,
    slot: &str,
) -> Result<Vec<Original>> {
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
pub async fn fix(tx: &mut Tx<'_>, us: &BureauSettings, id: FilingId, ready: Ready) -> Result<()> {
    let round = ready.round;
    let ids = store::take_ids(tx.conn).await?;
    let filing = filing_store::load_for_update(tx.conn, id).await?;
    if !waits(&filing) || filing.round != round || store::has_open(tx.conn, id).await? {
        return Ok(());
    }
    let submission = submissions::find(tx, id, round).await?.context("accepted without a submission")?;
    let written = written(tx, us, (&filing, &submission.frozen.application), &ready.photos, ids).await?;
    // They stand in the file now.
    drop(ready.photos);
    let faults = match &written {
        Ok((_, left_out)) => {
            let mut doubts = left_out.clone();
            doubts.extend(ready.password_is_wrong.then(|| Fault::new(WRONG_PASSWORD, None, None)));
            doubts
        }
        Err(faults) => faults.clone(),
    };
    let findings = findings(&faults, ready.illegible, &submission);
    let is_known = written.is_ok() && are_known(tx, id, round, &findings).await?;
    match written {
        Ok((file, _)) if is_known => {
            store::insert(tx, About::Case(id, round), ids, file).await?;
            filing_store::begin_upload(tx, id).await?;
            want_sent(tx).await?;
        }
        _ => {
            let fact = fact(tx, round);
            let event = Event::Faulty(fact, Verdict::new(findings, None));
            filings::perform_locked(tx, &filing, event).await?;
        }
    }
    // A thousand cases wait for no other look, and those that fail hold up none.
    if store::count_pending(tx.conn, Prepare::TOPIC).await? < PORTION / 2 { prepare_more(tx).await } else { Ok(()) }
}

/// The file of a case with what it leaves out, or everything that is wrong.
async fn written(
    tx: &mut Tx<'_>,
    us: &BureauSettings,
    (filing, application): (&Filing, &Application),
    photos: &[Photo],
    ids: i64,
) -> Result<Result<(File, Vec<Fault>), Vec<Fault>>> {
    let servers = servers(tx, filing.id, application.websites.len()).await?;
    let on_record = record::on_record(tx, filing).await?;
    let today = china_day(tx.ctx.now);
    let sources = Sources { servers: &servers, photos, on_record: &on_record, ids, unit: us.unit, book: book(), today };
    Ok(file(filing.kind, application, &sources, us.interface))
}

/// What is wrong as the desk reads it. Who is in charge of both stands in the file twice, and is asked once. Scans of other
/// filings go up as they are on record: nobody can hand them in anew here.
fn findings(faults: &[Fault], illegible: Vec<String>, submission: &Submission) -> Vec<Finding> {
    let mut findings: Vec<Finding> = Vec::new();
    let illegible = illegible.into_iter().filter(|slot| submission.papers.contains_key(slot));
    let illegible = illegible.map(|slot| Finding::on(Target::Paper(slot), ILLEGIBLE));
    for finding in faults.iter().map(|fault| fault.finding(&submission.frozen.application)).chain(illegible) {
        if !findings.contains(&finding) {
            findings.push(finding);
        }
    }
    findings
}

/// Whether all of this was told to the desk in this round: it accepted the filing with it.
async fn are_known(tx: &mut Tx<'_>, id: FilingId, round: u32, findings: &[Finding]) -> Result<bool> {
    if findings.is_empty() {
        return Ok(true);
    }
    let decisions = decisions::list(tx, id).await?;
    let told = |finding: &Finding| {
        decisions.iter().any(|decision| decision.round == round && decision.findings.contains(finding))
    };
    Ok(findings.iter().all(told))
}

/// The exact bytes with what they leave out, or everything that is wrong by the rules of the interface.
fn file(
    kind: Kind,
    application: &Application,
    sources: &Sources<'_>,
    interface: Interface,
) -> Result<(File, Vec<Fault>), Vec<Fault>> {
    let other = || vec![Fault::new(OTHER, None, Some(kind.to_string()))];
    let method = Method::of(kind).ok_or_else(other)?;
    let Body { upload, left_out } = mapping::body(method, application, sources)?;
    let names = Names::of(&upload).ok_or_else(other)?;
    let content = checked::bytes(interface, upload, sources.unit)?;
    Ok((File { method: method.code(), names, content }, left_out))
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

/// The upload whose turn it is; none when all is sent, the line is stopped or rests, or the bureau takes nothing at this hour.
///
/// # Errors
/// When the database refuses.
pub async fn next(tx: &mut Tx<'_>, hours: Hours) -> Result<Option<Turn>> {
    let line = store::load_line(tx.conn).await?;
    if line.is_quiet(tx.ctx.now) || !hours.hold(tx.ctx.now) {
        return Ok(None);
    }
    let Some(upload) = store::find_next(tx.conn).await? else { return Ok(None) };
    let is_awaited = subject::is_awaited(tx, &upload).await?;
    let Some(ours) = upload.ours(is_awaited) else { return Ok(None) };
    Ok(Some(Turn { step: ledger::first(ours, line.is_in_step), upload, ours }))
}

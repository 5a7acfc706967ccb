//! The line to the bureau, transaction by transaction: a file is fixed with its number, sent, and what is answered is recorded
//! on its case. Whoever locks the line locks it first, then the upload, the case, and last the audit.

pub mod news;

use anyhow::Context as _;

use super::fault::Fault;
use super::jobs::{Prepare, Send};
use super::ledger::{self, Answered, Ours, Step, Theirs};
use super::mapping::{self, Photo, Sources, Wanted};
use super::messages::{self, Rules};
use super::result_code;
use super::store::{self, Line};
use super::upload::{Upload, UploadState};
use crate::clock::china_day;
use crate::config::BureauSettings;
use crate::db::Tx;
use crate::error::Result;
use crate::filing::application::Application;
use crate::filing::decision::Verdict;
use crate::filing::service as filings;
use crate::filing::state::{BureauFact, Event, Filing, State};
use crate::filing::store as filing_store;
use crate::filing::store::submissions;
use crate::hosting::{self, Server};
use crate::material::client::StoredPicture;
use crate::material::material::Size;
use crate::material::store as materials;
use crate::outbox::{self, Job as _};
use crate::reference::book;
use crate::values::ids::{FilingId, MaterialId};
use uuid::Uuid;

/// Cases that are prepared by one look.
const PORTION: i64 = 50;
/// Failures in a row after which the operator is told: half an hour of minutes.
const ALARMING: i32 = 30;
/// Ends what the operator is told of a line that stopped.
const STANDS_STILL: &str = "; the line stands still until this job is run again";

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

/// A case that waits to be sent: which round, and the pictures that go with it.
pub struct Waiting {
    /// The round that is sent.
    pub round: u32,
    /// Its papers with their pictures.
    pub papers: Vec<(Wanted, Vec<StoredPicture>)>,
}

/// What is due: cases to be prepared, and a line that has something to send.
///
/// # Errors
/// When the database refuses.
pub async fn look(tx: &mut Tx<'_>) -> Result<()> {
    for filing in store::list_waiting(tx.conn, Prepare::TOPIC, PORTION).await? {
        outbox::enqueue(tx, &Prepare { filing }).await?;
    }
    if store::find_next(tx.conn).await?.is_some() {
        want_sent(tx).await?;
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
    filing.state == State::ReadyToSend && filing.upload_begun_at.is_none()
}

/// A case that waits and its pictures; none where nothing is to be sent.
///
/// # Errors
/// When the database refuses.
pub async fn waiting(tx: &mut Tx<'_>, id: FilingId) -> Result<Option<Waiting>> {
    let filing = filing_store::load(tx.conn, id).await?;
    if !waits(&filing) {
        return Ok(None);
    }
    let submission = submissions::find(tx, id, filing.round).await?.context("accepted without a submission")?;
    let mut papers = Vec::new();
    for wanted in mapping::wanted(&submission.frozen.application) {
        let ids = submission.papers.get(&wanted.slot).into_iter().flatten();
        let ids: Vec<MaterialId> = ids.map(|id| MaterialId::from_uuid(*id)).collect();
        let mut pictures = Vec::new();
        for material in materials::list_by_ids(tx, &ids).await? {
            for page in &material.pages {
                let found = materials::load_picture(tx.conn, id, material.id, page.number, Size::Full).await?;
                pictures.push(found.0);
            }
        }
        papers.push((wanted, pictures));
    }
    Ok(Some(Waiting { round: filing.round, papers }))
}

/// What became of a case that was to be sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fixed {
    /// Its file has a number.
    Numbered(Upload),
    /// It went back to the desk.
    Faulty,
    /// It does not wait any more.
    NotWanted,
}

/// Writes the file of a case and gives it its number, or sends the case back to the desk with what is wrong.
///
/// # Errors
/// When the database refuses.
pub async fn fix(tx: &mut Tx<'_>, us: &BureauSettings, id: FilingId, round: u32, photos: &[Photo]) -> Result<Fixed> {
    let ids = store::take_ids(tx.conn).await?;
    let filing = filing_store::load_for_update(tx.conn, id).await?;
    if !waits(&filing) || filing.round != round {
        return Ok(Fixed::NotWanted);
    }
    let submission = submissions::find(tx, id, round).await?.context("accepted without a submission")?;
    let application = submission.frozen.application;
    let servers = servers(tx, id, application.websites.len()).await?;
    let today = china_day(tx.ctx.now);
    let sources = Sources { servers: &servers, photos, ids, unit: us.unit, book: book(), today };
    match file(&application, &sources, &us.version) {
        Ok(content) => {
            let upload = store::insert(tx, id, round, ids, &content).await?;
            filing_store::begin_upload(tx, id).await?;
            want_sent(tx).await?;
            Ok(Fixed::Numbered(upload))
        }
        Err(faults) => {
            let findings = faults.iter().map(|fault| fault.finding(&application)).collect();
            let fact = fact(tx, round);
            let event = Event::Faulty(fact, Verdict::new(findings, None));
            filings::perform(tx, id, filing.version, event).await?;
            Ok(Fixed::Faulty)
        }
    }
}

/// The exact bytes, or everything that is wrong by the rules of the interface.
fn file(application: &Application, sources: &Sources<'_>, version: &str) -> Result<Vec<u8>, Vec<Fault>> {
    let body = mapping::new_filing(application, sources)?;
    let upload = messages::Upload::icp(version, body);
    let found = messages::check(&upload, &Rules { unit: Some(sources.unit), ranges: None });
    if !found.is_empty() {
        return Err(found.iter().map(Fault::of_rule).collect());
    }
    /// It does not fit the schema.
    const MISFIT: i64 = 5001;
    /// It holds characters that cannot be written.
    const ILLEGAL_CHARACTERS: i64 = 5008;
    let misfits = super::xml::schema::check_upload(&upload.to_element());
    if !misfits.is_empty() {
        let fault = |bad: &super::xml::schema::Fault| {
            Fault::at(MISFIT, &bad.path, Some(format!("{} {:?}", bad.path, bad.problem)))
        };
        return Err(misfits.iter().map(fault).collect());
    }
    let fault =
        |bad: &super::xml::Unwritable| Fault::at(ILLEGAL_CHARACTERS, &bad.path, Some(bad.character.to_string()));
    upload.to_bytes().map_err(|bad| bad.iter().map(fault).collect())
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

/// The upload whose turn it is; none when all is sent.
///
/// # Errors
/// When the database refuses.
pub async fn next(tx: &mut Tx<'_>) -> Result<Option<Turn>> {
    let Some(upload) = store::find_next(tx.conn).await? else { return Ok(None) };
    let line = store::load_line(tx.conn).await?;
    let filing = filing_store::load(tx.conn, upload.filing).await?;
    let Some(ours) = upload.ours(is_awaited(&filing, &upload)) else { return Ok(None) };
    Ok(Some(Turn { step: ledger::first(ours, line.is_in_step), upload, ours }))
}

/// Whether the case waits for this very upload: neither recorded by hand nor sent back since.
fn is_awaited(filing: &Filing, upload: &Upload) -> bool {
    filing.state == State::ReadyToSend && filing.round == upload.round && filing.upload_begun_at.is_some()
}

/// A call begins: from here on it may have arrived. Returns the file.
///
/// # Errors
/// When the database refuses or the file does not open.
pub async fn begin(tx: &mut Tx<'_>, upload: Uuid) -> Result<Vec<u8>> {
    store::begin(tx, upload).await?;
    store::load_content(tx, upload).await
}

/// Records what was answered to an upload.
///
/// # Errors
/// When the database refuses.
pub async fn answered(tx: &mut Tx<'_>, id: Uuid, code: i64) -> Result<Then> {
    let meaning = ledger::answered(code);
    let failures = match meaning {
        Answered::Again | Answered::Doubt => store::note_failure(tx).await?,
        _ => store::note_contact(tx).await.map(|()| 0)?,
    };
    if meaning == Answered::Stop {
        store::set_stopped(tx, true).await?;
    }
    store::set_in_step(tx.conn, meaning == Answered::Accepted).await?;
    let upload = store::load_for_update(tx.conn, id).await?;
    let number = upload.number.unwrap_or_default();
    if meaning == Answered::Accepted {
        accepted(tx, &upload, Some(code)).await?;
        return Ok(Then::GoOn);
    }
    let state = if meaning == Answered::Doubt { UploadState::Sending } else { UploadState::Fixed };
    store::set_state(tx, id, state, Some(code)).await?;
    let words = told(number, code);
    Ok(match meaning {
        Answered::Accepted => Then::GoOn,
        Answered::OutOfStep => Then::Tell(words),
        Answered::Doubt | Answered::Again => rest(failures, || words),
        Answered::Stop => Then::Alarm(words + STANDS_STILL),
    })
}

fn told(number: i64, code: i64) -> String {
    format!("upload {number} was not taken: {}", meaning(code))
}

fn meaning(code: i64) -> String {
    format!("code {code}, {}", result_code::of_call(code).map_or("unknown", |row| row.en.as_str()))
}

/// The bureau answered, and did not tell its last upload.
///
/// # Errors
/// When the database refuses.
pub async fn not_told(tx: &mut Tx<'_>, code: i64) -> Result<Then> {
    if ledger::answered(code) != Answered::Stop {
        return failed(tx, &meaning(code)).await;
    }
    store::set_stopped(tx, true).await?;
    Ok(Then::Alarm(format!("the bureau does not tell its last upload: {}{STANDS_STILL}", meaning(code))))
}

/// Rests; at last with an alarm.
fn rest(failures: i32, words: impl FnOnce() -> String) -> Then {
    if failures == ALARMING { Then::Alarm(words()) } else { Then::Rest }
}

/// A call brought no answer.
///
/// # Errors
/// When the database refuses.
pub async fn failed(tx: &mut Tx<'_>, why: &str) -> Result<Then> {
    let failures = store::note_failure(tx).await?;
    Ok(rest(failures, || format!("the bureau has not answered {failures} times in a row: {why}")))
}

/// A call never left: the upload is as it was before.
///
/// # Errors
/// When the database refuses.
pub async fn not_sent(tx: &mut Tx<'_>, id: Uuid, why: &str) -> Result<Then> {
    let then = failed(tx, why).await?;
    store::set_state(tx, id, UploadState::Fixed, None).await?;
    Ok(then)
}

/// The bureau has an upload: so does its case know.
async fn accepted(tx: &mut Tx<'_>, upload: &Upload, code: Option<i64>) -> Result<()> {
    store::set_state(tx, upload.id, UploadState::Accepted, code).await?;
    let filing = filing_store::load_for_update(tx.conn, upload.filing).await?;
    if is_awaited(&filing, upload) {
        let fact = fact(tx, upload.round);
        filings::perform(tx, filing.id, filing.version, Event::Received(fact)).await?;
    }
    Ok(())
}

/// Nobody waits for an upload that never left.
///
/// # Errors
/// When the database refuses.
pub async fn drop_upload(tx: &mut Tx<'_>, id: Uuid) -> Result<()> {
    let upload = store::load_for_update(tx.conn, id).await?;
    store::take_out(tx, &upload).await
}

/// Follows what the bureau says of its last upload.
///
/// # Errors
/// When the database refuses.
pub async fn follow(tx: &mut Tx<'_>, turn: &Turn, theirs: Theirs) -> Result<Then> {
    store::note_contact(tx).await?;
    let line = store::load_line(tx.conn).await?;
    let upload = store::load_for_update(tx.conn, turn.upload.id).await?;
    let number = turn.ours.number;
    let step = ledger::after_asking(turn.ours, theirs);
    let lacks_taken = match step {
        Step::Lacks { from } => store::has_accepted_from(tx.conn, from).await?,
        _ => false,
    };
    let then = match step {
        Step::Hold => return hold(tx, &upload, theirs.last).await,
        Step::Lacks { from } if lacks_taken => {
            store::set_stopped(tx, true).await?;
            let words = format!("the bureau lacks uploads from {from} on that it had taken; ours is {number}");
            return Ok(Then::Alarm(words));
        }
        Step::Lacks { from: next } | Step::Renumber { next } => {
            store::set_state(tx, upload.id, UploadState::Fixed, None).await?;
            store::renumber(tx.conn, next).await?;
            moved(&line, number, next)
        }
        Step::Settle { next } => {
            store::set_state(tx, upload.id, UploadState::Accepted, None).await?;
            store::renumber(tx.conn, next).await?;
            moved(&line, number, next)
        }
        Step::Drop => {
            store::take_out(tx, &upload).await?;
            store::renumber(tx.conn, theirs.last + 1).await?;
            Then::GoOn
        }
        Step::Send | Step::Ask => {
            store::set_state(tx, upload.id, UploadState::Fixed, None).await?;
            Then::GoOn
        }
        Step::Accepted => {
            store::set_synced(tx).await?;
            accepted(tx, &upload, None).await?;
            return Ok(Then::GoOn);
        }
    };
    store::set_synced(tx).await?;
    Ok(then)
}

async fn hold(tx: &mut Tx<'_>, upload: &Upload, last: i64) -> Result<Then> {
    let number = upload.number.unwrap_or_default();
    store::set_stopped(tx, true).await?;
    store::set_state(tx, upload.id, UploadState::Held, None).await?;
    Ok(Then::Alarm(format!(
        "nobody can tell whether upload {number} arrived: the bureau's last is {last}. Ask the bureau, record by hand on the \
         case what it did, and run this job again"
    )))
}

/// The first time it is no news that the bureau counts from somewhere.
fn moved(line: &Line, number: i64, next: i64) -> Then {
    match line.synced_at {
        Some(_) => {
            Then::Tell(format!("the bureau expected number {next} and not {number}: the line was numbered anew"))
        }
        None => Then::GoOn,
    }
}

//! What came from the bureau, applied to the cases it is about: the same events as the desk records by hand.

use anyhow::Context as _;
use chrono::NaiveDate;
use uuid::Uuid;

use super::sending::accepted;
use super::{cancelled, codes, listed, tasks};
use crate::audit::{self, Action, Subject};
use crate::bureau::codes::Operation;
use crate::bureau::fault::Fault;
use crate::bureau::left;
use crate::bureau::messages::ResultLine;
use crate::bureau::news::{self, Item, News, OnRecord};
use crate::bureau::result_code::REFUSED;
use crate::bureau::store;
use crate::bureau::store::downloads::{self, APPLIED, Done, LEFT, NOTED};
use crate::bureau::store::known;
use crate::bureau::store::tasks::{self as task_store, SEEN};
use crate::bureau::upload::{About, Upload, UploadState};
use crate::clock::china_day;
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::filing::application::{Application, Website};
use crate::filing::decision::Verdict;
use crate::filing::finding::Finding;
use crate::filing::service as filings;
use crate::filing::state::{BureauFact, Event, Filing, Numbers, RejectedBy, State};
use crate::filing::store as filing_store;
use crate::filing::store::submissions;
use crate::reference::book;
use crate::registry::store as registry;
use crate::registry::website;
use crate::text::kept;
use crate::values::actor::Actor;
use crate::values::ids::FilingId;
use crate::values::{EntityNumber, WebsiteNumber};

/// The line about what became of a verification by SMS: the interface has no message of its own for it.
const OTHER: i64 = 1999;

fn done(outcome: &'static str, filing: Option<&Filing>, reason: impl Into<Option<String>>) -> Done {
    Done { outcome, filing: filing.map(|filing| filing.id), reason: reason.into(), words: None }
}

fn left(filing: Option<&Filing>, why: &str) -> Done {
    done(LEFT, filing, Some(why.to_owned()))
}

/// Applies a piece to its case, and notes what became of it.
///
/// # Errors
/// `Refused` when the case stands where this cannot happen; `Stale` when it has to stop the line and does not hold it, which is
/// locked before all else. Nothing is noted then.
pub async fn apply(tx: &mut Tx<'_>, (download, place): (Uuid, i32), item: &Item, holds_line: bool) -> Result<Done> {
    if holds_line {
        store::lock_line(tx.conn).await?;
    }
    let done = match &item.news {
        News::Work(piece) => {
            tasks::take(tx, download, place, piece).await?;
            done(APPLIED, None, piece.subject.clone())
        }
        News::Listed(entry) => {
            let concerned = listed::apply(tx, download, place, entry).await?;
            done(APPLIED, None, Some(concerned.join(" ")).filter(|names| !names.is_empty()))
        }
        News::Codes(tables) => match codes::keep(tx, tables).await?.join(" ") {
            strange if strange.is_empty() => done(APPLIED, None, None),
            strange => left(None, &strange),
        },
        News::Misread(misread) => left(None, &kept(&[left::misread(misread)])),
        _ => decide(tx, item, holds_line).await?,
    };
    downloads::insert_item(tx, download, place, item.sort, &done).await?;
    Ok(done)
}

async fn decide(tx: &mut Tx<'_>, item: &Item, holds_line: bool) -> Result<Done> {
    if let News::Strange(what) = &item.news {
        return Ok(left(None, what));
    }
    let upload = about(tx, item).await?;
    let there = match &item.news {
        // What is cancelled without having been asked from here: its number is looked up before it is forgotten.
        News::Cancelled(kind, id) if upload.is_none() => cancelled::apply(tx, *kind, *id).await?,
        _ => None,
    };
    note_ids(tx, &item.news).await?;
    if let News::Known(_) = &item.news {
        return Ok(done(NOTED, None, None));
    }
    if there.is_some() {
        return Ok(done(APPLIED, None, there));
    }
    // Who tells something of it has it: the answer to the upload was lost on its way.
    if let Some(upload) = upload.as_ref().filter(|own| matches!(own.state, UploadState::Sending | UploadState::Held)) {
        accepted(tx, upload, None).await?;
    }
    if let Some((About::Task(task), own)) = upload.as_ref().map(|own| (own.about, own)) {
        return of_answer(tx, &item.news, task, own).await;
    }
    if let News::Ours(lines) = &item.news {
        let filing = upload.and_then(|upload| upload.filing());
        return Ok(Done { outcome: LEFT, filing, reason: Some(codes_of(lines)), words: None });
    }
    if let Some(About::Papers(filing, _)) = upload.as_ref().map(|own| own.about) {
        return Ok(of_papers(&item.news, filing));
    }
    let Some((upload, (filing, round))) = upload.and_then(|upload| upload.case().map(|case| (upload, case))) else {
        return Ok(left(None, "not-ours"));
    };
    let filing = filing_store::load_for_update(tx.conn, filing).await?;
    if is_no_news(&item.news, &filing, china_day(tx.ctx.now)) {
        return Ok(done(NOTED, Some(&filing), None));
    }
    // A late approval counts still; what was wrong with an earlier file does not.
    if matches!(item.news, News::Faulty(_) | News::Refused { .. }) && !is_last(tx, &filing, &upload).await? {
        return Ok(left(Some(&filing), "earlier-upload"));
    }
    if let News::OnRecord(record) = &item.news
        && filing.state == State::Approved
    {
        return again(tx, (record, holds_line), &filing).await;
    }
    match event(tx, &item.news, (&upload, round), &filing).await? {
        Some(event) => {
            filings::perform_locked(tx, &filing, event).await?;
            Ok(done(APPLIED, Some(&filing), None))
        }
        None => Ok(left(Some(&filing), "numbers")),
    }
}

async fn is_last(tx: &mut Tx<'_>, filing: &Filing, upload: &Upload) -> Result<bool> {
    Ok(store::find_last(tx.conn, filing.id).await?.is_some_and(|last| last.id == upload.id))
}

/// Whether a case stands already where a piece of news would bring it.
fn is_no_news(news: &News, filing: &Filing, today: NaiveDate) -> bool {
    let gives_numbers = filing.kind.profile().gives_numbers;
    let is_approved = filing.state == State::Approved;
    match news {
        News::Fine => true,
        // The numbers follow with the record.
        News::Approved { .. } => is_approved || gives_numbers,
        News::Cancelled(..) => is_approved,
        News::OnRecord(_) => is_approved && !gives_numbers,
        // That nobody verified was recorded by hand, or told before.
        News::Faulty(lines) => is_lapsed(filing) && sms_reason(lines, today).is_some(),
        _ => false,
    }
}

/// Nobody verified; it may be about to be sent again.
fn is_lapsed(filing: &Filing) -> bool {
    matches!(filing.state, State::Rejected { by: RejectedBy::Sms, .. } | State::ReadyToSend)
}

/// What became of papers that went up on their own: the filing stays as it is, and somebody sees what was wrong with them.
fn of_papers(news: &News, filing: FilingId) -> Done {
    let (outcome, reason, words) = match news {
        News::Fine | News::Approved { .. } => (NOTED, None, None),
        News::Faulty(lines) => (LEFT, Some(codes_of(lines)), words(lines)),
        News::Refused { opinion, .. } => (LEFT, Some(REFUSED.to_string()), Some(opinion.clone())),
        // Papers bring nothing on record and cancel nothing.
        _ => (LEFT, Some("not-ours".to_owned()), None),
    };
    Done { outcome, filing: Some(filing), reason, words }
}

/// What became of the answer to a piece of work: with anything that is wrong with it the work is to be answered again, unless
/// somebody closed it without an answer since. The operator hears of what is no matter of the desk.
async fn of_answer(tx: &mut Tx<'_>, news: &News, task: Uuid, upload: &Upload) -> Result<Done> {
    // Before anything is decided: at this moment somebody may answer it anew, or close it.
    let task = task_store::load_for_update(tx.conn, task).await?;
    let is_last = store::find_last_of_task(tx.conn, task.id).await? == Some(upload.id);
    let (outcome, lines) = match news {
        // The bureau cannot have seen it.
        _ if matches!(upload.state, UploadState::Fixed | UploadState::Dropped) => {
            return Ok(left(None, "earlier-upload"));
        }
        News::Fine => return Ok(done(NOTED, None, None)),
        // It was answered anew: that stands.
        _ if !is_last => return Ok(left(None, "earlier-upload")),
        News::Faulty(lines) => (APPLIED, lines.clone()),
        News::Ours(lines) => (LEFT, lines.clone()),
        News::Refused { opinion, .. } => (APPLIED, vec![ResultLine { code: REFUSED, text: Some(opinion.clone()) }]),
        _ => return Ok(left(None, "not-ours")),
    };
    if task.outcome.as_deref() == Some(SEEN) {
        let outcome = if outcome == APPLIED { NOTED } else { outcome };
        return Ok(Done { words: words(&lines), ..done(outcome, None, codes_of(&lines)) });
    }
    tasks::refused(tx, &task, &lines).await?;
    Ok(done(outcome, None, codes_of(&lines)))
}

/// A record of a case that was approved comes again, corrected perhaps. The same numbers are no news; with others nothing more
/// is sent until somebody has looked, as what goes up names them. What is off the record here it need not hold.
async fn again(tx: &mut Tx<'_>, (record, holds_line): (&OnRecord, bool), filing: &Filing) -> Result<Done> {
    let Some(entity) = record.entity.as_deref().and_then(|number| EntityNumber::parse(number).ok()) else {
        return Ok(left(Some(filing), "numbers"));
    };
    let told = record.websites.iter().filter_map(|site| WebsiteNumber::parse(site.number.as_deref()?).ok());
    let told: Vec<WebsiteNumber> = told.collect();
    let known = registry::list_websites_of_filing(tx, filing.id, filing.owner).await?;
    let is_here = |own: &&website::Website| own.cancelled_on.is_none() && own.access_ended_on.is_none();
    let is_same = |own: &website::Website| told.iter().any(|told| told.as_str() == own.number);
    if known.iter().filter(is_here).all(|own| is_same(own) && own.entity_number() == entity.as_str()) {
        return Ok(done(NOTED, Some(filing), None));
    }
    if !holds_line {
        return Err(Error::Stale);
    }
    store::stop(tx, None).await?;
    Ok(left(Some(filing), "other-numbers"))
}

/// The event that a piece of news about an upload and its round is; none where numbers are missing or cannot be read.
async fn event(
    tx: &mut Tx<'_>,
    news: &News,
    (upload, round): (&Upload, u32),
    filing: &Filing,
) -> Result<Option<Event>> {
    let today = china_day(tx.ctx.now);
    // What it tells of a record may be the day of something older: a new website leaves that of its entity as it was.
    let may_be = |day: &NaiveDate| *day <= today && filing.may_have_happened(*day);
    let fact = |on: Option<NaiveDate>, detail: Option<String>| BureauFact {
        round,
        happened_on: on.filter(may_be).unwrap_or(today),
        evidence: None,
        detail,
    };
    Ok(match news {
        News::Faulty(lines) => {
            if let Some(reason) = sms_reason(lines, today).filter(|_| filing.state.is_verifying()) {
                let verdict = Verdict::new(vec![Finding::general(reason)], None);
                return Ok(Some(Event::NotVerified { fact: fact(None, words(lines)), verdict, told: true }));
            }
            let application = application(tx, filing, round).await?;
            let names: Vec<&str> = application.websites.iter().map(|site| site.details.name.as_str()).collect();
            let findings = lines.iter().map(|line| Fault::told(line, &names).finding(&application)).collect();
            Some(Event::Faulty(fact(None, None), Verdict::new(findings, None)))
        }
        News::Refused { opinion, on } => {
            let verdict = Verdict::new(Vec::new(), Some(opinion.clone()));
            Some(Event::Refuse(fact(*on, Some(opinion.clone())), verdict))
        }
        News::Approved { on } => Some(Event::Approve(fact(*on, None), None)),
        News::Cancelled(..) => Some(Event::Approve(fact(None, None), None)),
        News::OnRecord(record) => {
            let numbers = numbers(record, upload, &application(tx, filing, round).await?);
            numbers.map(|numbers| Event::Approve(fact(record.on, None), Some(numbers)))
        }
        News::Fine
        | News::Known(_)
        | News::Ours(_)
        | News::Work(_)
        | News::Listed(_)
        | News::Codes(_)
        | News::Strange(_)
        | News::Misread(_) => None,
    })
}

/// What went up with a round.
async fn application(tx: &mut Tx<'_>, filing: &Filing, round: u32) -> Result<Application> {
    let frozen = submissions::find_frozen(tx, filing.id, round).await?;
    Ok(frozen.context("uploaded without a submission")?.application)
}

/// The numbers of what was sent: its websites have our ids, or its access has, and each holds a domain that was asked for.
fn numbers(record: &OnRecord, upload: &Upload, application: &Application) -> Option<Numbers> {
    let entity = EntityNumber::parse(record.entity.as_deref()?).ok()?;
    let number = |(ordinal, website): (i64, &Website)| {
        let id = upload.ids + ordinal;
        let site = record.websites.iter().find(|site| match upload.operation {
            Operation::NewAccess => site.accesses.contains(&id),
            _ => site.ours == Some(id),
        })?;
        let asked = |name: &String| website.details.domains.iter().any(|own| own.as_str().eq_ignore_ascii_case(name));
        site.domains.iter().any(asked).then_some(())?;
        WebsiteNumber::parse(site.number.as_deref()?).ok()
    };
    let websites = (1..).zip(&application.websites).map(number).collect::<Option<Vec<_>>>()?;
    Some(Numbers { entity, websites })
}

/// What the bureau calls what is on record, for later operations.
async fn note_ids(tx: &mut Tx<'_>, news: &News) -> Result<()> {
    let all = match news {
        News::OnRecord(record) => &record.known,
        News::Known(all) => all,
        News::Cancelled(kind, id) => return known::forget(tx.conn, *kind, *id).await,
        News::Faulty(_)
        | News::Refused { .. }
        | News::Approved { .. }
        | News::Ours(_)
        | News::Fine
        | News::Work(_)
        | News::Listed(_)
        | News::Codes(_)
        | News::Strange(_)
        | News::Misread(_) => return Ok(()),
    };
    known::put(tx, all).await
}

/// The upload that a piece is about.
async fn about(tx: &mut Tx<'_>, item: &Item) -> Result<Option<Upload>> {
    let found = match &item.about {
        Some(news::About::Ids(id, operation)) => {
            let upload = store::find_by_ids(tx.conn, Upload::block_of(*id)).await?;
            // The block of an answer to a piece of work is none that goes up: an id within it is the bureau's own.
            let is_ours = |own: &Upload| {
                !matches!(own.about, About::Task(_)) && operation.is_none_or(|operation| operation == own.operation)
            };
            match upload.filter(is_ours) {
                // The bureau's id of what a piece of work is about.
                None if *operation == Some(Operation::NewFiling) => {
                    store::find_by_key(tx.conn, Operation::NewFiling, &id.to_string()).await?
                }
                upload => upload,
            }
        }
        Some(news::About::Record(operation, key)) => store::find_by_key(tx.conn, *operation, key).await?,
        None => None,
    };
    Ok(found)
}

/// The reason of the catalogue where each line has the fixed words about the verification by SMS: the time ran out, or the
/// code was wrong too often.
fn sms_reason(lines: &[ResultLine], today: NaiveDate) -> Option<&'static str> {
    let reason = |line: &ResultLine| book().sms_result(line.text.as_deref().filter(|_| line.code == OTHER)?, today);
    let reasons = lines.iter().map(reason).collect::<Option<Vec<_>>>()?;
    reasons.first().copied()
}

fn codes_of(lines: &[ResultLine]) -> String {
    lines.iter().map(|line| line.code.to_string()).collect::<Vec<_>>().join(" ")
}

fn words(lines: &[ResultLine]) -> Option<String> {
    let words: Vec<&str> = lines.iter().filter_map(|line| line.text.as_deref()).collect();
    Some(words.join("\n")).filter(|words| !words.is_empty())
}

/// Notes that a piece could not be applied, and why.
///
/// # Errors
/// When the database refuses.
pub async fn leave(tx: &mut Tx<'_>, download: Uuid, place: i32, item: &Item, why: &str) -> Result<()> {
    let upload = about(tx, item).await?;
    let done =
        Done { outcome: LEFT, filing: upload.and_then(|own| own.filing()), reason: Some(why.to_owned()), words: None };
    downloads::insert_item(tx, download, place, item.sort, &done).await
}

/// Notes that a file cannot be read: all of it is left.
///
/// # Errors
/// When the database refuses.
pub async fn unreadable(tx: &mut Tx<'_>, download: Uuid, trouble: &str) -> Result<()> {
    downloads::insert_whole(tx, download, trouble).await?;
    downloads::finish(tx, download, Some(trouble)).await
}

/// Ticks off a piece that was left.
///
/// # Errors
/// `NotFound` when no such piece is left any more.
pub async fn settle(tx: &mut Tx<'_>, download: Uuid, place: i32) -> Result<()> {
    let Actor::Staff(staff, _) = tx.ctx.actor else { return Err(Error::Forbidden) };
    downloads::settle(tx, download, place, staff).await?;
    let event = audit::Event::new(Action::LineHandled, Subject::new("download", download));
    audit::record(tx, event.detail(format!("piece {place} dealt with"))).await
}

/// Records that somebody saw a thing in full, and why: an `upload` or a `download`, what a `filing` would send, or what was said
/// on the `line`.
///
/// # Errors
/// When the database refuses.
pub async fn revealed(tx: &mut Tx<'_>, sort: &'static str, id: impl ToString, reason: &str) -> Result<()> {
    let event = audit::Event::new(Action::ExchangeRevealed, Subject::new(sort, id));
    audit::record(tx, event.because(reason)).await
}

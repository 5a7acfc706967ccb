//! Work that the bureau gives: taken in hand, answered, and the answers fixed as uploads.

use anyhow::Context as _;
use chrono::TimeDelta;
use uuid::Uuid;

use super::want_sent;
use crate::audit::{self, Action, Subject};
use crate::bureau::checked;
use crate::bureau::fault::Fault;
use crate::bureau::messages::{IcpUpload, Misread, ResultLine};
use crate::bureau::replies::{self, By, Handled, Verified};
use crate::bureau::store::tasks::{self, SEEN, Task};
use crate::bureau::store::{self, File};
use crate::bureau::upload::{About, Names};
use crate::bureau::work::{Piece, Reply};
use crate::bureau::xml::Element;
use crate::clock::china_day;
use crate::config::BureauSettings;
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::filing::service as filings;
use crate::reference::book;
use crate::staff;
use crate::values::actor::Actor;
use crate::values::ids::StaffId;

/// Keeps a piece of work, with the day it is due.
///
/// # Errors
/// When it is kept already, or the database refuses.
pub async fn take(tx: &mut Tx<'_>, download: Uuid, place: i32, piece: &Piece) -> Result<()> {
    let today = china_day(tx.ctx.now);
    let due = today + TimeDelta::days(piece.sort.days(book().limits(today)));
    tasks::insert(tx, download, place, piece, due).await
}

fn by(tx: &Tx<'_>) -> Result<StaffId> {
    match tx.ctx.actor {
        Actor::Staff(staff, role) if role.reviews() => Ok(staff),
        _ => Err(Error::Forbidden),
    }
}

/// A piece of work of the acting officer's provinces, or of none that is told.
///
/// # Errors
/// `NotFound` for one there is not, or of another province; `Forbidden` when nobody of the staff acts.
pub async fn load(tx: &mut Tx<'_>, id: Uuid) -> Result<Task> {
    let task = tasks::load(tx.conn, id).await?;
    let is_theirs = match &task.province {
        Some(province) => filings::is_of_officer(tx, province).await?,
        None => true,
    };
    if is_theirs { Ok(task) } else { Err(Error::NotFound) }
}

async fn open(tx: &mut Tx<'_>, id: Uuid) -> Result<Task> {
    load(tx, id).await?;
    let task = tasks::load_for_update(tx.conn, id).await?;
    if task.answered_at.is_none() { Ok(task) } else { Err(Error::refused("task-answered-already")) }
}

async fn noted(tx: &mut Tx<'_>, id: Uuid, what: String) -> Result<()> {
    audit::record(tx, audit::Event::new(Action::LineHandled, Subject::new("task", id)).detail(what)).await
}

/// Takes a piece of work in hand, from whoever has it; or gives it back.
///
/// # Errors
/// `Refused` when it is answered, `Forbidden` for who does not review.
pub async fn claim(tx: &mut Tx<'_>, id: Uuid, is_mine: bool) -> Result<()> {
    let staff = by(tx)?;
    open(tx, id).await?;
    tasks::set_claimed(tx.conn, id, is_mine.then_some(staff)).await?;
    noted(tx, id, if is_mine { "claimed" } else { "given back" }.to_owned()).await
}

/// Records that work was seen that needs no answer, or of which the bureau did not take it, with what was done in words.
///
/// # Errors
/// `Refused` when it is answered already or needs an answer, `Forbidden` for who does not review.
pub async fn seen(tx: &mut Tx<'_>, id: Uuid, words: &str) -> Result<()> {
    let staff = by(tx)?;
    let task = open(tx, id).await?;
    // The bureau may take no answer at all: what it does not know any more, or was told of already.
    if task.sort.reply() != Reply::Seen && tasks::find_words(tx, id).await?.is_none() {
        return Err(Error::refused("task-needs-answer"));
    }
    tasks::set_answered(tx, id, staff, SEEN, words).await?;
    tasks::set_done(tx, id).await?;
    noted(tx, id, SEEN.to_owned()).await
}

/// Answers a verification. The faults of the answer, if the interface does not take it: nothing is kept then.
///
/// # Errors
/// `Refused` when it is answered already, `Forbidden` for who does not review.
pub async fn verified(tx: &mut Tx<'_>, us: &BureauSettings, id: Uuid, found: &Verified) -> Result<Vec<Fault>> {
    let answer = Answer {
        id,
        reply: Reply::Verified,
        method: "HSJG",
        outcome: if found.passed { "passed" } else { "refused" }.to_owned(),
        words: [Some(found.opinion.as_str()), found.wrong.as_deref()]
            .into_iter()
            .flatten()
            .collect::<Vec<_>>()
            .join("\n"),
    };
    send(tx, us, &answer, |content, by| replies::verification(content, found, by)).await
}

/// What was done about a site without a filing, as the form says it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Done {
    /// Code of what was done.
    pub outcome: i64,
    /// The opinion.
    pub opinion: String,
    /// Code of the province, where the bureau named none.
    pub province: Option<i64>,
}

/// Tells what was done about a site without a filing. The faults of the answer, if the interface does not take it.
///
/// # Errors
/// `Refused` when it is answered already, `Forbidden` for who does not review.
pub async fn handled(tx: &mut Tx<'_>, us: &BureauSettings, id: Uuid, done: Done) -> Result<Vec<Fault>> {
    let task = load(tx, id).await?;
    let entered_on = china_day(task.received_at);
    let Done { outcome, opinion, province } = done;
    let due_on = task.due_on.unwrap_or(entered_on);
    let told = Handled { outcome, opinion, province, entered_on, due_on };
    let answer = Answer {
        id,
        reply: Reply::Handled,
        method: "WBACLJG",
        outcome: outcome.to_string(),
        words: told.opinion.clone(),
    };
    send(tx, us, &answer, |content, by| replies::unfiled(content, &told, by)).await
}

/// An answer that goes up.
struct Answer {
    id: Uuid,
    reply: Reply,
    method: &'static str,
    outcome: String,
    words: String,
}

async fn send(
    tx: &mut Tx<'_>,
    us: &BureauSettings,
    answer: &Answer,
    write: impl FnOnce(Element, By<'_>) -> Result<IcpUpload, Misread>,
) -> Result<Vec<Fault>> {
    let staff = by(tx)?;
    // The line is locked first, as by all who come to it.
    let ids = store::take_ids(tx.conn).await?;
    let task = open(tx, answer.id).await?;
    if task.sort.reply() != answer.reply {
        return Err(Error::refused("task-other-answer"));
    }
    let content = tasks::find_content(tx, answer.id).await?.context("the piece of an open task is over")?;
    let name = staff::store::load_name(tx, staff).await?;
    let by = By { unit: us.unit, name: &name, on: china_day(tx.ctx.now) };
    let body = write(content, by).map_err(anyhow::Error::from)?;
    let names = Names::of(&body).context("an answer to nothing")?;
    let bytes = match checked::bytes(us.interface, body, us.unit) {
        Ok(bytes) => bytes,
        Err(faults) => return Ok(faults),
    };
    tasks::set_answered(tx, answer.id, staff, &answer.outcome, &answer.words).await?;
    let file = File { method: answer.method, names, content: bytes };
    store::insert(tx, About::Task(answer.id), ids, file).await?;
    noted(tx, answer.id, format!("answered {}", answer.outcome)).await?;
    want_sent(tx).await?;
    Ok(Vec::new())
}

/// The bureau does not take the answer to work that is locked: it is to be answered again, and what the bureau said stands with
/// it.
///
/// # Errors
/// When the database refuses.
pub(super) async fn refused(tx: &mut Tx<'_>, task: &Task, lines: &[ResultLine]) -> Result<()> {
    // What it said of the same answer before stays.
    let before = if task.answered_at.is_none() { tasks::find_words(tx, task.id).await? } else { None };
    let told = |line: &ResultLine| format!("{} {}", line.code, line.text.as_deref().unwrap_or_default());
    let words: Vec<String> = before.into_iter().chain(lines.iter().map(told)).collect();
    tasks::open_again(tx, task.id, Some(&words.join("\n"))).await
}

/// Records that somebody saw a piece of work in full, and why.
///
/// # Errors
/// When the database refuses.
pub async fn revealed(tx: &mut Tx<'_>, id: Uuid, reason: &str) -> Result<()> {
    let event = audit::Event::new(Action::ExchangeRevealed, Subject::new("task", id));
    audit::record(tx, event.because(reason)).await
}

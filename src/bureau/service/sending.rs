//! A file on its way: what a call, its answer and the bureau's last upload mean for it and its case.

use anyhow::Context as _;
use uuid::Uuid;

use super::{Then, Turn, subject, want_sent};
use crate::audit::{self, Action, Subject};
use crate::bureau::alarm::{Sentences, of_code, stands_still, times};
use crate::bureau::ledger::{self, Answered, Step, Theirs};
use crate::bureau::rest;
use crate::bureau::soap::Answer;
use crate::bureau::store::{self, Line};
use crate::bureau::upload::{Upload, UploadState};
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::text::Message;
use crate::values::actor::Actor;

/// A call begins: from here on it may have arrived. Returns the file; none where nobody waits for it any more.
///
/// # Errors
/// When the database refuses or the file does not open.
pub async fn begin(tx: &mut Tx<'_>, id: Uuid) -> Result<Option<Vec<u8>>> {
    let upload = store::load_for_update(tx.conn, id).await?;
    if upload.state != UploadState::Fixed || !subject::is_awaited(tx, &upload).await? {
        return Ok(None);
    }
    store::begin(tx, &upload).await?;
    store::load_content(tx, id).await.map(Some)
}

/// Records what was answered to an upload.
///
/// # Errors
/// When the database refuses.
pub async fn answered(tx: &mut Tx<'_>, id: Uuid, answer: &Answer) -> Result<Then> {
    let code = answer.code;
    let meaning = ledger::answered(code);
    match meaning {
        Answered::Again | Answered::Doubt => store::note_failure(tx).await?,
        _ => store::note_contact(tx).await?,
    }
    store::set_in_step(tx.conn, meaning == Answered::Accepted).await?;
    let upload = store::load_for_update(tx.conn, id).await?;
    if upload.state != UploadState::Sending {
        // What came from the bureau meanwhile told more.
        return Ok(Then::GoOn);
    }
    let state = match meaning {
        Answered::Accepted => return accepted(tx, &upload, Some(code)).await.map(|()| Then::GoOn),
        Answered::Doubt => UploadState::Sending,
        Answered::OutOfStep | Answered::Again | Answered::Stop => UploadState::Fixed,
    };
    store::set_state(tx, &upload, state, Some(code)).await?;
    let words = vec![not_taken(&upload, code)];
    match meaning {
        Answered::OutOfStep => Ok(Then::Tell(words)),
        Answered::Stop => stop(tx, words).await,
        _ => put_off(tx, id, answer, words).await,
    }
}

fn not_taken(upload: &Upload, code: i64) -> Message {
    of_code("exchange-alarm-not-taken", code).with("number", upload.number.unwrap_or_default())
}

/// Counts that a call about an upload led nowhere. Where the bureau takes nothing now the line rests; once it has been too
/// often, with an alarm.
async fn put_off(tx: &mut Tx<'_>, id: Uuid, answer: &Answer, mut words: Sentences) -> Result<Then> {
    let tries = store::count_try(tx.conn, id).await?;
    if let Some(until) = rest::until(answer.code, &answer.message, tries, tx.ctx.now) {
        store::set_rests(tx.conn, until).await?;
    }
    words.push(times(tries));
    Ok(if rest::is_told(answer.code, tries) { Then::Alarm(words) } else { Then::Rest })
}

/// Stops the line until the operator lets it go on.
///
/// # Errors
/// When the database refuses.
pub async fn stop(tx: &mut Tx<'_>, mut words: Sentences) -> Result<Then> {
    store::stop(tx, None).await?;
    words.push(stands_still());
    Ok(Then::Alarm(words))
}

/// Lets a line go on that stands still: the operator has looked.
///
/// # Errors
/// When the database refuses.
pub async fn let_go_on(tx: &mut Tx<'_>) -> Result<()> {
    go_on(tx, "goes on").await
}

/// The line goes on after the operator did something about it.
pub(super) async fn go_on(tx: &mut Tx<'_>, what: &str) -> Result<()> {
    store::let_go_on(tx.conn).await?;
    want_sent(tx).await?;
    handled(tx, what).await
}

/// Stops a line by hand. What was prepared can be looked at before it goes.
///
/// # Errors
/// When the database refuses.
pub async fn pause(tx: &mut Tx<'_>) -> Result<()> {
    let Actor::Staff(staff, _) = tx.ctx.actor else { return Err(Error::Forbidden) };
    if store::load_line(tx.conn).await?.stopped_at.is_some() {
        return Ok(());
    }
    store::stop(tx, Some(staff)).await?;
    handled(tx, "paused").await
}

async fn handled(tx: &mut Tx<'_>, what: &str) -> Result<()> {
    audit::record(tx, audit::Event::new(Action::LineHandled, Subject::new("line", "bureau")).detail(what)).await
}

/// The bureau answered, and did not tell its last upload.
///
/// # Errors
/// When the database refuses.
pub async fn not_told(tx: &mut Tx<'_>, id: Uuid, answer: &Answer) -> Result<Then> {
    let code = answer.code;
    let words = vec![of_code("exchange-alarm-not-told", code)];
    if ledger::answered(code) == Answered::Stop {
        return stop(tx, words).await;
    }
    store::note_failure(tx).await?;
    put_off(tx, id, answer, words).await
}

/// A call brought no answer. One about an upload counts against that: others may be answered meanwhile.
///
/// # Errors
/// When the database refuses.
pub async fn failed(tx: &mut Tx<'_>, upload: Option<Uuid>, why: &Message) -> Result<Then> {
    let times = match upload {
        Some(id) => {
            store::note_failure(tx).await?;
            store::count_try(tx.conn, id).await?
        }
        None => store::note_not_fetched(tx).await?,
    };
    if times != rest::ALARMING {
        return Ok(Then::Rest);
    }
    Ok(Then::Alarm(vec![Message::new("exchange-alarm-unanswered").with("times", times), why.clone()]))
}

/// A call never left: the upload is as it was before. The next call is a question, which costs no file: as long as the bureau
/// is away its file is not loaded, opened and packed each minute.
///
/// # Errors
/// When the database refuses.
pub async fn not_sent(tx: &mut Tx<'_>, id: Uuid, why: &Message) -> Result<Then> {
    let then = failed(tx, Some(id), why).await?;
    store::set_in_step(tx.conn, false).await?;
    let upload = store::load_for_update(tx.conn, id).await?;
    if upload.state == UploadState::Sending {
        store::set_state(tx, &upload, UploadState::Fixed, None).await?;
    }
    Ok(then)
}

/// The bureau has an upload: so does its case know.
pub(super) async fn accepted(tx: &mut Tx<'_>, upload: &Upload, code: Option<i64>) -> Result<()> {
    store::set_state(tx, upload, UploadState::Accepted, code).await?;
    subject::received(tx, upload).await
}

/// Nobody waits for an upload that never left.
///
/// # Errors
/// When the database refuses.
pub async fn drop_upload(tx: &mut Tx<'_>, id: Uuid) -> Result<()> {
    store::lock_line(tx.conn).await?;
    let upload = store::load_for_update(tx.conn, id).await?;
    if upload.state == UploadState::Fixed {
        take_out(tx, &upload, upload.number.context("an upload without a number")?).await?;
    }
    Ok(())
}

/// Takes an upload out; what comes after it is numbered from here.
async fn take_out(tx: &mut Tx<'_>, upload: &Upload, next: i64) -> Result<()> {
    store::take_out(tx.conn, upload).await?;
    store::renumber(tx.conn, next).await
}

/// Follows what the bureau says of its last upload.
///
/// # Errors
/// When the database refuses.
pub async fn follow(tx: &mut Tx<'_>, turn: &Turn, theirs: Theirs) -> Result<Then> {
    store::note_contact(tx).await?;
    let line = store::load_line(tx.conn).await?;
    let upload = store::load_for_update(tx.conn, turn.upload.id).await?;
    if upload.state != turn.upload.state {
        // What came from the bureau meanwhile told more.
        return Ok(Then::GoOn);
    }
    let number = turn.ours.number;
    let step = ledger::after_asking(turn.ours, theirs);
    if let Step::Lacks { from } = step
        && let Some(then) = lost(tx, &line, from).await?
    {
        return Ok(then);
    }
    // What it lacked once is no word about the next time.
    store::set_lacks(tx.conn, None).await?;
    let then = match step {
        Step::Hold => return hold(tx, &upload, theirs).await,
        Step::Lacks { from: next } => {
            store::set_state(tx, &upload, UploadState::Fixed, None).await?;
            store::renumber(tx.conn, next).await?;
            moved(&line, number, next)
        }
        Step::Renumber { next } => {
            store::set_state(tx, &upload, UploadState::Fixed, None).await?;
            store::renumber(tx.conn, next).await?;
            strange(tx, &line, number, next).await?
        }
        Step::Settle { next } => {
            store::set_state(tx, &upload, UploadState::Accepted, None).await?;
            store::renumber(tx.conn, next).await?;
            // The number that follows it is no news.
            if next == number.saturating_add(1) { Then::GoOn } else { moved(&line, number, next) }
        }
        Step::Drop => {
            let next = theirs.last + 1;
            take_out(tx, &upload, next).await?;
            // Where it is not free, its number is another file's.
            if next == number { Then::GoOn } else { strange(tx, &line, number, next).await? }
        }
        Step::Send | Step::Ask => {
            store::set_state(tx, &upload, UploadState::Fixed, None).await?;
            Then::GoOn
        }
        Step::Accepted => {
            accepted(tx, &upload, None).await?;
            Then::GoOn
        }
    };
    store::set_synced(tx).await?;
    Ok(then)
}

/// The bureau lacks what it had taken: the operator looks first. Once the line was let go on, each case that still waits for
/// it goes back to the desk with that in words. None where it lacks nothing that it had.
async fn lost(tx: &mut Tx<'_>, line: &Line, from: i64) -> Result<Option<Then>> {
    let lost = store::list_accepted_from(tx.conn, from).await?;
    if lost.is_empty() {
        return Ok(None);
    }
    if line.lacks_from != Some(from) {
        store::set_lacks(tx.conn, Some(from)).await?;
        let lacks = Message::new("exchange-alarm-lacks").with("from", from).with("count", lost.len());
        return stop(tx, vec![lacks]).await.map(Some);
    }
    for upload in &lost {
        store::take_out(tx.conn, upload).await?;
        subject::lost(tx, upload).await?;
    }
    Ok(None)
}

async fn hold(tx: &mut Tx<'_>, upload: &Upload, theirs: Theirs) -> Result<Then> {
    let (number, last) = (upload.number.unwrap_or_default(), theirs.last);
    store::set_state(tx, upload, UploadState::Held, None).await?;
    let held = match last == number {
        true => Message::new("exchange-alarm-held-unreadable").with("number", number),
        false => Message::new("exchange-alarm-held-behind").with("number", number).with("last", last),
    };
    stop(tx, vec![held]).await
}

/// The bureau has files that we know nothing of. They may be our own, from before a backup that was brought back: what waits
/// may have gone up already, and somebody looks first.
async fn strange(tx: &mut Tx<'_>, line: &Line, number: i64, next: i64) -> Result<Then> {
    match moved(line, number, next) {
        Then::Tell(mut words) => {
            words.push(Message::new("exchange-alarm-strange-files"));
            stop(tx, words).await
        }
        then => Ok(then),
    }
}

/// The first time it is no news that the bureau counts from somewhere.
fn moved(line: &Line, number: i64, next: i64) -> Then {
    match line.synced_at {
        Some(_) => {
            let moved = Message::new("exchange-alarm-moved").with("next", next).with("number", number);
            Then::Tell(vec![moved])
        }
        None => Then::GoOn,
    }
}

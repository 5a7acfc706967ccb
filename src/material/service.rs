//! What is done with papers: add, take out, look at. Pictures are kept before and read after, by `client`.

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};

use super::client::{Kept, StoredPicture};
use super::material::{EVIDENCE, FileName, Place, Size, check_quota};
use super::reading::{Document, Read};
use super::{sent, store};
use crate::audit::{self, Action, Event, Subject};
use crate::clock;
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::outbox;
use crate::reference::Reference;
use crate::values::actor::Actor;
use crate::values::ids::{FilingId, MaterialId};

/// What became of pictures that were kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Added {
    /// They are a paper now.
    Paper(MaterialId),
    /// The paper that stands in this slot shows them already: the caller discards the files.
    Same(MaterialId),
}

impl Added {
    /// The paper that shows them.
    pub fn id(self) -> MaterialId {
        match self {
            Self::Paper(id) | Self::Same(id) => id,
        }
    }
}

/// Records a paper whose pictures are kept. In a slot that holds one already it takes its place and stays linked to it.
/// That the filing may be changed, by this person and in this slot, is the caller's to know.
///
/// # Errors
/// `Refused` when there are too many; then the caller discards the pictures, as on every error.
pub async fn add(
    tx: &mut Tx<'_>,
    book: &Reference,
    filing: FilingId,
    place: &Place,
    kept: &Kept,
    file_name: Option<&FileName>,
) -> Result<Added> {
    store::lock_filing(tx.conn, filing).await?;
    let mut replaces = None;
    if !place.is_evidence() {
        let current = store::list_current(tx, filing).await?;
        let versions = store::count_kept(tx.conn, filing).await?;
        let limits = book.limits(clock::china_day(tx.ctx.now));
        check_quota(&current, versions, place, limits).map_err(Error::Refused)?;
        let before = current.iter().find(|material| material.slot == place.slot);
        if let Some(same) = before.filter(|material| store::is_same(tx, material, kept)) {
            return Ok(Added::Same(same.id));
        }
        replaces = before.map(|material| material.id);
    }
    store::insert(tx, filing, place, kept, file_name, replaces).await?;
    if book.goes_up() && sent::limit(&place.slot).is_some() {
        outbox::enqueue(tx, &sent::Reduce { filing, material: kept.id }).await?;
    }
    want_reading(tx, filing, kept.id, &place.slot).await?;
    audit::record(tx, event(Action::MaterialAdded, filing, kept.id, &place.slot)).await?;
    Ok(Added::Paper(kept.id))
}

/// Has a paper read, if its print is.
async fn want_reading(tx: &mut Tx<'_>, filing: FilingId, material: MaterialId, slot: &str) -> Result<()> {
    if Document::of_slot(slot).is_some() {
        outbox::enqueue(tx, &Read { filing, material }).await?;
    }
    Ok(())
}

/// Takes a paper out. For a while it can be brought back; then the sweep removes its files.
///
/// # Errors
/// `NotFound` when the filing has no such paper, or had it and it is gone or replaced.
pub async fn remove(tx: &mut Tx<'_>, filing: FilingId, id: MaterialId) -> Result<()> {
    store::lock_filing(tx.conn, filing).await?;
    let current = store::list_current(tx, filing).await?;
    let material = current.into_iter().find(|material| material.id == id).ok_or(Error::NotFound)?;
    store::mark_removed(tx, filing, &material.slot).await?;
    audit::record(tx, event(Action::MaterialRemoved, filing, id, &material.slot)).await
}

/// Papers taken out after this moment can be brought back.
pub fn removed_since(tx: &Tx<'_>, book: &Reference) -> DateTime<Utc> {
    tx.ctx.now - TimeDelta::hours(book.limits(clock::china_day(tx.ctx.now)).removed_paper_hours)
}

/// Brings back a paper that was taken out, with its earlier versions, to a filing that keeps the rules of a day.
///
/// # Errors
/// `NotFound` when there is no such paper, its time is over or its slot is taken again; `Refused` when there are too many.
pub async fn restore(
    tx: &mut Tx<'_>,
    book: &Reference,
    filing: FilingId,
    rules_day: NaiveDate,
    id: MaterialId,
) -> Result<()> {
    store::lock_filing(tx.conn, filing).await?;
    let since = removed_since(tx, book);
    let removed = store::list_removed(tx, filing, since).await?;
    let material = removed.into_iter().find(|material| material.id == id).ok_or(Error::NotFound)?;
    let current = store::list_current(tx, filing).await?;
    let versions = store::count_kept(tx.conn, filing).await?;
    let rule = book.material_of_slot(&material.slot, rules_day).ok_or(Error::NotFound)?;
    let place = Place::at(&material.slot, rule);
    check_quota(&current, versions, &place, book.limits(clock::china_day(tx.ctx.now))).map_err(Error::Refused)?;
    let at = material.removed_at.ok_or(Error::NotFound)?;
    store::mark_restored(tx, filing, &material.slot, at).await?;
    want_reading(tx, filing, id, &material.slot).await?;
    audit::record(tx, event(Action::MaterialRestored, filing, id, &material.slot)).await
}

/// Whether a paper proves what the bureau did: the desk's own record, not the applicant's.
///
/// # Errors
/// `NotFound` when the filing has no such paper.
pub async fn is_evidence(tx: &mut Tx<'_>, filing: FilingId, id: MaterialId) -> Result<bool> {
    Ok(store::load(tx, filing, id).await?.slot.starts_with(EVIDENCE))
}

/// Where a picture lies, for somebody who may see this filing. A look of staff is recorded: run it with `Db::write`.
/// Evidence of the bureau's acts is for staff alone.
///
/// # Errors
/// `NotFound` when the filing has no such picture.
pub async fn open_page(
    tx: &mut Tx<'_>,
    filing: FilingId,
    id: MaterialId,
    page: i32,
    size: Size,
) -> Result<StoredPicture> {
    let (picture, slot) = store::load_picture(tx.conn, filing, id, page, size).await?;
    if let Actor::Staff(..) = tx.ctx.actor {
        let look = Event::new(Action::PaperSeen, Subject::filing(filing));
        audit::record(tx, look.detail(format!("{id} {page} {}", size.code()))).await?;
    } else if slot.starts_with(EVIDENCE) {
        return Err(Error::NotFound);
    }
    Ok(picture)
}

fn event(action: Action, filing: FilingId, id: MaterialId, slot: &str) -> Event {
    Event::new(action, Subject::filing(filing)).detail(format!("{id} {slot}"))
}

//! What is done with papers: add, take out, look at. Pictures are kept before and read after, by `client`.

use super::client::{Kept, StoredPicture};
use super::material::{EVIDENCE, FileName, Place, Size, check_quota};
use super::store;
use crate::audit::{self, Action, Event, Subject};
use crate::clock;
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::reference::Reference;
use crate::values::actor::Actor;
use crate::values::ids::{FilingId, MaterialId};

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
) -> Result<MaterialId> {
    store::lock_filing(tx.conn, filing).await?;
    let mut replaces = None;
    if !place.is_evidence() {
        let current = store::list_current(tx, filing).await?;
        let versions = store::count_kept(tx.conn, filing).await?;
        let limits = book.limits(clock::china_day(tx.ctx.now));
        check_quota(&current, versions, place, limits).map_err(Error::Refused)?;
        replaces = current.iter().find(|material| material.slot == place.slot).map(|material| material.id);
    }
    store::insert(tx, filing, place, kept, file_name, replaces).await?;
    audit::record(tx, event(Action::MaterialAdded, filing, kept.id, &place.slot)).await?;
    Ok(kept.id)
}

/// Takes a paper out. Returns the names of files that are not needed any more: to be discarded once this is committed.
///
/// # Errors
/// `NotFound` when the filing has no such paper, or had it and it is gone or replaced.
pub async fn remove(tx: &mut Tx<'_>, filing: FilingId, id: MaterialId) -> Result<Vec<String>> {
    store::lock_filing(tx.conn, filing).await?;
    let current = store::list_current(tx, filing).await?;
    let material = current.into_iter().find(|material| material.id == id).ok_or(Error::NotFound)?;
    store::mark_removed(tx, filing, &material.slot).await?;
    audit::record(tx, event(Action::MaterialRemoved, filing, id, &material.slot)).await?;
    store::list_unneeded(tx.conn, filing, &material.slot).await
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

//! Gives the consent, once for a filing and version.

use super::store::{self, About};
use crate::audit::{self, Action, Event, Subject};
use crate::db::Tx;
use crate::error::Result;
use crate::values::ids::{AccountId, FilingId, RelayTaskId};

/// Records that the owner of a filing agreed to a version of the notice. A second time changes nothing.
///
/// # Errors
/// When the database refuses.
pub async fn give(tx: &mut Tx<'_>, owner: AccountId, filing: FilingId, version: &str) -> Result<()> {
    if store::find(tx.conn, About::Papers, filing, None).await?.is_some_and(|consent| consent.version == version) {
        return Ok(());
    }
    store::insert(tx.conn, About::Papers, (owner, filing), None, version, tx.ctx.now).await?;
    let given = Event::new(Action::ConsentGiven, Subject::filing(filing));
    audit::record(tx, given.detail(format!("{} {version}", About::Papers.notice()))).await
}

/// Records that somebody agreed, before the owner's phone, that their face is recorded, here or by a service; for whom is named
/// by the slot.
///
/// # Errors
/// When the database refuses.
pub async fn give_face(
    tx: &mut Tx<'_>,
    about: About,
    (owner, filing): (AccountId, FilingId),
    slot: &str,
    version: &str,
) -> Result<()> {
    store::insert(tx.conn, about, (owner, filing), None, version, tx.ctx.now).await?;
    let given = Event::new(Action::ConsentGiven, Subject::filing(filing));
    audit::record(tx, given.detail(format!("{} {version} {slot}", about.notice()))).await
}

/// Records that whoever has a one-task link agreed to a version of the notice, for their own paper or face.
///
/// # Errors
/// When the database refuses.
pub async fn give_by_link(
    tx: &mut Tx<'_>,
    about: About,
    (owner, filing): (AccountId, FilingId),
    task: RelayTaskId,
    version: &str,
) -> Result<()> {
    store::insert(tx.conn, about, (owner, filing), Some(task), version, tx.ctx.now).await?;
    let given = Event::new(Action::ConsentGiven, Subject::filing(filing));
    audit::record(tx, given.detail(format!("{} {version} by link {task}", about.notice()))).await
}

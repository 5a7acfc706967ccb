//! Gives the consent, once for a filing and version.

use super::store;
use crate::audit::{self, Action, Event, Subject};
use crate::db::Tx;
use crate::error::Result;
use crate::values::ids::{AccountId, FilingId, RelayTaskId};

/// Records that the owner of a filing agreed to a version of the notice. A second time changes nothing.
///
/// # Errors
/// When the database refuses.
pub async fn give(tx: &mut Tx<'_>, owner: AccountId, filing: FilingId, version: &str) -> Result<()> {
    if store::find(tx.conn, filing, None).await?.is_some_and(|consent| consent.version == version) {
        return Ok(());
    }
    store::insert(tx.conn, owner, filing, None, version, tx.ctx.now).await?;
    let given = Event::new(Action::ConsentGiven, Subject::filing(filing));
    audit::record(tx, given.detail(format!("identity-consent {version}"))).await
}

/// Records that whoever has a one-task link agreed to a version of the notice, for their own paper.
///
/// # Errors
/// When the database refuses.
pub async fn give_by_link(
    tx: &mut Tx<'_>,
    owner: AccountId,
    filing: FilingId,
    task: RelayTaskId,
    version: &str,
) -> Result<()> {
    store::insert(tx.conn, owner, filing, Some(task), version, tx.ctx.now).await?;
    let given = Event::new(Action::ConsentGiven, Subject::filing(filing));
    audit::record(tx, given.detail(format!("identity-consent {version} by link {task}"))).await
}

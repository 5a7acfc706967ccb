//! Gives the consent, once for a filing and version.

use super::store;
use crate::audit::{self, Action, Event, Subject};
use crate::db::Tx;
use crate::error::Result;
use crate::values::ids::{AccountId, FilingId};

/// Records that the owner of a filing agreed to a version of the notice. A second time changes nothing.
///
/// # Errors
/// When the database refuses.
pub async fn give(tx: &mut Tx<'_>, owner: AccountId, filing: FilingId, version: &str) -> Result<()> {
    if store::find(tx.conn, filing).await?.is_some_and(|consent| consent.version == version) {
        return Ok(());
    }
    store::insert(tx.conn, owner, filing, version, tx.ctx.now).await?;
    let given = Event::new(Action::ConsentGiven, Subject::filing(filing));
    audit::record(tx, given.detail(format!("identity-consent {version}"))).await
}

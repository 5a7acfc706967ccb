//! What is fetched from the bureau: when it is asked for news, and each file as it is stored.

use uuid::Uuid;

use crate::bureau::jobs::{Apply, Fetch};
use crate::bureau::store;
use crate::bureau::store::downloads;
use crate::db::Tx;
use crate::error::Result;
use crate::outbox::{self, Job as _};

/// A file that is here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Kept {
    /// Its row id.
    pub id: Uuid,
    /// It came before, and the bureau has heard that it is here.
    pub is_confirmed: bool,
}

/// Has the bureau asked for news, unless that is about to be done.
///
/// # Errors
/// When the database refuses.
pub async fn want(tx: &mut Tx<'_>) -> Result<()> {
    if !store::is_pending(tx.conn, Fetch::TOPIC).await? {
        outbox::enqueue(tx, &Fetch {}).await?;
    }
    Ok(())
}

/// Stores a file, to be applied; one that came before is not stored twice. Another one may have its name.
///
/// # Errors
/// When the database refuses.
pub async fn keep(tx: &mut Tx<'_>, name: &str, content: &[u8]) -> Result<Kept> {
    let Some(download) = downloads::insert(tx, name, content).await? else {
        let (id, is_confirmed) = downloads::load_known(tx.conn, name, content).await?;
        return Ok(Kept { id, is_confirmed });
    };
    outbox::enqueue(tx, &Apply { download }).await?;
    Ok(Kept { id: download, is_confirmed: false })
}

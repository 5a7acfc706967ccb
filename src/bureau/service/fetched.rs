//! What is fetched from the bureau: when it is asked for news, and each file as it is stored.

use uuid::Uuid;

use super::Then;
use super::sending::failed;
use crate::bureau::alarm::{of_code, times};
use crate::bureau::jobs::{Apply, Fetch};
use crate::bureau::packaging::Zipped;
use crate::bureau::rest;
use crate::bureau::soap::Answer;
use crate::bureau::store;
use crate::bureau::store::downloads;
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::outbox::{self, Job as _};

/// A file that is here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Kept {
    /// Its row id.
    pub id: Uuid,
    /// It came before, and the bureau has heard that it is here.
    pub is_confirmed: bool,
}

/// Has the bureau asked for news, unless that is about to be done, or it gives nothing at this hour.
///
/// # Errors
/// When the database refuses.
pub async fn want(tx: &mut Tx<'_>) -> Result<()> {
    let rests = store::load_line(tx.conn).await?.rests_fetching(tx.ctx.now);
    if !rests && !store::is_pending(tx.conn, Fetch::TOPIC).await? {
        outbox::enqueue(tx, &Fetch {}).await?;
    }
    Ok(())
}

/// The bureau refuses to give anything. Where it is closed it is there all the same, and is left alone until it opens; any other
/// code helps as little as no answer.
///
/// # Errors
/// When the database refuses.
pub async fn refused(tx: &mut Tx<'_>, answer: &Answer) -> Result<Then> {
    let nothing = of_code("exchange-alarm-nothing-fetched", answer.code);
    let tries = store::load_line(tx.conn).await?.fetch_tries + 1;
    let Some(until) = rest::until(answer.code, &answer.message, tries, tx.ctx.now) else {
        return failed(tx, None, &nothing).await;
    };
    store::note_closed(tx, until, tries).await?;
    let is_told = rest::is_told(answer.code, tries);
    Ok(if is_told { Then::Alarm(vec![nothing, times(tries)]) } else { Then::Rest })
}

/// Stores a file under its name and the hash of its text, to be applied; one that came before is not stored twice, nor sealed
/// for nothing: it may come for ever. Another one may have its name.
///
/// # Errors
/// When the database refuses.
pub async fn keep(tx: &mut Tx<'_>, key: (&str, &[u8]), file: &Zipped) -> Result<Kept> {
    if let Some(kept) = known(tx, key).await? {
        return Ok(kept);
    }
    if let Some(download) = downloads::insert(tx, key, file).await? {
        outbox::enqueue(tx, &Apply { download }).await?;
        return Ok(Kept { id: download, is_confirmed: false });
    }
    // Another worker was quicker.
    known(tx, key).await?.ok_or(Error::Stale)
}

async fn known(tx: &mut Tx<'_>, key: (&str, &[u8])) -> Result<Option<Kept>> {
    let found = downloads::find_known(tx.conn, key).await?;
    Ok(found.map(|(id, is_confirmed)| Kept { id, is_confirmed }))
}

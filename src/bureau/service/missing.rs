//! What the bureau lacks, and what nobody can tell of: the operator has asked the bureau, and says how it goes on.

use uuid::Uuid;

use super::{sending, subject};
use crate::bureau::store;
use crate::bureau::upload::UploadState;
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::values::actor::Actor;

/// Sends again, byte for byte and in their order, what the bureau had taken and lacks; nobody has to hand anything in anew.
/// What nobody waits for any more stays away, as does a file that is over: its case goes back to the desk.
///
/// # Errors
/// `Refused` where nothing is known to be missing, or the line goes on.
pub async fn send_again(tx: &mut Tx<'_>) -> Result<()> {
    store::lock_line(tx.conn).await?;
    let line = store::load_line(tx.conn).await?;
    let Some(from) = line.lacks_from.filter(|_| line.stopped_at.is_some()) else {
        return Err(Error::refused("exchange-nothing-missing"));
    };
    for upload in store::list_accepted_from(tx.conn, from).await? {
        let is_missed = subject::is_missed(tx, &upload).await?;
        if is_missed && store::has_content(tx.conn, upload.id).await? {
            store::put_back(tx, &upload).await?;
            continue;
        }
        store::take_out(tx.conn, &upload).await?;
        if is_missed {
            as_bureau(tx, async |tx| subject::lost(tx, &upload).await).await?;
        }
    }
    store::renumber(tx.conn, from).await?;
    store::set_lacks(tx.conn, None).await?;
    go_on(tx, &format!("sends again from {from} on")).await
}

/// Says of an upload that nobody could tell of whether the bureau has it.
///
/// # Errors
/// `Refused` where that is known.
pub async fn settle(tx: &mut Tx<'_>, id: Uuid, has_arrived: bool) -> Result<()> {
    store::lock_line(tx.conn).await?;
    let upload = store::load_for_update(tx.conn, id).await?;
    if upload.state != UploadState::Held {
        return Err(Error::refused("exchange-not-held"));
    }
    if has_arrived {
        as_bureau(tx, async |tx| sending::accepted(tx, &upload, None).await).await?;
    } else {
        store::set_state(tx, &upload, UploadState::Fixed, None).await?;
    }
    let number = upload.number.unwrap_or_default();
    go_on(tx, &format!("upload {number} {}", if has_arrived { "is there" } else { "is not there" })).await
}

/// What the bureau told the operator is told by the bureau.
async fn as_bureau(tx: &mut Tx<'_>, act: impl AsyncFnOnce(&mut Tx<'_>) -> Result<()>) -> Result<()> {
    let by = tx.act_as(Actor::Bureau).await?;
    act(tx).await?;
    tx.act_as(by).await.map(|_| ())
}

/// The line goes on, and asks first how the bureau counts.
async fn go_on(tx: &mut Tx<'_>, what: &str) -> Result<()> {
    store::set_in_step(tx.conn, false).await?;
    sending::go_on(tx, what).await
}

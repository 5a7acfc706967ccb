//! The daily end of what is over, each thing in a transaction of its own: one that cannot go stops no other.

use std::collections::BTreeMap;

use super::kept::Kind;
use super::{service, store};
use crate::db::Db;
use crate::error::Result;
use crate::material::client;
use crate::storage::Storage;
use crate::values::actor::Actor;

/// Ends everything that is over, and reports how many of each kind went.
///
/// # Errors
/// When the database refuses to list it.
pub async fn run(db: &Db, storage: &Storage) -> Result<BTreeMap<&'static str, usize>> {
    let mut gone = BTreeMap::new();
    for kind in Kind::ALL.iter().filter(|kind| !kind.is_hourly()) {
        let count = if kind.is_swept() { sweep(db, *kind).await? } else { end_all(db, storage, *kind).await? };
        if count > 0 {
            gone.insert(kind.code(), count);
        }
    }
    if !gone.is_empty() {
        db.write(Actor::Clock, async |tx| service::report(tx, &gone).await).await?;
    }
    Ok(gone)
}

/// Takes out what piles up and has served its time.
///
/// # Errors
/// When the database refuses.
pub async fn sweep_hourly(db: &Db) -> Result<()> {
    for kind in Kind::ALL.iter().filter(|kind| kind.is_hourly()) {
        let rows = sweep(db, *kind).await?;
        if rows > 0 {
            tracing::info!(%kind, rows, "swept");
        }
    }
    Ok(())
}

/// Ends what ran out for good, each minute.
///
/// # Errors
/// When the database refuses.
pub async fn end_run_out(db: &Db) -> Result<()> {
    while db.write(Actor::Clock, async |tx| service::end_run_out(tx).await).await? >= store::SWEPT {}
    Ok(())
}

async fn end_all(db: &Db, storage: &Storage, kind: Kind) -> Result<usize> {
    let (mut count, mut last) = (0, None);
    loop {
        let over = db.read(Actor::Clock, async |tx| service::list_over(tx, kind, last).await).await?;
        let Some(newest) = over.last() else { return Ok(count) };
        last = Some(*newest);
        for id in &over {
            match db.write(Actor::Clock, async |tx| service::end(tx, kind, *id).await).await {
                // The keys are gone; a file that is left behind here is found by the next sweep of the storage.
                Ok(Some(files)) => {
                    client::discard(storage, &files).await;
                    count += 1;
                }
                Ok(None) => {}
                Err(error) => tracing::warn!(%kind, %id, %error, "what is over cannot go"),
            }
        }
    }
}

async fn sweep(db: &Db, kind: Kind) -> Result<usize> {
    let mut count = 0;
    loop {
        let rows = db.write(Actor::Clock, async |tx| service::sweep(tx, kind).await).await?;
        count += rows;
        if rows < store::SWEPT {
            return Ok(count);
        }
    }
}

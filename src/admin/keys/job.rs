//! Rotations, while everything runs: portions for what is sealed, one short halt for what is searched.

use std::time::Duration;

use anyhow::{Context as _, ensure};
use tokio::time::{Instant, sleep};

use super::{HASHED, SEALED, Sealed, store};
use crate::audit::{self, Action, Event, Subject};
use crate::db::{Db, Tx};
use crate::error::{Error, Result};
use crate::values::actor::Actor;

/// How soon every program that runs knows of a changed file, with some time to spare.
pub const KNOWN_AFTER: Duration = Duration::from_secs(15);
/// How long a moment is waited for in which nobody is at work.
const PATIENCE: Duration = Duration::from_secs(120);

/// What came of sealing anew.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Resealed {
    /// Values that the newest key seals now.
    pub values: usize,
    /// Values that no key opens: changed, or of a key that is gone.
    pub closed: usize,
}

/// Seals everything anew that another key than the newest seals, a portion a transaction, until `known_after` is over and
/// nothing is left: until then a program that does not know the key yet may still seal with the one before.
///
/// # Errors
/// When the database refuses.
pub async fn reseal(db: &Db, known_after: Duration) -> Result<Resealed> {
    let from = Instant::now();
    let mut all = Resealed::default();
    loop {
        let everybody_knows = from.elapsed() >= known_after;
        let mut pass = Resealed::default();
        for of in SEALED {
            reseal_column(db, of, &mut pass).await?;
        }
        all = Resealed { values: all.values + pass.values, closed: pass.closed };
        if pass.values > 0 {
            continue;
        }
        if everybody_knows {
            break;
        }
        sleep(known_after.saturating_sub(from.elapsed())).await;
    }
    let (key, detail) = (db.sealer().current(), format!("{} values", all.values));
    record(db, Subject::new("key", format!("sealing {key}")), detail).await?;
    Ok(all)
}

async fn reseal_column(db: &Db, of: &Sealed, pass: &mut Resealed) -> Result<()> {
    let pages = db.read(Actor::Operator, async |tx| store::pages(tx.conn, of).await).await?;
    let mut page = 0;
    while page < pages {
        page += store::PAGES;
        let mut behind = store::before_page(page - store::PAGES);
        loop {
            let done = db.write(Actor::Operator, async |tx| reseal_some(tx, of, (&behind, page)).await).await?;
            let Some(done) = done else { break };
            pass.values += done.values;
            pass.closed += done.closed;
            behind = done.last;
        }
    }
    Ok(())
}

/// What became of some values.
struct Portion {
    values: usize,
    closed: usize,
    /// Where the last of them lay.
    last: String,
}

/// Seals the first values behind a place and before a page anew; none where no other are there.
async fn reseal_some(tx: &mut Tx<'_>, of: &Sealed, within: (&str, i64)) -> Result<Option<Portion>> {
    let found = store::list_older(tx.conn, of, tx.sealer.current(), within).await?;
    let Some(last) = found.last().map(|found| found.place.clone()) else { return Ok(None) };
    let group = of.group;
    let (mut changes, mut closed) = (Vec::with_capacity(found.len()), 0);
    for store::Found { place, bound_to: row, sealed } in found {
        match tx.sealer.open_bytes(group, &sealed, &row) {
            Ok(plain) => {
                let new = tx.sealer.seal_bytes(group, &zeroize::Zeroizing::new(plain), &row)?;
                changes.push(store::Change { place, old: sealed, new });
            }
            Err(error) => {
                closed += 1;
                tracing::warn!(group, place, %error, "a sealed value stays as it is");
            }
        }
    }
    Ok(Some(Portion { values: store::exchange(tx.conn, of, changes).await?, closed, last }))
}

/// How many values another key than the newest seals.
///
/// # Errors
/// When the database refuses.
pub async fn count_older(db: &Db) -> Result<i64> {
    count_others(db, &[db.sealer().current()]).await
}

/// How many values a key seals that is not at hand: keys of files are among them.
///
/// # Errors
/// When the database refuses.
pub async fn count_closed(db: &Db) -> Result<i64> {
    count_others(db, &db.sealer().numbers()).await
}

async fn count_others(db: &Db, keys: &[u16]) -> Result<i64> {
    db.read(Actor::Operator, async |tx| {
        let mut count = 0;
        for of in SEALED {
            count += store::count_others(tx.conn, of, keys).await?;
        }
        Ok(count)
    })
    .await
}

/// Brings one more layer of search hashes into force, in one transaction, for which everybody waits as long as it takes.
/// Returns how many hashes were exchanged.
///
/// # Errors
/// When the key file has no key for it, nobody ever rests, or the database refuses.
pub async fn add_layer(db: &Db) -> anyhow::Result<usize> {
    let until = Instant::now() + PATIENCE;
    loop {
        match db.write(Actor::Operator, async |tx| add_layer_now(tx).await).await {
            Ok(hashes) => return Ok(hashes),
            Err(Error::Busy(_)) => {}
            Err(other) => return Err(other.into()),
        }
        ensure!(Instant::now() < until, "somebody was at work all the time: try again");
        sleep(Duration::from_millis(300)).await;
    }
}

async fn add_layer_now(tx: &mut Tx<'_>) -> Result<usize> {
    if !store::hold_still(tx.conn).await? {
        return Err(Error::Busy(1));
    }
    // Another rotation may have come first: then these hashes are of other layers than this transaction knows.
    let layers = store::layers(tx.conn).await?;
    let sealer = tx.sealer.at(layers)?;
    let mut exchanged = 0;
    for &(table, column, those) in HASHED {
        let before = store::list_hashes(tx.conn, table, column, those).await?;
        let mut hashes = Vec::with_capacity(before.len());
        for old in before {
            let new = sealer.next_layer(&old)?.to_vec();
            hashes.push((old, new));
        }
        exchanged += store::exchange_hashes(tx.conn, (table, column, those), &hashes).await?;
    }
    // Also where there was nothing to exchange: the key must be there.
    sealer.next_layer(&[]).context("the next layer")?;
    store::add_layer(tx.conn).await?;
    let event = Event::new(Action::KeyRotated, Subject::new("key", format!("search {}", layers + 1)));
    audit::record(tx, event.detail(format!("{exchanged} hashes"))).await?;
    Ok(exchanged)
}

/// Ends every session of both sites: what is to sessions as a rotation is to keys, for they have none. Returns how many.
///
/// # Errors
/// When the database refuses.
pub async fn end_sessions(db: &Db) -> Result<usize> {
    db.write(Actor::Operator, async |tx| {
        let ended = store::end_sessions(tx.conn).await?;
        let event = Event::new(Action::SignedOut, Subject::new("sessions", "all"));
        audit::record(tx, event.detail(format!("{ended} sessions"))).await?;
        Ok(ended)
    })
    .await
}

/// Records a rotation.
///
/// # Errors
/// When the database refuses.
pub async fn record(db: &Db, subject: Subject, detail: String) -> Result<()> {
    let event = Event::new(Action::KeyRotated, subject).detail(detail);
    db.write(Actor::Operator, async |tx| audit::record(tx, event).await).await
}

//! Whether every sealed file that the database needs is there and opens with the keys at hand.

use std::collections::BTreeSet;

use super::PLACES;
use super::manifest::Total;
use super::store::{self, Named};
use crate::db::Db;
use crate::error::{Error, Result};
use crate::storage::{PIECE, Storage};
use crate::values::actor::Actor;

/// What was found.
#[derive(Debug, Default)]
pub struct Opened {
    /// Files that opened, and their bytes unsealed.
    pub total: Total,
    /// A line each for those that did not.
    pub faults: Vec<String>,
}

/// Opens them all, but for some. Reads every byte of them.
///
/// # Errors
/// When the database refuses.
pub async fn open_all(db: &Db, storage: &Storage, but: &BTreeSet<String>) -> Result<Opened> {
    let mut opened = Opened::default();
    for place in &PLACES {
        let mut after = String::new();
        loop {
            let portion = db.read(Actor::Operator, async |tx| {
                let named = store::list_named(tx.conn, place, &after).await?;
                let names: Vec<String> = named.iter().map(|named| named.object.name.clone()).collect();
                let needed: BTreeSet<String> = store::list_needed(tx, &names).await?.into_iter().collect();
                Ok((named, needed))
            });
            let (named, needed) = portion.await?;
            let Some(last) = named.last() else { break };
            after.clone_from(&last.object.name);
            let wanted = |named: &&Named| needed.contains(&named.object.name) && !but.contains(&named.object.name);
            for named in named.iter().filter(wanted) {
                match open(storage, named).await {
                    Ok(bytes) => {
                        opened.total.count += 1;
                        opened.total.bytes += bytes;
                    }
                    Err(Error::NotFound) => opened.faults.push(format!("{} is missing", named.object.name)),
                    Err(error) => opened.faults.push(format!("{} does not open: {error}", named.object.name)),
                }
            }
        }
    }
    Ok(opened)
}

async fn open(storage: &Storage, named: &Named) -> Result<u64> {
    let Named { object, bound_to, pieces_of } = named;
    let Some(length) = *pieces_of else {
        return Ok(storage.get(&object.name, &object.key_wrapped, bound_to).await?.len() as u64);
    };
    let mut bytes = 0;
    for index in 0..length.div_ceil(PIECE as u64) {
        bytes += storage.piece(object, bound_to, length, index).await?.len() as u64;
    }
    Ok(bytes)
}

//! The list of sealed files in a backup: written from the database at its moment, copied by when that has let go.

use std::collections::BTreeSet;
use std::fs::File;
use std::io::{BufRead as _, BufReader, BufWriter, Write as _};
use std::path::Path;

use anyhow::Context as _;

use super::PLACES;
use super::manifest::{Total, new_file};
use super::store;
use crate::db::Tx;
use crate::storage::copy::{Copied, copy};

/// After so many files the log tells how far it is.
const TOLD_EVERY: u64 = 10_000;

/// What became of the files of a list.
#[derive(Debug, Default)]
pub(super) struct Copies {
    /// Copied now.
    pub added: Total,
    /// There before.
    pub already: Total,
    /// Missing, or not the bytes they were named after.
    pub missing: Vec<String>,
}

impl Copies {
    /// All that are there now.
    pub(super) fn total(&self) -> Total {
        Total { count: self.added.count + self.already.count, bytes: self.added.bytes + self.already.bytes }
    }
}

/// Writes the names of all files that are needed, one a line.
pub(super) async fn write(tx: &mut Tx<'_>, file: &Path) -> anyhow::Result<()> {
    let mut list = BufWriter::new(new_file(file)?);
    for place in &PLACES {
        let mut after = String::new();
        loop {
            let named = store::list_named(tx.conn, place, &after).await?;
            let Some(last) = named.last() else { break };
            after.clone_from(&last.object.name);
            let names: Vec<String> = named.into_iter().map(|named| named.object.name).collect();
            let needed = store::list_needed(tx, &names).await?;
            // A page tells its other picture too, which has its turn with its own column.
            let own: BTreeSet<String> = names.into_iter().collect();
            for name in needed.iter().filter(|name| own.contains(*name)) {
                writeln!(list, "{name}").context("cannot write the list of files")?;
            }
        }
    }
    let list = list.into_inner().context("cannot write the list of files")?;
    list.sync_all().context("cannot flush the list of files")
}

/// Copies every file of a list that is not there yet, but for some.
pub(super) async fn copy_all(list: &Path, from: &Path, to: &Path, but: BTreeSet<String>) -> anyhow::Result<Copies> {
    let (list, from, to) = (list.to_owned(), from.to_owned(), to.to_owned());
    tokio::task::spawn_blocking(move || copy_now(&list, &from, &to, &but)).await.context("the copy ended early")?
}

fn copy_now(list: &Path, from: &Path, to: &Path, but: &BTreeSet<String>) -> anyhow::Result<Copies> {
    let list = BufReader::new(File::open(list).context("cannot read the list of files")?);
    let mut copies = Copies::default();
    for name in list.lines() {
        let name = name.context("cannot read the list of files")?;
        if but.contains(&name) {
            continue;
        }
        let (total, bytes) = match copy(&name, from, to)? {
            Copied::Added(bytes) => (&mut copies.added, bytes),
            Copied::Already(bytes) => (&mut copies.already, bytes),
            Copied::Missing | Copied::Damaged => {
                copies.missing.push(name);
                continue;
            }
        };
        total.count += 1;
        total.bytes += bytes;
        if total.count.is_multiple_of(TOLD_EVERY) {
            tracing::info!(files = total.count, "copying sealed files");
        }
    }
    Ok(copies)
}

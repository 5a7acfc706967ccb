//! A backup: first the database at one moment, then the sealed files it names, which never change, and the manifest at last.

use std::fs::File;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, ensure};
use data_encoding::HEXLOWER;

use super::list::{self, Copies};
use super::manifest::{self, Manifest, Part, Total};
use super::{DUMP, LIST, PAPERS, store, tools};
use crate::audit;
use crate::config::Config;
use crate::db::snapshot::Snapshot;
use crate::db::{Db, duty, grants, migrate};
use crate::sealing::Sealer;
use crate::values::actor::Actor;

/// A backup that was made.
#[derive(Debug)]
pub struct Made {
    /// What it holds.
    pub manifest: Manifest,
    /// Where its sealed files lie.
    pub papers: PathBuf,
    /// Those that were not there before.
    pub added: Total,
    /// It went on with one that was broken off.
    pub went_on: bool,
}

/// Makes a backup in a folder that is new, empty, or holds one that was broken off. The sealed files lie within it, or in a
/// folder that many backups share: to that files are only added.
///
/// # Errors
/// When the folder holds anything else, the database cannot be dumped whole, or a disk refuses; what was copied stays, and the
/// next try goes on with it.
pub async fn make(config: &Config, owner_url: &str, folder: &Path, papers: Option<&Path>) -> anyhow::Result<Made> {
    duty::ensure_migrated(&config.database_url).await?;
    let sealer = Sealer::load(&config.key_file)?;
    let papers = papers.map_or_else(|| folder.join(PAPERS), Path::to_owned);
    ensure!(!is_within(&papers, &config.storage_dir), "the copies of the sealed files must lie elsewhere than they do");
    let went_on = manifest::begin(folder)?;
    let mut manifest = dump(config, owner_url, &sealer, folder).await?;
    let copies = list::copy_all(&folder.join(LIST), &config.storage_dir, &papers, Default::default()).await?;
    manifest.files = copies.total();
    let added = copies.added;
    (manifest.gone, manifest.lost) = missing(owner_url, sealer, copies).await?;
    manifest.write(folder)?;
    Ok(Made { manifest, papers, added, went_on })
}

fn is_within(path: &Path, folder: &Path) -> bool {
    let real = |path: &Path| path.canonicalize().or_else(|_| std::path::absolute(path));
    match (real(path), real(folder)) {
        (Ok(path), Ok(folder)) => path.starts_with(&folder),
        _ => false,
    }
}

/// Writes the dump and the list of files, both of one moment.
async fn dump(config: &Config, owner_url: &str, sealer: &Sealer, folder: &Path) -> anyhow::Result<Manifest> {
    let (dump, list) = (folder.join(DUMP), folder.join(LIST));
    let mut snapshot = Snapshot::open(owner_url).await?;
    manifest::new_file(&dump)?;
    tools::dump(owner_url, &snapshot, &dump).await?;
    File::open(&dump)?.sync_all().context("cannot flush the dump")?;
    let mut tx = snapshot.tx(sealer);
    list::write(&mut tx, &list).await?;
    let head = audit::store::head(&mut tx).await?;
    let (audit_events, audit_head) = head.map(|head| (head.seq, HEXLOWER.encode(&head.hash))).unwrap_or_default();
    Ok(Manifest {
        format: manifest::FORMAT,
        program: env!("CARGO_PKG_VERSION").to_owned(),
        taken_at: tx.ctx.now,
        server: store::load_version(tx.conn).await?,
        pg_dump: tools::version().await?,
        serving_role: grants::role_of(&config.database_url)?,
        owner_role: grants::role_of(owner_url)?,
        sealing_key: Some(sealer.current()),
        migrations: migrate::known(tx.conn).await?.into_iter().collect(),
        rows: store::count_rows(tx.conn).await?,
        audit_events,
        audit_head,
        dump: Part::of(&dump)?,
        list: Part::of(&list)?,
        files: Total::default(),
        gone: Vec::new(),
        lost: Vec::new(),
    })
}

/// Of the files that could not be copied: those that the database no longer needs, as somebody erased them since the dump, and
/// those that are lost.
async fn missing(owner_url: &str, sealer: Sealer, copies: Copies) -> anyhow::Result<(Vec<String>, Vec<String>)> {
    if copies.missing.is_empty() {
        return Ok((Vec::new(), Vec::new()));
    }
    let db = Db::new(owner_url, 1, sealer)?;
    let names = copies.missing;
    let needed = db.read(Actor::Operator, async |tx| store::list_needed(tx, &names).await).await?;
    let (lost, gone) = names.into_iter().partition(|name| needed.contains(name));
    Ok((gone, lost))
}

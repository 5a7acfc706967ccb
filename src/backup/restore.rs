//! A backup brought back: into an empty database and a folder of sealed files, and looked over before anybody serves from it.

use std::collections::BTreeSet;
use std::path::Path;

use anyhow::{bail, ensure};

use super::check::{self, Opened};
use super::list;
use super::manifest::{Manifest, Total};
use super::{DUMP, LIST, PAPERS, store, tools};
use crate::admin::keys::job as keys;
use crate::audit::{self, Verdict};
use crate::config::Config;
use crate::db::snapshot::Snapshot;
use crate::db::{Db, duty, grants, migrate};
use crate::sealing::Sealer;
use crate::storage::Storage;
use crate::values::actor::Actor;

/// A backup that was restored.
#[derive(Debug)]
pub struct Restored {
    /// What it held.
    pub manifest: Manifest,
    /// Sealed files that were not there before.
    pub added: Total,
    /// Migrations that were run.
    pub migrated: Vec<String>,
    /// Whether the sealed files open.
    pub opened: Opened,
    /// Values whose key is not at hand.
    pub closed: i64,
    /// Whether the audit is whole.
    pub audit: Verdict,
}

impl Restored {
    /// Whether everything is as it was when the backup was made.
    pub fn is_whole(&self) -> bool {
        let same = |events: i64, head: &[u8]| {
            events == self.manifest.audit_events
                && (events == 0 || data_encoding::HEXLOWER.encode(head) == self.manifest.audit_head)
        };
        let audit = matches!(&self.audit, Verdict::Whole { events, head } if same(*events, head));
        audit && self.closed == 0 && self.opened.faults.is_empty() && self.manifest.lost.is_empty()
    }
}

/// Restores a backup. Files come first, as names of theirs cannot collide: what fails before the database has its rows leaves
/// that empty, and the next try goes on.
///
/// # Errors
/// When the backup is not as it was written or of a newer program, the database is not empty or its roles are others, or
/// something cannot be brought back. What does not open is no error here: see [`Restored::is_whole`].
pub async fn restore(
    config: &Config,
    owner_url: &str,
    folder: &Path,
    papers: Option<&Path>,
) -> anyhow::Result<Restored> {
    let manifest = Manifest::read(folder)?;
    let sealer = Sealer::load(&config.key_file)?;
    look_before(config, owner_url, &sealer, &manifest)?;
    duty::ensure_empty(owner_url).await?;

    let but: BTreeSet<String> = manifest.gone.iter().chain(&manifest.lost).cloned().collect();
    let papers = papers.map_or_else(|| folder.join(PAPERS), Path::to_owned);
    let storage = Storage::open(config.storage_dir.clone(), sealer.clone())?;
    let copies = list::copy_all(&folder.join(LIST), &papers, &config.storage_dir, but.clone()).await?;
    ensure!(
        copies.missing.is_empty(),
        "{} sealed files are missing or damaged in {}, {} among them: nothing was restored",
        copies.missing.len(),
        papers.display(),
        copies.missing[0]
    );

    tools::restore(owner_url, &folder.join(DUMP)).await?;
    compare_rows(owner_url, &sealer, &manifest).await?;
    let migrated = migrate::up(owner_url, &grants::role_of(&config.database_url)?).await?;
    let owner = Db::new(owner_url, 1, sealer.clone())?;
    // Before anything is read: a worker that starts must send nothing.
    owner.write(Actor::Operator, async |tx| store::stop_bureau_line(tx.conn).await).await?;

    let opened = check::open_all(&owner, &storage, &but).await?;
    let closed = keys::count_closed(&owner).await?;
    let serving = Db::new(&config.database_url, 1, sealer)?;
    duty::ensure_fit(&serving, config.demo).await?;
    let audit = serving.read(Actor::Operator, async |tx| audit::store::verify(tx.conn).await).await?;
    Ok(Restored { manifest, added: copies.added, migrated, opened, closed, audit })
}

/// What would end it only after hours.
fn look_before(config: &Config, owner_url: &str, sealer: &Sealer, manifest: &Manifest) -> anyhow::Result<()> {
    let known = migrate::versions()?;
    ensure!(
        manifest.migrations.iter().all(|version| known.contains(version)),
        "the backup was made by a newer program, {}: restore it with that one",
        manifest.program
    );
    let serving = grants::role_of(&config.database_url)?;
    ensure!(
        manifest.serving_role == serving,
        "DATABASE_URL names the role {serving}; the backup grants its rights to {}: name the roles so here too",
        manifest.serving_role
    );
    let (owner, of_backup) = (grants::role_of(owner_url)?, &manifest.owner_role);
    ensure!(
        *of_backup == owner || of_backup.is_empty(),
        "MIGRATION_DATABASE_URL names the role {owner}; the backup has rules for {of_backup}: name the roles so here too"
    );
    if let Some(key) = manifest.sealing_key.filter(|key| !sealer.numbers().contains(key)) {
        bail!(
            "what the backup holds is sealed with key {key}, which is not in {}: bring back its line, which `beian keys \
             retire` took out. Nothing was restored",
            config.key_file.display()
        );
    }
    Ok(())
}

async fn compare_rows(owner_url: &str, sealer: &Sealer, manifest: &Manifest) -> anyhow::Result<()> {
    let mut snapshot = Snapshot::open(owner_url).await?;
    let rows = store::count_rows(snapshot.tx(sealer).conn).await?;
    let differ = manifest.rows.iter().filter(|(table, count)| rows.get(*table) != Some(count));
    let differ: Vec<&str> = differ.map(|(table, _)| table.as_str()).collect();
    ensure!(
        differ.is_empty() && rows.len() == manifest.rows.len(),
        "the dump holds other rows than were counted when it was made, in {}: do not serve from this database",
        differ.join(", ")
    );
    Ok(())
}

//! `beian backup` and `beian restore`.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use beian::audit::Verdict;
use beian::backup::{make, restore};
use beian::config::{self, Config};
use clap::Args;

use super::complain;

// Where a backup lies. No documentation: clap would show it in place of what the commands say.
#[derive(Args)]
pub struct Place {
    /// Folder of the backup
    folder: PathBuf,
    /// Folder of the sealed papers, for many backups to share; within FOLDER by default
    #[arg(long)]
    papers: Option<PathBuf>,
}

/// Makes a backup and tells what is in it, and what is not.
pub async fn back_up(config: Config, place: Place) -> anyhow::Result<ExitCode> {
    let owner_url = match config::migration_database_url() {
        Ok(url) => url,
        Err(complaints) => return Ok(complain(&complaints)),
    };
    let made = make::make(&config, &owner_url, &place.folder, place.papers.as_deref()).await?;
    let manifest = &made.manifest;
    if made.went_on {
        println!("The backup in {} had been broken off; it went on.", place.folder.display());
    }
    println!(
        "{}: the database of {} UTC, {} rows in {} tables",
        place.folder.display(),
        manifest.taken_at.format("%Y-%m-%d %H:%M:%S"),
        manifest.rows.values().sum::<i64>(),
        manifest.rows.len()
    );
    println!(
        "{}: {} sealed files of {} MB, {} of them new",
        made.papers.display(),
        manifest.files.count,
        manifest.files.bytes / 1_000_000,
        made.added.count
    );
    if !manifest.gone.is_empty() {
        println!("{} files were erased while it was made: rightly they are not in it.", manifest.gone.len());
    }
    println!(
        "Not in it, and to be kept apart from it: {} and {}. Without the first nobody reads it, without the second nobody \
         signs in.",
        config.key_file.display(),
        config.pepper_file.display()
    );
    tell_lost(&manifest.lost, &config.storage_dir);
    Ok(if manifest.lost.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn tell_lost(lost: &[String], folder: &Path) {
    for name in lost {
        eprintln!("missing or damaged in {}: {name}", folder.display());
    }
    if !lost.is_empty() {
        eprintln!("{} files that filings need are lost: look for them in an older backup.", lost.len());
    }
}

/// Restores a backup and tells whether everything is there again.
pub async fn restore(config: Config, place: Place) -> anyhow::Result<ExitCode> {
    let owner_url = match config::migration_database_url() {
        Ok(url) => url,
        Err(complaints) => return Ok(complain(&complaints)),
    };
    let restored = restore::restore(&config, &owner_url, &place.folder, place.papers.as_deref()).await?;
    let (manifest, opened) = (&restored.manifest, &restored.opened);
    println!(
        "Restored: the database of {} UTC, {} rows; {} sealed files brought back",
        manifest.taken_at.format("%Y-%m-%d %H:%M:%S"),
        manifest.rows.values().sum::<i64>(),
        restored.added.count
    );
    for name in &restored.migrated {
        println!("migrated {name}");
    }
    println!("{} sealed files open with the keys of {}", opened.total.count, config.key_file.display());
    match &restored.audit {
        Verdict::Whole { events, .. } => println!("The audit is whole: {events} events"),
        Verdict::Broken { seq, why } => eprintln!("The audit is broken at event {seq}: {why}"),
    }
    println!(
        "The line to the bureau is stopped. At /bureau, compare what waits with what the bureau has before it goes on; what \
         else waited to be sent when the backup was made is sent when `beian work` starts."
    );
    for fault in &opened.faults {
        eprintln!("{fault}");
    }
    if restored.closed > 0 {
        eprintln!("{} values are sealed with keys that are not in {}", restored.closed, config.key_file.display());
    }
    tell_lost(&manifest.lost, &place.folder);
    if restored.is_whole() {
        return Ok(ExitCode::SUCCESS);
    }
    eprintln!("Not everything is as it was when the backup was made: see above.");
    Ok(ExitCode::FAILURE)
}

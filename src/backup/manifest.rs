//! What a backup says of itself: the last thing written into it, and the first that is read again.

use std::collections::BTreeMap;
use std::fs::{self, File, OpenOptions};
use std::io::{Read as _, Write as _};
use std::os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _};
use std::path::Path;

use anyhow::{Context as _, bail, ensure};
use chrono::{DateTime, Utc};
use data_encoding::HEXLOWER;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use super::{DUMP, LIST};

/// Its name in the backup.
const NAME: &str = "manifest.json";
/// The same while the backup is being written.
const UNFINISHED: &str = "manifest.part";
/// The form of a backup; another one is not read.
pub(super) const FORMAT: u32 = 1;

/// What a backup holds.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Manifest {
    /// Form of the backup.
    pub format: u32,
    /// Version of the program that made it.
    pub program: String,
    /// The moment it shows, by the database's clock.
    pub taken_at: DateTime<Utc>,
    /// Version of the server.
    pub server: String,
    /// What `pg_dump` says of itself.
    pub pg_dump: String,
    /// Role that serves, which the dump names in what it grants.
    pub serving_role: String,
    /// Role that owns the tables, which the dump names in their rules; empty in a backup that does not tell.
    #[serde(default)]
    pub owner_role: String,
    /// Number of the key that sealed what it holds; none in a backup that does not tell.
    #[serde(default)]
    pub sealing_key: Option<u16>,
    /// Migrations the database had.
    pub migrations: Vec<String>,
    /// Rows by table.
    pub rows: BTreeMap<String, i64>,
    /// Position of the last audit event; 0 without one.
    pub audit_events: i64,
    /// Its hash in hexadecimal digits; empty without one.
    pub audit_head: String,
    /// The dump.
    pub dump: Part,
    /// The list of names of sealed files.
    pub list: Part,
    /// Sealed files.
    pub files: Total,
    /// Files that were removed between the dump and their copy: the portal had no more need of them.
    pub gone: Vec<String>,
    /// Files that the database needs and that were missing or damaged already.
    pub lost: Vec<String>,
}

/// A file of the backup.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Part {
    /// Its length.
    pub bytes: u64,
    /// SHA-256 in hexadecimal digits.
    pub sha256: String,
}

/// How many files, and how large together.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Total {
    /// Files.
    pub count: u64,
    /// Bytes of all of them.
    pub bytes: u64,
}

impl Manifest {
    /// Reads the manifest of a backup and compares dump and list with it.
    ///
    /// # Errors
    /// When it is no backup, an unfinished one, one of another form, or not as it was written.
    pub fn read(folder: &Path) -> anyhow::Result<Self> {
        let shown = folder.display();
        if folder.join(UNFINISHED).exists() {
            bail!(
                "{shown} holds a backup that never came to its end: `beian backup` with the same folder goes on with it"
            );
        }
        let text = fs::read(folder.join(NAME)).with_context(|| format!("{shown} holds no backup: no {NAME} in it"))?;
        let manifest: Self = serde_json::from_slice(&text).with_context(|| format!("{NAME} cannot be read"))?;
        ensure!(manifest.format == FORMAT, "this program reads backups of form {FORMAT}, not {}", manifest.format);
        for (name, part) in [(DUMP, &manifest.dump), (LIST, &manifest.list)] {
            ensure!(Part::of(&folder.join(name))? == *part, "{name} is not what was written when the backup was made");
        }
        Ok(manifest)
    }

    /// Ends a backup: from now on it is one.
    ///
    /// # Errors
    /// When the disk refuses.
    pub fn write(&self, folder: &Path) -> anyhow::Result<()> {
        let unfinished = folder.join(UNFINISHED);
        let mut file = new_file(&unfinished)?;
        file.write_all(&serde_json::to_vec_pretty(self)?)?;
        file.sync_all()?;
        fs::rename(&unfinished, folder.join(NAME))?;
        File::open(folder)?.sync_all().context("cannot flush the folder of the backup")
    }
}

impl Part {
    /// A file as it is.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn of(path: &Path) -> anyhow::Result<Self> {
        let read = || -> std::io::Result<Self> {
            let (mut file, mut buffer) = (File::open(path)?, vec![0; 128 << 10]);
            let (mut hash, mut bytes) = (Sha256::new(), 0);
            loop {
                let read = file.read(&mut buffer)?;
                if read == 0 {
                    return Ok(Self { bytes, sha256: HEXLOWER.encode(&hash.finalize()) });
                }
                hash.update(&buffer[..read]);
                bytes += read as u64;
            }
        };
        read().with_context(|| format!("cannot read {}", path.display()))
    }
}

/// Makes ready the folder of a backup: a new or empty one, or that of a backup which never came to its end. Whether it is the
/// latter.
///
/// # Errors
/// When there is anything else in it, or it cannot be made.
pub(super) fn begin(folder: &Path) -> anyhow::Result<bool> {
    let shown = folder.display();
    fs::DirBuilder::new().recursive(true).mode(0o700).create(folder).with_context(|| format!("cannot make {shown}"))?;
    let is_unfinished = folder.join(UNFINISHED).exists();
    let is_empty = fs::read_dir(folder).with_context(|| format!("cannot read {shown}"))?.next().is_none();
    ensure!(is_empty || is_unfinished, "{shown} is not empty: name a folder that is not there yet");
    new_file(&folder.join(UNFINISHED))?;
    Ok(is_unfinished)
}

/// An empty file that only its owner reads.
pub(super) fn new_file(path: &Path) -> anyhow::Result<File> {
    let file = OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(path);
    file.with_context(|| format!("cannot write {}", path.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn a_backup(folder: &Path) -> Manifest {
        fs::write(folder.join(DUMP), b"rows").unwrap();
        fs::write(folder.join(LIST), b"").unwrap();
        Manifest {
            format: FORMAT,
            program: "0.1.0".into(),
            taken_at: DateTime::UNIX_EPOCH,
            server: "15.18".into(),
            pg_dump: "pg_dump 15.18".into(),
            serving_role: "beian".into(),
            owner_role: "beian_owner".into(),
            sealing_key: Some(1),
            migrations: vec![],
            rows: BTreeMap::new(),
            audit_events: 0,
            audit_head: String::new(),
            dump: Part::of(&folder.join(DUMP)).unwrap(),
            list: Part::of(&folder.join(LIST)).unwrap(),
            files: Total::default(),
            gone: vec![],
            lost: vec![],
        }
    }

    #[test]
    fn a_folder_with_anything_else_in_it_is_refused_and_an_unfinished_backup_goes_on() {
        let folder = tempfile::tempdir().unwrap();
        let target = folder.path().join("a/backup");
        assert!(!begin(&target).unwrap());
        assert!(begin(&target).unwrap(), "what was broken off goes on");
        assert!(Manifest::read(&target).unwrap_err().to_string().contains("never came to its end"));
        a_backup(&target).write(&target).unwrap();
        assert!(begin(&target).unwrap_err().to_string().contains("is not empty"));
        assert!(Manifest::read(&target).is_ok());
        assert!(Manifest::read(folder.path()).unwrap_err().to_string().contains("holds no backup"));
    }

    #[test]
    fn a_backup_that_was_changed_or_is_of_another_form_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let folder = folder.path();
        a_backup(folder).write(folder).unwrap();
        fs::write(folder.join(DUMP), b"rowz").unwrap();
        assert!(Manifest::read(folder).unwrap_err().to_string().starts_with("beian.dump is not what was written"));
        Manifest { format: 2, ..a_backup(folder) }.write(folder).unwrap();
        assert!(Manifest::read(folder).unwrap_err().to_string().contains("not 2"));
    }
}

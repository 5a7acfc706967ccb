//! [`Storage`]: seals, writes, reads and removes files below one folder.

use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io::{ErrorKind, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context, ensure};
use data_encoding::HEXLOWER;
use sha2::{Digest, Sha256};

use crate::error::{Error, Result};
use crate::sealing::{DataKey, Sealer};

/// Length of a name: SHA-256 in hexadecimal digits.
const NAME_LENGTH: usize = 64;
/// How the name of a file ends that is still being written.
pub(super) const UNFINISHED: &str = "part";

/// A file as its row keeps it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredObject {
    /// Hash of the sealed bytes: where the file lies.
    pub name: String,
    /// The key of the file, wrapped by the key-encryption key.
    pub key_wrapped: Vec<u8>,
}

/// Sealed files below one folder. Cheap to clone.
#[derive(Clone)]
pub struct Storage {
    pub(super) root: PathBuf,
    pub(super) sealer: Sealer,
}

impl Storage {
    /// Files below `root`, which is made if it is not there.
    ///
    /// # Errors
    /// When the folder cannot be made.
    pub fn open(root: PathBuf, sealer: Sealer) -> Result<Self> {
        make_folder(&root)?;
        Ok(Self { root, sealer })
    }

    /// Seals bytes and keeps them. `aad` names the row they belong to; only with it can they be read again.
    ///
    /// # Errors
    /// When the disk is full or cannot be written.
    pub async fn put(&self, bytes: Vec<u8>, aad: &[u8]) -> Result<StoredObject> {
        let (storage, aad) = (self.clone(), aad.to_vec());
        blocking(move || storage.put_now(&bytes, &aad)).await
    }

    /// Reads what [`Storage::put`] kept.
    ///
    /// # Errors
    /// `NotFound` when there is no such file; `Internal` when it was changed or belongs to another row.
    pub async fn get(&self, name: &str, key_wrapped: &[u8], aad: &[u8]) -> Result<Vec<u8>> {
        let (storage, name, key_wrapped, aad) = (self.clone(), name.to_owned(), key_wrapped.to_vec(), aad.to_vec());
        blocking(move || storage.get_now(&name, &key_wrapped, &aad)).await
    }

    /// Removes a file. One that is gone already is no error: a sweep may come twice.
    ///
    /// # Errors
    /// When the disk cannot be written.
    pub async fn remove(&self, name: &str) -> Result<()> {
        let (storage, name) = (self.clone(), name.to_owned());
        blocking(move || storage.remove_now(&name)).await
    }

    /// Writes a byte and takes it away again: whether the disk takes files.
    ///
    /// # Errors
    /// When it does not.
    pub async fn try_writing(&self) -> Result<()> {
        let path = self.root.join(format!("trial.{UNFINISHED}"));
        blocking(move || Ok(try_writing_now(&path).context("cannot write to the storage")?)).await
    }

    /// Names of the files in one of the 256 folders that were written longer ago than `age`. What a write left unfinished
    /// that long ago is removed on the way.
    ///
    /// # Errors
    /// When the folder cannot be read.
    pub async fn list_older(&self, folder: u8, age: Duration) -> Result<Vec<String>> {
        let root = self.root.join(HEXLOWER.encode(&[folder]));
        blocking(move || Ok(list_older_now(&root, age).context("cannot list stored files")?)).await
    }

    fn put_now(&self, bytes: &[u8], aad: &[u8]) -> Result<StoredObject> {
        let key = DataKey::random()?;
        let sealed = key.seal(bytes, aad)?;
        let key_wrapped = self.sealer.wrap_key(&key, aad)?;
        let name = HEXLOWER.encode(&Sha256::digest(&sealed));
        write_whole(&self.path(&name)?, &sealed)?;
        Ok(StoredObject { name, key_wrapped })
    }

    fn get_now(&self, name: &str, key_wrapped: &[u8], aad: &[u8]) -> Result<Vec<u8>> {
        let sealed = match fs::read(self.path(name)?) {
            Err(error) if error.kind() == ErrorKind::NotFound => return Err(Error::NotFound),
            read => read.context("cannot read a stored file")?,
        };
        let key = self.sealer.unwrap_key(key_wrapped, aad)?;
        Ok(key.open(&sealed, aad)?)
    }

    fn remove_now(&self, name: &str) -> Result<()> {
        match fs::remove_file(self.path(name)?) {
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(()),
            removed => Ok(removed.context("cannot remove a stored file")?),
        }
    }

    /// Two levels of folders keep each of them small. A name that is no hash never reaches the disk.
    pub(super) fn path(&self, name: &str) -> Result<PathBuf> {
        path_below(&self.root, name)
    }
}

pub(super) fn path_below(root: &Path, name: &str) -> Result<PathBuf> {
    let is_hash = name.len() == NAME_LENGTH && name.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'));
    if !is_hash {
        return Err(Error::NotFound);
    }
    Ok(root.join(&name[..2]).join(&name[2..4]).join(name))
}

fn list_older_now(folder: &Path, age: Duration) -> std::io::Result<Vec<String>> {
    let mut names = Vec::new();
    let entries = match fs::read_dir(folder) {
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(names),
        entries => entries?,
    };
    for entry in entries {
        let entry = entry?;
        if entry.file_type()?.is_dir() {
            names.extend(list_older_now(&entry.path(), age)?);
        } else if entry.metadata()?.modified()?.elapsed().is_ok_and(|elapsed| elapsed >= age) {
            match entry.file_name().into_string() {
                Ok(name) if name.len() == NAME_LENGTH => names.push(name),
                Ok(name) if name.ends_with(UNFINISHED) => fs::remove_file(entry.path())?,
                _ => {}
            }
        }
    }
    Ok(names)
}

pub(super) async fn blocking<T: Send + 'static>(work: impl FnOnce() -> Result<T> + Send + 'static) -> Result<T> {
    let done = tokio::task::spawn_blocking(work).await.context("a task on files ended early")?;
    done.map_err(|error| match error {
        Error::Internal(chain) if is_full(&chain) => {
            tracing::error!(error = ?chain, "the disk is full");
            Error::Busy(60)
        }
        other => other,
    })
}

/// Whether nothing more fits on the disk: told as what it is, and over once somebody makes room.
fn is_full(chain: &anyhow::Error) -> bool {
    let mut kinds = chain.chain().filter_map(|cause| cause.downcast_ref::<std::io::Error>()).map(std::io::Error::kind);
    kinds.any(|kind| matches!(kind, ErrorKind::StorageFull | ErrorKind::QuotaExceeded))
}

/// Under its name a file is there whole or not at all, even after a power cut: written beside it, flushed to the disk,
/// renamed, and the folders flushed too.
fn write_whole(path: &Path, bytes: &[u8]) -> Result<()> {
    let folder = path.parent().context("a stored file lies in a folder")?;
    let made = make_folder(folder)?;
    let unfinished = path.with_extension(UNFINISHED);
    let written = write_new(&unfinished, bytes).and_then(|()| fs::rename(&unfinished, path));
    if let Err(error) = written {
        let _ = fs::remove_file(&unfinished);
        return Err(Error::Internal(anyhow::Error::new(error).context("cannot write a stored file")));
    }
    flush_folders(folder, &made)
}

/// Flushes a folder with a new entry, and those above that are new.
pub(super) fn flush_folders(folder: &Path, made: &[PathBuf]) -> Result<()> {
    for folder in made.iter().map(PathBuf::as_path).chain([folder]) {
        File::open(folder).and_then(|folder| folder.sync_all()).context("cannot flush a folder")?;
    }
    Ok(())
}

pub(super) fn create_new(path: &Path) -> std::io::Result<File> {
    OpenOptions::new().write(true).create_new(true).mode(0o600).open(path)
}

/// Another process may be at the same file: it is there for a moment only, whoever takes it away.
fn try_writing_now(path: &Path) -> std::io::Result<()> {
    OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(path)?.write_all(b".")?;
    match fs::remove_file(path) {
        Err(error) if error.kind() != ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

fn write_new(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    let mut file = create_new(path)?;
    file.write_all(bytes)?;
    file.sync_all()
}

/// Makes a folder with those above it, mode 0700, and tells which folders got a new entry.
pub(super) fn make_folder(folder: &Path) -> anyhow::Result<Vec<PathBuf>> {
    let missing = folder.ancestors().take_while(|folder| !folder.as_os_str().is_empty() && !folder.exists());
    let parents = missing.filter_map(Path::parent).map(Path::to_path_buf);
    let parents: Vec<PathBuf> = parents.filter(|parent| !parent.as_os_str().is_empty()).collect();
    DirBuilder::new()
        .recursive(true)
        .mode(0o700)
        .create(folder)
        .with_context(|| format!("cannot make the folder {}", folder.display()))?;
    ensure!(folder.is_dir(), "{} is no folder", folder.display());
    Ok(parents)
}

#[cfg(test)]
mod tests;

//! Large files: sealed piece by piece while they come, opened piece by piece where they are looked at. Never whole in memory.
//! Each piece is bound to its place and to whether it is the last, so that none can be left out, moved or cut off.

use std::fs::{self, File};
use std::io::{ErrorKind, Read as _, Seek as _, SeekFrom, Write as _};
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use data_encoding::HEXLOWER;
use sha2::{Digest as _, Sha256};

use super::client::{Storage, StoredObject, UNFINISHED, blocking, create_new, flush_folders, make_folder};
use crate::error::{Error, Result};
use crate::sealing::DataKey;

/// Bytes of a piece; the last one is shorter or as long.
pub const PIECE: usize = 64 << 10;
/// What sealing adds to a piece: suite, nonce and tag.
const SEAL: usize = 1 + 24 + 16;

/// A file that is being written. Dropped before its end it leaves nothing behind.
pub struct Writer {
    storage: Storage,
    key: DataKey,
    aad: Vec<u8>,
    pending: Vec<u8>,
    index: u64,
    hash: Sha256,
    file: File,
    path: Unfinished,
}

/// The place of an unfinished file, which goes with it.
struct Unfinished(PathBuf);

impl Drop for Unfinished {
    fn drop(&mut self) {
        // Renamed at its end, it is not there any more.
        let _ = fs::remove_file(&self.0);
    }
}

fn bound(aad: &[u8], index: u64, is_last: bool) -> Vec<u8> {
    [aad, &index.to_be_bytes(), &[u8::from(is_last)]].concat()
}

impl Writer {
    /// Takes the next bytes.
    ///
    /// # Errors
    /// When the disk is full or cannot be written.
    pub async fn push(mut self, bytes: &[u8]) -> Result<Self> {
        self.pending.extend_from_slice(bytes);
        // The last piece is known as such only at the end: one byte at least is kept back.
        if self.pending.len() <= PIECE {
            return Ok(self);
        }
        blocking(move || {
            let whole = (self.pending.len() - 1) / PIECE;
            let pending = std::mem::take(&mut self.pending);
            for piece in pending.chunks(PIECE).take(whole) {
                self.seal(piece, false)?;
            }
            self.pending = pending[whole * PIECE..].to_vec();
            Ok(self)
        })
        .await
    }

    /// Ends the file, which is there under its name from now on.
    ///
    /// # Errors
    /// When the disk is full or cannot be written.
    pub async fn finish(mut self) -> Result<StoredObject> {
        blocking(move || {
            let last = std::mem::take(&mut self.pending);
            self.seal(&last, true)?;
            let name = HEXLOWER.encode(&self.hash.clone().finalize());
            let path = self.storage.path(&name)?;
            let folder = path.parent().context("a stored file lies in a folder")?;
            let made = make_folder(folder)?;
            let written = self.file.sync_all().and_then(|()| fs::rename(&self.path.0, &path));
            written.context("cannot write a stored file")?;
            flush_folders(folder, &made)?;
            Ok(StoredObject { name, key_wrapped: self.storage.sealer.wrap_key(&self.key, &self.aad)? })
        })
        .await
    }

    fn seal(&mut self, piece: &[u8], is_last: bool) -> Result<()> {
        let sealed = self.key.seal(piece, &bound(&self.aad, self.index, is_last))?;
        self.hash.update(&sealed);
        self.file.write_all(&sealed).context("cannot write a stored file")?;
        self.index += 1;
        Ok(())
    }
}

impl Storage {
    /// Begins a file that comes piece by piece. `aad` names the row it belongs to; only with it can it be read again.
    ///
    /// # Errors
    /// When the disk cannot be written.
    pub async fn begin(&self, aad: &[u8]) -> Result<Writer> {
        let (storage, aad) = (self.clone(), aad.to_vec());
        blocking(move || {
            let mut random = [0; 16];
            getrandom::fill(&mut random).map_err(anyhow::Error::from)?;
            let name = HEXLOWER.encode(&random);
            // Where the sweep looks for what a crash leaves.
            let folder = storage.root.join(&name[..2]);
            flush_folders(&folder, &make_folder(&folder)?)?;
            let path = folder.join(name).with_extension(UNFINISHED);
            let file = create_new(&path).context("cannot write a stored file")?;
            let (key, hash) = (DataKey::random()?, Sha256::new());
            Ok(Writer { storage, key, aad, pending: Vec::new(), index: 0, hash, file, path: Unfinished(path) })
        })
        .await
    }

    /// One piece, counted from zero, of a file of so many bytes that came by [`Storage::begin`].
    ///
    /// # Errors
    /// `NotFound` when there is no such file or piece; `Internal` when it was changed or belongs to another row.
    pub async fn piece(&self, object: &StoredObject, aad: &[u8], bytes: u64, index: u64) -> Result<Vec<u8>> {
        let (storage, object, aad) = (self.clone(), object.clone(), aad.to_vec());
        blocking(move || {
            let last = bytes.saturating_sub(1) / PIECE as u64;
            if index > last {
                return Err(Error::NotFound);
            }
            let sealed = read_at(&storage.path(&object.name)?, index)?;
            let key = storage.sealer.unwrap_key(&object.key_wrapped, &aad)?;
            Ok(key.open(&sealed, &bound(&aad, index, index == last))?)
        })
        .await
    }
}

fn read_at(path: &Path, index: u64) -> Result<Vec<u8>> {
    let mut file = match File::open(path) {
        Err(error) if error.kind() == ErrorKind::NotFound => return Err(Error::NotFound),
        file => file.context("cannot read a stored file")?,
    };
    let length = (PIECE + SEAL) as u64;
    let mut sealed = Vec::with_capacity(PIECE + SEAL);
    file.seek(SeekFrom::Start(index * length)).context("cannot read a stored file")?;
    file.take(length).read_to_end(&mut sealed).context("cannot read a stored file")?;
    Ok(sealed)
}

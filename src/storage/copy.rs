//! Copies sealed files from one folder of them to another. A file's name is the hash of its bytes: a copy needs no key to know
//! that it is right, and what is there already need not be copied again.

use std::fs::{self, File};
use std::io::{ErrorKind, Read as _, Write as _};
use std::path::Path;

use anyhow::Context as _;
use data_encoding::HEXLOWER;
use sha2::{Digest as _, Sha256};

use super::client::{UNFINISHED, flush_folders, make_folder, path_below};
use crate::error::Result;

/// What became of one file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Copied {
    /// It is there now: so many bytes.
    Added(u64),
    /// It was there before: so many bytes.
    Already(u64),
    /// There is none to copy.
    Missing,
    /// Its bytes are not those it was named after; nothing was kept.
    Damaged,
}

/// Copies one file of the folder `from` into the folder `to`, at its place there, for its owner alone. It appears whole or not
/// at all; none is written twice, and none removed.
///
/// # Errors
/// `NotFound` for what is no name of a file; otherwise when a disk cannot be read or written.
pub fn copy(name: &str, from: &Path, to: &Path) -> Result<Copied> {
    let (source, target) = (path_below(from, name)?, path_below(to, name)?);
    if let Ok(there) = fs::symlink_metadata(&target) {
        return Ok(Copied::Already(there.len()));
    }
    let source = match File::open(&source) {
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Copied::Missing),
        file => file.with_context(|| format!("cannot read {}", source.display()))?,
    };
    let folder = target.parent().context("a stored file lies in a folder")?;
    let made = make_folder(folder)?;
    // Of mode 600, and gone again unless it is kept below.
    let unfinished = tempfile::Builder::new().suffix(&format!(".{UNFINISHED}")).tempfile_in(folder);
    let mut unfinished = unfinished.with_context(|| format!("cannot write into {}", folder.display()))?;
    let (bytes, hash) = pour(source, unfinished.as_file_mut()).with_context(|| format!("cannot copy {name}"))?;
    if HEXLOWER.encode(&hash) != name {
        return Ok(Copied::Damaged);
    }
    unfinished.persist(&target).with_context(|| format!("cannot write {}", target.display()))?;
    flush_folders(folder, &made)?;
    Ok(Copied::Added(bytes))
}

/// Copies to the end and flushes; the bytes and their hash.
fn pour(mut source: File, target: &mut File) -> std::io::Result<(u64, [u8; 32])> {
    let (mut hash, mut bytes, mut buffer) = (Sha256::new(), 0, vec![0; 128 << 10]);
    loop {
        let read = source.read(&mut buffer)?;
        if read == 0 {
            target.sync_all()?;
            return Ok((bytes, hash.finalize().into()));
        }
        hash.update(&buffer[..read]);
        target.write_all(&buffer[..read])?;
        bytes += read as u64;
    }
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt as _;

    use super::*;
    use crate::error::Error;

    fn kept(root: &Path, bytes: &[u8]) -> String {
        let name = HEXLOWER.encode(&Sha256::digest(bytes));
        let path = path_below(root, &name).unwrap();
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
        name
    }

    #[test]
    fn a_copy_is_whole_for_its_owner_alone_and_made_once() {
        let folder = tempfile::tempdir().unwrap();
        let (from, to) = (folder.path().join("from"), folder.path().join("deep/to"));
        let bytes = vec![7; 300_000];
        let name = kept(&from, &bytes);
        assert_eq!(copy(&name, &from, &to).unwrap(), Copied::Added(300_000));
        assert_eq!(copy(&name, &from, &to).unwrap(), Copied::Already(300_000));
        let path = path_below(&to, &name).unwrap();
        assert_eq!(fs::read(&path).unwrap(), bytes);
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o7777, 0o600);
        for above in path.ancestors().skip(1).take(4) {
            assert_eq!(fs::metadata(above).unwrap().permissions().mode() & 0o7777, 0o700, "{}", above.display());
        }
    }

    #[test]
    fn what_is_missing_changed_or_no_name_leaves_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let (from, to) = (folder.path().join("from"), folder.path().join("to"));
        let name = kept(&from, b"sealed");
        fs::write(path_below(&from, &name).unwrap(), b"sealeD").unwrap();
        assert_eq!(copy(&name, &from, &to).unwrap(), Copied::Damaged);
        assert_eq!(copy(&"0".repeat(64), &from, &to).unwrap(), Copied::Missing);
        assert!(matches!(copy("../../etc/passwd", &from, &to), Err(Error::NotFound)));
        let place = path_below(&to, &name).unwrap();
        assert_eq!(fs::read_dir(place.parent().unwrap()).unwrap().count(), 0);
    }
}

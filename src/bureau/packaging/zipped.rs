//! The zip of one file: looked through before anything of it is believed, and read without the file being unpacked as a whole.

use std::io::{self, Cursor, Read};

use memchr::memmem;
use zip::ZipArchive;

use super::Unreadable;

/// What the line of a file in the directory of a zip begins with.
const LINE: &[u8] = b"PK\x01\x02";
/// Such lines that a zip of one file may seem to have: what is packed may look like one now and then.
const LINES: usize = 64;

/// The zip of one file that is within its limit.
#[derive(Clone, PartialEq, Eq)]
pub struct Zipped {
    bytes: Vec<u8>,
    size: usize,
}

impl std::fmt::Debug for Zipped {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Zipped(..)")
    }
}

impl Zipped {
    /// Looks through a zip: what it says of its size is not believed. It is measured up to the limit, and nothing of a bomb is
    /// kept.
    ///
    /// # Errors
    /// When it is no zip, holds another number of files than one, or one that is too large.
    pub fn of(bytes: Vec<u8>, limit: usize) -> Result<Self, Unreadable> {
        let size = measure(&bytes, limit)?;
        Ok(Self { bytes, size })
    }

    /// Bytes of the file, unpacked.
    pub fn size(&self) -> usize {
        self.size
    }

    /// The bytes of the zip.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// Name of the file in it.
    ///
    /// # Errors
    /// When it has none that can be read.
    pub fn name(&self) -> Result<String, Unreadable> {
        let mut archive = open(&self.bytes)?;
        let entry = archive.by_index(0).map_err(|_| Unreadable::Zip)?;
        let name = entry.name().map_err(|_| Unreadable::Zip)?.into_owned();
        Ok(name)
    }

    /// Reads the file, which is unpacked as far as it is read.
    ///
    /// # Errors
    /// When it cannot be opened, which was tried before.
    pub fn read<T>(&self, work: impl FnOnce(&mut dyn Read) -> T) -> Result<T, Unreadable> {
        let mut archive = open(&self.bytes)?;
        let mut entry = archive.by_index(0).map_err(|_| Unreadable::Zip)?;
        Ok(work(&mut entry))
    }

    /// The file as a whole.
    ///
    /// # Errors
    /// When it cannot be read, which was tried before.
    pub fn unpack(&self) -> Result<Vec<u8>, Unreadable> {
        let mut bytes = Vec::with_capacity(self.size);
        self.read(|file| file.read_to_end(&mut bytes))?.map_err(|_| Unreadable::Zip)?;
        Ok(bytes)
    }
}

fn open(zip: &[u8]) -> Result<ZipArchive<Cursor<&[u8]>>, Unreadable> {
    ZipArchive::new(Cursor::new(zip)).map_err(|_| Unreadable::Zip)
}

fn measure(zip: &[u8], limit: usize) -> Result<usize, Unreadable> {
    // Counted before it is opened: a directory of a million files takes ten times the memory of the zip.
    if memmem::find_iter(zip, LINE).nth(LINES).is_some() {
        return Err(Unreadable::Count);
    }
    let mut archive = open(zip)?;
    if archive.len() != 1 {
        return Err(Unreadable::Count);
    }
    let entry = archive.by_index(0).map_err(|_| Unreadable::Zip)?;
    let size = io::copy(&mut entry.take(limit as u64 + 1), &mut io::sink()).map_err(|_| Unreadable::Zip)?;
    usize::try_from(size).ok().filter(|size| *size <= limit).ok_or(Unreadable::Size)
}

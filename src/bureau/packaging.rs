//! Packaging of data files: zip, hash, AES-128-CBC, base64, and all of it back with limits.

use std::io::{Cursor, Read, Write};

use aes::Aes128;
use cbc::cipher::block_padding::Pkcs7;
use cbc::cipher::{BlockModeDecrypt, BlockModeEncrypt, KeyIvInit};
use data_encoding::BASE64;
use thiserror::Error;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipArchive, ZipWriter};

use super::digest::file_hash;

/// Bytes of a file unpacked, at most (code 18).
pub const FILE_BYTES: usize = 50 * 1024 * 1024;

/// Name of the one entry in what a provider uploads.
pub const UPLOAD_ENTRY: &str = "beianinfo.xml";

/// Columns of base64 as a live bureau writes it.
const COLUMNS: usize = 76;

/// Key and offset, given by the bureau: sixteen characters each, which are the bytes.
#[derive(Clone, PartialEq, Eq)]
pub struct Cipher {
    key: [u8; 16],
    offset: [u8; 16],
}

impl std::fmt::Debug for Cipher {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Cipher(..)")
    }
}

/// A key or an offset that has not sixteen ASCII characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("key and offset have sixteen ASCII characters each")]
pub struct BadKey;

impl Cipher {
    /// Takes key and offset as the bureau writes them.
    pub fn new(key: &str, offset: &str) -> Result<Self, BadKey> {
        let bytes = |text: &str| {
            let ascii = text.is_ascii().then_some(text.as_bytes()).ok_or(BadKey)?;
            <[u8; 16]>::try_from(ascii).map_err(|_| BadKey)
        };
        Ok(Self { key: bytes(key)?, offset: bytes(offset)? })
    }

    /// Encrypts; the padding always adds something.
    pub fn encrypt(&self, plain: &[u8]) -> Vec<u8> {
        cbc::Encryptor::<Aes128>::new(&self.key.into(), &self.offset.into()).encrypt_padded_vec::<Pkcs7>(plain)
    }

    /// Decrypts; `None` if length or padding are wrong.
    pub fn decrypt(&self, mut sealed: Vec<u8>) -> Option<Vec<u8>> {
        let cipher = cbc::Decryptor::<Aes128>::new(&self.key.into(), &self.offset.into());
        let length = cipher.decrypt_padded::<Pkcs7>(&mut sealed).ok()?.len();
        sealed.truncate(length);
        Some(sealed)
    }
}

/// A packed file as it stands in a call or an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Package {
    /// `beianInfo`: base64.
    pub content: String,
    /// `beianInfoHash`.
    pub hash: String,
    /// `encryptAlgorithm`: 1 is AES, 0 none.
    pub encryption: i64,
}

impl Package {
    /// The content in lines of 76 columns.
    pub fn wrapped(&self) -> String {
        let mut lines = String::with_capacity(self.content.len() + self.content.len() / COLUMNS + 1);
        for (index, letter) in self.content.chars().enumerate() {
            if index > 0 && index % COLUMNS == 0 {
                lines.push('\n');
            }
            lines.push(letter);
        }
        lines
    }
}

/// Why a file could not be packed.
#[derive(Debug, Error)]
#[error("packing failed: {0}")]
pub struct PackingFailed(#[from] zip::result::ZipError);

impl From<std::io::Error> for PackingFailed {
    fn from(error: std::io::Error) -> Self {
        Self(error.into())
    }
}

/// What is wrong with a packed file, in the order of the checks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum Unreadable {
    /// No encryption of the interface (code 9).
    #[error("unknown encryption")]
    UnknownEncryption,
    /// Broken base64, padding or length, or no key for what is encrypted (code 6).
    #[error("cannot be decrypted")]
    Encryption,
    /// The hash is another one; broken base64 where nothing is encrypted (code 7).
    #[error("the hash differs")]
    Hash,
    /// No zip (code 8).
    #[error("no zip")]
    Zip,
    /// Not exactly one entry (code 17).
    #[error("not exactly one file")]
    Count,
    /// Larger than the limit (code 18).
    #[error("too large")]
    Size,
}

/// A file taken out of its package.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unpacked {
    /// Name of the entry.
    pub name: String,
    /// The bytes of the XML.
    pub bytes: Vec<u8>,
    /// Bytes of the zip.
    pub zip: Vec<u8>,
}

/// Packs a file under a name: the same bytes each time, as no clock goes in.
pub fn pack(name: &str, file: &[u8], cipher: Option<&Cipher>) -> Result<Package, PackingFailed> {
    Ok(seal(&zip_of(&[(name, file)])?, cipher))
}

/// Hashes, encrypts and encodes zip bytes.
pub fn seal(zip: &[u8], cipher: Option<&Cipher>) -> Package {
    let (content, encryption) = match cipher {
        Some(cipher) => (BASE64.encode(&cipher.encrypt(zip)), 1),
        None => (BASE64.encode(zip), 0),
    };
    Package { content, hash: file_hash(zip), encryption }
}

/// A zip of files, deflated, stamped with the first day a zip can name.
pub fn zip_of(files: &[(&str, &[u8])]) -> Result<Vec<u8>, PackingFailed> {
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .last_modified_time(DateTime::default());
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, file) in files {
        writer.start_file(*name, options)?;
        writer.write_all(file)?;
    }
    Ok(writer.finish()?.into_inner())
}

/// Takes a file out of its package: base64, decryption, hash, zip, each with its own complaint.
pub fn unpack(package: &Package, cipher: Option<&Cipher>, limit: usize) -> Result<Unpacked, Unreadable> {
    let broken = match package.encryption {
        0 => Unreadable::Hash,
        1 => Unreadable::Encryption,
        _ => return Err(Unreadable::UnknownEncryption),
    };
    let raw = decode_base64(&package.content).ok_or(broken)?;
    let zip = match package.encryption {
        0 => raw,
        _ => cipher.and_then(|cipher| cipher.decrypt(raw)).ok_or(Unreadable::Encryption)?,
    };
    let hash: String = package.hash.split_ascii_whitespace().collect();
    if hash != file_hash(&zip) {
        return Err(Unreadable::Hash);
    }
    let (name, bytes) = unzip(&zip, limit)?;
    Ok(Unpacked { name, bytes, zip })
}

/// Base64 with white space anywhere in it.
pub fn decode_base64(text: &str) -> Option<Vec<u8>> {
    let compact: Vec<u8> = text.bytes().filter(|byte| !byte.is_ascii_whitespace()).collect();
    BASE64.decode(&compact).ok()
}

fn unzip(zip: &[u8], limit: usize) -> Result<(String, Vec<u8>), Unreadable> {
    let mut archive = ZipArchive::new(Cursor::new(zip)).map_err(|_| Unreadable::Zip)?;
    if archive.len() != 1 {
        return Err(Unreadable::Count);
    }
    // What the zip says of its size is not believed: it is measured up to the limit first, and nothing of a bomb is kept.
    let size = read_entry(&mut archive, limit, &mut std::io::sink())?;
    let mut bytes = Vec::with_capacity(size);
    read_entry(&mut archive, limit, &mut bytes)?;
    let entry = archive.by_index(0).map_err(|_| Unreadable::Zip)?;
    let name = entry.name().map_err(|_| Unreadable::Zip)?.into_owned();
    Ok((name, bytes))
}

fn read_entry(archive: &mut ZipArchive<Cursor<&[u8]>>, limit: usize, to: &mut impl Write) -> Result<usize, Unreadable> {
    let entry = archive.by_index(0).map_err(|_| Unreadable::Zip)?;
    let size = std::io::copy(&mut entry.take(limit as u64 + 1), to).map_err(|_| Unreadable::Zip)?;
    usize::try_from(size).ok().filter(|size| *size <= limit).ok_or(Unreadable::Size)
}

#[cfg(test)]
mod tests;
#[cfg(test)]
pub(crate) mod vectors;

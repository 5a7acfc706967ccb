//! Packaging of data files: zip, hash, AES-128-CBC, base64, and all of it back with limits.

use std::io::{Cursor, Write};

use aes::Aes128;
use cbc::cipher::block_padding::Pkcs7;
use cbc::cipher::{BlockModeDecrypt, BlockModeEncrypt, KeyIvInit};
use data_encoding::BASE64;
use thiserror::Error;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipWriter};

use super::digest::file_hash;

mod base64;
mod zipped;

pub use base64::{Decoding, decode_base64};
pub use zipped::Zipped;

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
    let mut content = Decoding::of_letters(package.content.len());
    content.push(package.content.as_bytes());
    let zip = open(content, &package.hash, package.encryption, cipher, limit)?;
    Ok(Unpacked { name: zip.name()?, bytes: zip.unpack()? })
}

/// The zip of what was decoded, decrypted where it stands, if it has this hash and holds a file within a limit.
pub fn open(
    content: Decoding,
    hash: &str,
    encryption: i64,
    cipher: Option<&Cipher>,
    limit: usize,
) -> Result<Zipped, Unreadable> {
    let broken = match encryption {
        0 => Unreadable::Hash,
        1 => Unreadable::Encryption,
        _ => return Err(Unreadable::UnknownEncryption),
    };
    let raw = content.finish().ok_or(broken)?;
    let zip = match encryption {
        0 => raw,
        _ => cipher.and_then(|cipher| cipher.decrypt(raw)).ok_or(Unreadable::Encryption)?,
    };
    let hash: String = hash.split_ascii_whitespace().collect();
    if hash != file_hash(&zip) {
        return Err(Unreadable::Hash);
    }
    Zipped::of(zip, limit)
}

#[cfg(test)]
mod tests;
#[cfg(test)]
pub(crate) mod vectors;

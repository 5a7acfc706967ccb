//! Key-encryption keys from a file, and the [`Sealer`] that seals columns and wraps the keys of files with them.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use anyhow::{Context as _, anyhow, ensure};
use data_encoding::HEXLOWER_PERMISSIVE;
use hmac::{Hmac, KeyInit, Mac};
use serde::Serialize;
use serde::de::DeserializeOwned;
use sha2::Sha256;

use super::envelope::DataKey;
use super::search_hash::SearchKey;
use crate::values::Email;

/// Why a key file cannot be used. Each says what to do.
#[derive(Debug, thiserror::Error)]
pub enum KeyError {
    /// The file cannot be read.
    #[error("cannot read key file {0}: {1}")]
    Unreadable(String, std::io::Error),
    /// A line is not `number:64 hexadecimal digits`.
    #[error("key file {0}, line {1}: expected `number:64 hexadecimal digits`")]
    Malformed(String, usize),
    /// There is no key in it.
    #[error("key file {0} holds no key")]
    Empty(String),
}

/// Seals columns, wraps the keys of files, makes the keyed hashes for equality search. Cheap to clone.
#[derive(Clone)]
pub struct Sealer(Arc<Keys>);

struct Keys {
    by_number: BTreeMap<u16, DataKey>,
    current: u16,
    search: SearchKey,
}

impl Sealer {
    /// Reads key-encryption keys, one a line as `number:64 hex digits`; the highest number seals, all of them open. The
    /// lowest also makes the keyed hashes, which a rotation of the others leaves alone. That nobody else can read the file
    /// is seen to with the settings.
    ///
    /// # Errors
    /// When the file is missing, malformed or empty.
    pub fn load(path: &Path) -> Result<Self, KeyError> {
        let shown = path.display().to_string();
        let text = std::fs::read_to_string(path).map_err(|e| KeyError::Unreadable(shown.clone(), e))?;
        Self::parse(&text, &shown)
    }

    /// [`Sealer::load`] of a text: for tests and for credentials handed over in memory.
    ///
    /// # Errors
    /// When it is malformed or empty.
    pub fn parse(text: &str, shown: &str) -> Result<Self, KeyError> {
        let mut by_number = BTreeMap::new();
        for (index, line) in text.lines().enumerate() {
            let line = line.trim();
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            let (number, key) = parse_line(line).ok_or_else(|| KeyError::Malformed(shown.to_owned(), index + 1))?;
            by_number.insert(number, DataKey::from_bytes(key));
        }
        let (Some((_, first)), Some(current)) = (by_number.iter().next(), by_number.keys().last().copied()) else {
            return Err(KeyError::Empty(shown.to_owned()));
        };
        let search = SearchKey::new(derive(first, b"beian search hash"));
        Ok(Self(Arc::new(Keys { by_number, current, search })))
    }

    /// Wraps the key of a file. The result starts with the number of the key-encryption key.
    ///
    /// # Errors
    /// When the operating system gives no random bytes.
    pub fn wrap_key(&self, key: &DataKey, aad: &[u8]) -> anyhow::Result<Vec<u8>> {
        self.seal_bytes("file key", key.bytes(), aad)
    }

    /// Unwraps what [`Sealer::wrap_key`] wrapped.
    ///
    /// # Errors
    /// When it was changed or belongs to another row.
    pub fn unwrap_key(&self, wrapped: &[u8], aad: &[u8]) -> anyhow::Result<DataKey> {
        let bytes: [u8; 32] = self
            .open_bytes("file key", wrapped, aad)?
            .try_into()
            .map_err(|_| anyhow!("wrapped key has a wrong length"))?;
        Ok(DataKey::from_bytes(bytes))
    }

    /// Seals the bytes of a column. `group` names table and column and picks the data key; `row` binds it to its row.
    ///
    /// # Errors
    /// When the operating system gives no random bytes.
    pub fn seal_bytes(&self, group: &str, plain: &[u8], row: &[u8]) -> anyhow::Result<Vec<u8>> {
        let number = self.0.current;
        let sealed = self.column_key(number, group)?.seal(plain, &associated(group, row))?;
        let mut out = number.to_be_bytes().to_vec();
        out.extend_from_slice(&sealed);
        Ok(out)
    }

    /// Opens what [`Sealer::seal_bytes`] sealed.
    ///
    /// # Errors
    /// When it was changed, belongs to another row or column, or its key is gone.
    pub fn open_bytes(&self, group: &str, sealed: &[u8], row: &[u8]) -> anyhow::Result<Vec<u8>> {
        ensure!(sealed.len() > 2, "sealed value too short");
        let number = u16::from_be_bytes([sealed[0], sealed[1]]);
        self.column_key(number, group)?.open(&sealed[2..], &associated(group, row))
    }

    /// Seals a text column.
    ///
    /// # Errors
    /// As [`Sealer::seal_bytes`].
    pub fn seal_text(&self, group: &str, plain: &str, row: &[u8]) -> anyhow::Result<Vec<u8>> {
        self.seal_bytes(group, plain.as_bytes(), row)
    }

    /// Opens a text column.
    ///
    /// # Errors
    /// As [`Sealer::open_bytes`].
    pub fn open_text(&self, group: &str, sealed: &[u8], row: &[u8]) -> anyhow::Result<String> {
        String::from_utf8(self.open_bytes(group, sealed, row)?).context("sealed text is not UTF-8")
    }

    /// Seals a structure as JSON.
    ///
    /// # Errors
    /// As [`Sealer::seal_bytes`], or when it cannot be written as JSON.
    pub fn seal_json<T: Serialize>(&self, group: &str, value: &T, row: &[u8]) -> anyhow::Result<Vec<u8>> {
        self.seal_bytes(group, &serde_json::to_vec(value)?, row)
    }

    /// Opens a structure sealed as JSON.
    ///
    /// # Errors
    /// As [`Sealer::open_bytes`], or when the JSON does not fit.
    pub fn open_json<T: DeserializeOwned>(&self, group: &str, sealed: &[u8], row: &[u8]) -> anyhow::Result<T> {
        // The error itself may quote what is sealed.
        serde_json::from_slice(&self.open_bytes(group, sealed, row)?).map_err(|error| {
            anyhow!("sealed JSON does not fit, line {} column {}: {:?}", error.line(), error.column(), error.classify())
        })
    }

    /// Keyed hash of a value, equal for equal values of the same sort: for search and uniqueness without plain text.
    pub fn search_hash(&self, sort: &str, value: &[u8]) -> [u8; 32] {
        self.0.search.hash(sort, value)
    }

    /// Keyed hash by which a mail address is found.
    pub fn email_hash(&self, email: &Email) -> Vec<u8> {
        self.search_hash("email", email.key().as_bytes()).to_vec()
    }

    fn column_key(&self, number: u16, group: &str) -> anyhow::Result<DataKey> {
        let key = self.0.by_number.get(&number).with_context(|| format!("key {number} is not in the key file"))?;
        Ok(DataKey::from_bytes(derive(key, format!("beian column {group}").as_bytes())))
    }
}

fn associated(group: &str, row: &[u8]) -> Vec<u8> {
    let mut aad = group.as_bytes().to_vec();
    aad.push(0);
    aad.extend_from_slice(row);
    aad
}

/// One key from another for one purpose: HMAC as a key derivation function over a uniformly random key.
fn derive(key: &DataKey, purpose: &[u8]) -> [u8; 32] {
    let mut mac =
        Hmac::<Sha256>::new_from_slice(key.bytes()).unwrap_or_else(|_| unreachable!("HMAC takes any key length"));
    mac.update(purpose);
    mac.finalize().into_bytes().into()
}

fn parse_line(line: &str) -> Option<(u16, [u8; 32])> {
    let (number, hex) = line.split_once(':')?;
    let key = HEXLOWER_PERMISSIVE.decode(hex.trim().as_bytes()).ok()?;
    Some((number.trim().parse().ok()?, key.try_into().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sealer() -> Sealer {
        Sealer::parse(&format!("1:{}\n2:{}", "11".repeat(32), "22".repeat(32)), "test").unwrap()
    }

    #[test]
    fn a_sealed_value_opens_only_in_its_own_row_and_column() {
        let sealer = sealer();
        let sealed = sealer.seal_text("accounts.email", "li@example.cn", b"row 1").unwrap();
        assert_eq!(sealer.open_text("accounts.email", &sealed, b"row 1").unwrap(), "li@example.cn");
        assert!(sealer.open_text("accounts.email", &sealed, b"row 2").is_err(), "moved to another row");
        assert!(sealer.open_text("accounts.mobile", &sealed, b"row 1").is_err(), "moved to another column");
        for index in 0..sealed.len() {
            let mut changed = sealed.clone();
            changed[index] ^= 1;
            assert!(sealer.open_text("accounts.email", &changed, b"row 1").is_err(), "byte {index} changed");
        }
    }

    #[test]
    fn what_does_not_fit_is_told_without_what_is_sealed() {
        let sealed = sealer().seal_json("a.b", &["110101199003070011"], b"1").unwrap();
        let error = sealer().open_json::<Vec<u32>>("a.b", &sealed, b"1").unwrap_err();
        let (short, long) = (error.to_string(), format!("{error:?}"));
        assert!(short.contains("column") && !short.contains("110101") && !long.contains("110101"), "{long}");
    }

    #[test]
    fn an_older_key_still_opens_and_the_search_hash_survives_a_new_key() {
        let old = Sealer::parse(&format!("1:{}", "11".repeat(32)), "test").unwrap();
        let sealed = old.seal_text("a.b", "text", b"1").unwrap();
        assert_eq!(sealer().open_text("a.b", &sealed, b"1").unwrap(), "text");
        assert_eq!(old.search_hash("mobile", b"1"), sealer().search_hash("mobile", b"1"));
    }

    #[test]
    fn the_same_text_seals_differently_and_hashes_equally() {
        let sealer = sealer();
        assert_ne!(sealer.seal_text("a.b", "x", b"1").unwrap(), sealer.seal_text("a.b", "x", b"1").unwrap());
        assert_eq!(sealer.search_hash("mobile", b"13800000000"), sealer.search_hash("mobile", b"13800000000"));
        assert_ne!(sealer.search_hash("mobile", b"13800000000"), sealer.search_hash("name", b"13800000000"));
    }

    #[test]
    fn a_malformed_key_file_is_refused() {
        for text in ["", "# nothing", "1:12", "one:11", &"11".repeat(32)] {
            assert!(Sealer::parse(text, "test").is_err(), "{text}");
        }
    }
}

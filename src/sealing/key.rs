//! Key-encryption keys from a file, and the [`Sealer`] that seals columns and wraps the keys of files with them.

use std::path::Path;
use std::sync::Arc;

use anyhow::{Context as _, anyhow, ensure};
use serde::Serialize;
use serde::de::DeserializeOwned;
use subtle::ConstantTimeEq as _;

use super::envelope::DataKey;
use super::key_file::derive;
use super::ring::{Keys, Ring};
use crate::values::Email;

/// Sort under which a layer hashes the one below.
const LAYER: &str = "layer";

/// Why a key file cannot be used. Each says what to do.
#[derive(Debug, thiserror::Error)]
pub enum KeyError {
    /// The file cannot be read.
    #[error("cannot read key file {0}: {1}")]
    Unreadable(String, std::io::Error),
    /// A line is not `number:64 hexadecimal digits`.
    #[error("key file {0}, line {1}: expected `number:64 hexadecimal digits`, each number once")]
    Malformed(String, usize),
    /// Keys of search hashes are missing or others than before.
    #[error(
        "key file {0} lacks keys of search hashes, or holds others than before: bring back `search-1` and all that follow"
    )]
    Layers(String),
    /// There is no key in it.
    #[error("key file {0} holds no key")]
    Empty(String),
}

/// Seals columns, wraps the keys of files, makes the keyed hashes for equality search. Cheap to clone; the clones share keys.
#[derive(Clone)]
pub struct Sealer {
    ring: Arc<Ring>,
    /// Layers of the search hashes that are in force.
    layers: usize,
}

impl Sealer {
    /// Reads keys, one a line: `number:64 hex digits` seal, the highest number, and all of them open; `search-number:…` make
    /// the keyed hashes, one over the other; `forms-number:…` sign. Where the last two are missing, one made from the lowest
    /// number stands in. That nobody else can read the file is seen to with the settings.
    ///
    /// # Errors
    /// When the file is missing, malformed or empty.
    pub fn load(path: &Path) -> Result<Self, KeyError> {
        Ok(Self { ring: Arc::new(Ring::load(path)?), layers: 1 })
    }

    /// [`Sealer::load`] of a text: for tests and for credentials handed over in memory.
    ///
    /// # Errors
    /// When it is malformed or empty.
    pub fn parse(text: &str, shown: &str) -> Result<Self, KeyError> {
        Ok(Self { ring: Arc::new(Ring::of(text, shown)?), layers: 1 })
    }

    /// Reads the file anew, for itself and all of its clones. Whether it was another.
    ///
    /// # Errors
    /// When it cannot be used: everything goes on with the keys as they were.
    pub fn reload(&self) -> Result<bool, KeyError> {
        self.ring.reload()
    }

    /// The same keys with search hashes of so many layers, as the database says.
    ///
    /// # Errors
    /// When the file lacks the key of a layer.
    pub fn at(&self, layers: i32) -> anyhow::Result<Self> {
        let layers = usize::try_from(layers)?;
        let has = |keys: &Keys| (1..=keys.search.len()).contains(&layers);
        ensure!(has(&self.ring.keys()) || has(&self.ring.look_again()), "search-{layers} is not in the key file");
        Ok(Self { ring: Arc::clone(&self.ring), layers })
    }

    /// The number of the key that seals.
    pub fn current(&self) -> u16 {
        self.ring.keys().current
    }

    /// The numbers of all keys that open.
    pub fn numbers(&self) -> Vec<u16> {
        self.ring.keys().by_number.keys().copied().collect()
    }

    /// How many layers the keys suffice for.
    pub fn most_layers(&self) -> usize {
        self.ring.keys().search.len()
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
        let keys = self.ring.keys();
        let number = keys.current;
        column_key(&keys, number, group)?.seal_after(&number.to_be_bytes(), plain, &associated(group, row))
    }

    /// Opens what [`Sealer::seal_bytes`] sealed.
    ///
    /// # Errors
    /// When it was changed, belongs to another row or column, or its key is gone.
    pub fn open_bytes(&self, group: &str, sealed: &[u8], row: &[u8]) -> anyhow::Result<Vec<u8>> {
        ensure!(sealed.len() > 2, "sealed value too short");
        let number = u16::from_be_bytes([sealed[0], sealed[1]]);
        let mut keys = self.ring.keys();
        if !keys.by_number.contains_key(&number) {
            keys = self.ring.look_again();
        }
        column_key(&keys, number, group)?.open(&sealed[2..], &associated(group, row))
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
        let keys = self.ring.keys();
        let first = keys.search[0].hash(sort, value);
        keys.search[1..self.layers].iter().fold(first, |hash, key| key.hash(LAYER, &hash))
    }

    /// The search hash that takes the place of one when the next layer comes into force: what was hashed is not needed.
    ///
    /// # Errors
    /// When the file has no key for it.
    pub fn next_layer(&self, hash: &[u8]) -> anyhow::Result<[u8; 32]> {
        let keys = self.ring.keys();
        let key = keys.search.get(self.layers).with_context(|| format!("search-{} is not there", self.layers + 1))?;
        Ok(key.hash(LAYER, hash))
    }

    /// Proof that we made something: form tokens, marks of devices, keys of reveals. Never stored, but in place of the
    /// login of somebody who was forgotten.
    pub fn proof(&self, sort: &str, value: &[u8]) -> [u8; 32] {
        self.ring.keys().forms[0].hash(sort, value)
    }

    /// Whether a proof is ours, by the newest key or one before it.
    pub fn is_proof(&self, sort: &str, value: &[u8], given: &[u8]) -> bool {
        let fits = |keys: &Keys| keys.forms.iter().any(|key| bool::from(key.hash(sort, value).as_slice().ct_eq(given)));
        // Perhaps another process signs with a newer one already.
        fits(&self.ring.keys()) || fits(&self.ring.look_again())
    }

    /// Keyed hash by which a mail address is found.
    pub fn email_hash(&self, email: &Email) -> Vec<u8> {
        self.search_hash("email", email.key().as_bytes()).to_vec()
    }
}

fn column_key(keys: &Keys, number: u16, group: &str) -> anyhow::Result<DataKey> {
    let key = keys.by_number.get(&number).with_context(|| format!("key {number} is not in the key file"))?;
    Ok(DataKey::from_bytes(derive(key.bytes(), format!("beian column {group}").as_bytes())))
}

fn associated(group: &str, row: &[u8]) -> Vec<u8> {
    let mut aad = group.as_bytes().to_vec();
    aad.push(0);
    aad.extend_from_slice(row);
    aad
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
    fn a_search_hash_of_the_next_layer_needs_no_plain_text_and_the_key_before_is_of_no_use() {
        let text = format!("1:{k}\nsearch-1:{k}\nsearch-2:{}", "22".repeat(32), k = "11".repeat(32));
        let sealer = Sealer::parse(&text, "test").unwrap();
        let first = sealer.at(1).unwrap().search_hash("mobile", b"13800000000");
        let second = sealer.at(2).unwrap().search_hash("mobile", b"13800000000");
        assert_eq!(sealer.at(1).unwrap().next_layer(&first).unwrap(), second);
        assert!(sealer.at(3).is_err() && sealer.at(2).unwrap().next_layer(&second).is_err());
        let old = Sealer::parse(&format!("1:{k}\nsearch-1:{k}", k = "11".repeat(32)), "test").unwrap();
        assert_eq!(old.search_hash("mobile", b"13800000000"), first);
        assert!(old.at(2).is_err());
        assert!(
            Sealer::parse(&format!("1:{k}\nsearch-2:{k}", k = "11".repeat(32)), "test").is_err(),
            "a layer is missing"
        );
    }

    #[test]
    fn a_proof_counts_until_its_key_goes() {
        let of = |lines: &[&str]| {
            let lines: Vec<_> =
                lines.iter().map(|name| format!("{name}:{}", name[name.len() - 1..].repeat(64))).collect();
            Sealer::parse(&lines.join("\n"), "test").unwrap()
        };
        let (old, both, new) = (of(&["1", "forms-1"]), of(&["1", "forms-1", "forms-2"]), of(&["1", "forms-2"]));
        let proof = old.proof("csrf", b"seed");
        assert!(both.is_proof("csrf", b"seed", &proof) && !new.is_proof("csrf", b"seed", &proof));
        assert_eq!(both.proof("csrf", b"seed"), new.proof("csrf", b"seed"), "the newest signs");
        assert!(!both.is_proof("csrf", b"other", &proof) && !both.is_proof("device", b"seed", &proof));
        assert!(!both.is_proof("csrf", b"seed", &proof[1..]));
    }

    #[test]
    fn a_proof_by_a_key_that_another_process_knows_counts_at_once() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("key");
        let line = |name: &str, digit: &str| format!("{name}:{}\n", digit.repeat(64));
        std::fs::write(&path, line("1", "1") + &line("forms-1", "2")).unwrap();
        let (here, there) = (Sealer::load(&path).unwrap(), Sealer::load(&path).unwrap());
        std::fs::write(&path, line("1", "1") + &line("forms-1", "2") + &line("forms-2", "3")).unwrap();
        assert!(there.reload().unwrap());
        assert!(here.is_proof("csrf", b"seed", &there.proof("csrf", b"seed")));
        assert!(!here.is_proof("csrf", b"seed", &[0; 32]));
    }

    #[test]
    fn a_changed_file_is_taken_in_and_one_that_lost_its_search_key_is_not() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("key");
        let line = |name: &str, digit: &str| format!("{name}:{}\n", digit.repeat(64));
        let write = |lines: &[String]| std::fs::write(&path, lines.concat()).unwrap();
        write(&[line("1", "1")]);
        let (sealer, clone) = (Sealer::load(&path).unwrap(), Sealer::load(&path).unwrap());
        let own = sealer.search_hash("mobile", b"1");
        assert!(!sealer.reload().unwrap());
        // Another process seals with a key this one has not heard of yet.
        write(&[line("1", "1"), line("search-1", "3"), line("2", "2")]);
        assert!(matches!(sealer.reload(), Err(KeyError::Layers(_))), "another search key");
        let text = std::fs::read_to_string(&path).unwrap();
        let kept =
            crate::sealing::key_file::with_another(&line("1", "1"), crate::sealing::Purpose::Sealing, "test").unwrap();
        std::fs::write(&path, kept.as_bytes()).unwrap();
        assert_ne!(*kept, text);
        assert!(clone.reload().unwrap());
        let sealed = clone.seal_text("a.b", "text", b"1").unwrap();
        assert_eq!(sealed[..2], [0, 2]);
        assert_eq!(sealer.open_text("a.b", &sealed, b"1").unwrap(), "text", "it looks into the file again");
        assert_eq!((sealer.current(), sealer.search_hash("mobile", b"1")), (2, own));
        // One that waits opens only.
        write(&[line("1", "1"), line("+2", "2")]);
        let waiting = Sealer::load(&path).unwrap();
        assert_eq!(waiting.seal_text("a.b", "text", b"1").unwrap()[..2], [0, 1]);
        // The lowest key goes by hand: with it would go the search key that is made from it.
        write(&[line("2", "2")]);
        assert!(matches!(waiting.reload(), Err(KeyError::Layers(_))));
        assert_eq!(waiting.current(), 1);
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

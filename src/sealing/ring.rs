//! The keys of a process, read anew when their file changes: a key is rotated while programs run.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, PoisonError, RwLock};

use zeroize::Zeroizing;

use super::envelope::DataKey;
use super::key::KeyError;
use super::key_file::{self, Purpose};
use super::mac_key::MacKey;

/// The keys of a file.
pub(super) struct Keys {
    pub by_number: BTreeMap<u16, DataKey>,
    /// The one that seals.
    pub current: u16,
    /// In the order of their layers.
    pub search: Vec<MacKey>,
    /// The newest first: it signs, all of them count.
    pub forms: Vec<MacKey>,
}

impl Keys {
    pub(super) fn parse(text: &str, shown: &str) -> Result<Self, KeyError> {
        let mut lines = key_file::parse(text, shown)?;
        let empty = || KeyError::Empty(shown.to_owned());
        let derived = key_file::derived(&lines).ok_or_else(empty)?;
        let is_sealing = |line: &&key_file::Line| line.purpose == Purpose::Sealing && !line.waits;
        let current = lines.iter().filter(is_sealing).map(|line| line.number).max().ok_or_else(empty)?;
        lines.sort_by_key(|line| line.number);
        let own = |purpose: Purpose| -> Vec<&key_file::Line> {
            lines.iter().filter(|line| line.purpose == purpose).collect()
        };
        let mac_keys = |purpose: Purpose| -> Vec<MacKey> {
            let keys: Vec<MacKey> = own(purpose).iter().map(|line| MacKey::new(*line.key)).collect();
            if keys.is_empty() { vec![MacKey::new(*derived)] } else { keys }
        };
        if !own(Purpose::Search).iter().zip(1..).all(|(line, number)| line.number == number) {
            return Err(KeyError::Layers(shown.to_owned()));
        }
        let mut forms = mac_keys(Purpose::Forms);
        forms.reverse();
        let by_number =
            own(Purpose::Sealing).iter().map(|line| (line.number, DataKey::from_bytes(*line.key))).collect();
        Ok(Self { by_number, current, search: mac_keys(Purpose::Search), forms })
    }
}

/// The keys in force, and where they come from.
pub(super) struct Ring {
    path: Option<PathBuf>,
    held: RwLock<(Zeroizing<String>, Arc<Keys>)>,
}

impl Ring {
    pub(super) fn load(path: &Path) -> Result<Self, KeyError> {
        let text = read(path)?;
        let keys = Arc::new(Keys::parse(&text, &path.display().to_string())?);
        Ok(Self { path: Some(path.to_owned()), held: RwLock::new((text, keys)) })
    }

    pub(super) fn of(text: &str, shown: &str) -> Result<Self, KeyError> {
        let keys = Arc::new(Keys::parse(text, shown)?);
        Ok(Self { path: None, held: RwLock::new((Zeroizing::default(), keys)) })
    }

    pub(super) fn keys(&self) -> Arc<Keys> {
        Arc::clone(&self.held.read().unwrap_or_else(PoisonError::into_inner).1)
    }

    /// Reads the file anew. Whether it was another.
    pub(super) fn reload(&self) -> Result<bool, KeyError> {
        let Some(path) = &self.path else { return Ok(false) };
        let text = read(path)?;
        let before = self.keys();
        if self.held.read().unwrap_or_else(PoisonError::into_inner).0 == text {
            return Ok(false);
        }
        let shown = path.display().to_string();
        let keys = Keys::parse(&text, &shown)?;
        // Whoever takes away or exchanges what made the search hashes makes everything impossible to find.
        if !keys.search.starts_with(&before.search) {
            return Err(KeyError::Layers(shown));
        }
        *self.held.write().unwrap_or_else(PoisonError::into_inner) = (text, Arc::new(keys));
        Ok(true)
    }

    /// The same where something needs a key that is not known: perhaps another process knows it already.
    pub(super) fn look_again(&self) -> Arc<Keys> {
        if let Err(error) = self.reload() {
            tracing::error!(%error, "the key file changed, and cannot be used");
        }
        self.keys()
    }
}

fn read(path: &Path) -> Result<Zeroizing<String>, KeyError> {
    let read = std::fs::read_to_string(path);
    read.map(Zeroizing::new).map_err(|error| KeyError::Unreadable(path.display().to_string(), error))
}

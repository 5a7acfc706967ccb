//! Peppers: mixed into password hashes from outside the database, and exchanged for others while people sign in.

use std::collections::BTreeMap;

use anyhow::{Context as _, ensure};
use data_encoding::{HEXLOWER, HEXLOWER_PERMISSIVE};
use zeroize::Zeroizing;

/// Least length in bytes.
const LEAST: usize = 32;

/// Peppers by number; the highest makes hashes, each opens those that name it.
pub struct Peppers(BTreeMap<u16, Zeroizing<Vec<u8>>>);

impl Peppers {
    /// Reads a file: the whole of it is one pepper, number 0, or each line is one, `number:hexadecimal digits`.
    ///
    /// # Errors
    /// When one is shorter than 32 bytes, or a line among numbered ones is none.
    pub fn parse(bytes: &[u8]) -> anyhow::Result<Self> {
        let own = numbered(bytes)?.unwrap_or_else(|| [(0, Zeroizing::new(bytes.to_vec()))].into());
        ensure!(own.values().all(|pepper| pepper.len() >= LEAST), "a pepper needs at least {LEAST} bytes");
        Ok(Self(own))
    }

    /// The one that makes hashes, with its number.
    pub fn current(&self) -> (u16, &[u8]) {
        self.0.last_key_value().map_or((0, &[]), |(number, pepper)| (*number, pepper.as_slice()))
    }

    /// The one of a number.
    pub fn get(&self, number: u16) -> Option<&[u8]> {
        self.0.get(&number).map(|pepper| pepper.as_slice())
    }

    /// Whether a file holds just these.
    ///
    /// # Errors
    /// When one in the file is too short.
    pub fn is_of(&self, bytes: &[u8]) -> anyhow::Result<bool> {
        Ok(Self::parse(bytes)?.0 == self.0)
    }

    fn text(&self) -> Zeroizing<String> {
        let mut text = Zeroizing::new(String::new());
        for (number, pepper) in &self.0 {
            text.push_str(&Zeroizing::new(format!("{number}:{}\n", HEXLOWER.encode(pepper))));
        }
        text
    }
}

/// The lines of a file of numbered peppers, without remarks and empty ones; none where no line has a number.
///
/// # Errors
/// Where one of several is none, or a number stands twice: a slip must not make a pepper of the whole file.
fn numbered(bytes: &[u8]) -> anyhow::Result<Option<BTreeMap<u16, Zeroizing<Vec<u8>>>>> {
    let Ok(text) = std::str::from_utf8(bytes) else { return Ok(None) };
    let lines = || text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'));
    if lines().all(|line| one(line).is_none()) {
        return Ok(None);
    }
    let mut own = BTreeMap::new();
    for line in lines() {
        let (number, pepper) = one(line).context("a line of the pepper file is no pepper")?;
        ensure!(own.insert(number, pepper).is_none(), "pepper {number} stands twice");
    }
    Ok(Some(own))
}

fn one(line: &str) -> Option<(u16, Zeroizing<Vec<u8>>)> {
    let (number, hex) = line.split_once(':')?;
    Some((number.trim().parse().ok()?, Zeroizing::new(HEXLOWER_PERMISSIVE.decode(hex.trim().as_bytes()).ok()?)))
}

/// The file with one more pepper, the newest from then on.
///
/// # Errors
/// When it is malformed, or the operating system gives no random bytes.
pub fn with_another(bytes: &[u8]) -> anyhow::Result<Zeroizing<String>> {
    let mut peppers = Peppers::parse(bytes)?;
    let number = peppers.current().0.checked_add(1).context("no number is left for a pepper")?;
    let mut pepper = Zeroizing::new(vec![0; LEAST]);
    getrandom::fill(&mut pepper)?;
    peppers.0.insert(number, pepper);
    Ok(peppers.text())
}

/// The file without all but the newest pepper, and how many went.
///
/// # Errors
/// When it is malformed.
pub fn without_older(bytes: &[u8]) -> anyhow::Result<(Zeroizing<String>, usize)> {
    let mut peppers = Peppers::parse(bytes)?;
    let (newest, before) = (peppers.current().0, peppers.0.len());
    // One that has no number in its file stands there alone: it stays as it is.
    if before > 1 {
        peppers.0.retain(|number, _| *number == newest);
    }
    Ok((peppers.text(), before - peppers.0.len()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_without_numbers_is_one_pepper_and_becomes_the_first_of_many() {
        let raw = b"a pepper of the tests, long enough to be taken: yes\n";
        let first = Peppers::parse(raw).unwrap();
        assert_eq!(first.current(), (0, raw.as_slice()), "with all of its bytes");
        let text = with_another(raw).unwrap();
        let both = Peppers::parse(text.as_bytes()).unwrap();
        assert_eq!((both.get(0), both.current().0), (Some(raw.as_slice()), 1));
        assert_ne!(both.current().1, raw);
        let (less, gone) = without_older(text.as_bytes()).unwrap();
        let left = Peppers::parse(less.as_bytes()).unwrap();
        assert_eq!((gone, left.get(0), left.current()), (1, None, both.current()));
        assert_eq!(without_older(less.as_bytes()).unwrap().1, 0);
    }

    #[test]
    fn a_short_one_is_refused() {
        assert!(Peppers::parse(&[7; 31]).is_err());
        assert!(Peppers::parse(b"1:0011").is_err());
    }

    proptest::proptest! {
        #[test]
        fn any_file_is_long_enough_or_refused_and_is_written_as_it_was_read(
            text in "(([0-9]{1,6}:[0-9a-f]{0,80}\n?|#.{0,9}\n|\\PC{0,40}\n?)){0,4}", bytes in proptest::collection::vec(proptest::prelude::any::<u8>(), 0..80),
        ) {
            for bytes in [text.as_bytes(), &bytes] {
                if let Ok(read) = Peppers::parse(bytes) {
                    proptest::prop_assert!(read.0.values().all(|pepper| pepper.len() >= LEAST));
                    proptest::prop_assert!(read.is_of(read.text().as_bytes()).unwrap());
                }
            }
        }
    }
}

//! The lines of a key file: which key serves what, and what the file becomes when a key is rotated.

use std::fs::{self, OpenOptions};
use std::io::{self, Write as _};
use std::os::unix::fs::{MetadataExt as _, OpenOptionsExt as _, chown};
use std::path::{Path, PathBuf};

use data_encoding::{HEXLOWER, HEXLOWER_PERMISSIVE};
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use zeroize::Zeroizing;

use super::key::KeyError;

/// What a key serves.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Purpose {
    /// It seals personal data and wraps the keys of files: `1:…`; `+1:…` opens only, as long as other machines lack it.
    Sealing,
    /// It makes search hashes, in layers: `search-1:…`.
    Search,
    /// It signs form tokens, marks of devices and keys of reveals: `forms-1:…`.
    Forms,
}

impl Purpose {
    fn prefix(self) -> &'static str {
        match self {
            Self::Sealing => "",
            Self::Search => "search-",
            Self::Forms => "forms-",
        }
    }

    /// A line that gives a key this purpose.
    fn line(self, number: u16, key: &[u8]) -> Zeroizing<String> {
        Zeroizing::new(format!("{}{number}:{}\n", self.prefix(), HEXLOWER.encode(key)))
    }
}

/// A key and what it serves.
pub(super) struct Line {
    pub purpose: Purpose,
    pub number: u16,
    pub key: Zeroizing<[u8; 32]>,
    /// It opens and does not seal yet.
    pub waits: bool,
}

fn parse_line(line: &str) -> Option<Line> {
    let (name, hex) = line.split_once(':')?;
    let waits = name.starts_with('+');
    let name = name.strip_prefix('+').unwrap_or(name).trim();
    let (purpose, number) = [Purpose::Search, Purpose::Forms]
        .into_iter()
        .find_map(|purpose| Some((purpose, name.strip_prefix(purpose.prefix())?)))
        .unwrap_or((Purpose::Sealing, name));
    if waits && purpose != Purpose::Sealing {
        return None;
    }
    let key = Zeroizing::new(HEXLOWER_PERMISSIVE.decode(hex.trim().as_bytes()).ok()?);
    Some(Line { purpose, number: number.parse().ok()?, key: Zeroizing::new(key.as_slice().try_into().ok()?), waits })
}

/// The keys of a file in the order of its lines; empty lines and remarks are passed over.
pub(super) fn parse(text: &str, shown: &str) -> Result<Vec<Line>, KeyError> {
    let mut lines: Vec<Line> = Vec::new();
    for (index, line) in text.lines().enumerate() {
        let line = line.trim();
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        let malformed = || KeyError::Malformed(shown.to_owned(), index + 1);
        let line = parse_line(line).ok_or_else(malformed)?;
        if lines.iter().any(|known| (known.purpose, known.number) == (line.purpose, line.number)) {
            return Err(malformed());
        }
        lines.push(line);
    }
    Ok(lines)
}

/// One key from another for one use: HMAC as a key derivation function over a uniformly random key.
pub(super) fn derive(key: &[u8], purpose: &[u8]) -> [u8; 32] {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).unwrap_or_else(|_| unreachable!("HMAC takes any key length"));
    mac.update(purpose);
    mac.finalize().into_bytes().into()
}

/// The key of search hashes and form tokens where the file names none of their own: made from the lowest that seals.
pub(super) fn derived(lines: &[Line]) -> Option<Zeroizing<[u8; 32]>> {
    let lowest = lines.iter().filter(|line| line.purpose == Purpose::Sealing).min_by_key(|line| line.number)?;
    Some(Zeroizing::new(derive(lowest.key.as_slice(), b"beian search hash")))
}

/// The file with one more key of a purpose, the newest from then on. What was derived from the lowest key so far gets lines of
/// its own, so that this one may go some day.
///
/// # Errors
/// When the file is malformed or empty, or the operating system gives no random bytes.
pub fn with_another(text: &str, purpose: Purpose, shown: &str) -> anyhow::Result<Zeroizing<String>> {
    let lines = parse(text, shown)?;
    let derived = derived(&lines).ok_or_else(|| KeyError::Empty(shown.to_owned()))?;
    let mut more = Zeroizing::new(text.trim_end().to_owned() + "\n");
    for own in [Purpose::Search, Purpose::Forms] {
        if !lines.iter().any(|line| line.purpose == own) {
            more.push_str(&own.line(1, derived.as_slice()));
        }
    }
    let highest = parse(&more, shown)?.iter().filter(|line| line.purpose == purpose).map(|line| line.number).max();
    let number = highest.unwrap_or(0).checked_add(1).ok_or_else(|| anyhow::anyhow!("no number is left for a key"))?;
    let mut key = Zeroizing::new([0; 32]);
    getrandom::fill(key.as_mut_slice())?;
    more.push_str(&purpose.line(number, key.as_slice()));
    Ok(more)
}

/// The file without all but the newest key of a purpose, and how many went.
///
/// # Errors
/// When the file is malformed, or names no key of its own for search or forms: they would go with the one they are made from.
pub fn without_older(text: &str, purpose: Purpose, shown: &str) -> anyhow::Result<(Zeroizing<String>, usize)> {
    let lines = parse(text, shown)?;
    let has = |own: Purpose| lines.iter().any(|line| line.purpose == own);
    anyhow::ensure!(purpose != Purpose::Search, "search hashes are made in layers: all of their keys are needed");
    anyhow::ensure!(has(Purpose::Search) && has(Purpose::Forms), "nothing was ever rotated in {shown}");
    let newest = lines.iter().filter(|line| line.purpose == purpose && !line.waits).map(|line| line.number).max();
    let is_older = |line: &str| {
        parse_line(line.trim()).is_some_and(|line| line.purpose == purpose && newest.is_some_and(|n| line.number < n))
    };
    let kept: Vec<&str> = text.lines().filter(|line| !is_older(line)).collect();
    let gone = text.lines().count() - kept.len();
    Ok((Zeroizing::new(kept.join("\n") + "\n"), gone))
}

/// Puts a text in place of a file of secrets, whole or not at all. Owner and rights stay as they were. Who calls this changes
/// keys alone (`db::duty::alone_with_keys`): what a command that was ended left half made is nobody's, and goes.
///
/// # Errors
/// When the folder cannot be written to.
pub fn replace(path: &Path, text: &str) -> io::Result<()> {
    let path = fs::canonicalize(path)?;
    let before = fs::metadata(&path)?;
    let mut making = path.clone().into_os_string();
    making.push(".making");
    let making = PathBuf::from(making);
    let in_the_way = |error: io::Error| io::Error::new(error.kind(), format!("{}: {error}", making.display()));
    match fs::remove_file(&making) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(in_the_way(error)),
        _ => {}
    }
    let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(&making).map_err(in_the_way)?;
    let mut write = || {
        file.write_all(text.as_bytes())?;
        file.set_permissions(before.permissions())?;
        let made = file.metadata()?;
        if (made.uid(), made.gid()) != (before.uid(), before.gid()) {
            chown(&making, Some(before.uid()), Some(before.gid()))?;
        }
        file.sync_all()?;
        fs::rename(&making, &path)?;
        // Until its folder is written too, a power cut brings the file before back.
        path.parent().map_or(Ok(()), |folder| fs::File::open(folder)?.sync_all())
    };
    write().inspect_err(|_| {
        let _ = fs::remove_file(&making);
    })
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt as _;

    use super::*;

    fn first() -> String {
        format!("# of the house\n1:{}\n", "11".repeat(32))
    }

    fn names(text: &str) -> Vec<String> {
        let lines = parse(text, "test").unwrap();
        lines.iter().map(|line| format!("{}{}", line.purpose.prefix(), line.number)).collect()
    }

    #[test]
    fn a_rotated_file_names_every_key_and_only_what_seals_or_signs_goes() {
        let more = with_another(&first(), Purpose::Sealing, "test").unwrap();
        assert!(more.starts_with(&first()));
        assert_eq!(names(&more), ["1", "search-1", "forms-1", "2"]);
        let more = with_another(&more, Purpose::Search, "test").unwrap();
        let more = with_another(&more, Purpose::Forms, "test").unwrap();
        assert_eq!(names(&more), ["1", "search-1", "forms-1", "2", "search-2", "forms-2"]);
        let (less, gone) = without_older(&more, Purpose::Sealing, "test").unwrap();
        assert_eq!(
            (names(&less), gone),
            (["search-1", "forms-1", "2", "search-2", "forms-2"].map(String::from).into(), 1)
        );
        let (less, gone) = without_older(&less, Purpose::Forms, "test").unwrap();
        assert_eq!((names(&less), gone), (["search-1", "2", "search-2", "forms-2"].map(String::from).into(), 1));
        assert_eq!(without_older(&less, Purpose::Forms, "test").unwrap().1, 0);
        assert!(without_older(&less, Purpose::Search, "test").is_err());
        assert!(without_older(&first(), Purpose::Sealing, "test").is_err(), "nothing was rotated");
    }

    #[test]
    fn one_that_waits_makes_no_other_go() {
        let more = with_another(&first(), Purpose::Sealing, "test").unwrap();
        let waiting = more.replace("\n2:", "\n+2:");
        assert_eq!(without_older(&waiting, Purpose::Sealing, "test").unwrap().1, 0);
    }

    #[test]
    fn lines_of_another_form_are_refused() {
        let key = "11".repeat(32);
        for line in [format!("seal-1:{key}"), format!("search-:{key}"), format!("+search-1:{key}"), "1:12".into()] {
            assert!(parse(&line, "test").is_err(), "{line}");
        }
        assert!(parse(&format!("1:{key}\n1:{key}"), "test").is_err(), "one number, two keys");
    }

    #[test]
    fn a_file_is_replaced_with_its_rights_and_leaves_nothing_beside_it() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("key");
        fs::write(&path, "before").unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o640)).unwrap();
        replace(&path, "after").unwrap();
        assert_eq!(fs::read_to_string(&path).unwrap(), "after");
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o640);
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
        assert!(replace(&folder.path().join("nothing"), "after").is_err());
    }

    #[test]
    fn what_a_command_that_was_ended_left_half_made_is_in_nobodys_way() {
        let folder = tempfile::tempdir().unwrap();
        let (path, making) = (folder.path().join("key"), folder.path().join("key.making"));
        fs::write(&path, "before").unwrap();
        fs::write(&making, "longer than all that comes after it").unwrap();
        replace(&path, "after").unwrap();
        assert_eq!(fs::read_to_string(&path).unwrap(), "after");
        assert!(!making.exists());
        fs::create_dir(&making).unwrap();
        assert!(replace(&path, "again").unwrap_err().to_string().contains("key.making"), "it is named");
        assert_eq!(fs::read_to_string(&path).unwrap(), "after");
    }

    proptest::proptest! {
        #[test]
        fn any_file_is_read_or_told_by_its_line(lines in proptest::collection::vec("(\\+?(search-|forms-)?[0-9]{0,6}:([0-9a-fA-F]{64}|[0-9a-z]{0,9})|#.{0,9}|\\PC{0,20})", 0..5)) {
            let text = lines.join("\n");
            match parse(&text, "test") {
                Ok(read) => proptest::prop_assert!(read.len() <= lines.len()),
                Err(KeyError::Malformed(_, line)) => proptest::prop_assert!((1..=lines.len().max(1)).contains(&line), "{line}"),
                Err(other) => return Err(proptest::test_runner::TestCaseError::fail(other.to_string())),
            }
        }
    }
}

//! The files of secrets, looked over before anything starts: there, readable by nobody else, and made by chance.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;

use super::Complaint;
use super::bureau::cipher;

/// A setting that names a file of a secret.
struct Named {
    setting: &'static str,
    /// How such a file is made.
    how: &'static str,
    /// What it must hold.
    holds: &'static str,
    holds_it: fn(&str) -> bool,
    /// Made by somebody else: whether by chance is not for us to judge.
    is_given: bool,
}

const FILES: [Named; 10] = [
    Named {
        setting: "BEIAN_KEY_FILE",
        how: "(umask 077; echo 1:$(openssl rand -hex 32) >FILE)",
        holds: "a line `number:64 hexadecimal digits` for each key",
        holds_it: are_keys,
        is_given: false,
    },
    Named {
        setting: "BEIAN_PEPPER_FILE",
        how: "(umask 077; openssl rand -hex 32 >FILE)",
        holds: "at least 32 characters",
        holds_it: |text| text.trim().len() >= 32,
        is_given: false,
    },
    Named {
        setting: "BEIAN_SMS_SECRET_FILE",
        how: "(umask 077; openssl rand -hex 32 >FILE)",
        holds: "at least 16 characters",
        holds_it: |text| text.trim().len() >= 16,
        is_given: false,
    },
    Named {
        setting: "BEIAN_READER_SECRET_FILE",
        how: "(umask 077; openssl rand -hex 32 >FILE)",
        holds: "at least 16 characters",
        holds_it: |text| text.trim().len() >= 16,
        is_given: false,
    },
    Named {
        setting: "BEIAN_FACE_SECRET_FILE",
        how: "(umask 077; openssl rand -hex 32 >FILE)",
        holds: "at least 16 characters",
        holds_it: |text| text.trim().len() >= 16,
        is_given: false,
    },
    password("BEIAN_DATABASE_PASSWORD_FILE"),
    password("BEIAN_MIGRATION_PASSWORD_FILE"),
    password("BEIAN_SMTP_PASSWORD_FILE"),
    Named {
        setting: "BEIAN_BUREAU_PASSWORD_FILE",
        how: "(umask 077; cat >FILE)",
        holds: "the password that the bureau gave, in one line",
        holds_it: is_line,
        is_given: true,
    },
    Named {
        setting: "BEIAN_BUREAU_CIPHER_FILE",
        how: "(umask 077; cat >FILE)",
        holds: "two lines of sixteen characters that the bureau gave: key and offset",
        holds_it: |text| cipher(text).is_some(),
        is_given: true,
    },
];
/// Fewer different characters than chance ever gives in 32 hexadecimal digits.
const LEAST_DIFFERENT: usize = 8;
/// The password of an address, in one line.
const fn password(setting: &'static str) -> Named {
    Named {
        setting,
        how: "(umask 077; cat >FILE)",
        holds: "the password of that address, in one line",
        holds_it: is_line,
        is_given: true,
    }
}

fn is_line(text: &str) -> bool {
    !text.trim().is_empty() && text.trim().lines().count() == 1
}

/// What people write where a secret belongs: nothing made by chance holds it.
const PLACEHOLDERS: [&str; 10] = [
    "password",
    "passwd",
    "secret",
    "changeme",
    "change-me",
    "change_me",
    "example",
    "default",
    "qwerty",
    "0123456789",
];
/// Passwords that are tried first, whole.
const COMMON: [&str; 8] = ["123456", "12345678", "123456789", "admin", "beian", "postgres", "root", "test"];
/// Characters of a password that somebody gave, at least.
const SHORTEST: usize = 8;
/// Where `make run` keeps the secrets of the demo.
const DEMO_FOLDER: &str = ".data/secrets/";

/// What is wrong with the files that the settings name.
pub(super) fn look_over(values: &BTreeMap<String, String>) -> Vec<Complaint> {
    let demo = super::says_demo(values);
    let credentials = values.get("CREDENTIALS_DIRECTORY").map(Path::new);
    let given = FILES.iter().filter_map(|named| Some((named, values.get(named.setting)?.trim())));
    let files = given.filter(|(_, path)| !path.is_empty()).filter_map(|(named, path)| {
        let is_credential = credentials.is_some_and(|folder| Path::new(path).starts_with(folder));
        let advice = fault(named, Path::new(path), demo, is_credential)?;
        Some(Complaint { setting: named.setting.to_owned(), advice })
    });
    files.collect()
}

/// Short, or one that is tried first.
fn is_soon_found(password: &str) -> bool {
    password.trim().chars().count() < SHORTEST || is_known(password)
}

/// A placeholder, or a password that is tried first.
fn is_known(secret: &str) -> bool {
    let secret = secret.trim().to_lowercase();
    COMMON.contains(&secret.as_str()) || PLACEHOLDERS.iter().any(|word| secret.contains(word))
}

/// What is wrong with a file. One that systemd handed over lies in a folder that only the service may enter, and may carry
/// the access of its user as that of a group.
fn fault(named: &Named, path: &Path, demo: bool, is_credential: bool) -> Option<String> {
    let (shown, how) = (path.display(), named.how);
    let text = match fs::read_to_string(path) {
        Ok(text) => text,
        Err(error) => return Some(format!("names {shown}, which cannot be read ({error}); make it with: {how}")),
    };
    let hidden_from = if is_credential { 0o007 } else { 0o077 };
    let is_exposed = fs::metadata(path).is_ok_and(|file| file.permissions().mode() & hidden_from != 0);
    if is_exposed {
        return Some(format!("names {shown}, which others can read: chmod 600 {shown}"));
    }
    if !(named.holds_it)(&text) {
        return Some(format!("names {shown}, which must hold {}; make it with: {how}", named.holds));
    }
    if demo {
        return None;
    }
    if named.is_given {
        let found = "which holds a password that is soon found: it is short, or tried first; ask for another one";
        return text.trim().lines().any(is_soon_found).then(|| format!("names {shown}, {found}"));
    }
    if path.to_string_lossy().contains(DEMO_FOLDER) {
        return Some(format!("names {shown}, a secret of the demo; make one of its own with: {how}"));
    }
    text.lines().any(is_guessable).then(|| format!("names {shown}, which was not made by chance; make it with: {how}"))
}

/// Whether every line but empty ones and remarks is a key, and there is one: that of a purpose of its own says so.
fn are_keys(text: &str) -> bool {
    let is_key = |line: &str| {
        let Some((name, key)) = line.split_once(':') else { return false };
        let number = ["search-", "forms-", "+"].iter().find_map(|kind| name.strip_prefix(kind)).unwrap_or(name);
        number.trim().parse::<u16>().is_ok() && key.len() == 64 && key.bytes().all(|c| c.is_ascii_hexdigit())
    };
    let mut lines = text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#')).peekable();
    lines.peek().is_some() && lines.all(is_key)
}

/// A line that chance does not make: words, one digit repeated.
fn is_guessable(line: &str) -> bool {
    let line = line.trim();
    let secret = line.split_once(':').map_or(line, |(_, secret)| secret);
    let different: BTreeSet<char> = secret.chars().collect();
    !line.is_empty() && !line.starts_with('#') && (different.len() < LEAST_DIFFERENT || is_known(secret))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn complaints(content: &str, mode: u32, demo: &str) -> Vec<Complaint> {
        complaints_of("BEIAN_PEPPER_FILE", "secret", (content, mode), demo)
    }

    fn complaints_of(setting: &str, name: &str, (content, mode): (&str, u32), demo: &str) -> Vec<Complaint> {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join(name);
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(&file, content).unwrap();
        fs::set_permissions(&file, fs::Permissions::from_mode(mode)).unwrap();
        let pairs = [("BEIAN_DEMO", demo), (setting, file.to_str().unwrap())];
        look_over(&pairs.map(|(name, value)| (name.to_owned(), value.to_owned())).into())
    }

    /// What a file of each setting may hold; and what nobody may leave in it, one too short and one that is known.
    fn contents(setting: &str) -> (String, [String; 2]) {
        let chance = "8f1e2d3c4b5a69781f0e9d8c7b6a59483f2e1d0c9b8a79685f4e3d2c1b0a9f8e";
        match setting {
            "BEIAN_KEY_FILE" => {
                (format!("1:{chance}"), [format!("1:{}", &chance[..32]), format!("1:{}", "0".repeat(64))])
            }
            "BEIAN_BUREAU_CIPHER_FILE" => (
                format!("{}\n{}", &chance[..16], &chance[16..32]),
                [format!("{}\n{}", &chance[..8], &chance[8..16]), "0123456789abcdef\n".repeat(2)],
            ),
            _ => (chance[..48].to_owned(), [chance[..7].to_owned(), "changeme".repeat(6)]),
        }
    }

    #[test]
    fn none_of_them_may_be_short_or_known_or_be_read_by_others() {
        for Named { setting, is_given, .. } in &FILES {
            let (good, bad) = contents(setting);
            let of = |name: &str, content: &str, mode, demo| complaints_of(setting, name, (content, mode), demo).len();
            assert_eq!(of("secret", &good, 0o600, "0"), 0, "{setting}");
            for mode in [0o640, 0o620, 0o604] {
                assert_eq!(of("secret", &good, mode, "0"), 1, "{setting} of mode {mode:o}");
            }
            for bad in &bad {
                assert_eq!(of("secret", bad, 0o600, "0"), 1, "{setting}: {bad}");
            }
            // Those of the demo were made by chance, and lie where everybody has them who tried it.
            let from_demo = of(".data/secrets/secret", &good, 0o600, "0");
            assert_eq!((from_demo == 1, of(".data/secrets/secret", &good, 0o600, "1")), (!is_given, 0), "{setting}");
        }
    }

    #[test]
    fn a_key_file_holds_keys_alone() {
        let key = "8f1e2d3c4b5a69788f1e2d3c4b5a69788f1e2d3c4b5a69788f1e2d3c4b5a6978";
        assert!(are_keys(&format!("# first\n1:{key}\n\n2:{key}\n")));
        assert!(are_keys(&format!("1:{key}\nsearch-1:{key}\nforms-1:{key}\n+2:{key}\n")));
        for text in ["", "# nothing", key, &format!("x:{key}"), &format!("1:{}", &key[1..]), &format!("1:{key}\nmore")]
        {
            assert!(!are_keys(text), "{text:?}");
        }
    }

    #[test]
    fn every_file_of_a_secret_is_looked_over() {
        let example = include_str!("../../.env.example");
        let named = |line: &str| Some(line.trim_start_matches(['#', ' ']).split_once("_FILE=")?.0.to_owned() + "_FILE");
        let files: BTreeSet<String> = example.lines().filter_map(named).filter(|name| !name.contains("FONT")).collect();
        assert_eq!(files, FILES.iter().map(|named| named.setting.to_owned()).collect());
    }

    #[test]
    fn a_password_that_somebody_gave_is_none_that_is_soon_found() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("password");
        let given = FILES.iter().filter(|named| named.is_given && named.setting.contains("PASSWORD"));
        let settings: Vec<&str> = given.map(|named| named.setting).collect();
        assert_eq!(settings.len(), 4);
        for (password, count, demo) in [("x", 1, "0"), ("wZ4kQ9v\n", 1, "0"), ("wZ4kQ9vT\n\n", 0, "0"), ("x", 0, "1")] {
            fs::write(&file, password).unwrap();
            fs::set_permissions(&file, fs::Permissions::from_mode(0o600)).unwrap();
            for setting in settings.iter().copied() {
                let pairs = [("BEIAN_DEMO", demo), (setting, file.to_str().unwrap())];
                let complaints = look_over(&pairs.map(|(name, value)| (name.to_owned(), value.to_owned())).into());
                assert_eq!(complaints.len(), count, "{setting} {password:?} {demo}: {complaints:?}");
            }
        }
    }

    #[test]
    fn what_systemd_hands_over_may_be_read_by_its_group_and_nobody_else() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("pepper");
        fs::write(&file, "5d0c6f21b7e84a93d2f1c0b9a8e7f6d5c4b3a2918f7e6d5c").unwrap();
        for (mode, credentials, fine) in
            [(0o400, "/run", true), (0o440, "/run", false), (0o440, "here", true), (0o444, "here", false)]
        {
            fs::set_permissions(&file, fs::Permissions::from_mode(mode)).unwrap();
            let credentials = if credentials == "here" { folder.path() } else { Path::new(credentials) };
            let pairs = [("CREDENTIALS_DIRECTORY", credentials), ("BEIAN_PEPPER_FILE", file.as_path())];
            let complaints =
                look_over(&pairs.map(|(name, path)| (name.to_owned(), path.to_str().unwrap().to_owned())).into());
            assert_eq!(complaints.is_empty(), fine, "{mode:o}: {complaints:?}");
        }
    }

    #[test]
    fn secrets_are_there_hidden_and_made_by_chance() {
        let chance = "1:8f1e2d3c4b5a69788f1e2d3c4b5a69788f1e2d3c4b5a69788f1e2d3c4b5a6978\n";
        assert_eq!(complaints(chance, 0o600, "0"), []);
        assert_eq!(complaints(chance, 0o640, "1").len(), 1, "others can read it");
        let words = "my-secret-pepper-that-is-quite-long-2026";
        for weak in ["0000000000000000000000000000000000000000000000000000000000000000", &"change".repeat(8), words] {
            assert_eq!(complaints(weak, 0o600, "0").len(), 1, "{weak}");
            assert_eq!(complaints(weak, 0o600, "1"), [], "{weak} in the demo");
        }
        for short in ["", "5d0c6f21b7e84a93"] {
            assert_eq!(complaints(short, 0o600, "1").len(), 1, "{short:?} even in the demo");
        }
        let missing = [("BEIAN_KEY_FILE".to_owned(), "/nonexistent/key".to_owned())].into();
        assert!(look_over(&missing)[0].advice.contains("umask 077"));
    }
}

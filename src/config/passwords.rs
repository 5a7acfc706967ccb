//! Passwords of addresses from files of their own: an address that stands in the environment holds none outside the demo.

use std::collections::BTreeMap;
use std::fs;

use super::Complaint;

/// Settings of addresses, and those that name the files of their passwords.
const PAIRS: [(&str, &str); 3] = [
    ("DATABASE_URL", "BEIAN_DATABASE_PASSWORD_FILE"),
    ("MIGRATION_DATABASE_URL", "BEIAN_MIGRATION_PASSWORD_FILE"),
    ("BEIAN_SMTP_URL", "BEIAN_SMTP_PASSWORD_FILE"),
];

/// The setting that names the file of the password of an address.
pub(super) fn file_of(address: &str) -> Option<&'static str> {
    PAIRS.iter().find_map(|(own, file)| (*own == address).then_some(*file))
}

/// The addresses that hold a password themselves, before any comes out of a file.
pub(super) fn in_plain(values: &BTreeMap<String, String>) -> Vec<Complaint> {
    if super::says_demo(values) {
        return Vec::new();
    }
    let holding = PAIRS.iter().filter(|(address, _)| values.get(*address).is_some_and(|url| holds_password(url)));
    let told = holding.map(|(address, file)| Complaint {
        setting: (*address).to_owned(),
        advice: format!("holds a password: leave it out, and put it into a file of mode 600 that {file} names"),
    });
    told.collect()
}

/// After the user, or among what follows the name of the database.
fn holds_password(url: &str) -> bool {
    let (_, rest) = url.split_once("://").unwrap_or(("", url));
    let end = rest.find(['/', '?']).unwrap_or(rest.len());
    rest[..end].rsplit_once('@').is_some_and(|(user, _)| user.contains(':')) || url.contains("password=")
}

/// Puts the passwords into their addresses. A file that cannot be read is told with the other files of secrets.
pub(super) fn fill_in(values: &mut BTreeMap<String, String>) {
    for (address, file) in PAIRS {
        let path = values.get(file).map(|path| path.trim()).filter(|path| !path.is_empty());
        let password = path.and_then(|path| fs::read_to_string(path).ok());
        let whole = password.zip(values.get(address)).and_then(|(password, url)| with_password(url, password.trim()));
        if let Some(url) = whole {
            values.insert(address.to_owned(), url);
        }
    }
}

/// An address with a password after its user; none where it names no user, or holds a password already.
fn with_password(url: &str, password: &str) -> Option<String> {
    let (scheme, rest) = url.split_once("://")?;
    let end = rest.find(['/', '?']).unwrap_or(rest.len());
    let (user, host) = rest[..end].rsplit_once('@')?;
    let encoded: String = form_urlencoded::byte_serialize(password.as_bytes()).collect();
    // In an address a space is %20; the serializer is that of forms.
    let encoded = encoded.replace('+', "%20");
    (!user.contains(':')).then(|| format!("{scheme}://{user}:{encoded}@{host}{}", &rest[end..]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_address_holds_a_password_outside_the_demo() {
        for (url, holds) in [
            ("postgresql://beian@localhost/beian?host=/run/a:b@c", false),
            ("postgresql:///beian?user=beian&host=/run/postgresql", false),
            ("smtps://mail.example.cn:465", false),
            ("smtps://user@mail.example.cn", false),
            ("postgresql://beian:wZ4kQ9vT@localhost/beian", true),
            ("postgresql://beian:@localhost", true),
            ("postgresql:///beian?user=beian&password=wZ4kQ9vT", true),
            ("smtps://a@b.cn:wZ4kQ9vT@mail.example.cn:465", true),
            ("smtp+starttls://user:p@ss:word@mail.example.cn", true),
        ] {
            for (setting, file) in PAIRS {
                for demo in ["0", "1"] {
                    let pairs = [("BEIAN_DEMO", demo), (setting, url), (file, "/etc/beian/password")];
                    let told = in_plain(&pairs.map(|(name, value)| (name.to_owned(), value.to_owned())).into());
                    let named: Vec<&str> = told.iter().map(|one| one.setting.as_str()).collect();
                    let expected = if holds && demo == "0" { vec![setting] } else { Vec::new() };
                    assert_eq!(named, expected, "{url}");
                    assert!(told.iter().all(|one| one.advice.contains(file) && !one.advice.contains("wZ4k")), "{url}");
                }
            }
        }
    }

    #[test]
    fn a_password_comes_out_of_its_file_into_its_address() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("password");
        fs::write(&file, "wZ4k@Q9/v:T ü\n").unwrap();
        for (url, whole) in [
            ("smtps://user@mail.example.cn:465", "smtps://user:wZ4k%40Q9%2Fv%3AT%20%C3%BC@mail.example.cn:465"),
            (
                "postgresql://beian@localhost/beian?host=/run/a@b",
                "postgresql://beian:wZ4k%40Q9%2Fv%3AT%20%C3%BC@localhost/beian?host=/run/a@b",
            ),
            ("smtps://mail.example.cn", "smtps://mail.example.cn"),
            ("smtps://user:own@mail.example.cn", "smtps://user:own@mail.example.cn"),
        ] {
            let pairs = [("BEIAN_SMTP_URL", url), ("BEIAN_SMTP_PASSWORD_FILE", file.to_str().unwrap())];
            let mut values = pairs.map(|(name, value)| (name.to_owned(), value.to_owned())).into();
            fill_in(&mut values);
            assert_eq!(values["BEIAN_SMTP_URL"], whole);
        }
        let whole = "postgresql://beian:wZ4k%40Q9%2Fv%3AT%20%C3%BC@localhost/beian";
        let read: tokio_postgres::Config = whole.parse().unwrap();
        assert_eq!(read.get_password(), Some("wZ4k@Q9/v:T ü".as_bytes()));
    }
}

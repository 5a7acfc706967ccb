//! Every wrong setting is named; production accepts nothing of the demo.

use super::*;

fn values(pairs: &[(&str, &str)]) -> BTreeMap<String, String> {
    pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

const COMPLETE: &[(&str, &str)] = &[
    ("DATABASE_URL", "postgresql://beian@localhost/beian"),
    ("BEIAN_PORTAL_ORIGIN", "https://beian.example.cn"),
    ("BEIAN_OFFICE_ORIGIN", "https://office.example.cn"),
    ("BEIAN_KEY_FILE", "/etc/beian/key"),
    ("BEIAN_PEPPER_FILE", "/etc/beian/pepper"),
    ("BEIAN_STORAGE_DIR", "/var/lib/beian"),
    ("BEIAN_SMTP_URL", "smtps://mail.example.cn"),
    ("BEIAN_SMS_URL", "https://sms.example.cn"),
    ("BEIAN_SMS_SECRET_FILE", "/etc/beian/sms"),
    ("BEIAN_MAIL_FROM", "noreply@example.cn"),
    ("BEIAN_PROVIDER_NAME_ZH", "示例云"),
    ("BEIAN_PROVIDER_NAME_EN", "Example Cloud"),
    ("BEIAN_PROVIDER_PHONE", "400-000-0000"),
    ("BEIAN_PROVIDER_EMAIL", "beian@example.cn"),
];

#[test]
fn a_complete_environment_is_accepted() {
    let config = Config::from_values(&values(COMPLETE)).unwrap();
    assert!(!config.demo && !config.plain_cookies(&config.portal_origin));
}

/// What the README says holds where a setting is left out, as far as that is a value and no words.
fn told_defaults() -> Vec<(&'static str, &'static str)> {
    let (_, table) = include_str!("../../README.md").split_once("<b>Every setting</b>").unwrap();
    let (table, _) = table.split_once("</details>").unwrap();
    let rows = table.lines().filter_map(|line| line.strip_prefix("| `")?.split_once(" | "));
    let all = rows.flat_map(|(names, rest)| {
        // What is told of it stands behind: 65536, 3: the least allowed.
        let default = rest.split(" | ").next().unwrap_or_default();
        let default = ["; ", ": "].iter().fold(default, |default, end| default.split(*end).next().unwrap_or_default());
        names.split(", ").zip(default.split(", "))
    });
    let is_value = |text: &str| text.starts_with('`') || text.parse::<u32>().is_ok();
    let values = all.filter(|(_, default)| is_value(default));
    values.map(|(name, default)| (name.trim_matches('`'), default.trim_matches('`'))).collect()
}

#[test]
fn what_the_readme_calls_a_default_is_what_holds_where_nothing_is_said() {
    let told = told_defaults();
    assert!(told.len() >= 12 && told.contains(&("BEIAN_HASH_PASSES", "3")), "the table is not read: {told:?}");
    let bureau = values(&[
        ("BEIAN_BUREAU_FILES_URL", "https://bureau.example/ISPWebService/upDownLoad"),
        ("BEIAN_BUREAU_UNIT", "110000000001"),
        ("BEIAN_BUREAU_USER", "demo"),
        ("BEIAN_BUREAU_PASSWORD_FILE", "/etc/beian/bureau-password"),
    ]);
    for (name, default) in told {
        let read = |own: &[(&str, &str)]| {
            let mut all = values(COMPLETE);
            all.extend(bureau.clone());
            // The mailbox is of a demo alone.
            all.extend(values(&[("BEIAN_DEMO", if name == "BEIAN_MAILBOX_LISTEN" { "1" } else { "0" })]));
            all.extend(values(own));
            format!("{:?}", Config::from_values(&all))
        };
        let left_out = read(&[]);
        assert!(left_out.starts_with("Ok("), "{left_out}");
        assert_eq!(read(&[(name, default)]), left_out, "{name}");
    }
}

#[test]
fn everything_missing_is_told_at_once() {
    let complaints = Config::from_values(&values(&[])).unwrap_err();
    for (name, _) in COMPLETE {
        assert!(complaints.iter().any(|c| c.setting == *name), "{name} not named");
    }
}

#[test]
fn production_refuses_plain_http_and_weak_hashes() {
    let mut weak = values(COMPLETE);
    weak.insert("BEIAN_PORTAL_ORIGIN".into(), "http://127.0.0.1:8080".into());
    weak.insert("BEIAN_HASH_MEMORY_KIB".into(), "1024".into());
    let complaints = Config::from_values(&weak).unwrap_err();
    let names: Vec<_> = complaints.iter().map(|c| c.setting.as_str()).collect();
    assert_eq!(names, ["BEIAN_PORTAL_ORIGIN", "BEIAN_HASH_MEMORY_KIB"]);
    weak.insert("BEIAN_DEMO".into(), "1".into());
    let demo = Config::from_values(&weak).unwrap();
    assert!(
        demo.plain_cookies(&demo.portal_origin) && !demo.plain_cookies(&demo.office_origin),
        "each site for itself"
    );
}

#[test]
fn the_bureau_is_spoken_to_in_the_open_only_with_a_cipher_or_in_the_demo() {
    let with = |own: &[(&str, &str)]| {
        let bureau = [
            ("BEIAN_BUREAU_FILES_URL", "http://bureau.example/ISPWebService/upDownLoad"),
            ("BEIAN_BUREAU_UNIT", "110000000001"),
            ("BEIAN_BUREAU_USER", "demo"),
            ("BEIAN_BUREAU_PASSWORD_FILE", "/etc/beian/bureau-password"),
        ];
        let mut all = values(COMPLETE);
        all.extend(values(&bureau));
        all.extend(values(own));
        let names = |complaints: Vec<Complaint>| complaints.into_iter().map(|one| one.setting).collect::<Vec<_>>();
        Config::from_values(&all).map(|_| ()).map_err(names)
    };
    let cipher = ("BEIAN_BUREAU_CIPHER_FILE", "/etc/beian/bureau-cipher");
    assert_eq!(with(&[]).unwrap_err(), ["BEIAN_BUREAU_CIPHER_FILE"]);
    for fine in [cipher, ("BEIAN_BUREAU_FILES_URL", "https://bureau.example/x"), ("BEIAN_DEMO", "1")] {
        assert_eq!(with(&[fine]), Ok(()), "{fine:?}");
    }
    assert_eq!(with(&[cipher, ("BEIAN_BUREAU_VERSION", "V.9.9")]).unwrap_err(), ["BEIAN_BUREAU_VERSION"], "unknown");
    for name in ["BEIAN_BUREAU_UNIT", "BEIAN_BUREAU_POLL_SECONDS", "BEIAN_BUREAU_CALL_SECONDS"] {
        assert_eq!(with(&[cipher, (name, "0")]).unwrap_err(), [name]);
    }
}

#[test]
fn an_origin_is_what_browsers_send() {
    let office = "https://office.example.cn";
    for (origin, demo, fine) in [
        ("https://beian.example.cn", false, true),
        ("https://beian.example.cn/", false, true),
        ("https://beian.example.cn:8443", false, true),
        ("https://beian.example.cn:443", false, false),
        ("https://Beian.example.cn", false, false),
        ("https://beian.example.cn/portal", false, false),
        ("https://somebody@beian.example.cn", false, false),
        ("http://beian.example.cn", false, false),
        ("http://127.0.0.1:8080", false, false),
        ("http://127.0.0.1:8080", true, true),
        ("http://localhost:8080", true, true),
        ("http://127.0.0.1.example.cn", true, false),
        ("http://127.0.0.1:80", true, false),
        (office, false, false),
    ] {
        let mut all = values(COMPLETE);
        all.insert("BEIAN_PORTAL_ORIGIN".into(), origin.into());
        all.insert("BEIAN_DEMO".into(), if demo { "1" } else { "0" }.into());
        assert_eq!(Config::from_values(&all).is_ok(), fine, "{origin}, demo: {demo}");
    }
}

#[test]
fn production_refuses_what_belongs_to_the_demo() {
    let mut demo = values(COMPLETE);
    demo.insert("BEIAN_MAILBOX_LISTEN".into(), "127.0.0.1:8025".into());
    demo.insert("BEIAN_FONT_FILE".into(), "/usr/share/fonts/font.ttc".into());
    demo.insert("BEIAN_PROVIDER_EMAIL".into(), "beian@beian.example".into());
    let complaints = Config::from_values(&demo).unwrap_err();
    let names: Vec<_> = complaints.iter().map(|c| c.setting.as_str()).collect();
    assert_eq!(names, ["BEIAN_MAILBOX_LISTEN", "BEIAN_FONT_FILE", "BEIAN_PROVIDER_EMAIL"]);
    demo.insert("BEIAN_DEMO".into(), "1".into());
    assert!(Config::from_values(&demo).is_ok());
    demo.insert("BEIAN_DEMO".into(), "yes".into());
    assert!(Config::from_values(&demo).unwrap_err().iter().any(|c| c.setting == "BEIAN_DEMO"));
}

#[test]
fn the_mailbox_takes_the_address_that_mail_is_sent_to() {
    let mut demo = values(COMPLETE);
    demo.insert("BEIAN_DEMO".into(), "1".into());
    assert_eq!(Config::from_values(&demo).unwrap().mailbox_smtp(), None);
    demo.insert("BEIAN_SMTP_URL".into(), "smtp://127.0.0.1:8026".into());
    assert_eq!(Config::from_values(&demo).unwrap().mailbox_smtp(), Some(SocketAddr::from(([127, 0, 0, 1], 8026))));
}

#[test]
fn look_ups_are_made_for_real_and_in_a_demo_when_asked_for() {
    let with = |demo: &str, name: &str, value: &str| {
        let mut all = values(COMPLETE);
        all.insert("BEIAN_DEMO".into(), demo.into());
        all.insert(name.into(), value.into());
        Config::from_values(&all).map(|config| config.look_ups)
    };
    assert!(with("0", "BEIAN_FACTS", "").unwrap().is_on && !with("1", "BEIAN_FACTS", "").unwrap().is_on);
    assert!(with("1", "BEIAN_FACTS", "on").unwrap().is_on && !with("0", "BEIAN_FACTS", "off").unwrap().is_on);
    assert!(with("0", "BEIAN_FACTS", "perhaps").is_err());
    for (text, server) in [("192.0.2.53", "192.0.2.53:53"), ("192.0.2.53:5353", "192.0.2.53:5353"), ("::1", "[::1]:53")]
    {
        let found = with("0", "BEIAN_FACTS_NAME_SERVER", text).unwrap().name_server;
        assert_eq!(found, Some(server.parse().unwrap()), "{text}");
    }
    assert!(with("0", "BEIAN_FACTS_NAME_SERVER", "a.example").is_err());
    assert!(with("0", "BEIAN_FACTS_PRIVATE", "127.0.0.1").is_err(), "not outside of a demo");
    assert_eq!(with("1", "BEIAN_FACTS_PRIVATE", "127.0.0.1").unwrap().allowed.len(), 1);
}

#[test]
fn papers_are_read_here_unless_somebody_else_or_nobody_does() {
    let with = |pairs: &[(&str, &str)]| {
        let mut all = values(COMPLETE);
        all.extend(values(pairs));
        Config::from_values(&all).map(|config| config.reader)
    };
    let (url, secret) =
        (("BEIAN_READER_URL", "https://read.example.cn"), ("BEIAN_READER_SECRET_FILE", "/etc/beian/reader"));
    let vendor = ReaderSettings::Vendor { url: url.1.into(), secret_file: secret.1.into() };
    assert_eq!(with(&[]).unwrap(), ReaderSettings::Tesseract);
    assert_eq!(with(&[("BEIAN_READER", "off")]).unwrap(), ReaderSettings::Off);
    assert_eq!(with(&[("BEIAN_READER", "http"), url, secret]).unwrap(), vendor);
    assert_eq!(with(&[url, secret]).unwrap(), vendor, "its address says enough");
    for wrong in [
        &[("BEIAN_READER", "perhaps")][..],
        &[("BEIAN_READER", "http"), secret],
        &[url],
        &[("BEIAN_READER_URL", "http://read.example.cn"), secret],
    ] {
        assert!(with(wrong).is_err(), "{wrong:?}");
    }
}

#[test]
fn services_of_others_are_called_by_tls_or_on_this_machine() {
    let files = [("BEIAN_FACE_SECRET_FILE", "/etc/beian/face"), ("BEIAN_READER_SECRET_FILE", "/etc/beian/reader")];
    for setting in ["BEIAN_FACE_URL", "BEIAN_READER_URL", "BEIAN_SMS_URL"] {
        for (url, fine) in [
            ("https://service.example.cn/v1/", true),
            ("http://127.0.0.1:9000", true),
            ("http://[::1]/v1", true),
            ("http://service.example.cn", false),
            ("http://localhost.example.cn", false),
            ("http://127.0.0.1.example.cn", false),
        ] {
            let pairs = [COMPLETE, &files, &[(setting, url)]].concat();
            let read = Config::from_values(&values(&pairs));
            let complaints = read.err().unwrap_or_default();
            assert_eq!(complaints.iter().all(|one| one.setting != setting), fine, "{setting} {url}: {complaints:?}");
        }
    }
}

/// Settings that are read out of their text, beside those that must be there.
const READ: [&str; 10] = [
    "BEIAN_AUDIT_HEAD",
    "BEIAN_BUREAU_FILES_URL",
    "BEIAN_BUREAU_UNIT",
    "BEIAN_DEMO",
    "BEIAN_HASH_MEMORY_KIB",
    "BEIAN_HASH_PASSES",
    "BEIAN_OFFICE_LISTEN",
    "BEIAN_OTLP_URL",
    "BEIAN_PORTAL_LISTEN",
    "BEIAN_TRUSTED_PROXIES",
];

proptest::proptest! {
    #[test]
    fn any_setting_is_taken_or_told_with_what_to_do(
        at in 0..READ.len() + COMPLETE.len(),
        text in "((https?|smtps?|file|syslog|mailto)://?)?[a-z0-9.:/@\\[\\],_ -]{0,30}|[0-9]{0,12}|\\PC{0,20}",
    ) {
        let name = READ.iter().copied().chain(COMPLETE.iter().map(|(name, _)| *name)).nth(at).unwrap();
        let mut all = values(COMPLETE);
        all.extend(values(&[(name, text.as_str())]));
        if let Err(complaints) = Config::from_values(&all) {
            proptest::prop_assert!(!complaints.is_empty(), "{name}: refused without a word");
            let told = complaints.iter().all(|one| !one.advice.is_empty() && one.setting.chars().any(char::is_uppercase));
            proptest::prop_assert!(told, "{name}: {complaints:?}");
        }
    }
}

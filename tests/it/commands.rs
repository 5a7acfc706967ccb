//! The program as operators meet it: its commands, and what it says of settings before it starts anything.

use std::collections::BTreeSet;
use std::fs::File;
use std::net::TcpListener;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::process::{Command, Output};

use serde_json::Value;
use tempfile::TempDir;

use crate::support::database::TestDb;
use crate::support::sources;

fn run(arguments: &[&str], settings: &[(&str, &str)]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_beian"));
    command.args(arguments).env_clear().envs(settings.iter().copied()).output().unwrap()
}

fn words(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

/// Of a database or a mail server, as it stands in a setting or in a file.
const PASSWORD: &str = "wZ4kQ9vT";

/// The settings a refusal names, in the order of its lines; each line says what to do.
fn complaints(output: &Output) -> Vec<String> {
    let said = words(&output.stderr);
    assert_eq!(output.status.code(), Some(1), "{said}");
    let mut lines = said.lines();
    assert_eq!(lines.next(), Some("Nothing was started. Mend these settings first:"), "{said}");
    lines.map(|line| line.split_whitespace().next().unwrap_or_default().to_owned()).collect()
}

/// Settings of a production start, with the files they name.
struct Settings {
    folder: TempDir,
    values: Vec<(&'static str, String)>,
}

impl Settings {
    fn complete() -> Self {
        let folder = TempDir::new().unwrap();
        let secret = |name: &str, content: &str| write(folder.path(), name, content);
        let values = vec![
            ("DATABASE_URL", "postgresql://beian@localhost/beian".to_owned()),
            ("BEIAN_PORTAL_ORIGIN", "https://beian.example.cn".to_owned()),
            ("BEIAN_OFFICE_ORIGIN", "https://desk.example.cn".to_owned()),
            ("BEIAN_KEY_FILE", secret("key", "1:8f1e2d3c4b5a69788f1e2d3c4b5a69788f1e2d3c4b5a69788f1e2d3c4b5a6978\n")),
            ("BEIAN_PEPPER_FILE", secret("pepper", "5d0c6f21b7e84a93d2f1c0b9a8e7f6d5c4b3a2918f7e6d5c")),
            ("BEIAN_SMS_SECRET_FILE", secret("sms", "91d3b7a5c2e4f608a1b3c5d7e9f20314")),
            ("BEIAN_STORAGE_DIR", folder.path().join("papers").to_str().unwrap().to_owned()),
            ("BEIAN_ASSETS_DIR", folder.path().to_str().unwrap().to_owned()),
            ("BEIAN_SMTP_URL", "smtps://mail.example.cn".to_owned()),
            ("BEIAN_SMS_URL", "https://sms.example.cn/send".to_owned()),
            ("BEIAN_MAIL_FROM", "备案中心 <noreply@example.cn>".to_owned()),
            ("BEIAN_PROVIDER_NAME_ZH", "示例云".to_owned()),
            ("BEIAN_PROVIDER_NAME_EN", "Example Cloud".to_owned()),
            ("BEIAN_PROVIDER_PHONE", "400-000-0000".to_owned()),
            ("BEIAN_PROVIDER_EMAIL", "beian@example.cn".to_owned()),
        ];
        write(folder.path(), "manifest.json", "{}");
        Self { folder, values }
    }

    fn with(mut self, name: &'static str, value: &str) -> Self {
        self.values.retain(|(own, _)| *own != name);
        self.values.push((name, value.to_owned()));
        self
    }

    fn run(&self, arguments: &[&str]) -> Output {
        let values: Vec<(&str, &str)> = self.values.iter().map(|(name, value)| (*name, value.as_str())).collect();
        run(arguments, &values)
    }
}

fn write(folder: &Path, name: &str, content: &str) -> String {
    let path = folder.join(name);
    std::fs::write(&path, content).unwrap();
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o600)).unwrap();
    path.to_str().unwrap().to_owned()
}

#[test]
fn every_command_explains_itself() {
    for command in [
        "serve",
        "work",
        "migrate",
        "backup",
        "restore",
        "staff add",
        "staff reset-password",
        "staff reset-second-factor",
        "staff disable",
        "hosting import",
        "hosting token",
        "rules check",
        "domains import",
        "demo load",
        "demo sign-ins",
        "audit verify",
        "config check",
        "keys rotate",
        "keys retire",
        "keys status",
        "sessions end-all",
    ] {
        let arguments: Vec<&str> = command.split(' ').chain(["--help"]).collect();
        let output = run(&arguments, &[]);
        let said = words(&output.stdout);
        assert!(output.status.success(), "{command}: {}", words(&output.stderr));
        let about = said.lines().next().unwrap_or_default();
        assert!(about.len() > 10 && !about.contains("Usage"), "{command} says what it does: {said}");
        assert!(said.contains(&format!("\nUsage: beian {command}")), "{command}: {said}");
        // What is asked for is explained too.
        let lines: Vec<&str> = said.lines().collect();
        for (line, next) in lines.iter().zip(lines.iter().skip(1).chain([&""])) {
            let beside = line.trim().split_once("  ").map_or("", |(_, words)| words);
            let is_asked = line.trim_start().starts_with(['<', '-']);
            assert!(!is_asked || beside.len().max(next.trim().len()) > 3, "{command}: {line}");
        }
        let overview = words(&run(&["--help"], &[]).stdout);
        let first = command.split(' ').next().unwrap();
        assert!(overview.lines().any(|line| line.trim_start().starts_with(&format!("{first} "))), "{overview}");
    }
}

#[test]
fn whoever_needs_an_address_alone_looks_at_the_file_of_its_password() {
    let folder = TempDir::new().unwrap();
    let password = write(folder.path(), "password", PASSWORD);
    std::fs::set_permissions(&password, std::fs::Permissions::from_mode(0o644)).unwrap();
    let settings = [
        ("DATABASE_URL", "postgresql://beian@localhost/beian"),
        ("MIGRATION_DATABASE_URL", "postgresql://beian_owner@localhost/beian"),
        ("BEIAN_MIGRATION_PASSWORD_FILE", password.as_str()),
        ("BEIAN_PEPPER_FILE", "/nonexistent/of-others"),
    ];
    assert_eq!(complaints(&run(&["migrate"], &settings)), ["BEIAN_MIGRATION_PASSWORD_FILE"]);
}

#[test]
fn without_settings_nothing_starts_and_all_of_them_are_named() {
    let expected: BTreeSet<String> = Settings::complete()
        .values
        .into_iter()
        .map(|(name, _)| name.to_owned())
        .filter(|name| name != "BEIAN_ASSETS_DIR") // has a default
        .collect();
    for arguments in [
        &["serve"][..],
        &["work"],
        &["config", "check"],
        &["audit", "verify"],
        &["backup", "folder"],
        &["restore", "folder"],
        &["staff", "disable", "lin"],
        &["staff", "add", "lin", "--name", "Lin", "--role", "lead"],
        &["hosting", "import", "none.csv"],
        &["domains", "import", "none.csv"],
    ] {
        let named: BTreeSet<String> = complaints(&run(arguments, &[])).into_iter().collect();
        assert_eq!(named, expected, "{arguments:?}");
    }
    assert_eq!(complaints(&run(&["migrate"], &[])), ["MIGRATION_DATABASE_URL", "DATABASE_URL"]);
}

#[test]
fn a_shell_reads_the_example_which_lacks_only_the_files_it_names() {
    let example = sources::root().join(".env.example");
    let script = "set -a; . \"$0\"; exec \"$1\" config check";
    let mut shell = Command::new("sh");
    let shell = shell.args(["-c", script]).arg(example).arg(env!("CARGO_BIN_EXE_beian")).env_clear();
    for setting in complaints(&shell.output().unwrap()) {
        assert!(setting.ends_with("_FILE") || setting.ends_with("_DIR"), "{setting}");
    }
}

#[test]
fn every_setting_that_is_read_is_told_in_the_readme_and_in_the_example() {
    let is_setting = |text: &str| {
        let is_ours = text.starts_with("BEIAN_") || ["DATABASE_URL", "MIGRATION_DATABASE_URL"].contains(&text);
        is_ours && text.bytes().all(|byte| byte.is_ascii_uppercase() || byte == b'_')
    };
    let files = sources::files(&["src"], &[".rs"]);
    let literals = files.iter().filter(|file| !file.is_test()).flat_map(sources::Source::literals);
    let read: BTreeSet<String> = literals.map(|literal| literal.text).filter(|text| is_setting(text)).collect();
    assert!(read.len() > 45, "the settings are not read: {read:?}");
    let text = |name: &str| std::fs::read_to_string(sources::root().join(name)).unwrap();
    let (readme, example) = (text("README.md"), text(".env.example"));
    let (_, table) = readme.split_once("<b>Every setting</b>").expect("the table of settings");
    let (table, _) = table.split_once("</details>").unwrap();
    let told: BTreeSet<&str> =
        example.lines().filter_map(|line| Some(line.trim_start_matches('#').split_once('=')?.0)).collect();
    let is_missing = |name: &&String| !table.contains(&format!("`{name}`")) || !told.contains(name.as_str());
    let missing: Vec<&String> = read.iter().filter(is_missing).collect();
    assert!(missing.is_empty(), "read, and not told in both: {missing:?}");
    let named = told.into_iter().chain(table.split('`').skip(1).step_by(2));
    let made_up: Vec<&str> = named.filter(|name| is_setting(name) && !read.contains(*name)).collect();
    assert!(made_up.is_empty(), "told, and read nowhere: {made_up:?}");
}

/// The names that follow a program's in pieces of code of a text, within a line or on one of their own.
fn named_after<'a>(program: &str, text: &'a str) -> BTreeSet<Vec<&'a str>> {
    let kinds = [(format!("`{program} "), '`'), (format!("\n    {program} "), '\n')];
    let pieces = kinds.iter().flat_map(|(begin, end)| {
        let rests = text.split(begin.as_str()).skip(1);
        rests.map(move |rest| rest.split(*end).next().unwrap_or_default())
    });
    let is_name = |word: &&str| !word.starts_with('-') && word.bytes().all(|c| c == b'-' || c.is_ascii_lowercase());
    pieces.map(|piece| piece.split_whitespace().take_while(is_name).collect()).collect()
}

#[test]
fn every_command_and_every_target_that_the_readme_names_is_there() {
    let text = |name: &str| std::fs::read_to_string(sources::root().join(name)).unwrap();
    let (readme, makefile) = (text("README.md"), text("Makefile"));
    let commands = named_after("beian", &readme);
    assert!(commands.len() > 15, "{commands:?}");
    for command in commands {
        let arguments: Vec<&str> = command.iter().copied().chain(["--help"]).collect();
        let output = run(&arguments, &[]);
        assert!(output.status.success(), "beian {}: {}", command.join(" "), words(&output.stderr));
    }
    let targets = named_after("make", &readme);
    assert!(targets.len() > 5, "{targets:?}");
    for target in targets {
        assert!(makefile.contains(&format!("\n{}: ", target[0])), "make {}", target[0]);
    }
}

#[test]
fn every_wrong_setting_is_named_at_once_with_what_to_do() {
    let busy = TcpListener::bind("127.0.0.1:0").unwrap();
    let taken = busy.local_addr().unwrap().to_string();
    let settings = Settings::complete();
    let exposed = write(settings.folder.path(), "exposed", "5d0c6f21b7e84a93d2f1c0b9a8e7f6d5c4b3a2918f7e6d5c");
    std::fs::set_permissions(&exposed, std::fs::Permissions::from_mode(0o644)).unwrap();
    let short = write(settings.folder.path(), "short", "a1b2c3d4e5f6");
    let under_a_file = format!("{short}/papers");
    let no_key = write(settings.folder.path(), "no-key", "8f1e2d3c4b5a69788f1e2d3c4b5a6978\n");
    let wrong: [(&str, &str); 14] = [
        ("DATABASE_URL", "mysql://beian@localhost/beian"),
        ("BEIAN_PORTAL_LISTEN", "8080"),
        ("BEIAN_OFFICE_LISTEN", &taken),
        ("BEIAN_PORTAL_ORIGIN", "http://beian.example.cn"),
        ("BEIAN_KEY_FILE", &no_key),
        ("BEIAN_PEPPER_FILE", &exposed),
        ("BEIAN_SMS_SECRET_FILE", &short),
        ("BEIAN_STORAGE_DIR", &under_a_file),
        ("BEIAN_ASSETS_DIR", "/nonexistent"),
        ("BEIAN_SMTP_URL", "smtp://mail.example.cn"),
        ("BEIAN_SMS_URL", "http://sms.example.cn"),
        ("BEIAN_MAIL_FROM", "noreply"),
        ("BEIAN_PROVIDER_EMAIL", "beian at example.cn"),
        ("BEIAN_DATABASE_CONNECTIONS", "0"),
    ];
    let settings = wrong.into_iter().fold(settings, |settings, (name, value)| settings.with(name, value));
    let output = settings.run(&["serve"]);
    let named: BTreeSet<String> = complaints(&output).into_iter().collect();
    // Whether a port is free is seen only when it is needed.
    let expected: BTreeSet<String> =
        wrong.iter().map(|(name, _)| (*name).to_owned()).filter(|name| name != "BEIAN_OFFICE_LISTEN").collect();
    assert_eq!(named, expected, "{}", words(&output.stderr));
    for line in words(&output.stderr).lines().skip(1) {
        assert!(line.split_whitespace().count() > 5, "says what to do: {line}");
    }
    assert!(!settings.folder.path().join("papers").exists(), "nothing is made before all is well");
}

#[test]
fn each_wrong_setting_is_named_alone_too() {
    for (name, value) in [
        ("DATABASE_URL", "beian"),
        ("DATABASE_URL", "postgresql://beian:wZ4kQ9vT@127.0.0.1:1/beian"),
        ("DATABASE_URL", "postgresql://127.0.0.1:1/beian?user=beian&password=wZ4kQ9vT"),
        ("BEIAN_SMTP_URL", "smtps://user:wZ4kQ9vT@mail.example.cn"),
        ("BEIAN_SMTP_URL", "mail.example.cn"),
        ("BEIAN_SMTP_URL", "smtps://"),
        ("BEIAN_SMTP_URL", "smtp+starttls://user:pass word@mail.example.cn"),
        ("BEIAN_MAIL_FROM", "备案中心 noreply@example.cn"),
        ("BEIAN_MAIL_FROM", "备案中心 <noreply@example.cn"),
        ("BEIAN_OFFICE_ORIGIN", "https://desk.example.cn/office"),
        ("BEIAN_OFFICE_ORIGIN", "https://beian.example.cn"),
        ("BEIAN_TRUSTED_PROXIES", "10.0.0.1,proxy"),
        ("BEIAN_HASH_MEMORY_KIB", "1024"),
        ("BEIAN_HASH_PASSES", "1"),
        ("BEIAN_LOG_FORMAT", "xml"),
        ("BEIAN_OTLP_URL", "collector:4318"),
        ("BEIAN_METRICS_LISTEN", "9180"),
        ("BEIAN_DEMO", "yes"),
        ("BEIAN_MAILBOX_LISTEN", "127.0.0.1:8025"),
    ] {
        let output = Settings::complete().with(name, value).run(&["config", "check"]);
        let said = words(&output.stderr);
        assert_eq!(complaints(&output), [name], "{name}={value}: {said}");
        assert!(!said.contains(PASSWORD), "{name}={value} is told: {said}");
    }
}

#[actix_web::test]
async fn settings_are_looked_over_as_the_role_that_serves() {
    let (fresh, migrated) = (TestDb::unmigrated().await, TestDb::start().await);
    let settings = Settings::complete().with("DATABASE_URL", &fresh.url);
    for arguments in [&["config", "check"][..], &["serve"], &["work"]] {
        let output = settings.run(arguments);
        let said = words(&output.stderr);
        assert_eq!(output.status.code(), Some(1), "{said}");
        assert!(said.contains("DATABASE_URL") && said.contains("run `beian migrate`"), "{arguments:?}: {said}");
    }
    let settings = settings.with("DATABASE_URL", &migrated.url);
    let output = settings.run(&["config", "check"]);
    assert!(output.status.success(), "{}", words(&output.stderr));
    // The role that owns the tables must not serve.
    let output = settings.with("DATABASE_URL", &migrated.owner_url).run(&["config", "check"]);
    assert!(!output.status.success() && words(&output.stderr).contains("owns the tables"));
}

#[test]
fn without_its_database_the_program_says_so_and_starts_nothing() {
    let settings = Settings::complete().with("DATABASE_URL", "postgresql://beian@127.0.0.1:1/beian");
    for arguments in [&["serve"][..], &["work"], &["config", "check"]] {
        let output = settings.run(arguments);
        let said = words(&output.stderr);
        assert_eq!(output.status.code(), Some(1), "{said}");
        assert!(said.contains("DATABASE_URL"), "{arguments:?}: {said}");
    }
}

#[test]
fn the_rule_book_is_counted_and_a_fault_is_told_with_its_line() {
    let good = run(&["rules", "check"], &[]);
    let said = words(&good.stdout);
    assert_eq!(good.status.code(), Some(0), "{}", words(&good.stderr));
    assert!(said.contains("31 of 31 provinces have rules of their own"), "{said}");
    assert!(said.contains("are notes."), "{said}");
    for reasons in ["blocked: ENT-02 ", "warned of: ENT-11 ", "left to a person: ENT-01 "] {
        assert!(said.contains(reasons), "{reasons}: {said}");
    }
    let superseded = "beijing-legal-rep until 2025-11-30: free (tencent 2020-22), since then required (huawei 2025-12)";
    assert!(said.contains(superseded), "{said}");

    let folder = TempDir::new().unwrap();
    let head = "id,province,scope,kinds,from,to,sort,value,severity,source,words_zh,words_en";
    for (row, fault) in [
        ("a,110000,all,*,,,domain-days,soon,blocks,own,,", "line 2: CSV deserialize error"),
        ("a,990000,all,*,,,domain-days,90,blocks,own,,", "line 2: a: 990000 is named but nowhere listed"),
        ("a,110000,all,*,,,domain-days,90,blocks,hearsay,,", "line 2: hearsay is named but nowhere listed"),
    ] {
        let file = write(folder.path(), "rules.csv", &format!("{head}\n{row}\n"));
        let refused = run(&["rules", "check", &file], &[]);
        assert_eq!(refused.status.code(), Some(1), "{row}");
        assert!(words(&refused.stderr).contains(fault), "{}", words(&refused.stderr));
    }
}

/// A place where nothing fits: what a command prints there ends it.
#[test]
fn a_panic_is_a_line_of_the_log_and_quotes_nothing() {
    let full = File::options().write(true).open("/dev/full").unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_beian"));
    command.args(["rules", "check"]).env_clear().env("BEIAN_LOG_FORMAT", "json").stdout(full);
    let output = command.output().unwrap();
    assert_eq!(output.status.code(), Some(101));
    let said = words(&output.stderr);
    let lines: Vec<Value> = said.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let [line]: [Value; 1] = lines.try_into().unwrap();
    assert_eq!((&line["level"], &line["message"]), (&"ERROR".into(), &"panicked".into()), "{said}");
    assert!(line["place"].as_str().is_some_and(|place| place.contains(".rs:")), "{said}");
    assert!(!said.contains("space left"), "its words: {said}");
}

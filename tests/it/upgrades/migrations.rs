//! The migrations since the last release, held to the rules.

use super::previous;
use super::rules::{Before, Reader};
use crate::support::sources;

/// Tables that stay small, whoever uses the program: settings, staff, texts and lists of the bureau, one line for each channel.
const SMALL: [&str; 7] =
    ["api_tokens", "bureau_line", "outbox_pauses", "queue_views", "reference_rows", "staff", "throttles"];

/// A statement that a rule refuses and that is right all the same.
struct Allowed {
    migration: &'static str,
    /// How it begins.
    statement: &'static str,
    /// Why it is right.
    reason: &'static str,
}

const ALLOWED: &[Allowed] = &[Allowed {
    migration: "2026-11-30-001602_session_desk",
    statement: "drop function session_of",
    reason: "it is back in the same transaction, with all that the last release reads of it",
}];

#[test]
fn migrations_since_the_last_release_hold_nobody_up_and_break_nothing() {
    let tables = previous::tables();
    for table in SMALL {
        assert!(tables.contains(table), "{table} is no table of the last release");
    }
    let before = Before { tables, small: SMALL.map(str::to_owned).into() };
    let mut reader = Reader::new(&before);
    let (mut refused, mut used) = (Vec::new(), Vec::new());
    let base = previous::last_migration();
    let name = |path: &str| path.split('/').nth(1).unwrap().to_owned();
    let migrations = sources::files(&["migrations"], &["up.sql"]);
    assert!(migrations.iter().any(|file| name(&file.path) == base), "{base} is gone");
    for file in migrations.into_iter().filter(|file| name(&file.path) > base) {
        let migration = name(&file.path);
        let metadata = sources::root().join("migrations").join(&migration).join("metadata.toml");
        let apart = std::fs::read_to_string(metadata).is_ok_and(|text| text.contains("run_in_transaction = false"));
        for fault in reader.read(&file.text, !apart) {
            let fits = |own: &Allowed| own.migration == migration && fault.statement.starts_with(own.statement);
            match ALLOWED.iter().position(fits) {
                Some(at) => used.push(at),
                None => refused.push(format!("{migration}: {}\n    {}", fault.statement, fault.why)),
            }
        }
    }
    assert!(refused.is_empty(), "migrations that a database in use would not bear:\n  {}", refused.join("\n  "));
    let is_there = |own: &Allowed| sources::root().join("migrations").join(own.migration).is_dir();
    for (at, allowed) in ALLOWED.iter().enumerate().filter(|(_, own)| is_there(own)) {
        assert!(used.contains(&at), "nothing needs to be allowed: {} {}", allowed.migration, allowed.statement);
        assert!(allowed.reason.split(' ').count() > 3, "{} says why", allowed.migration);
    }
}

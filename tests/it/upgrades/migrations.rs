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

const ALLOWED: &[Allowed] = &[
    Allowed {
        migration: "2026-11-29-001041_face_service_consent",
        statement: "alter table consents drop constraint consents_kind_check",
        reason: "no version has served yet that has many consents",
    },
    Allowed {
        migration: "2026-11-29-001100_row_rules",
        statement: "alter table outbox add column filing",
        reason: "jobs that are done go again: the table is never large",
    },
    Allowed {
        migration: "2026-11-29-001100_row_rules",
        statement: "create index outbox_filing on outbox",
        reason: "jobs that are done go again: the table is never large",
    },
    Allowed {
        migration: "2026-11-29-001170_until",
        statement: "create index filings_until on filings",
        reason: "no version has served yet that has many filings",
    },
    Allowed {
        migration: "2026-11-29-001231_outbox_heads",
        statement: "create index outbox_heads on outbox",
        reason: "jobs that are done go again: the table is never large",
    },
    Allowed {
        migration: "2026-11-29-001233_running_out",
        statement: "create index account_tokens_living on account_tokens",
        reason: "links go after a week: the table is never large",
    },
    Allowed {
        migration: "2026-11-29-001233_running_out",
        statement: "create index relay_tasks_living on relay_tasks",
        reason: "links go after a week: the table is never large",
    },
    Allowed {
        migration: "2026-11-29-001222_until_id",
        statement: "create index filings_verifying on filings",
        reason: "no version has served yet that has many filings",
    },
    Allowed {
        migration: "2026-11-29-001221_run_out",
        statement: "create index sessions_living on sessions",
        reason: "sessions are kept for a month: reading them takes less than a moment",
    },
    Allowed {
        migration: "2026-11-30-001471_staff_names",
        statement: "drop function session_of",
        reason: "the last release knows no such function",
    },
    Allowed {
        migration: "2026-11-30-001602_session_desk",
        statement: "drop function session_of",
        reason: "the last release knows no such function",
    },
];

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

//! What the serving role may do with each table: it owns nothing, and what is final it can only add.

use anyhow::{Context as _, ensure};
use diesel_async::{AsyncPgConnection, SimpleAsyncConnection};

/// Tables whose rows are final: the serving role reads and adds, nothing else.
const ADD_ONLY: &[&str] = &[
    "audit_events",
    "bureau_records",
    "calls",
    "case_notes",
    "consents",
    "decisions",
    "filing_events",
    "findings",
    "material_pages",
    "reference_rows",
    "search_layers",
    "sent_pictures",
    "submission_materials",
    "submissions",
];

/// Tables whose rows also go again.
const ALSO_DELETE: &[&str] = &[
    "account_tokens",
    "api_answers",
    "barred",
    "bureau_calls",
    "bureau_download_parts",
    "bureau_known",
    "bureau_statuses",
    "case_times",
    "deliveries",
    "domain_facts",
    "domain_records",
    "drafts",
    "face_checks",
    "filing_domains",
    "filing_marks",
    "filing_names",
    "held_posts",
    "lookups",
    "marks",
    "material_readings",
    "outbox",
    "outbox_pauses",
    "queue_views",
    "receiving_codes",
    "relay_tasks",
    "schedule_runs",
    "sessions",
    "throttles",
    "upload_parts",
    "uploads",
    "website_domains",
];

/// Grants the serving role its rights anew: all are taken first, so a table that became final loses them.
///
/// # Errors
/// When the role does not exist or the connection is not the owner's.
pub async fn apply(conn: &mut AsyncPgConnection, role: &str) -> anyhow::Result<()> {
    ensure!(
        !role.is_empty() && role.chars().all(|c| c.is_ascii_alphanumeric() || c == '_'),
        "serving role has an odd name"
    );
    let mut sql = format!(
        "do $$ begin
             execute format('revoke create, temporary on database %I from public', current_database());
         end $$;
         revoke create on schema public from public, {role};
         revoke all on all tables in schema public from {role};
         grant usage on schema public to {role};
         grant select, insert, update on all tables in schema public to {role};
         revoke all on __diesel_schema_migrations from {role};
         grant select on __diesel_schema_migrations to {role};"
    );
    for table in ADD_ONLY {
        sql.push_str(&format!("revoke update on {table} from {role};"));
    }
    for table in ALSO_DELETE {
        sql.push_str(&format!("grant delete on {table} to {role};"));
    }
    conn.batch_execute(&sql).await.with_context(|| format!("cannot grant rights to the serving role {role}"))?;
    Ok(())
}

/// The role of a database address.
///
/// # Errors
/// When the address names none.
pub fn role_of(url: &str) -> anyhow::Result<String> {
    let config: tokio_postgres::Config = url.parse().context("DATABASE_URL is not an address of PostgreSQL")?;
    config.get_user().map(str::to_owned).context("DATABASE_URL names no role")
}

//! Runs the migrations of the `migrations` folder, which are compiled in, as the role that owns the tables.

use anyhow::{Context as _, anyhow};
use diesel_async::{AsyncConnection, AsyncMigrationHarness, AsyncPgConnection};
use diesel_migrations::{EmbeddedMigrations, MigrationHarness, embed_migrations};

use super::grants;

const MIGRATIONS: EmbeddedMigrations = embed_migrations!("migrations");

/// Brings the database up to date and gives the serving role what it may do. Returns the names of what was run.
///
/// # Errors
/// When the server cannot be reached or a migration fails; that one is rolled back.
pub async fn up(owner_url: &str, serving_role: &str) -> anyhow::Result<Vec<String>> {
    let mut harness = harness(owner_url).await?;
    let ran = harness.run_pending_migrations(MIGRATIONS).map_err(|e| anyhow!("{e}"))?;
    let ran = ran.iter().map(ToString::to_string).collect();
    grants::apply(&mut harness.into_inner(), serving_role).await?;
    Ok(ran)
}

/// Takes every migration back, last first: for tests of `down.sql`.
///
/// # Errors
/// When the server cannot be reached or a migration cannot be taken back.
pub async fn down(owner_url: &str) -> anyhow::Result<usize> {
    let mut harness = harness(owner_url).await?;
    Ok(harness.revert_all_migrations(MIGRATIONS).map_err(|e| anyhow!("{e}"))?.len())
}

/// Names of migrations that the database lacks.
///
/// # Errors
/// When the server cannot be reached.
pub async fn pending(url: &str) -> anyhow::Result<Vec<String>> {
    use diesel::migration::Migration as _;
    let mut harness = harness(url).await?;
    let pending = harness.pending_migrations(MIGRATIONS).map_err(|e| anyhow!("{e}"))?;
    Ok(pending.iter().map(|migration| migration.name().to_string()).collect())
}

async fn harness(url: &str) -> anyhow::Result<AsyncMigrationHarness<AsyncPgConnection>> {
    let conn = AsyncPgConnection::establish(url).await.context("cannot reach the database")?;
    Ok(AsyncMigrationHarness::new(conn))
}

//! Runs the migrations of the `migrations` folder, which are compiled in, as the role that owns the tables.

use std::collections::BTreeSet;

use anyhow::{Context as _, anyhow};
use diesel::migration::{Migration, MigrationSource as _};
use diesel::pg::Pg;
use diesel::sql_types::Text;
use diesel::{QueryableByName, sql_query};
use diesel_async::{AsyncConnection, AsyncMigrationHarness, AsyncPgConnection, RunQueryDsl as _};
use diesel_migrations::{EmbeddedMigrations, MigrationHarness, embed_migrations};

use super::grants;

const MIGRATIONS: EmbeddedMigrations = embed_migrations!("migrations");

type Harness = AsyncMigrationHarness<AsyncPgConnection>;

/// Brings the database up to date and gives the serving role what it may do. Returns the names of what was run.
///
/// # Errors
/// When the server cannot be reached or a migration fails; that one is rolled back.
pub async fn up(owner_url: &str, serving_role: &str) -> anyhow::Result<Vec<String>> {
    let ran = apart(owner_url, |harness| {
        let ran = harness.run_pending_migrations(MIGRATIONS).map_err(|e| anyhow!("{e}"))?;
        Ok(ran.iter().map(ToString::to_string).collect())
    })
    .await?;
    let mut owner = AsyncPgConnection::establish(owner_url).await.context("cannot reach the database")?;
    grants::apply(&mut owner, serving_role).await?;
    Ok(ran)
}

/// Takes every migration back, last first: for tests of `down.sql`.
///
/// # Errors
/// When the server cannot be reached or a migration cannot be taken back.
pub async fn down(owner_url: &str) -> anyhow::Result<usize> {
    apart(owner_url, |harness| Ok(harness.revert_all_migrations(MIGRATIONS).map_err(|e| anyhow!("{e}"))?.len())).await
}

/// Names of migrations that the database lacks. Only reads: the serving role may ask.
///
/// # Errors
/// When the server cannot be reached.
pub async fn pending(url: &str) -> anyhow::Result<Vec<String>> {
    lacking(&mut AsyncPgConnection::establish(url).await.context("cannot reach the database")?).await
}

/// The same over a connection that is there.
///
/// # Errors
/// When the database refuses.
pub async fn lacking(conn: &mut AsyncPgConnection) -> anyhow::Result<Vec<String>> {
    let known = known(conn).await?;
    let all: Vec<Box<dyn Migration<Pg>>> = MIGRATIONS.migrations().map_err(|e| anyhow!("{e}"))?;
    let lacking = all.iter().filter(|migration| !known.contains(&migration.name().version().to_string()));
    Ok(lacking.map(|migration| migration.name().to_string()).collect())
}

#[derive(QueryableByName)]
struct Known {
    #[diesel(sql_type = Text)]
    version: String,
}

/// Versions the database has; none where nothing was ever migrated.
async fn known(conn: &mut AsyncPgConnection) -> anyhow::Result<BTreeSet<String>> {
    const IS_THERE: &str = "select coalesce(to_regclass('public.__diesel_schema_migrations')::text, '') as version";
    let table: Known = sql_query(IS_THERE).get_result(conn).await?;
    if table.version.is_empty() {
        return Ok(BTreeSet::new());
    }
    let rows: Vec<Known> =
        sql_query("select version::text from public.__diesel_schema_migrations").get_results(conn).await?;
    Ok(rows.into_iter().map(|row| row.version).collect())
}

/// Runs `work` on a runtime of its own: the harness blocks its thread, which no task of ours may do.
async fn apart<T: Send + 'static>(
    url: &str,
    work: impl FnOnce(&mut Harness) -> anyhow::Result<T> + Send + 'static,
) -> anyhow::Result<T> {
    let url = url.to_owned();
    let run = move || -> anyhow::Result<T> {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build()?;
        runtime.block_on(async {
            let conn = AsyncPgConnection::establish(&url).await.context("cannot reach the database")?;
            work(&mut Harness::new(conn))
        })
    };
    tokio::task::spawn_blocking(run).await.context("migration")?
}

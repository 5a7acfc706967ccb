//! Runs the migrations of the `migrations` folder, which are compiled in, as the role that owns the tables.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use anyhow::{Context as _, anyhow};
use diesel::migration::{Migration, MigrationSource};
use diesel::pg::Pg;
use diesel::sql_types::{Integer, Text};
use diesel::{QueryableByName, sql_query};
use diesel_async::{
    AsyncConnection, AsyncMigrationHarness, AsyncPgConnection, RunQueryDsl as _, SimpleAsyncConnection as _,
};
use diesel_migrations::{EmbeddedMigrations, MigrationHarness, embed_migrations};

use super::grants;

const MIGRATIONS: EmbeddedMigrations = embed_migrations!("migrations");

type Harness = AsyncMigrationHarness<AsyncPgConnection>;

/// How long a migration waits for locks that others hold. While it waits, everybody else who wants the same table waits behind
/// it: it steps back soon, and comes again after a while.
#[derive(Debug, Clone)]
pub struct Patience {
    /// Longest wait for one lock.
    pub lock: Duration,
    /// Pauses between the tries; one try more than there are pauses.
    pub pauses: Vec<Duration>,
}

impl Default for Patience {
    fn default() -> Self {
        Self { lock: Duration::from_secs(2), pauses: [1, 2, 4, 8, 15, 15, 15].map(Duration::from_secs).into() }
    }
}

/// Brings the database up to date and gives the serving role what it may do. Returns the names of what was run.
///
/// # Errors
/// When the server cannot be reached or a migration fails; that one is rolled back, those before it stay.
pub async fn up(owner_url: &str, serving_role: &str) -> anyhow::Result<Vec<String>> {
    let ran = run(owner_url, MIGRATIONS, Patience::default(), |words| tracing::warn!("{words}")).await?;
    let mut owner = AsyncPgConnection::establish(owner_url).await.context("cannot reach the database")?;
    grants::apply(&mut owner, serving_role).await?;
    Ok(ran)
}

/// Runs what a database lacks of some migrations, and tells when it has to wait.
///
/// # Errors
/// When the server cannot be reached, a migration fails, or others hold its locks for too long.
pub async fn run<S: MigrationSource<Pg> + Send + 'static>(
    owner_url: &str,
    source: S,
    patience: Patience,
    told: impl Fn(&str) + Send + 'static,
) -> anyhow::Result<Vec<String>> {
    apart(owner_url, async move |mut conn, url| {
        let watch = Watch::start(&mut conn, &url).await?;
        let mut harness = Harness::new(conn);
        let pending = harness.pending_migrations(source);
        conn = harness.into_inner();
        let mut ran = Vec::new();
        for migration in pending.map_err(|e| anyhow!("{e}"))? {
            conn = patiently(conn, migration.as_ref(), &patience, &watch, &told).await?;
            ran.push(migration.name().to_string());
        }
        Ok(ran)
    })
    .await
}

/// Runs one migration, again and again while others hold its locks.
async fn patiently(
    mut conn: AsyncPgConnection,
    migration: &dyn Migration<Pg>,
    patience: &Patience,
    watch: &Watch,
    told: &impl Fn(&str),
) -> anyhow::Result<AsyncPgConnection> {
    let name = migration.name();
    // What runs outside of a transaction, as an index made concurrently does, holds nobody up and would leave half of it behind.
    let limit = if migration.metadata().run_in_transaction() { patience.lock } else { Duration::ZERO };
    conn.batch_execute(&format!("set lock_timeout = {}", limit.as_millis())).await?;
    let mut pauses = patience.pauses.iter();
    loop {
        let began = Instant::now();
        let mut harness = Harness::new(conn);
        let done = harness.run_migration(migration);
        conn = harness.into_inner();
        let Err(error) = done else { return Ok(conn) };
        // PostgreSQL says it in the language of its server. What failed sooner did not fail for waiting.
        let waits = watch.last().filter(|_| !limit.is_zero() && began.elapsed() >= limit);
        let waits = waits.or_else(|| error.to_string().contains("lock timeout").then(|| "a lock".to_owned()));
        match (waits, pauses.next()) {
            (None, _) => return Err(anyhow!("migration {name}: {error}")),
            (Some(waits), Some(pause)) => {
                told(&format!("migration {name} waits for {waits}; again in {} s ({error})", pause.as_secs()));
                tokio::time::sleep(*pause).await;
            }
            (Some(waits), None) => {
                return Err(anyhow!(
                    "migration {name} gave up after {} tries: each waited {limit:?} for {waits} ({error}). Nothing of it was \
                     done. End what holds the lock, or wait for it, and run `beian migrate` again",
                    patience.pauses.len() + 1
                ));
            }
        }
    }
}

/// Looks from beside which lock the migration is waiting for: the error of the server tells neither table nor holder.
struct Watch {
    seen: Arc<Mutex<Option<String>>>,
    task: tokio::task::JoinHandle<()>,
}

/// How often it looks.
const LOOK: Duration = Duration::from_millis(100);
const WAITS: &str = "select coalesce((select l.mode || ' on ' || coalesce(l.relation::regclass::text, l.locktype) ||
        coalesce(', held by ' || (select string_agg(format('process %s of %s', pid, usename), ' and ')
            from pg_stat_activity where pid = any (pg_blocking_pids($1))), '')
    from pg_locks l where l.pid = $1 and not l.granted limit 1), '') as words";

#[derive(QueryableByName)]
struct Process {
    #[diesel(sql_type = Integer)]
    id: i32,
}

#[derive(QueryableByName)]
struct Words {
    #[diesel(sql_type = Text)]
    words: String,
}

impl Watch {
    async fn start(watched: &mut AsyncPgConnection, url: &str) -> anyhow::Result<Self> {
        let Process { id } = sql_query("select pg_backend_pid() as id").get_result(watched).await?;
        let mut conn = AsyncPgConnection::establish(url).await.context("cannot reach the database")?;
        let seen = Arc::new(Mutex::new(None));
        let told = Arc::clone(&seen);
        let task = tokio::spawn(async move {
            while let Ok(Words { words }) = sql_query(WAITS).bind::<Integer, _>(id).get_result(&mut conn).await {
                *told.lock().unwrap_or_else(PoisonError::into_inner) = Some(words).filter(|words| !words.is_empty());
                tokio::time::sleep(LOOK).await;
            }
        });
        Ok(Self { seen, task })
    }

    /// What the migration was waiting for at the last look.
    fn last(&self) -> Option<String> {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// Versions of the migrations of this program.
///
/// # Errors
/// Never; they are compiled in.
pub fn versions() -> anyhow::Result<BTreeSet<String>> {
    let all: Vec<Box<dyn Migration<Pg>>> = MIGRATIONS.migrations().map_err(|e| anyhow!("{e}"))?;
    Ok(all.iter().map(|migration| migration.name().version().to_string()).collect())
}

/// Takes every migration back, last first: for tests of `down.sql`.
///
/// # Errors
/// When the server cannot be reached or a migration cannot be taken back.
pub async fn down(owner_url: &str) -> anyhow::Result<usize> {
    apart(owner_url, async |conn, _| {
        let mut harness = Harness::new(conn);
        Ok(harness.revert_all_migrations(MIGRATIONS).map_err(|e| anyhow!("{e}"))?.len())
    })
    .await
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
///
/// # Errors
/// When the database refuses.
pub async fn known(conn: &mut AsyncPgConnection) -> anyhow::Result<BTreeSet<String>> {
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
    work: impl AsyncFnOnce(AsyncPgConnection, String) -> anyhow::Result<T> + Send + 'static,
) -> anyhow::Result<T> {
    let url = url.to_owned();
    let run = move || -> anyhow::Result<T> {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build()?;
        runtime.block_on(async {
            let conn = AsyncPgConnection::establish(&url).await.context("cannot reach the database")?;
            work(conn, url).await
        })
    };
    tokio::task::spawn_blocking(run).await.context("migration")?
}

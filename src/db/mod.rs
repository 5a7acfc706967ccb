//! The way to the database: one async closure is one transaction, which opens with its actor and brings the database's time.

pub mod begun;
pub mod bounds;
pub mod duty;
pub mod grants;
pub mod kept;
pub mod last;
pub mod listen;
pub mod migrate;
mod open;
pub mod pools;
pub mod reach;
pub mod snapshot;

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use chrono::{DateTime, Utc};
use diesel::sql_types::{Int4, Text, Timestamptz};
use diesel::{QueryResult, QueryableByName, sql_query};
use diesel_async::{AsyncPgConnection, RunQueryDsl, SimpleAsyncConnection};
use futures_util::future::{join, try_join};
use tracing::Instrument as _;
use tracing::field::Empty;
use uuid::Uuid;

use self::bounds::{Bounds, within};
use self::kept::Kept;
use self::last::Last;
use self::open::Open;
use self::pools::{Pools, Shares};
use crate::error::{Error, Result};
use crate::sealing::Sealer;
use crate::telemetry::metrics;
use crate::values::actor::Actor;

/// Who acts, when by the database's clock, and in which request.
#[derive(Debug, Clone, Copy)]
pub struct Context {
    /// Who acts.
    pub actor: Actor,
    /// The database's time at the start of the transaction.
    pub now: DateTime<Utc>,
    /// The request, for the audit and the log.
    pub request_id: Uuid,
}

/// An open transaction.
pub struct Tx<'c> {
    /// The connection; stores take it.
    pub conn: &'c mut AsyncPgConnection,
    /// Who acts, when, in which request.
    pub ctx: Context,
    /// Seals and opens columns.
    pub sealer: &'c Sealer,
    /// It moved a filing, which is counted once it is kept.
    pub moves: bool,
    /// What waits for its end.
    last: Option<Box<dyn Last>>,
}

impl Tx<'_> {
    /// From here on another acts, here and for the database. Returns who acted before.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn act_as(&mut self, actor: Actor) -> Result<Actor> {
        // What was gathered is written in the name of who did it: the database takes it from nobody else.
        self.finish().await?;
        set_actor(self.conn, actor).await?;
        Ok(std::mem::replace(&mut self.ctx.actor, actor))
    }
}

/// Nothing is asked first.
async fn nothing(_: &AsyncPgConnection) -> Result<()> {
    Ok(())
}

/// Opens a transaction.
async fn begin(mut conn: &AsyncPgConnection) -> QueryResult<()> {
    Kept(sql_query("begin")).execute(&mut conn).await.map(|_| ())
}

/// Tells the database who acts, and hears what time it is.
async fn set_actor(mut conn: &AsyncPgConnection, actor: Actor) -> QueryResult<Opened> {
    let id = actor.id().map(|id| id.to_string()).unwrap_or_default();
    Kept(sql_query(OPEN).bind::<Text, _>(actor.kind()).bind::<Text, _>(id)).get_result(&mut conn).await
}

static MOVED: AtomicU64 = AtomicU64::new(0);

/// How many transactions of this process moved filings: while the number stays, what it counted still stands, but for other
/// processes.
pub fn moved() -> u64 {
    AtomicU64::load(&MOVED, Ordering::SeqCst)
}

/// The connections. Cheap to clone.
#[derive(Clone)]
pub struct Db {
    pools: Pools,
    sealer: Sealer,
    bounds: Bounds,
}

/// Connections of the pool.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct PoolStatus {
    /// In somebody's hands.
    pub used: usize,
    /// Open and free.
    pub idle: usize,
    /// Who waits for one.
    pub waiting: usize,
    /// As many as there may be.
    pub most: usize,
}

/// What every transaction asks for as it opens: `now() as now, search_layers_in_force() as layers`.
#[derive(Debug, Clone, Copy, QueryableByName)]
pub struct Opened {
    /// The database's time.
    #[diesel(sql_type = Timestamptz)]
    pub now: DateTime<Utc>,
    /// The layers of search hashes that stay in force until it ends.
    #[diesel(sql_type = Int4)]
    pub layers: i32,
}

/// What whoever asked is told of a database that is not there, does not answer, or is busy.
fn unreached(error: Error) -> Error {
    metrics::database_unreached();
    tracing::error!(?error, "database not reached");
    if let Error::Busy(_) = error { error } else { Error::Busy(5) }
}

/// Nothing came back in time.
fn silent() -> Error {
    anyhow::anyhow!(SILENT).into()
}

/// How long a connection is waited for.
const CONNECT: Duration = Duration::from_secs(5);
const SILENT: &str = "the database does not answer";

/// Opens a transaction: sets the actor, which row-level security reads, asks for the time and for the layers of search hashes,
/// which stay as they are until it ends, in one statement.
const OPEN: &str = "select now() as now, search_layers_in_force() as layers,
    set_config('beian.actor_kind', $1, true), set_config('beian.actor_id', $2, true)";

impl Db {
    /// At most `connections`, for commands; connects when first used. Within a runtime.
    ///
    /// # Errors
    /// Outside of a runtime.
    pub fn new(database_url: &str, connections: usize, sealer: Sealer) -> anyhow::Result<Self> {
        Self::bounded(database_url, Shares::of_all(connections), sealer, Bounds::NONE)
    }

    /// The same for whoever must not wait for ever.
    ///
    /// # Errors
    /// Outside of a runtime.
    pub fn bounded(url: &str, shares: Shares, sealer: Sealer, bounds: Bounds) -> anyhow::Result<Self> {
        Ok(Self { pools: Pools::new(url, shares, bounds)?, sealer, bounds })
    }

    /// The same for a thread of a site, on which this runs: it gets its own connections. Within a runtime.
    pub fn of_this_thread(&self) -> Self {
        Self { pools: self.pools.of_this_thread(self.bounds), ..self.clone() }
    }

    /// The same for a transaction of many short statements that somebody waits for: a walk over all there is. It takes no
    /// thread's own connection.
    pub fn patient(&self) -> Self {
        Self { pools: self.pools.shared(), bounds: self.bounds.patient(), ..self.clone() }
    }

    /// How the connections stand.
    pub fn pool(&self) -> PoolStatus {
        self.pools.status()
    }

    /// Seals and opens outside of a transaction.
    pub fn sealer(&self) -> &Sealer {
        &self.sealer
    }

    /// Runs `work` in a transaction that reads: it is rolled back, whatever it did.
    ///
    /// # Errors
    /// What `work` returns, or a lost database.
    pub async fn read<T>(&self, actor: Actor, work: impl AsyncFnOnce(&mut Tx<'_>) -> Result<T>) -> Result<T> {
        self.run(By::from(actor), false, &nothing, async |tx, ()| work(tx).await).await
    }

    /// As [`Self::read`], where something is to be asked first that takes the connection alone: it is sent together with what
    /// opens the transaction, and is no way of its own.
    ///
    /// # Errors
    /// What `first` or `work` returns, or a lost database.
    pub async fn read_from<F, T>(
        &self,
        actor: Actor,
        first: impl AsyncFn(&AsyncPgConnection) -> Result<F>,
        work: impl AsyncFnOnce(&mut Tx<'_>, F) -> Result<T>,
    ) -> Result<T> {
        self.run(By::from(actor), false, &first, work).await
    }

    /// Runs `work` in a transaction, committed when it returns `Ok`.
    ///
    /// # Errors
    /// What `work` returns (then nothing is kept), or a lost database.
    pub async fn write<T>(&self, by: impl Into<By>, work: impl AsyncFnOnce(&mut Tx<'_>) -> Result<T>) -> Result<T> {
        self.run(by.into(), true, &nothing, async |tx, ()| work(tx).await).await
    }

    /// Runs one statement that is its own transaction and may be sent again: a look-up before anybody acts.
    ///
    /// # Errors
    /// When the database is lost or refuses.
    pub async fn alone<T>(&self, statement: impl AsyncFn(&mut AsyncPgConnection) -> Result<T>) -> Result<T> {
        self.twice(async || self.try_alone(&statement).await).await
    }

    /// Tries again once: the pool may have handed out a closed connection. That the database is busy, or no connection free, is an
    /// answer: whoever asked again at once would wait twice as long, and make it busier.
    async fn twice<T>(&self, attempt: impl AsyncFn() -> Result<T>) -> Result<T> {
        match attempt().await {
            Ok(done) => Ok(done),
            Err(busy @ Error::Busy(_)) => Err(unreached(busy)),
            Err(error) => {
                tracing::debug!(%error, "connection replaced");
                self.pools.close_idle();
                attempt().await.map_err(unreached)
            }
        }
    }

    async fn try_alone<T>(&self, statement: &impl AsyncFn(&mut AsyncPgConnection) -> Result<T>) -> Result<T> {
        let mut open = self.pools.take().await?;
        let done = within(self.bounds.answer, statement(open.conn()?)).await.map_err(|_| silent())??;
        open.give_back();
        Ok(done)
    }

    async fn run<F, T>(
        &self,
        by: By,
        keep: bool,
        first: &impl AsyncFn(&AsyncPgConnection) -> Result<F>,
        work: impl AsyncFnOnce(&mut Tx<'_>, F) -> Result<T>,
    ) -> Result<T> {
        let name = if keep { "write" } else { "read" };
        let span = tracing::debug_span!(
            "transaction",
            otel.name = name,
            otel.kind = "client",
            otel.status_code = Empty,
            db.system.name = "postgresql",
            actor = by.actor.kind(),
        );
        // In a place of its own: what a page does is a big future, and each of those around it would copy it.
        let work = Box::pin(self.transact(by, keep, first, work));
        let done = within(self.bounds.whole, work.instrument(span.clone())).await;
        let done = done.unwrap_or_else(|_| Err(unreached(silent())));
        if matches!(done, Err(Error::Internal(_) | Error::Busy(_))) {
            span.record("otel.status_code", "ERROR");
        }
        done
    }

    async fn transact<F, T>(
        &self,
        By { actor, request_id }: By,
        keep: bool,
        first: &impl AsyncFn(&AsyncPgConnection) -> Result<F>,
        work: impl AsyncFnOnce(&mut Tx<'_>, F) -> Result<T>,
    ) -> Result<T> {
        let (mut open, Opened { now, layers }, first) = self.open(actor, first).await?;
        let sealer = self.sealer.at(layers)?;
        let conn = open.conn()?;
        let mut tx = Tx { conn, ctx: Context { actor, now, request_id }, sealer: &sealer, moves: false, last: None };
        let mut done = match first {
            Ok(first) => work(&mut tx, first).await,
            Err(error) => Err(error),
        };
        if keep && done.is_ok() {
            done = tx.finish().await.and(done);
        }
        if !keep && done.is_ok() {
            open.leave();
            return done;
        }
        let end = if keep && done.is_ok() { "commit" } else { "rollback" };
        if let Err(error) = tx.conn.batch_execute(end).await {
            tracing::error!(?error, failed = ?done.err(), end, "transaction not ended");
            // What holds at the end only did not hold: coming back helps nobody. Or the database went away meanwhile, perhaps in
            // the middle of a statement: it comes back, and so may who asked. Its last words look alike, so it is asked.
            let is_there = tx.conn.batch_execute("rollback").await.is_ok();
            return Err(if is_there { error.into() } else { Error::Busy(5) });
        }
        if tx.moves && keep && done.is_ok() {
            MOVED.fetch_add(1, Ordering::SeqCst);
        }
        open.give_back();
        done
    }

    /// A connection with an open transaction: the one that the request began with where the same acts, or one of its own.
    async fn open<F>(
        &self,
        actor: Actor,
        first: &impl AsyncFn(&AsyncPgConnection) -> Result<F>,
    ) -> Result<(Open, Opened, Result<F>)> {
        if let Some((mut open, opened)) = begun::take(actor) {
            let first = first(open.conn()?).await;
            return Ok((open, opened, first));
        }
        self.twice(async || self.try_open(actor, first).await).await
    }

    async fn try_open<F>(
        &self,
        actor: Actor,
        first: &impl AsyncFn(&AsyncPgConnection) -> Result<F>,
    ) -> Result<(Open, Opened, Result<F>)> {
        let mut open = self.pools.take().await?;
        let conn: &AsyncPgConnection = open.conn()?;
        // Sent together: they go one after the other, also where each is prepared first, and are waited for once. What is asked
        // first finds the actor set, or nobody's rows.
        let begun = join(try_join(begin(conn), set_actor(conn, actor)), first(conn));
        let (opened, first) = within(self.bounds.answer, begun).await.map_err(|_| silent())?;
        let (_, opened) = opened?;
        Ok((open, opened, first))
    }
}

/// Who writes, and in which request.
#[derive(Debug, Clone, Copy)]
pub struct By {
    actor: Actor,
    request_id: Uuid,
}

impl By {
    /// An actor in a request.
    pub fn new(actor: Actor, request_id: Uuid) -> Self {
        Self { actor, request_id }
    }
}

impl From<Actor> for By {
    fn from(actor: Actor) -> Self {
        Self { actor, request_id: Uuid::nil() }
    }
}

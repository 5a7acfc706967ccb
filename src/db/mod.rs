//! The way to the database: one async closure is one transaction, which opens with its actor and brings the database's time.

pub mod duty;
pub mod grants;
pub mod listen;
pub mod migrate;
pub mod snapshot;

use std::time::Duration;

use anyhow::Context as _;
use chrono::{DateTime, Utc};
use diesel::sql_types::{Text, Timestamptz};
use diesel::{QueryableByName, sql_query};
use diesel_async::pooled_connection::deadpool::{Object, Pool};
use diesel_async::pooled_connection::{AsyncDieselConnectionManager, ManagerConfig, RecyclingMethod};
use diesel_async::{AnsiTransactionManager, AsyncPgConnection, RunQueryDsl, TransactionManager};
use uuid::Uuid;

use crate::error::{Error, Result};
use crate::sealing::Sealer;
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
}

/// The pool of connections. Cheap to clone.
#[derive(Clone)]
pub struct Db {
    pool: Pool<AsyncPgConnection>,
    sealer: Sealer,
}

#[derive(QueryableByName)]
struct Opened {
    #[diesel(sql_type = Timestamptz)]
    now: DateTime<Utc>,
}

/// Opens a transaction: sets the actor, which row-level security reads, and asks for the time, in one statement.
const OPEN: &str =
    "select now() as now, set_config('beian.actor_kind', $1, true), set_config('beian.actor_id', $2, true)";

impl Db {
    /// A pool of at most `connections`; connects when first used.
    ///
    /// # Errors
    /// When the pool cannot be built.
    pub fn new(database_url: &str, connections: usize, sealer: Sealer) -> anyhow::Result<Self> {
        // Fast: no test query at every checkout; a connection that turns out closed is replaced once, in `open`.
        let mut config = ManagerConfig::default();
        config.recycling_method = RecyclingMethod::Fast;
        let manager = AsyncDieselConnectionManager::<AsyncPgConnection>::new_with_config(database_url, config);
        let pool = Pool::builder(manager)
            .max_size(connections)
            .wait_timeout(Some(Duration::from_secs(5)))
            .create_timeout(Some(Duration::from_secs(5)))
            .runtime(deadpool::Runtime::Tokio1)
            .build()?;
        Ok(Self { pool, sealer })
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
        self.run(actor, Uuid::nil(), false, work).await
    }

    /// Runs `work` in a transaction, committed when it returns `Ok`.
    ///
    /// # Errors
    /// What `work` returns (then nothing is kept), or a lost database.
    pub async fn write<T>(&self, by: impl Into<By>, work: impl AsyncFnOnce(&mut Tx<'_>) -> Result<T>) -> Result<T> {
        let By { actor, request_id } = by.into();
        self.run(actor, request_id, true, work).await
    }

    async fn run<T>(
        &self,
        actor: Actor,
        request_id: Uuid,
        keep: bool,
        work: impl AsyncFnOnce(&mut Tx<'_>) -> Result<T>,
    ) -> Result<T> {
        let (mut open, now) = self.open(actor).await?;
        let conn = open.conn()?;
        let mut tx = Tx { conn, ctx: Context { actor, now, request_id }, sealer: &self.sealer };
        let done = work(&mut tx).await;
        let conn = tx.conn;
        if keep && done.is_ok() {
            AnsiTransactionManager::commit_transaction(conn).await.context("commit")?;
        } else {
            AnsiTransactionManager::rollback_transaction(conn).await.context("roll back")?;
        }
        open.give_back();
        done
    }

    /// A connection with an open transaction; tries once more when the pool handed out a closed one.
    async fn open(&self, actor: Actor) -> Result<(Open, DateTime<Utc>)> {
        match self.try_open(actor).await {
            Ok(opened) => Ok(opened),
            Err(error) => {
                tracing::debug!(%error, "connection replaced");
                self.pool.retain(|_, _| false);
                self.try_open(actor).await.map_err(|error| {
                    tracing::error!(?error, "database not reached");
                    Error::Busy(5)
                })
            }
        }
    }

    async fn try_open(&self, actor: Actor) -> anyhow::Result<(Open, DateTime<Utc>)> {
        let mut open = Open(Some(self.pool.get().await.context("database connection")?));
        let conn = open.conn()?;
        AnsiTransactionManager::begin_transaction(conn).await?;
        let id = actor.id().map(|id| id.to_string()).unwrap_or_default();
        let opened: Opened = sql_query(OPEN).bind::<Text, _>(actor.kind()).bind::<Text, _>(id).get_result(conn).await?;
        Ok((open, opened.now))
    }
}

/// A connection with an open transaction. Dropped before that has ended, as when a visitor hangs up or a job is stopped,
/// the connection is closed: idle in the pool it would keep its locks.
struct Open(Option<Object<AsyncPgConnection>>);

impl Open {
    fn conn(&mut self) -> anyhow::Result<&mut AsyncPgConnection> {
        Ok(self.0.as_mut().context("connection was given back")?)
    }

    /// The transaction has ended: back to the pool.
    fn give_back(mut self) {
        self.0.take();
    }
}

impl Drop for Open {
    fn drop(&mut self) {
        if let Some(object) = self.0.take() {
            drop(Object::take(object));
        }
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

//! How long the database may keep somebody waiting, by who asks.

use std::future::Future;
use std::time::Duration;

use diesel::result::{ConnectionError, ConnectionResult};
use diesel_async::{AsyncConnection as _, AsyncPgConnection, SimpleAsyncConnection as _};
use tokio::time::error::Elapsed;
use tokio::time::timeout;

/// What the server ends by itself on each connection of a pool, and what we end where it gives no answer at all, as one that was
/// stopped. None: no end of ours.
#[derive(Debug, Clone, Copy)]
pub struct Bounds {
    /// By the server: a statement, with its wait for locks.
    pub statement: Option<Duration>,
    /// By the server: a transaction in which nothing is asked.
    pub idle: Option<Duration>,
    /// By us: the first answer on a connection from the pool. Longer than a statement, whose end is told better.
    pub answer: Option<Duration>,
    /// By us: a whole transaction.
    pub whole: Option<Duration>,
}

impl Bounds {
    /// Commands of operators: what the server allows.
    pub const NONE: Self = Self { statement: None, idle: None, answer: None, whole: None };
    /// Both sites. A proxy gives up after a minute as a rule: whoever waits is told before that.
    pub const SERVING: Self = Self {
        statement: Some(Duration::from_secs(5)),
        idle: Some(Duration::from_secs(10)),
        answer: Some(Duration::from_secs(7)),
        whole: Some(Duration::from_secs(30)),
    };
    /// The worker, whose sweeps of big tables may take long. What keeps periodic work to one worker is a transaction that holds a
    /// lock and asks for nothing meanwhile: it may be idle for hours.
    pub const WORKING: Self = Self { statement: Some(Duration::from_secs(600)), ..Self::NONE };

    /// The same for a transaction of many short statements, where somebody waits for a walk over all there is.
    pub(super) fn patient(self) -> Self {
        Self { whole: self.whole.map(|whole| whole * 20), ..self }
    }

    /// Opens a connection that knows its bounds.
    pub(super) async fn connect(self, url: &str) -> ConnectionResult<AsyncPgConnection> {
        let mut conn = AsyncPgConnection::establish(url).await?;
        let set = |name: &str, time: Option<Duration>| time.map(|time| format!("set {name} = {};", time.as_millis()));
        let all = [set("statement_timeout", self.statement), set("idle_in_transaction_session_timeout", self.idle)];
        let sql: String = all.into_iter().flatten().collect();
        if !sql.is_empty() {
            conn.batch_execute(&sql).await.map_err(ConnectionError::CouldntSetupConfiguration)?;
        }
        Ok(conn)
    }
}

/// Ends `work` that takes longer: what it held is dropped, and a connection that is dropped is closed.
pub(super) async fn within<T>(limit: Option<Duration>, work: impl Future<Output = T>) -> Result<T, Elapsed> {
    match limit {
        Some(limit) => timeout(limit, work).await,
        None => Ok(work.await),
    }
}

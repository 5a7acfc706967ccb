//! The pools of connections of a program: one that all share, and a small one of each thread of a site.
//!
//! A connection is driven by the thread that opened it. Whoever asks by it on another thread waits for two hops between threads at
//! each answer, which costs a page a fifth of its time. So a thread that serves asks its own connections first; where they stay
//! in others' hands, or the work takes long, it takes one of those that all share.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use anyhow::Context as _;
use deadpool::managed::{TimeoutType, Timeouts};
use diesel::ConnectionError::BadConnection;
use diesel_async::AsyncPgConnection;
use diesel_async::pooled_connection::deadpool::{Pool, PoolError};
use diesel_async::pooled_connection::{AsyncDieselConnectionManager, ManagerConfig, RecyclingMethod};
use futures_util::FutureExt as _;
use tokio::runtime::Handle;
use tokio::time::timeout;

use super::bounds::Bounds;
use super::open::Open;
use super::{CONNECT, PoolStatus, SILENT};
use crate::error::{Error, Result};

/// How long a thread's own connections are waited for: longer than a page takes as a rule, and shorter than anybody notices.
const OWN: Duration = Duration::from_millis(20);

type Weak = deadpool::managed::WeakPool<AsyncDieselConnectionManager<AsyncPgConnection>>;

/// How many connections there may be, and for whom.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shares {
    /// Those that all share.
    pub shared: usize,
    /// Those of each thread of a site.
    pub own: usize,
}

impl Shares {
    /// All are shared.
    pub fn of_all(connections: usize) -> Self {
        Self { shared: connections, own: 0 }
    }

    /// Half of them are divided among so many threads; where they are too few for that, none is.
    pub fn with_threads(connections: usize, threads: usize) -> Self {
        let own = connections / 2 / threads.max(1);
        Self { shared: connections - own * threads, own }
    }
}

/// A pool whose connections are driven by one runtime.
#[derive(Clone)]
struct Source {
    pool: Pool<AsyncPgConnection>,
    home: Handle,
}

impl Source {
    /// One that is driven where this runs.
    fn here(url: &str, most: usize, bounds: Bounds) -> anyhow::Result<Self> {
        // Fast: no test query at every checkout; a connection that turns out closed is replaced once, see `Db::twice`.
        let mut config = ManagerConfig::default();
        config.recycling_method = RecyclingMethod::Fast;
        // Whoever opens a connection drives it, and those that all share must outlive each thread that asks by them.
        let home = Handle::try_current().context("connections are driven by a runtime")?;
        let driver = home.clone();
        config.custom_setup = Box::new(move |url| {
            let (driver, url) = (driver.clone(), url.to_owned());
            // Whoever waits for it may be gone by then: it ends by itself.
            let connect = async move {
                let opened = timeout(CONNECT, bounds.connect(&url)).await;
                opened.unwrap_or_else(|_| Err(BadConnection(SILENT.to_owned())))
            };
            let opened = async move { driver.spawn(connect).await };
            opened.map(|opened| opened.unwrap_or_else(|error| Err(BadConnection(error.to_string())))).boxed()
        });
        let manager = AsyncDieselConnectionManager::<AsyncPgConnection>::new_with_config(url, config);
        let pool = Pool::builder(manager)
            .max_size(most)
            .create_timeout(Some(CONNECT))
            .runtime(deadpool::Runtime::Tokio1)
            .build()?;
        Ok(Self { pool, home })
    }

    async fn take(&self, wait: Duration) -> Result<Open, PoolError> {
        let timeouts = Timeouts { wait: Some(wait), ..self.pool.timeouts() };
        Ok(Open::new(self.pool.timeout_get(&timeouts).await?, self.home.clone()))
    }
}

/// See the module. Cheap to clone.
#[derive(Clone)]
pub(super) struct Pools {
    shared: Source,
    own: Option<Source>,
    shares: Shares,
    url: Arc<str>,
    /// Those of all threads, to be counted; a thread that ended has none.
    of_threads: Arc<Mutex<Vec<Weak>>>,
}

impl Pools {
    /// Connects when first used. Within a runtime.
    pub(super) fn new(url: &str, shares: Shares, bounds: Bounds) -> anyhow::Result<Self> {
        let shared = Source::here(url, shares.shared, bounds)?;
        Ok(Self { shared, own: None, shares, url: url.into(), of_threads: Arc::default() })
    }

    /// The same for the thread this runs on, which gets its own where there are enough. Within a runtime.
    pub(super) fn of_this_thread(&self, bounds: Bounds) -> Self {
        if self.shares.own == 0 {
            return self.clone();
        }
        let own = match Source::here(&self.url, self.shares.own, bounds) {
            Ok(own) => own,
            Err(error) => {
                tracing::error!(?error, "a thread has no connections of its own");
                return self.clone();
            }
        };
        let mut of_threads = self.of_threads.lock().unwrap_or_else(PoisonError::into_inner);
        of_threads.retain(|pool| pool.upgrade().is_some());
        of_threads.push(own.pool.weak());
        Self { own: Some(own), ..self.clone() }
    }

    /// The same without the thread's own.
    pub(super) fn shared(&self) -> Self {
        Self { own: None, ..self.clone() }
    }

    /// A connection, as soon as there is one.
    pub(super) async fn take(&self) -> Result<Open> {
        if let Some(own) = &self.own {
            match own.take(OWN).await {
                Err(PoolError::Timeout(TimeoutType::Wait)) => {}
                taken => return taken.map_err(none_came),
            }
        }
        self.shared.take(CONNECT).await.map_err(none_came)
    }

    /// Closes those that nobody uses: one of them turned out to be closed.
    pub(super) fn close_idle(&self) {
        for source in self.own.iter().chain([&self.shared]) {
            source.pool.retain(|_, _| false);
        }
    }

    /// How all of them stand.
    pub(super) fn status(&self) -> PoolStatus {
        let of_threads = self.of_threads.lock().unwrap_or_else(PoisonError::into_inner);
        let pools = of_threads.iter().filter_map(Weak::upgrade).chain([self.shared.pool.clone()]);
        pools.map(|pool| pool.status()).fold(PoolStatus::default(), |sum, one| PoolStatus {
            used: sum.used + one.size.saturating_sub(one.available),
            idle: sum.idle + one.available,
            waiting: sum.waiting + one.waiting,
            most: sum.most + one.max_size,
        })
    }
}

/// Where all stay in others' hands for as long as one is waited for, the database is busy. Otherwise one broke, or none came about.
fn none_came(error: PoolError) -> Error {
    match error {
        PoolError::Timeout(TimeoutType::Wait) => Error::Busy(5),
        other => anyhow::Error::new(other).context("database connection").into(),
    }
}

#[cfg(test)]
mod tests {
    use diesel_async::pooled_connection::PoolError as Broken;

    use super::*;

    #[test]
    fn no_free_connection_is_busy_and_one_that_broke_is_not() {
        assert!(matches!(none_came(PoolError::Timeout(TimeoutType::Wait)), Error::Busy(_)));
        let refused = diesel::ConnectionError::BadConnection("refused".to_owned());
        for other in [PoolError::Timeout(TimeoutType::Create), PoolError::Backend(Broken::ConnectionError(refused))] {
            let told = none_came(other);
            assert!(matches!(told, Error::Internal(_)), "{told:?}");
        }
    }

    #[test]
    fn threads_have_half_of_the_connections_and_never_more_than_there_are() {
        for (connections, threads, shared, own) in
            [(8, 4, 4, 1), (16, 4, 8, 2), (20, 4, 12, 2), (7, 4, 7, 0), (1, 4, 1, 0), (8, 0, 8, 4), (64, 16, 32, 2)]
        {
            let shares = Shares::with_threads(connections, threads);
            assert_eq!(shares, Shares { shared, own }, "{connections} and {threads} threads");
            assert_eq!(shares.shared + shares.own * threads, connections);
        }
    }
}

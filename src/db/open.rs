//! A connection of the pool in somebody's hands.

use anyhow::Context as _;
use deadpool::managed::TimeoutType;
use diesel_async::pooled_connection::deadpool::{Object, Pool, PoolError};
use diesel_async::{AsyncPgConnection, SimpleAsyncConnection as _};
use tokio::time::timeout;

use super::CONNECT;
use crate::error::{Error, Result};

/// A connection in use, most often with an open transaction. Dropped before that has ended, as when a visitor hangs up or a job is stopped,
/// the connection is closed: idle in the pool it would keep its locks.
pub(super) struct Open(Option<Object<AsyncPgConnection>>);

impl Open {
    /// A connection of the pool.
    pub(super) async fn of(pool: &Pool<AsyncPgConnection>) -> Result<Self> {
        Ok(Self(Some(pool.get().await.map_err(none_came)?)))
    }

    pub(super) fn conn(&mut self) -> anyhow::Result<&mut AsyncPgConnection> {
        Ok(self.0.as_mut().context("connection was given back")?)
    }

    /// Ends a transaction that has read: what it found is there already, so nobody waits for its end but the pool.
    pub(super) async fn leave(mut self) {
        let has_ended = match self.conn() {
            // Nobody waits who could hang up: a database that does not answer keeps no place of the pool.
            Ok(conn) => matches!(timeout(CONNECT, conn.batch_execute("rollback")).await, Ok(Ok(()))),
            Err(_) => false,
        };
        if has_ended {
            self.give_back();
        }
    }

    /// The transaction has ended: back to the pool.
    pub(super) fn give_back(mut self) {
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
}

//! A connection of a pool in somebody's hands.

use anyhow::Context as _;
use diesel_async::pooled_connection::deadpool::Object;
use diesel_async::{AsyncPgConnection, SimpleAsyncConnection as _};
use tokio::runtime::Handle;
use tokio::time::timeout;

use super::CONNECT;

/// A connection in use, most often with an open transaction. Dropped before that has ended, as when a visitor hangs up or a job is stopped,
/// the connection is closed: idle in the pool it would keep its locks.
pub(super) struct Open {
    object: Option<Object<AsyncPgConnection>>,
    /// Where it is driven.
    home: Handle,
}

impl Open {
    pub(super) fn new(object: Object<AsyncPgConnection>, home: Handle) -> Self {
        Self { object: Some(object), home }
    }

    pub(super) fn conn(&mut self) -> anyhow::Result<&mut AsyncPgConnection> {
        Ok(self.object.as_mut().context("connection was given back")?)
    }

    /// Ends a transaction that has read: what it found is there already, so nobody waits for its end but the pool.
    pub(super) fn leave(self) {
        self.home.clone().spawn(self.roll_back());
    }

    async fn roll_back(mut self) {
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
        self.object.take();
    }
}

impl Drop for Open {
    fn drop(&mut self) {
        if let Some(object) = self.object.take() {
            drop(Object::take(object));
        }
    }
}

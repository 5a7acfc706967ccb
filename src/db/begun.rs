//! The transaction in which it was found out who acts in a request: whoever does something first goes on in it.

use std::cell::RefCell;

use diesel_async::{AsyncPgConnection, SimpleAsyncConnection as _};
use futures_util::future::join;

use super::bounds::within;
use super::{Db, Open, Opened, begin, silent, unreached};
use crate::error::Result;
use crate::values::actor::Actor;

tokio::task_local! {
    static AHEAD: RefCell<Option<Ahead>>;
}

/// What was found out of who acts, see [`Db::enter`].
#[derive(Debug, Clone, Copy)]
pub struct Entry<T> {
    /// What was found.
    pub found: T,
    /// Whom the database knows as acting from here on, and how the transaction opened; none where nobody acts.
    pub acting: Option<(Actor, Opened)>,
    /// Something was written, which is kept.
    pub wrote: bool,
}

/// What was begun for a request; nothing where nobody acts.
#[derive(Default)]
pub struct Begun(Option<Ahead>);

struct Ahead {
    open: Option<Open>,
    opened: Opened,
    actor: Actor,
}

impl Begun {
    /// Works for the request. The first transaction of the same actor in it is this one; where another acts first, or nobody, it
    /// is left.
    pub async fn during<F: Future>(self, work: F) -> F::Output {
        AHEAD.scope(RefCell::new(self.0), work).await
    }
}

/// The transaction that was begun for an actor; one begun for another has its connection back in the pool.
pub(super) fn take(actor: Actor) -> Option<(Open, Opened)> {
    let mut ahead = AHEAD.try_with(|ahead| ahead.borrow_mut().take()).ok().flatten()?;
    let opened = ahead.opened;
    if ahead.actor == actor { ahead.open.take().map(|open| (open, opened)) } else { None }
}

impl Drop for Ahead {
    /// Nobody went on in it: nothing is under way, so it ends like one that has read.
    fn drop(&mut self) {
        if let Some(open) = self.open.take() {
            open.leave();
        }
    }
}

impl Db {
    /// Finds out who acts, by a statement that tells the database so, in a transaction that it opens: the two are sent together,
    /// and whoever acts first in the request goes on in it (see [`Begun::during`]). What the statement writes is kept.
    ///
    /// # Errors
    /// When the database is lost or refuses.
    pub async fn enter<T>(&self, look: impl AsyncFn(&AsyncPgConnection) -> Result<Entry<T>>) -> Result<(T, Begun)> {
        let (mut open, entry) = self.twice(async || self.try_enter(&look).await).await?;
        let begun = match entry.acting {
            Some((actor, opened)) if !entry.wrote => Begun(Some(Ahead { open: Some(open), opened, actor })),
            _ => {
                let commit = open.conn()?.batch_execute("commit");
                within(self.bounds.answer, commit).await.map_err(|_| unreached(silent()))??;
                open.give_back();
                Begun::default()
            }
        };
        Ok((entry.found, begun))
    }

    async fn try_enter<T>(
        &self,
        look: &impl AsyncFn(&AsyncPgConnection) -> Result<Entry<T>>,
    ) -> Result<(Open, Entry<T>)> {
        let mut open = self.pools.take().await?;
        let conn: &AsyncPgConnection = open.conn()?;
        let both = join(begin(conn), look(conn));
        let (begun, entry) = within(self.bounds.answer, both).await.map_err(|_| silent())?;
        begun?;
        Ok((open, entry?))
    }
}

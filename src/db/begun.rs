//! The transaction in which it was found out who acts in a request: whoever does something first goes on in it.

use std::cell::RefCell;

use tokio::runtime::Handle;

use super::{Open, Opened};
use crate::values::actor::Actor;

tokio::task_local! {
    static AHEAD: RefCell<Option<Ahead>>;
}

/// What was begun for a request; nothing where nobody acts.
#[derive(Default)]
pub struct Begun(Option<Ahead>);

struct Ahead {
    open: Option<Open>,
    opened: Opened,
    actor: Actor,
    home: Option<Handle>,
}

impl Begun {
    pub(super) fn new(open: Open, (actor, opened): (Actor, Opened), home: Option<Handle>) -> Self {
        Self(Some(Ahead { open: Some(open), opened, actor, home }))
    }

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
        if let (Some(open), Some(home)) = (self.open.take(), &self.home) {
            home.spawn(open.leave());
        }
    }
}

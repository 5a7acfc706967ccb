//! What is done last in a transaction, right before it is kept.

use std::any::Any;

use futures_util::future::BoxFuture;

use super::Tx;
use crate::error::Result;

/// Gathered while a transaction runs, and done as its end: what takes a lock that everybody wants is held no longer than it
/// takes to commit.
pub trait Last: Any + Send {
    /// Does it.
    ///
    /// # Errors
    /// When the database refuses: then nothing of the transaction is kept.
    fn finish<'t>(self: Box<Self>, tx: &'t mut Tx<'_>) -> BoxFuture<'t, Result<()>>;
}

impl Tx<'_> {
    /// What is gathered so far, of the one sort that there is in a transaction; none where it is of another.
    pub fn last<T: Last + Default>(&mut self) -> Option<&mut T> {
        let last: &mut dyn Any = self.last.get_or_insert_with(|| Box::<T>::default()).as_mut();
        last.downcast_mut()
    }

    /// Does what was gathered.
    pub(super) async fn finish(&mut self) -> Result<()> {
        match self.last.take() {
            Some(last) => last.finish(self).await,
            None => Ok(()),
        }
    }
}

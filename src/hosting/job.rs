//! The end of instances whose term is over, each in a transaction of its own: one that fails stops no other.

use crate::db::Db;
use crate::error::Result;
use crate::hosting::service::ending;
use crate::values::actor::Actor;

/// Ends every instance whose term is over. Returns how many were looked at.
///
/// # Errors
/// When the database refuses to list them.
pub async fn end_due(db: &Db) -> Result<usize> {
    let (mut count, mut last) = (0, None);
    loop {
        let due = db.read(Actor::Clock, async |tx| ending::list_due(tx, last).await).await?;
        let Some(newest) = due.last() else { return Ok(count) };
        last = Some(*newest);
        for id in &due {
            if let Err(error) = db.write(Actor::Clock, async |tx| ending::end_due(tx, *id).await).await {
                tracing::warn!(instance = %id, %error, "instance cannot be ended");
            }
        }
        count += due.len();
    }
}

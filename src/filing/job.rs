//! The daily look at websites on record, each in a transaction of its own: one that fails stops no other.

use crate::db::Db;
use crate::error::Result;
use crate::filing::service::watch;
use crate::values::actor::Actor;

/// Looks at a portion of the websites that are due. Returns how many; call again until none is.
///
/// # Errors
/// When the database refuses.
pub async fn watch_due(db: &Db) -> Result<usize> {
    let due = db.write(Actor::Clock, async |tx| watch::list_due(tx).await).await?;
    for website in &due {
        if db.write(Actor::Clock, async |tx| watch::look_at(tx, *website).await).await.is_err() {
            // Without the error, which may quote what is sealed.
            tracing::warn!(%website, "website on record cannot be looked at");
            db.write(Actor::Clock, async |tx| watch::put_off(tx, *website).await).await?;
        }
    }
    Ok(due.len())
}

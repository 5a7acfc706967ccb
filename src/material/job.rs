//! Periodic work: removes files that no row needs, which a crash or a full disk left behind.

use std::time::Duration;

use super::{client, service, store};
use crate::db::Db;
use crate::error::Result;
use crate::reference::book;
use crate::storage::Storage;
use crate::values::actor::Actor;

/// Files younger than this may belong to an upload that is not recorded yet. No upload takes more than a third of it.
pub const SWEEP_AGE: Duration = Duration::from_secs(6 * 60 * 60);
/// Names that are looked up at once.
const BATCH: usize = 500;

/// Removes files older than `age` that no row needs; tells how many. Run it with [`SWEEP_AGE`], once a day.
///
/// # Errors
/// When disk or database refuse; what was removed before stays removed.
pub async fn sweep(db: &Db, storage: &Storage, age: Duration) -> Result<usize> {
    let mut removed = 0;
    for folder in 0..=u8::MAX {
        let names = storage.list_older(folder, age).await?;
        for batch in names.chunks(BATCH) {
            let needed = db
                .read(Actor::Clock, async |tx| {
                    let since = service::removed_since(tx, book());
                    store::list_needed(tx, batch, since).await
                })
                .await?;
            let orphans: Vec<String> = batch.iter().filter(|name| !needed.contains(name)).cloned().collect();
            client::discard(storage, &orphans).await;
            removed += orphans.len();
        }
    }
    if removed > 0 {
        tracing::info!(removed, "files without a row were removed");
    }
    Ok(removed)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::web::upload::Pace;

    #[test]
    fn no_upload_takes_more_than_a_third_of_the_age_at_which_files_are_swept() {
        assert!(Pace::default().whole * 3 <= SWEEP_AGE);
    }
}

//! Which papers a filing needs, and how many are there.

use crate::db::Tx;
use crate::error::Result;
use crate::filing::checks::Facts;
use crate::filing::papers;
use crate::filing::store::submissions;
use crate::reference::book;
use crate::wizard::service::scene::Scene;

/// How many of the needed papers are there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress {
    /// There.
    pub done: usize,
    /// Needed.
    pub total: usize,
}

/// Counts the needed papers.
///
/// # Errors
/// When the database refuses.
pub async fn progress(tx: &mut Tx<'_>, scene: &Scene) -> Result<Progress> {
    let current = submissions::current_papers(tx.conn, scene.filing.id).await?;
    let content = scene.drafts.read(book(), scene.today);
    let facts = Facts::new(&scene.drafts, &content, book(), scene.today);
    let slots = papers::needed(&facts);
    let mut progress = Progress { done: 0, total: 0 };
    for slot in slots.iter().filter(|slot| slot.required) {
        progress.total += 1;
        progress.done += usize::from(current.contains_key(&slot.slot));
    }
    Ok(progress)
}

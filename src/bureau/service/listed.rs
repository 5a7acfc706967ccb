//! Entries of the blacklists, applied: what they bar cannot be filed, and whoever reviews hears of what they concern here.

use uuid::Uuid;

use super::tasks;
use crate::bureau::listed::{Entry, SOURCE};
use crate::bureau::store::concerned;
use crate::bureau::work::{Piece, Sort, province_of};
use crate::clock::china_day;
use crate::db::Tx;
use crate::error::Result;
use crate::reference::book;
use crate::registry::entity::{document_hash, entity_hash};
use crate::registry::store::barred::{self, What};

/// Applies an entry. Returns what of ours it concerns.
///
/// # Errors
/// When the database refuses.
pub async fn apply(tx: &mut Tx<'_>, download: Uuid, place: i32, entry: &Entry) -> Result<Vec<String>> {
    let document = entry.document.as_deref().map(|number| What::Document(document_hash(tx.sealer, number)));
    for what in document.into_iter().chain(entry.domains.iter().cloned().map(What::Domain)) {
        if entry.is_listed {
            barred::insert(tx, &what, SOURCE).await?;
        } else {
            barred::remove(tx, &what, SOURCE).await?;
        }
    }
    if !entry.is_listed {
        return Ok(Vec::new());
    }
    let concerned = concerned::list(tx.conn, &hashes(tx, entry), &entry.domains).await?;
    if !concerned.is_empty() {
        let (subject, province) = (concerned.join(" "), concerned.iter().find_map(|number| province_of(number)));
        let piece = Piece { sort: Sort::Listed, subject, province, content: entry.content.clone() };
        tasks::take(tx, download, place, &piece).await?;
    }
    Ok(concerned)
}

/// The keyed hashes of an entity by a document of any kind: lists name kinds by other codes than we do.
fn hashes(tx: &Tx<'_>, entry: &Entry) -> Vec<Vec<u8>> {
    let Some(number) = &entry.document else { return Vec::new() };
    let today = china_day(tx.ctx.now);
    let kinds = book().all_certificate_kinds(today);
    kinds.iter().map(|kind| entity_hash(tx.sealer, &format!("{}:{number}", kind.code))).collect()
}

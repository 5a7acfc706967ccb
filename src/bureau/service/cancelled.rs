//! What the bureau cancelled of its own accord: it is off the record here too, and its owner hears of it.

use crate::bureau::codes::CancelKind;
use crate::bureau::store::known;
use crate::clock::china_day;
use crate::db::Tx;
use crate::error::Result;
use crate::filing::store::accounts;
use crate::notify;
use crate::notify::notice::Notice;
use crate::registry::service::changes;
use crate::registry::store as registry;

/// Applies it. Returns the number it had; none where nothing on record here has this id.
///
/// # Errors
/// `Refused` when it is off the record already.
pub async fn apply(tx: &mut Tx<'_>, kind: CancelKind, id: i64) -> Result<Option<String>> {
    let today = china_day(tx.ctx.now);
    let Some(number) = known::find_number(tx.conn, kind, id).await? else { return Ok(None) };
    let (entity, what) = match kind {
        CancelKind::Entity => {
            let Some(id) = registry::changes::find_entity_of_number(tx.conn, &number).await? else { return Ok(None) };
            changes::cancel_entity(tx, id, today).await?;
            (id, "entity")
        }
        CancelKind::Website | CancelKind::Access => {
            let Some(id) = registry::changes::find_website_of_number(tx.conn, &number).await? else { return Ok(None) };
            let website = registry::changes::load_website(tx, id).await?;
            if kind == CancelKind::Website {
                changes::cancel_website(tx, id, today).await?;
                (website.entity, "website")
            } else {
                changes::end_access(tx, id, today).await?;
                (website.entity, "access")
            }
        }
    };
    let entity = registry::load_entity(tx, entity).await?;
    if let Some(owner) = entity.account {
        accounts::free_entity(tx.conn, owner, &entity.hash).await?;
        let notice = Notice::CancelledByBureau { number: number.clone(), what: what.to_owned() };
        notify::service::tell(tx, owner, None, notice).await?;
    }
    Ok(Some(number))
}

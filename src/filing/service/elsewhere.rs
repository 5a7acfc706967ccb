//! What stands in other filings here, for the checks.

use chrono::NaiveDate;

use crate::db::Tx;
use crate::error::Result;
use crate::filing::application::Content;
use crate::filing::elsewhere::{Elsewhere, marks};
use crate::filing::state::Filing;
use crate::filing::store;
use crate::registry::entity::entity_hash;

/// Looks the persons, phones and domains of a filing up in all others.
///
/// # Errors
/// When the database refuses.
pub async fn elsewhere(tx: &mut Tx<'_>, filing: &Filing, content: &Content, on: NaiveDate) -> Result<Elsewhere> {
    let typed = content.type_check.as_ref().ok();
    let entity = typed.map_or_else(|| filing.entity_hash.clone(), |check| entity_hash(tx.sealer, &check.entity_key()));
    let filings = store::elsewhere::list(tx, filing, &entity, &marks(content)).await?;
    let domains = store::elsewhere::taken(tx, filing, &entity, &content.domains()).await?;
    Ok(Elsewhere { on, filings, domains })
}

//! Asks for what can be seen of the domains of a section, so that it is there when the filing is checked.

use crate::db::Tx;
use crate::error::Result;
use crate::facts::service as facts;
use crate::filing::section::{Part, Section};
use crate::reference::book;
use crate::wizard::service::scene::Scene;

/// Asks once the website of a section is valid; nothing for other sections.
///
/// # Errors
/// When the database refuses.
pub async fn want(tx: &mut Tx<'_>, scene: &Scene, part: Part) -> Result<()> {
    if part.section() != Section::Website {
        return Ok(());
    }
    let content = scene.drafts.read(book(), scene.today);
    let site = (part.ordinal() as usize).checked_sub(1).and_then(|index| content.websites.get(index));
    match site.map(|site| &site.details) {
        Some(Ok(details)) => facts::want(tx, &details.domains).await,
        _ => Ok(()),
    }
}

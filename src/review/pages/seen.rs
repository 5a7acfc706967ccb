//! What was seen of the domains of a website from outside: beside what the applicant says, small, each with its source.

use crate::db::Tx;
use crate::error::Result;
use crate::facts::service;
use crate::facts::shown::{Seen, seen};
use crate::filing::application::Application;
use crate::filing::section::{Part, Section};
use crate::text::Tr;

/// What was seen of the domains of a section; nothing for sections that are no website.
///
/// # Errors
/// When the database refuses.
pub async fn of_part(
    tx: &mut Tx<'_>,
    t: Tr,
    application: &Application,
    part: Option<Part>,
    is_full: bool,
) -> Result<Vec<Seen>> {
    let Some(part) = part.filter(|part| part.section() == Section::Website) else { return Ok(Vec::new()) };
    let index = (part.ordinal() as usize).saturating_sub(1);
    let Some(website) = application.websites.get(index) else { return Ok(Vec::new()) };
    let found = service::of_domains(tx, &website.details.domains).await?;
    Ok(found.iter().map(|facts| seen(t, facts, is_full)).collect())
}

//! The servers a case rests on, as they stand now: what was frozen with the round tells how they stood then.

use chrono::{DateTime, Utc};

use crate::db::Tx;
use crate::error::Result;
use crate::filing::section::Part;
use crate::filing::state::Filing;
use crate::hosting::check::{Told, told};
use crate::hosting::finding::Finding;
use crate::hosting::service::{self as hosting, Offer};
use crate::text::Tr;

/// The check of the server behind a website.
#[derive(Debug, Clone)]
pub struct ServerCheck {
    /// Which website, and the provider's name of its server.
    pub title: String,
    /// The check, line by line.
    pub lines: Vec<Told>,
}

impl ServerCheck {
    /// Whether nothing stands out.
    pub fn is_fine(&self) -> bool {
        self.lines.iter().all(|line| line.tone != "error")
    }
}

/// The checks that belong to the section of access; none to another.
///
/// # Errors
/// When the database refuses.
pub async fn checks(tx: &mut Tx<'_>, t: Tr, filing: &Filing, part: Option<Part>) -> Result<Vec<ServerCheck>> {
    if part != Some(Part::ACCESS) {
        return Ok(Vec::new());
    }
    let held = hosting::held(tx, filing.id).await?;
    let measure = hosting::measure(tx);
    let check = |(website, offer): &(u32, Offer)| ServerCheck {
        title: t.a2("review-server", "n", *website, "code", offer.instance.code.as_str()),
        lines: told(t, &offer.lines, &offer.instance, offer.units, &measure),
    };
    Ok(held.iter().map(check).collect())
}

/// The servers that ended under a case and were not mended since.
///
/// # Errors
/// When the database refuses.
pub async fn alerts(tx: &mut Tx<'_>, t: Tr, filing: &Filing) -> Result<Vec<String>> {
    let all = hosting::findings(tx, filing.id).await?;
    let words = |found: &Finding| t.a2("review-server-since", "what", found.words(t), "at", t.time(found.found_at));
    Ok(all.iter().filter(|found| found.gone_at.is_none()).map(words).collect())
}

/// What happened to the servers of a case, for its timeline.
///
/// # Errors
/// When the database refuses.
pub async fn story(tx: &mut Tx<'_>, t: Tr, filing: &Filing) -> Result<Vec<(DateTime<Utc>, String)>> {
    Ok(hosting::findings(tx, filing.id).await?.iter().flat_map(|found| found.story(t)).collect())
}

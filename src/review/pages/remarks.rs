//! What stands in the way of an acceptance, in words: marks, and findings that block.

use super::fields::{item_id, reason_words};
use crate::clock::china_day;
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::filing::faces::is_face;
use crate::filing::section::Target;
use crate::filing::state::Filing;
use crate::filing::store::submissions;
use crate::paths::office;
use crate::reference::book;
use crate::review::content;
use crate::review::mark::{Mark, Verdict};
use crate::review::service::decide::Basis;
use crate::text::Tr;
use crate::values::filing_ref::FilingRef;

/// Something that is marked, or a finding of the checks that blocks.
pub struct Remark {
    /// Of what.
    pub label: String,
    /// What is wrong.
    pub reason: String,
    /// Own words; empty for none.
    pub words: String,
    /// Where it stands.
    pub url: String,
}

/// What is marked, and what the checks found that blocks.
///
/// # Errors
/// When the database refuses.
pub async fn remarks(tx: &mut Tx<'_>, t: Tr, filing: &Filing, basis: &Basis) -> Result<Vec<Remark>> {
    let round = submissions::find(tx, filing.id, filing.round).await?.ok_or(Error::NotFound)?;
    let today = china_day(tx.ctx.now);
    let groups = content::groups(t, &round.frozen.application, book(), today);
    let label = |target: &Target| match target {
        Target::Paper(slot) => super::reading::paper_title(t, slot, filing.days(today)),
        _ => {
            let mut fields = groups.iter().flat_map(|group| &group.fields);
            let field = fields.find(|field| field.target == *target);
            field.map_or_else(|| target.to_string(), |field| field.label.clone())
        }
    };
    let marked = basis.marked().filter_map(|mark| remark(t, &filing.reference, mark, label(&mark.target)));
    let checks = content::remarks(t, &round.findings).into_iter().filter(|remark| remark.is_blocking);
    let blocking = checks.map(|check| Remark {
        label: label(&check.target),
        reason: check.text,
        words: String::new(),
        url: url(&filing.reference, &check.target),
    });
    Ok(marked.chain(blocking).collect())
}

fn remark(t: Tr, reference: &FilingRef, mark: &Mark, label: String) -> Option<Remark> {
    let Verdict::Marked { reason, words } = &mark.verdict else { return None };
    Some(Remark {
        label,
        reason: format!("{reason} {}", reason_words(t, reason)),
        words: words.clone(),
        url: url(reference, &mark.target),
    })
}

/// Where on the case a target stands.
fn url(reference: &FilingRef, target: &Target) -> String {
    let section = match target {
        Target::Part(part) | Target::Field(part, _) => part.to_string(),
        Target::Paper(slot) if is_face(slot) => return format!("{}#face-{slot}", office::case_tab(reference, "faces")),
        Target::Paper(_) => super::reading::PAPERS.to_owned(),
    };
    format!("{}?section={section}#{}", office::case(reference), item_id(target))
}

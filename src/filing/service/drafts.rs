//! The applicant's editing: drafts saved always, even wrong ones; after remarks only what was marked.

use serde_json::Value;

use super::remarks::editable;
use crate::audit;
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::filing::application::AccessForm;
use crate::filing::corrections::{Editable, changed_fields};
use crate::filing::kind::Kind;
use crate::filing::section::{Part, Target, number_without};
use crate::filing::state::{Filing, Refusal, State};
use crate::filing::store;
use crate::filing::store::drafts::Draft;
use crate::values::FilingRef;
use crate::values::ids::AccountId;

/// A part to be saved.
#[derive(Clone)]
pub struct SavePart {
    /// Which part.
    pub part: Part,
    /// The version its editor saw; 0 where there was none.
    pub expected: i32,
    /// The fields as typed.
    pub content: Value,
    /// How many things are wrong with it.
    pub problems: u32,
    /// Whether it is filled in and nothing is wrong.
    pub is_complete: bool,
}

/// What became of a save.
#[derive(Clone, PartialEq)]
pub enum Saved {
    /// It is saved under this version.
    Saved(i32),
    /// Somebody saved in between: the other text, nothing is overwritten.
    Stale(Box<Draft>),
}

/// Saves a part as typed.
///
/// # Errors
/// `NotFound` for another's filing, `Refused` where this part or field is locked.
pub async fn save_part(tx: &mut Tx<'_>, owner: AccountId, reference: &FilingRef, save: SavePart) -> Result<Saved> {
    let filing = lock_owned(tx, owner, reference).await?;
    let open = editable(tx, &filing).await?;
    let is_here = filing.entity.is_some() && filing.kind != Kind::Claim;
    let is_asked = filing.kind.asks(save.part.section(), is_here);
    if !is_asked && !matches!(save.part, Part::TYPE_CHECK | Part::ANSWERS) {
        return Err(Error::refused("filing-refused-on-record"));
    }
    let existing = store::drafts::find(tx, filing.id, save.part).await?;
    ensure_open(&filing, &open, existing.as_ref(), &save)?;
    if let Some(existing) = &existing {
        let same = existing.content == save.content
            && existing.problems == save.problems
            && existing.is_complete == save.is_complete;
        if same {
            return Ok(Saved::Saved(existing.version));
        }
        if existing.version != save.expected {
            return Ok(Saved::Stale(Box::new(existing.clone())));
        }
    }
    let expected = existing.map_or(0, |existing| existing.version);
    let draft = Draft {
        part: save.part,
        content: save.content,
        problems: save.problems,
        is_complete: save.is_complete,
        version: expected + 1,
        saved_at: tx.ctx.now,
        handed_in_as: None,
    };
    if !store::drafts::put(tx, filing.id, expected, &draft).await? {
        return Err(Error::Stale);
    }
    store::touch(tx, filing.id).await?;
    let subject = audit::Subject::filing(filing.id);
    audit::record(tx, audit::Event::new(audit::Action::DraftSaved, subject).detail(save.part.to_string())).await?;
    Ok(Saved::Saved(draft.version))
}

fn ensure_open(filing: &Filing, open: &Editable, existing: Option<&Draft>, save: &SavePart) -> Result<()> {
    match open {
        Editable::Nothing => Err(Error::refused("filing-refused-locked")),
        // What the type check settled stands while nobody has looked at it; while it is open, what is typed is kept.
        Editable::Everything
            if filing.state == State::Draft
                && save.part == Part::TYPE_CHECK
                && (save.is_complete || existing.is_none_or(|draft| draft.is_complete)) =>
        {
            Err(Error::refused("filing-refused-type-check"))
        }
        Editable::Everything => Ok(()),
        Editable::Only(_) if save.part == Part::ANSWERS => Ok(()),
        Editable::Only(_) => {
            let changed = changed_fields(existing.map(|draft| &draft.content), Some(&save.content));
            let locked = changed.iter().filter(|name| !open.allows_field(save.part, name)).count();
            if locked == 0 { Ok(()) } else { Err(Refusal::NotMarked(locked).into()) }
        }
    }
}

/// A filing of an account, locked until the transaction ends.
///
/// # Errors
/// `NotFound` for another's filing.
pub async fn lock_owned(tx: &mut Tx<'_>, owner: AccountId, reference: &FilingRef) -> Result<Filing> {
    let filing = store::load_owned(tx.conn, reference, owner).await?;
    store::load_for_update(tx.conn, filing.id).await
}

/// Opens a filing for a change of the papers of one slot: it must be the owner's and the slot open. Counts as a change.
///
/// # Errors
/// `NotFound` for another's filing, `Refused` where the slot is locked.
pub async fn touch_paper(tx: &mut Tx<'_>, owner: AccountId, reference: &FilingRef, slot: &str) -> Result<Filing> {
    let filing = lock_owned(tx, owner, reference).await?;
    if !editable(tx, &filing).await?.allows_paper(slot) {
        return Err(Error::refused("filing-refused-locked"));
    }
    store::touch(tx, filing.id).await?;
    Ok(filing)
}

/// Takes a website out of a filing: later ones move up, with their persons, papers and access.
///
/// # Errors
/// `NotFound` when there is no such website, `Refused` where it is locked or the only one.
pub async fn remove_website(tx: &mut Tx<'_>, owner: AccountId, reference: &FilingRef, ordinal: u32) -> Result<()> {
    let filing = lock_owned(tx, owner, reference).await?;
    if editable(tx, &filing).await? != Editable::Everything {
        return Err(Error::refused("filing-refused-locked"));
    }
    let drafts = store::drafts::list(tx, filing.id).await?;
    let count = drafts.iter().filter(|draft| draft.part == Part::website(draft.part.ordinal())).count();
    if !drafts.iter().any(|draft| draft.part == Part::website(ordinal)) {
        return Err(Error::NotFound);
    }
    if count == 1 {
        return Err(Error::refused("filing-refused-only-website"));
    }
    for draft in drafts {
        let own = draft.part.ordinal();
        if own >= ordinal && own > 0 {
            store::drafts::remove(tx, filing.id, draft.part).await?;
        }
        if own > ordinal {
            let part = Part::new(draft.part.section(), own - 1).ok_or(Error::NotFound)?;
            store::drafts::put(tx, filing.id, 0, &Draft { part, ..draft }).await?;
        } else if draft.part == Part::ACCESS {
            let expected = draft.version;
            store::drafts::put(tx, filing.id, expected, &without_website(draft, ordinal)?).await?;
        } else if draft.part == Part::ANSWERS {
            let expected = draft.version;
            store::drafts::put(tx, filing.id, expected, &answers_without_website(draft, ordinal)).await?;
        }
    }
    store::submissions::renumber_papers(tx, filing.id, ordinal).await?;
    store::touch(tx, filing.id).await?;
    let subject = audit::Subject::filing(filing.id);
    let detail = format!("{} removed", Part::website(ordinal));
    audit::record(tx, audit::Event::new(audit::Action::DraftSaved, subject).detail(detail)).await
}

/// The access without what a website rested on.
fn without_website(draft: Draft, ordinal: u32) -> Result<Draft> {
    let mut access: AccessForm = serde_json::from_value(draft.content)?;
    access.remove_website(ordinal);
    Ok(Draft { content: serde_json::to_value(access).map_err(anyhow::Error::from)?, ..draft })
}

/// The answers without those to what was said of a website.
fn answers_without_website(draft: Draft, ordinal: u32) -> Draft {
    let moved = |(key, text): (&String, &Value)| {
        let target: Target = key.parse().ok()?;
        Some((target.renumbered(|n| number_without(ordinal, n))?.to_string(), text.clone()))
    };
    let content = draft.content.as_object().map(|fields| fields.iter().filter_map(moved).collect());
    Draft { content: Value::Object(content.unwrap_or_default()), ..draft }
}

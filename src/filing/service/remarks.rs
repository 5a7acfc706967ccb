//! What the owner of a filing that came back reacts to, and what that opens. Remarks follow the websites they are about.

use std::collections::{BTreeMap, BTreeSet};

use super::record;
use crate::clock::china_day;
use crate::db::Tx;
use crate::error::Result;
use crate::filing::application::{Drafts, Recorded};
use crate::filing::checks::Facts;
use crate::filing::corrections::{Content, Editable, Opened};
use crate::filing::decision::Decision;
use crate::filing::papers;
use crate::filing::reach::{self, Rounds};
use crate::filing::section::{Part, Section, Target, renumbered_slot};
use crate::filing::state::{Filing, State};
use crate::filing::store;
use crate::filing::store::drafts::Draft;
use crate::reference::book;

/// What is known of a filing that its owner looks at.
#[derive(Clone, Copy)]
pub struct Known<'a> {
    /// The decision they react to.
    pub decision: Option<&'a Decision>,
    /// What is typed now.
    pub typed: &'a [Draft],
    /// What is on record.
    pub record: Option<&'a Recorded>,
}

/// What the owner may change now.
///
/// # Errors
/// When the database refuses.
pub async fn editable(tx: &mut Tx<'_>, filing: &Filing) -> Result<Editable> {
    match by_state(filing) {
        Some(editable) => Ok(editable),
        None => Ok(Editable::Only(opened(tx, filing).await?)),
    }
}

/// The same by what is known already.
///
/// # Errors
/// When the database refuses.
pub async fn editable_by(tx: &mut Tx<'_>, filing: &Filing, known: Known<'_>) -> Result<Editable> {
    match by_state(filing) {
        Some(editable) => Ok(editable),
        None => Ok(Editable::Only(opened_by(tx, filing, known).await?)),
    }
}

/// What the state alone says; none where the decision does.
fn by_state(filing: &Filing) -> Option<Editable> {
    match filing.state {
        State::Draft | State::Rejected { .. } => Some(Editable::Everything),
        State::ChangesRequested { .. } => None,
        _ => Some(Editable::Nothing),
    }
}

/// The decision the owner reacts to. Its remarks point at where the websites stand now: a website that was taken out takes
/// what was said of it along.
///
/// # Errors
/// When the database refuses.
pub async fn decision(tx: &mut Tx<'_>, filing: &Filing, typed: &[Draft]) -> Result<Option<Decision>> {
    let Some(id) = filing.state.decision() else { return Ok(None) };
    let mut decision = store::decisions::load(tx, filing.id, id).await?;
    let places = places(typed);
    let follow = |target: &Target| target.renumbered(|n| places.get(&n).copied());
    decision.findings.retain_mut(|finding| match finding.target.as_ref().map(follow) {
        Some(None) => false,
        Some(moved) => {
            finding.target = moved;
            true
        }
        None => true,
    });
    Ok(Some(decision))
}

/// The last round as it was handed in, with the numbers that its websites have now.
///
/// # Errors
/// When the database refuses.
pub async fn handed_in(tx: &mut Tx<'_>, filing: &Filing) -> Result<Content> {
    let typed = store::drafts::list(tx, filing.id).await?;
    handed_in_as(tx, filing, &typed).await
}

async fn handed_in_as(tx: &mut Tx<'_>, filing: &Filing, typed: &[Draft]) -> Result<Content> {
    let Some(round) = store::submissions::find(tx, filing.id, filing.round).await? else {
        return Ok(Content::default());
    };
    let places = places(typed);
    let to = |n: u32| places.get(&n).copied();
    let forms = round.frozen.forms.iter().filter_map(|form| Some((form.part()?.renumbered(to)?, form.content.clone())));
    let papers = round.papers.into_iter().filter_map(|(slot, ids)| Some((renumbered_slot(&slot, to)?, ids)));
    Ok(Content { forms: forms.collect(), papers: papers.collect() })
}

/// Where the websites of the last round stand now, by their numbers there.
fn places(drafts: &[Draft]) -> BTreeMap<u32, u32> {
    let websites = drafts.iter().filter(|draft| draft.part.section() == Section::Website);
    websites.filter_map(|draft| Some((draft.handed_in_as?, draft.part.ordinal()))).collect()
}

/// What the decision on this filing opens.
pub(super) async fn opened(tx: &mut Tx<'_>, filing: &Filing) -> Result<Opened> {
    let typed = store::drafts::list(tx, filing.id).await?;
    let decision = decision(tx, filing, &typed).await?;
    let record = record::recorded(tx, filing).await?;
    opened_by(tx, filing, Known { decision: decision.as_ref(), typed: &typed, record: record.as_ref() }).await
}

async fn opened_by(tx: &mut Tx<'_>, filing: &Filing, known: Known<'_>) -> Result<Opened> {
    let Known { decision: Some(decision), typed, record } = known else { return Ok(Opened::default()) };
    let marked = decision.findings.iter().filter_map(|finding| finding.target.clone()).collect();
    let before = handed_in_as(tx, filing, typed).await?;
    let slots = |papers: store::submissions::Papers| -> BTreeSet<String> { papers.into_keys().collect() };
    let papers_now = slots(store::submissions::current_papers(tx.conn, filing.id).await?);
    let now = forms(filing, record, typed.iter().map(|draft| (draft.part, draft.content.clone())));
    let days = filing.days(china_day(tx.ctx.now));
    let content = now.read(book(), days);
    let facts = Facts::new(&now, &content, book(), days);
    let rounds = Rounds {
        before: &forms(filing, record, before.forms),
        now: &now,
        papers_before: &slots(before.papers),
        papers_now: &papers_now,
        needed: &papers::needed(&facts),
    };
    Ok(reach::opened(marked, &rounds))
}

/// Forms as typed beside what is on record; one that does not fit any more counts as empty.
fn forms(
    filing: &Filing,
    record: Option<&Recorded>,
    parts: impl IntoIterator<Item = (Part, serde_json::Value)>,
) -> Drafts {
    let mut drafts = Drafts { kind: filing.kind, record: record.cloned().map(Box::new), ..Drafts::default() };
    for (part, content) in parts {
        if drafts.put(part, content).is_err() {
            tracing::warn!(%part, "form does not fit its section any more");
        }
    }
    drafts.borrow_record();
    drafts
}

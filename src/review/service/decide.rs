//! The decision on a round: what it would do and say, and doing it once.

use crate::db::Tx;
use crate::error::{Error, Result};
use crate::filing::decision::Verdict;
use crate::filing::finding::Finding;
use crate::filing::service;
use crate::filing::state::{Acceptance, Effect, Event, Filing};
use crate::filing::store::submissions;
use crate::hosting;
use crate::liveness::check::Standing;
use crate::notify::Notice;
use crate::reference::book;
use crate::review::confirmation::Confirmation;
use crate::review::content;
use crate::review::mark::{self, Mark, Verdict as Said};
use crate::review::store::{confirmations, marks, reviews};
use crate::values::filing_ref::FilingRef;
use crate::values::ids::StaffId;

use super::{load_own_case, recheck, round};

/// What is decided.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Choice {
    /// Accepted; with paper asked for by post or without.
    Accept {
        /// The province wants paper.
        paper: bool,
    },
    /// Back to the applicant, for what is marked.
    RequestChanges,
    /// Rejected as a whole.
    Reject {
        /// Codes of the reasons, beside those of the marks.
        reasons: Vec<String>,
    },
}

/// Everything the decision rests on.
#[derive(Debug, Clone)]
pub struct Basis {
    /// What was said of fields and papers.
    pub marks: Vec<Mark>,
    /// Items of the checklist that wait for an answer, by code.
    pub open_items: Vec<String>,
    /// How many people must show who they are and were not found to be it.
    pub unverified: usize,
    /// Blocking findings of the checks when the round was handed in.
    pub blocking_findings: usize,
    /// Servers that ended since, not mended.
    pub ended: Vec<String>,
    /// A colleague's word on accepting it all the same, asked for or given.
    pub confirmation: Option<Confirmation>,
}

impl Basis {
    /// The items that are marked.
    pub fn marked(&self) -> impl Iterator<Item = &Mark> {
        self.marks.iter().filter(|mark| mark.verdict.is_marked())
    }

    /// How much stands in the way of an acceptance: it takes a second person's word to accept all the same.
    pub fn blocking(&self) -> usize {
        self.marked().count() + self.blocking_findings + self.ended.len()
    }

    /// Who confirmed that what is marked now may be accepted.
    pub fn second(&self) -> Option<StaffId> {
        self.confirmation.as_ref().and_then(|asked| asked.second(&self.stamp()))
    }

    /// What the page showed.
    pub fn stamp(&self) -> String {
        mark::stamp(&self.marks, &self.ended)
    }
}

/// What the decision on a case rests on.
///
/// # Errors
/// When the database refuses.
pub async fn basis(tx: &mut Tx<'_>, filing: &Filing) -> Result<Basis> {
    let round = round(filing)?;
    let review = reviews::find(tx.conn, filing.id, round).await?;
    let items = book().checklist(crate::clock::china_day(tx.ctx.now));
    let open_items = review.checklist.open(&items).into_iter().map(|item| item.code.clone()).collect();
    let findings =
        submissions::find(tx, filing.id, filing.round).await?.map(|round| round.findings).unwrap_or_default();
    let faces = service::faces::of_round(tx, filing).await?;
    let ended = hosting::service::findings(tx, filing.id).await?;
    let ended = ended.into_iter().filter(|found| found.gone_at.is_none());
    Ok(Basis {
        marks: marks::list(tx, filing.id, round).await?,
        open_items,
        unverified: faces.iter().filter(|own| own.standing != Standing::Matches).count(),
        blocking_findings: content::blocking(&findings),
        ended: ended.map(|found| format!("{} {}", found.instance, found.found_at)).collect(),
        confirmation: confirmations::find(tx, filing.id, round).await?,
    })
}

/// The event a choice makes.
pub fn event(choice: &Choice, basis: &Basis, opinion: &str) -> Event {
    let of_marks = basis.marked().filter_map(|mark| match &mark.verdict {
        Said::Marked { reason, words } => {
            let words = Some(words.clone()).filter(|words| !words.is_empty());
            Some(Finding { words, ..Finding::on(mark.target.clone(), reason.clone()) })
        }
        Said::Accepted => None,
    });
    let opinion = Some(opinion.to_owned());
    match choice {
        Choice::Accept { paper } => Event::Accept(Acceptance {
            verdict: Verdict::new(Vec::new(), opinion),
            checklist_done: basis.open_items.is_empty(),
            unverified: basis.unverified,
            blocking: basis.blocking(),
            second: basis.second(),
            paper_asked: *paper,
        }),
        Choice::RequestChanges => Event::RequestChanges(Verdict::new(of_marks.collect(), opinion)),
        Choice::Reject { reasons } => {
            let general = reasons.iter().map(Finding::general);
            Event::Reject(Verdict::new(general.chain(of_marks).collect(), opinion))
        }
    }
}

/// What the applicant would be told: the very notice the decision causes.
///
/// # Errors
/// The refusal the decision would meet.
pub fn notice(tx: &Tx<'_>, filing: &Filing, event: &Event) -> Result<Option<Notice>> {
    let transition = filing.apply(event, &tx.ctx.actor, tx.ctx.now)?;
    Ok(transition.effects.into_iter().find_map(|effect| match effect {
        Effect::Notify(notice) => Some(notice),
        _ => None,
    }))
}

/// Decides, on what the page showed. A second press finds the case decided and is refused.
///
/// # Errors
/// `Stale` when case or marks changed since the page was shown; `Refused` by the rules.
pub async fn decide(
    tx: &mut Tx<'_>,
    reference: &FilingRef,
    seen: (i32, &str),
    choice: &Choice,
    opinion: &str,
) -> Result<()> {
    let filing = load_own_case(tx, reference).await?;
    let basis = basis(tx, &filing).await?;
    let (version, stamp) = seen;
    if basis.stamp() != stamp {
        return Err(Error::Stale);
    }
    let event = event(choice, &basis, opinion);
    if matches!(choice, Choice::Accept { .. }) {
        recheck::want(tx, &filing).await?;
    }
    service::perform(tx, filing.id, version, event).await.map(|_| ())
}

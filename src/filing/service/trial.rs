//! Tries a rule on the filings that run: columns select them, and only those it concerns are opened, beside the connection
//! that brings the next ones.

use std::collections::{HashMap, VecDeque};
use std::sync::Arc;

use anyhow::Context as _;
use tokio::task::JoinHandle;

use super::elsewhere::troubles;
use super::record;
use crate::clock::china_day;
use crate::db::{Db, Tx};
use crate::error::Result;
use crate::facts::DomainFacts;
use crate::facts::service as facts;
use crate::filing::application::Content;
use crate::filing::checks::Told;
use crate::filing::elsewhere::{Elsewhere, marks};
use crate::filing::store;
use crate::filing::store::elsewhere::Sought;
use crate::filing::store::trial::{About, Head, Sealed, Selection};
use crate::filing::trial::{Beside, How, Opened, Plan, Trial};
use crate::reference::Applicant;
use crate::sealing::Sealer;
use crate::telemetry::blocking;
use crate::values::DomainName;
use crate::values::actor::Actor;
use crate::values::ids::FilingId;

/// Filings of one query.
const BATCH: usize = 500;
/// Batches that are opened at the same time.
const AT_ONCE: usize = 4;

/// Which part of the answer is wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Wanted {
    /// Filings after this one; from the first if there is none.
    pub after: Option<FilingId>,
    /// The most filings that are named.
    pub most: usize,
    /// Whether all are counted; otherwise it ends with the last that is named.
    pub counts: bool,
}

/// What a trial found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Outcome {
    /// Filings for which the rule is.
    pub concerned: usize,
    /// Those of them that it would touch.
    pub touched: usize,
    /// Those of these that were handed in already, and keep the rules of their day.
    pub handed_in: usize,
    /// Those that could not be opened.
    pub unread: usize,
    /// The first that are touched, and how.
    pub rows: Vec<(Head, Vec<How>)>,
    /// After which the next ones come; none if these are all.
    pub next: Option<FilingId>,
}

/// A batch as it was opened and judged; what could not be opened has no answer.
type Judged = Vec<(Head, Option<Vec<How>>)>;

/// Tries a rule. Nobody sees what is opened: only the references of filings and what would be found.
///
/// # Errors
/// When the database refuses.
pub async fn run(db: &Db, trial: &Trial, which: &Selection, wanted: Wanted) -> Result<Outcome> {
    db.patient().read(Actor::Clock, async |tx| walk(tx, trial, which, wanted).await).await
}

async fn walk(tx: &mut Tx<'_>, trial: &Trial, which: &Selection, wanted: Wanted) -> Result<Outcome> {
    let mut outcome = Outcome::default();
    let mut running: VecDeque<JoinHandle<Judged>> = VecDeque::new();
    let mut plans = Plans::new();
    let mut after = wanted.after;
    // Whoever turns a page waits for that page only.
    let at_once = if wanted.counts { AT_ONCE } else { 0 };
    loop {
        let heads = store::trial::heads(tx, which, after, BATCH).await?;
        after = heads.last().map(|head| head.id);
        let is_last = heads.len() < BATCH;
        let cases: Vec<Case> = heads.into_iter().filter_map(|head| case(trial, head, &mut plans)).collect();
        running.push_back(judge(tx, trial, cases).await?);
        while running.len() > at_once || is_last && !running.is_empty() {
            let Some(batch) = running.pop_front() else { break };
            outcome.add(batch.await.context("a batch was not judged")?, wanted);
        }
        if is_last || !wanted.counts && outcome.next.is_some() {
            return Ok(outcome);
        }
    }
}

impl Outcome {
    fn add(&mut self, batch: Judged, wanted: Wanted) {
        for (head, how) in batch {
            self.concerned += 1;
            let Some(how) = how else {
                self.unread += 1;
                continue;
            };
            if how.is_empty() {
                continue;
            }
            self.touched += 1;
            self.handed_in += usize::from(head.handed_in_on.is_some());
            if self.rows.len() < wanted.most {
                self.rows.push((head, how));
            } else if self.next.is_none() {
                self.next = self.rows.last().map(|(head, _)| head.id);
            }
        }
    }
}

/// A filing whom the rule is for.
struct Case {
    head: Head,
    plan: Arc<Plan>,
}

/// What the rule means for applicants of one kind: province, kind of entity, kind of filing.
type Plans = HashMap<(String, String, &'static str), Option<Arc<Plan>>>;

fn case(trial: &Trial, head: Head, plans: &mut Plans) -> Option<Case> {
    let key = (head.province.clone(), head.entity_kind.clone(), head.kind.code());
    let plan = plans.entry(key).or_insert_with(|| {
        let Head { province, entity_kind, kind, .. } = &head;
        trial.plan(&Applicant { province, entity_kind, filing_kind: kind.code() }).map(Arc::new)
    });
    plan.clone().map(|plan| Case { head, plan })
}

/// Begins to open and judge filings; those that only a person can judge stay closed.
async fn judge(tx: &mut Tx<'_>, trial: &Trial, cases: Vec<Case>) -> Result<JoinHandle<Judged>> {
    if cases.iter().all(|case| case.plan.told == Told::Otherwise) {
        let all: Judged = cases.into_iter().map(|case| (case.head, Some(vec![How::ByPerson]))).collect();
        return Ok(blocking(move || all));
    }
    let heads: Vec<&Head> = cases.iter().map(|case| &case.head).collect();
    let mut contents = store::trial::contents(tx, &heads).await?;
    let about: Vec<About> = heads.iter().map(|head| head.about).collect();
    for (content, record) in contents.iter_mut().zip(record::recorded_of(tx, &about).await?) {
        content.record = record.map(Box::new);
    }
    let (sealer, own) = (tx.sealer.clone(), trial.clone());
    let told = cases.iter().map(|case| case.plan.told).find(|told| *told != Told::Otherwise);
    if !matches!(told, Some(Told::ByDomains | Told::ByOthers | Told::BySites)) {
        return Ok(blocking(move || answer(&own, open(&sealer, cases, contents), Vec::new())));
    }
    let opened = blocking(move || {
        let mut opened = open(&sealer, cases, contents);
        opened.iter_mut().filter_map(|(_, opened)| opened.as_mut()).for_each(|opened| own.read(opened));
        opened
    });
    let opened = opened.await.context("a batch was not opened")?;
    let beside = match told {
        Some(Told::ByOthers) => others(tx, &opened).await?,
        Some(Told::BySites) => sites(tx, &opened).await?,
        _ => seen(tx, &opened).await?,
    };
    let own = trial.clone();
    Ok(blocking(move || answer(&own, opened, beside)))
}

fn content_of(opened: Option<&Opened>) -> Option<&Content> {
    opened?.content.as_ref()
}

/// What was seen of the domains of each.
async fn seen(tx: &mut Tx<'_>, opened: &[(Case, Option<Opened>)]) -> Result<Vec<Beside>> {
    let domains_of = |opened: &Option<Opened>| content_of(opened.as_ref()).map(Content::domains).unwrap_or_default();
    let all: Vec<DomainName> = opened.iter().flat_map(|(_, opened)| domains_of(opened)).collect();
    let seen = facts::of_domains(tx, &all).await?;
    let by_name: HashMap<&str, &DomainFacts> = seen.iter().map(|facts| (facts.domain.as_str(), facts)).collect();
    let own = |(_, opened): &(Case, Option<Opened>)| {
        let facts =
            domains_of(opened).iter().filter_map(|domain| by_name.get(domain.as_str()).copied().cloned()).collect();
        Beside { domains: facts, ..Beside::default() }
    };
    Ok(opened.iter().map(own).collect())
}

/// The other filings in which the persons of each stand.
async fn others(tx: &mut Tx<'_>, opened: &[(Case, Option<Opened>)]) -> Result<Vec<Beside>> {
    let today = china_day(tx.ctx.now);
    let sought = |(case, opened): &(Case, Option<Opened>)| Sought {
        filing: case.head.id,
        entity: case.head.entity_hash.clone(),
        marks: content_of(opened.as_ref()).map(marks).unwrap_or_default(),
    };
    let sought: Vec<Sought> = opened.iter().map(sought).collect();
    let found = store::elsewhere::list(tx, &sought).await?;
    let beside =
        |filings| Beside { elsewhere: Some(Elsewhere { filings, ..Elsewhere::nothing(today) }), ..Beside::default() };
    Ok(found.into_iter().map(beside).collect())
}

fn open(sealer: &Sealer, cases: Vec<Case>, contents: Vec<Sealed>) -> Vec<(Case, Option<Opened>)> {
    let open = |(case, content): (Case, Sealed)| {
        let opened = content.open(sealer, &case.head);
        if let Err(error) = &opened {
            tracing::warn!(filing = %case.head.id, %error, "filing cannot be read");
        }
        (case, opened.ok())
    };
    cases.into_iter().zip(contents).map(open).collect()
}

/// The same as [`seen`], with what the daily look saw of the websites on record of the entity of each.
async fn sites(tx: &mut Tx<'_>, opened: &[(Case, Option<Opened>)]) -> Result<Vec<Beside>> {
    let today = china_day(tx.ctx.now);
    let entities: Vec<&[u8]> = opened.iter().map(|(case, _)| case.head.entity_hash.as_slice()).collect();
    let found = troubles(tx, &entities).await?;
    let of =
        |entity: &[u8]| found.iter().filter(|(own, _)| own == entity).map(|(_, trouble)| trouble.clone()).collect();
    let mut all = seen(tx, opened).await?;
    for (beside, entity) in all.iter_mut().zip(entities) {
        beside.elsewhere = Some(Elsewhere { sites: of(entity), ..Elsewhere::nothing(today) });
    }
    Ok(all)
}

/// `beside` is what is known beside each, in their order; nothing where that tells nothing.
fn answer(trial: &Trial, opened: Vec<(Case, Option<Opened>)>, beside: Vec<Beside>) -> Judged {
    let beside = beside.into_iter().chain(std::iter::repeat_with(Beside::default));
    let how = |((case, opened), beside): ((Case, Option<Opened>), Beside)| {
        let how = opened.map(|opened| trial.how(&case.plan, &opened, &beside));
        (case.head, how)
    };
    opened.into_iter().zip(beside).map(how).collect()
}

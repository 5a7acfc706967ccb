//! Decides on rules, tries them before, and takes in what was decided elsewhere.

use std::sync::Arc;

use anyhow::Context as _;
use chrono::{DateTime, NaiveDate, TimeDelta, Utc};

use super::store;
use crate::admin::calendar::store as calendar;
use crate::audit::{self, Action, Event, Subject};
use crate::clock::china_day;
use crate::db::{By, Db, Tx};
use crate::error::{Error, Result};
use crate::filing::service::trial::{self, Outcome, Wanted};
use crate::filing::store::trial::Selection;
use crate::filing::trial::Trial;
use crate::reference::calendar::DayDecision;
use crate::reference::rules::Sort;
use crate::reference::{self, Amendment, Reference, book};
use crate::values::actor::Actor;

/// Takes in what was decided, if anything was since this process did so last. A decision holds from the next day at the
/// earliest, so a process that does this every few seconds judges nothing by old rules.
///
/// # Errors
/// When the database refuses.
pub async fn refresh(db: &Db) -> Result<()> {
    let known = reference::decisions();
    let news = db
        .read(Actor::Clock, async |tx| {
            let count = store::count(tx.conn).await?;
            if count == known { Ok(None) } else { Ok(Some((count, amendments(tx).await?, days(tx).await?))) }
        })
        .await?;
    if let Some((decisions, amendments, days)) = news {
        let with_rules = fitting(amendments)?.0;
        let book = with_rules.clone().with_days(&days).unwrap_or_else(|error| {
            tracing::error!(%error, "the decided days do not fit and are left out");
            with_rules
        });
        reference::replace(book, decisions);
        tracing::info!(decisions, "decisions were taken in");
    }
    Ok(())
}

/// The day on which a decision of this moment is known to every process: it holds from the next one on at the earliest. Just
/// before midnight that is tomorrow already.
pub fn day_known(now: DateTime<Utc>) -> NaiveDate {
    china_day(now + TimeDelta::minutes(1))
}

async fn amendments(tx: &mut Tx<'_>) -> Result<Vec<Amendment>> {
    Ok(store::list(tx).await?.into_iter().map(|decided| decided.amendment).collect())
}

async fn days(tx: &mut Tx<'_>) -> Result<Vec<DayDecision>> {
    Ok(calendar::list(tx).await?.into_iter().map(|decided| decided.decision).collect())
}

/// The book with decisions, and those it holds. One that a later version of the compiled-in data contradicts is left out,
/// and said so: whoever is to decide anew needs the program to run.
fn fitting(amendments: Vec<Amendment>) -> Result<(Reference, Vec<Amendment>)> {
    let compiled = reference::check().map_err(anyhow::Error::from)?;
    if let Ok(book) = compiled.amended(&amendments) {
        return Ok((book, amendments));
    }
    let mut kept: Vec<Amendment> = Vec::new();
    for amendment in amendments {
        kept.push(amendment);
        if let Err(error) = compiled.amended(&kept) {
            let left = kept.pop().map(|own| (own.id, own.from));
            tracing::error!(?left, %error, "a decided rule does not fit");
        }
    }
    Ok((compiled.amended(&kept).map_err(anyhow::Error::from)?, kept))
}

/// The book as it would be with one more decision, beside those that fit.
async fn with(tx: &mut Tx<'_>, amendment: &Amendment) -> Result<Reference> {
    let (_, mut all) = fitting(amendments(tx).await?)?;
    all.push(amendment.clone());
    reference::check().map_err(anyhow::Error::from)?.amended(&all).map_err(|error| {
        tracing::info!(%error, "a decision does not fit");
        Error::refused("rule-page-unfit")
    })
}

/// What a decision would do to filings that run.
///
/// # Errors
/// `Refused` when it does not fit the rules there are.
pub async fn try_out(db: &Db, by: By, amendment: &Amendment, wanted: Wanted) -> Result<Outcome> {
    let after = db.read(Actor::Clock, async |tx| with(tx, amendment).await).await?;
    let (selection, sort) = selection(amendment).context("a decision on no rule")?;
    let trial = Trial::new(book(), Arc::new(after), amendment.from, sort);
    let outcome = trial::run(db, &trial, &selection, wanted).await?;
    if wanted.counts {
        let told = format!("{} from {}: {} of {} filings", sort, amendment.from, outcome.touched, outcome.concerned);
        let event = Event::new(Action::RuleTried, Subject::new("rule", &amendment.id)).detail(told);
        db.write(by, async |tx| audit::record(tx, event.clone()).await).await?;
    }
    Ok(outcome)
}

/// Filings that a decision may concern: those of its row, and those of the row that it ends.
fn selection(amendment: &Amendment) -> Option<(Selection, &'static str)> {
    let new = amendment.rule().ok()?;
    let book = book().rule_book();
    let rows: Vec<_> = book.named(&amendment.id).chain(new.as_ref()).collect();
    let kinds = if rows.iter().any(|rule| rule.kinds.is_empty()) {
        Vec::new()
    } else {
        rows.iter().flat_map(|rule| rule.kinds.clone()).collect()
    };
    let last = rows.last()?;
    let sort = Sort::WORDS.get(last.rank()).copied()?;
    Some((Selection { province: last.province.clone(), kinds }, sort))
}

/// Decides, if nobody else did since the preview was shown.
///
/// # Errors
/// `Stale` when somebody did, `Refused` when it does not fit the rules there are.
pub async fn decide(tx: &mut Tx<'_>, seen: usize, amendment: &Amendment, reason: &str) -> Result<()> {
    let Actor::Staff(staff, _) = tx.ctx.actor else { return Err(Error::Forbidden) };
    store::lock(tx.conn).await?;
    if store::count(tx.conn).await? != seen {
        return Err(Error::Stale);
    }
    with(tx, amendment).await?;
    store::insert(tx, staff, amendment, reason).await?;
    let told = match &amendment.row {
        Some(row) => format!("{} {} from {}", row.cells.sort, row.cells.value, amendment.from),
        None => format!("ends before {}", amendment.from),
    };
    let event = Event::new(Action::RuleDecided, Subject::new("rule", &amendment.id));
    audit::record(tx, event.because(reason).detail(told)).await
}

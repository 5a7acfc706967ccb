//! Decides on days, and tells before which due days would move.

use chrono::NaiveDate;

use super::store;
use crate::admin::rules::store as decisions;
use crate::audit::{self, Action, Event, Subject};
use crate::clock::china_day;
use crate::db::{Db, Tx};
use crate::error::{Error, Result};
use crate::filing::due::due;
use crate::filing::state::Filing;
use crate::filing::store as filings;
use crate::reference::calendar::DayDecision;
use crate::reference::{Reference, book};
use crate::values::actor::Actor;

/// Filings of one query.
const BATCH: i64 = 1000;

/// What days would do to filings that run.
#[derive(Debug, Clone, Default)]
pub struct Outcome {
    /// Filings whose next step is due in working days.
    pub counted: usize,
    /// Those of them that would be due on another day.
    pub moved: usize,
    /// Those whose due day would be provisional no more.
    pub settled: usize,
    /// The first that would move, with the day now and the day then.
    pub rows: Vec<(Filing, [NaiveDate; 2])>,
}

/// The data with days beside those decided already.
fn with(days: &[DayDecision]) -> Result<Reference> {
    book().clone().with_days(days).map_err(|error| {
        tracing::info!(%error, "days do not fit");
        Error::refused("calendar-unfit")
    })
}

/// What days would do to filings that run; at most so many are named.
///
/// # Errors
/// `Refused` for a day that cannot be.
pub async fn try_out(db: &Db, days: &[DayDecision], most: usize) -> Result<Outcome> {
    let after = with(days)?;
    db.read(Actor::Clock, async |tx| {
        let today = china_day(tx.ctx.now);
        let mut outcome = Outcome::default();
        let mut last = None;
        loop {
            let batch = filings::list_counted(tx.conn, last, BATCH).await?;
            let Some(end) = batch.last().map(|filing| filing.id) else { return Ok(outcome) };
            last = Some(end);
            batch.into_iter().for_each(|filing| outcome.add(filing, &after, today, most));
        }
    })
    .await
}

impl Outcome {
    fn add(&mut self, filing: Filing, after: &Reference, today: NaiveDate, most: usize) {
        let (Some(now), Some(then)) = (due(&filing, book(), today), due(&filing, after, today)) else { return };
        self.counted += 1;
        self.settled += usize::from(now.is_provisional && !then.is_provisional);
        if now.on != then.on {
            self.moved += 1;
            if self.rows.len() < most {
                self.rows.push((filing, [now.on, then.on]));
            }
        }
    }
}

/// Decides, if nobody else did since the preview was shown.
///
/// # Errors
/// `Stale` when somebody did, `Refused` for a day that cannot be.
pub async fn decide(tx: &mut Tx<'_>, seen: usize, days: &[DayDecision], reason: &str) -> Result<()> {
    let Actor::Staff(staff, _) = tx.ctx.actor else { return Err(Error::Forbidden) };
    decisions::lock(tx.conn).await?;
    if decisions::count(tx.conn).await? != seen {
        return Err(Error::Stale);
    }
    with(days)?;
    store::insert(tx, staff, days, reason).await?;
    let dates: Vec<String> = days.iter().map(|own| own.date.to_string()).collect();
    let (first, last) = (dates.first().cloned().unwrap_or_default(), dates.last().cloned().unwrap_or_default());
    let event = Event::new(Action::CalendarDecided, Subject::new("calendar", first));
    audit::record(tx, event.because(reason).detail(format!("{} days to {last}", dates.len()))).await
}

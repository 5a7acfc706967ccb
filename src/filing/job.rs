//! What the clock does with many filings and websites, each in a transaction of its own: one that fails stops no other.

use chrono::TimeDelta;

use crate::clock::china_day;
use crate::db::{Db, Tx};
use crate::error::Result;
use crate::filing::service::{idle, watch};
use crate::notify::quiet;
use crate::reference::book;
use crate::values::actor::Actor;
use crate::values::ids::FilingId;

/// Looks at a portion of the websites that are due. Returns how many; call again until none is.
///
/// # Errors
/// When the database refuses.
pub async fn watch_due(db: &Db) -> Result<usize> {
    let due = db.write(Actor::Clock, async |tx| watch::list_due(tx).await).await?;
    for website in &due {
        if db.write(Actor::Clock, async |tx| watch::look_at(tx, *website).await).await.is_err() {
            // Without the error, which may quote what is sealed.
            tracing::warn!(%website, "website on record cannot be looked at");
            db.write(Actor::Clock, async |tx| watch::put_off(tx, *website).await).await?;
        }
    }
    Ok(due.len())
}

/// What the clock does with a filing.
#[derive(Debug, Clone, Copy)]
pub enum Duty {
    /// Reminds its owner that it will expire.
    Warn,
    /// Ends it.
    End,
    /// Reminds of the codes that nobody entered.
    Verify,
}

impl Duty {
    async fn list(self, tx: &mut Tx<'_>, after: Option<FilingId>) -> Result<Vec<FilingId>> {
        match self {
            Self::Warn => idle::list_unwarned(tx, after).await,
            Self::End => idle::list_ended(tx, after).await,
            Self::Verify => {
                let limits = book().limits(china_day(tx.ctx.now));
                let ahead = quiet::looks_ahead_to(tx.ctx.now, limits);
                let ends_by = ahead + TimeDelta::hours(limits.sms_reminder_before_hours);
                idle::list_verifying(tx, ends_by, after).await
            }
        }
    }

    async fn act(self, tx: &mut Tx<'_>, id: FilingId) -> Result<bool> {
        match self {
            Self::Warn => idle::warn(tx, id).await,
            Self::End => idle::end(tx, id).await,
            Self::Verify => idle::remind_to_verify(tx, id).await,
        }
    }
}

/// Does a duty with every filing for which it is due, one behind the other: those with which it fails keep no other from
/// their turn. Returns with how many it was done.
///
/// # Errors
/// When the database refuses to list them.
pub async fn do_all(db: &Db, duty: Duty) -> Result<usize> {
    let (mut done, mut last) = (0, None);
    loop {
        let due = db.read(Actor::Clock, async |tx| duty.list(tx, last).await).await?;
        let Some(newest) = due.last() else { return Ok(done) };
        last = Some(*newest);
        for id in due {
            match db.write(Actor::Clock, async |tx| duty.act(tx, id).await).await {
                Ok(is_done) => done += usize::from(is_done),
                Err(error) => tracing::warn!(%id, ?duty, %error, "the clock cannot do its part with a filing"),
            }
        }
    }
}

//! Instances that end: by the last day of their term or by release. Their unused numbers expire, and whoever has a running
//! filing on one is told; the case has a finding as long as it is so.

use crate::audit::{self, Action, Event, Subject};
use crate::clock::china_day;
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::hosting::instance::Instance;
use crate::hosting::store::{self, findings, numbers, uses};
use crate::notify;
use crate::notify::notice::Notice;
use crate::values::ids::InstanceId;

/// A portion of the instances whose term is over and whose end nobody noticed, behind one of them.
///
/// # Errors
/// When the database refuses.
pub async fn list_due(tx: &mut Tx<'_>, after: Option<InstanceId>) -> Result<Vec<InstanceId>> {
    store::list_due(tx.conn, china_day(tx.ctx.now), after).await
}

/// Ends an instance if its term is still over.
///
/// # Errors
/// When the database refuses.
pub async fn end_due(tx: &mut Tx<'_>, id: InstanceId) -> Result<()> {
    let due = store::lock_due(tx.conn, china_day(tx.ctx.now), id).await?;
    match due {
        Some(instance) => end(tx, &instance, false).await,
        None => Ok(()),
    }
}

/// Notes that an instance was given back; one that was already stays so.
///
/// # Errors
/// `NotFound` when there is none.
pub async fn release(tx: &mut Tx<'_>, code: &str) -> Result<()> {
    let stored = store::lock_by_code(tx.conn, &[code]).await?.remove(code).ok_or(Error::NotFound)?;
    if stored.instance.released {
        return Ok(());
    }
    // Its term was over before: who had to know was told then.
    if stored.is_ended {
        store::update_ended(tx.conn, stored.instance.id, true, tx.ctx.now).await?;
        return audit::record(tx, event(&stored.instance, true)).await;
    }
    end(tx, &stored.instance, true).await
}

async fn end(tx: &mut Tx<'_>, instance: &Instance, released: bool) -> Result<()> {
    let ids = [instance.id];
    store::update_ended(tx.conn, instance.id, released, tx.ctx.now).await?;
    numbers::expire(tx.conn, &ids, tx.ctx.now).await?;
    findings::insert(tx.conn, instance.id, released, tx.ctx.now).await?;
    for held in uses::list_held(tx.conn, instance.id).await? {
        let notice = Notice::ServerEnded { instance: instance.code.clone() };
        notify::service::tell(tx, held.owner, Some(held.filing), notice).await?;
    }
    audit::record(tx, event(instance, released)).await
}

fn event(instance: &Instance, released: bool) -> Event {
    let how = if released { "released" } else { "term over" };
    Event::new(Action::InstanceEnded, Subject::new("instance", &instance.code)).detail(how)
}

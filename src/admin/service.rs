//! What is done with deliveries: send again, hold a channel, let it go on. All of it audited.

use uuid::Uuid;

use super::store;
use crate::audit::{self, Action, Event, Subject};
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::notify::jobs::{SendMail, SendSms, topic};
use crate::notify::notice::Channel;
use crate::outbox;
use crate::values::actor::Actor;
use crate::values::ids::OutboxId;

/// Sends a message again: what waits is tried now, what failed gets a new job.
///
/// # Errors
/// `Refused` when it was sent, or its link or code is gone.
pub async fn resend(tx: &mut Tx<'_>, id: Uuid) -> Result<()> {
    let delivery = store::load(tx.conn, id).await?;
    if !delivery.can_be_sent_again() {
        return Err(Error::refused("delivery-not-again"));
    }
    let runs = match delivery.job {
        Some(job) => outbox::store::run_again(tx.conn, job).await?,
        None => false,
    };
    let job = match (delivery.job.filter(|_| runs), delivery.channel) {
        (Some(job), _) => job,
        (None, Channel::Mail) => outbox::enqueue(tx, &SendMail { notice: delivery.notice }).await?,
        (None, Channel::Sms) => outbox::enqueue(tx, &SendSms { notice: delivery.notice }).await?,
    };
    store::update_waiting(tx.conn, id, job).await?;
    let event = Event::new(Action::DeliveryHandled, Subject::new("delivery", id));
    audit::record(tx, event.detail("sent again")).await
}

/// Runs a job again that was given up; with a message, the message waits again.
///
/// # Errors
/// `Refused` when it is not dead any more, or carries a link or code that is gone.
pub async fn run_again(tx: &mut Tx<'_>, job: OutboxId) -> Result<()> {
    if let Some(delivery) = store::find_of_job(tx.conn, job).await? {
        return resend(tx, delivery).await;
    }
    if !outbox::store::run_again(tx.conn, job).await? {
        return Err(Error::refused("delivery-job-gone"));
    }
    audit::record(tx, Event::new(Action::DeliveryHandled, Subject::new("job", job)).detail("run again")).await
}

/// Lets a job be that was given up: it is shown no more.
///
/// # Errors
/// `Refused` when it is not dead any more.
pub async fn dismiss(tx: &mut Tx<'_>, job: OutboxId) -> Result<()> {
    if !outbox::store::dismiss(tx.conn, job).await? {
        return Err(Error::refused("delivery-job-gone"));
    }
    audit::record(tx, Event::new(Action::DeliveryHandled, Subject::new("job", job)).detail("dismissed")).await
}

/// Holds a channel or lets it go on.
///
/// # Errors
/// When the database refuses.
pub async fn hold(tx: &mut Tx<'_>, channel: Channel, is_held: bool) -> Result<()> {
    let Actor::Staff(staff, _) = tx.ctx.actor else { return Err(Error::Forbidden) };
    let topic = topic(channel);
    if is_held {
        store::pause(tx.conn, topic, staff).await?;
    } else {
        store::resume(tx.conn, topic).await?;
    }
    let event = Event::new(Action::DeliveryHandled, Subject::new("topic", topic));
    audit::record(tx, event.detail(if is_held { "held" } else { "goes on" })).await
}

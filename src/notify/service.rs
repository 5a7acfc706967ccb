//! Telling people: the notice, its deliveries and their jobs, in the transaction of what caused it.

use super::answer::Answer;
use super::facts::FilingFacts;
use super::jobs::{SendMail, SendSms};
use super::notice::{Channel, Notice};
use super::store::{self, Outgoing, Reach, reminders};
use crate::clock::china_day;
use crate::db::Tx;
use crate::error::Result;
use crate::outbox;
use crate::reference::book;
use crate::values::ids::{AccountId, FilingId, NoticeId, OutboxId};

/// Tells the owner of an account something, in the account's language, by every channel that fits. The filing's
/// reference and public name are frozen with it.
///
/// # Errors
/// When account or filing does not exist or the database refuses.
pub async fn tell(tx: &mut Tx<'_>, account: AccountId, filing: Option<FilingId>, notice: Notice) -> Result<NoticeId> {
    tx.reach_all(async |tx| {
        let filing = match filing {
            Some(id) => Some((id, store::load_filing_facts(tx, id).await?)),
            None => None,
        };
        write(tx, account, filing, notice).await
    })
    .await
}

/// [`tell`] about a filing by whoever has the words for it already.
///
/// # Errors
/// As [`tell`].
pub async fn tell_of(
    tx: &mut Tx<'_>,
    account: AccountId,
    filing: (FilingId, FilingFacts),
    notice: Notice,
) -> Result<NoticeId> {
    tx.reach_all(async |tx| write(tx, account, Some(filing), notice).await).await
}

async fn write(
    tx: &mut Tx<'_>,
    account: AccountId,
    filing: Option<(FilingId, FilingFacts)>,
    notice: Notice,
) -> Result<NoticeId> {
    let reach = store::load_reach(tx, account).await?;
    let channels = channels(&notice, &reach);
    let id = store::insert_notice(tx, account, filing, notice, reach.lang).await?;
    for channel in channels {
        let job = enqueue(tx, id, channel).await?;
        store::insert_delivery(tx, id, channel, job).await?;
    }
    Ok(id)
}

/// Records what became of an attempt to send. An address refused for good is marked; the person is then told by the
/// other channel that there is news.
///
/// # Errors
/// When the database refuses.
pub async fn record(tx: &mut Tx<'_>, out: &Outgoing, answer: &Answer, is_last: bool) -> Result<()> {
    let state = match answer {
        Answer::Accepted(_) => "sent",
        Answer::Refused(_) => "refused",
        Answer::Rejected(_) => "failed",
        Answer::TryAgain(_) if is_last => "failed",
        Answer::TryAgain(_) => "waiting",
    };
    if !store::update_delivery(tx, out, state, answer.words()).await? {
        return Ok(());
    }
    match answer {
        Answer::Accepted(_) => store::mark_address(tx, out, false).await?,
        Answer::Refused(_) => {
            store::mark_address(tx, out, true).await?;
            fall_back(tx, out).await?;
        }
        Answer::Rejected(_) | Answer::TryAgain(_) => {}
    }
    if matches!(state, "sent" | "refused") {
        store::wipe_secret(tx, out.notice).await?;
    }
    Ok(())
}

/// Sends a portion of the reminders that are due, those whose cause is gone taken out. Returns how many were sent.
///
/// # Errors
/// When the database refuses.
pub async fn remind_due(tx: &mut Tx<'_>) -> Result<usize> {
    reminders::cancel_settled(tx).await?;
    let due = reminders::take_due(tx).await?;
    let count = due.len();
    let days = book().limits(china_day(tx.ctx.now)).licence_reminder_days;
    for reminder in due {
        let website_number = reminder.website_number.clone();
        let notice = match reminder.deadline {
            Some(deadline) => Notice::PsbReminder { website_number, deadline },
            // Until its number is told there is always another.
            None => {
                reminders::repeat(tx, &reminder, days).await?;
                Notice::LicenceReminder { website_number }
            }
        };
        tell(tx, reminder.account, reminder.filing, notice).await?;
    }
    Ok(count)
}

/// A mail that nobody gets any more: an SMS says that there is news.
async fn fall_back(tx: &mut Tx<'_>, out: &Outgoing) -> Result<()> {
    let Some(account) = out.own_account().filter(|_| out.channel == Channel::Mail) else { return Ok(()) };
    let reach = store::load_reach(tx, account).await?;
    let is_told = store::has_delivery(tx, out.notice, Channel::Sms).await?;
    if is_told || !reach.is_mobile_fit || !out.facts.notice.is_about_filing() {
        return Ok(());
    }
    let job = enqueue(tx, out.notice, Channel::Sms).await?;
    store::insert_delivery(tx, out.notice, Channel::Sms, job).await
}

async fn enqueue(tx: &mut Tx<'_>, notice: NoticeId, channel: Channel) -> Result<OutboxId> {
    match channel {
        Channel::Mail => outbox::enqueue(tx, &SendMail { notice }).await,
        Channel::Sms => outbox::enqueue(tx, &SendSms { notice }).await,
    }
}

/// The channels that fit; where none does, news of a filing goes by SMS all the same.
fn channels(notice: &Notice, reach: &Reach) -> Vec<Channel> {
    let fitting: Vec<Channel> =
        notice.channels(reach.wishes).into_iter().filter(|channel| fits(*channel, notice, reach)).collect();
    if fitting.is_empty() && !reach.is_closed && reach.is_mobile_fit && notice.is_about_filing() {
        return vec![Channel::Sms];
    }
    fitting
}

/// Whether a notice goes by this channel: not to an address that was refused for good, unless it was asked for just
/// now or goes to another address than the account's; a closed account has none of its own.
fn fits(channel: Channel, notice: &Notice, reach: &Reach) -> bool {
    let secrets = notice.secrets();
    if reach.is_closed {
        return channel == Channel::Mail && secrets.mail_to.is_some();
    }
    match channel {
        Channel::Mail => secrets.mail_to.is_some() || notice.is_asked_for() || !reach.is_email_refused,
        Channel::Sms => secrets.sms_to.is_some() || reach.is_mobile_fit || (notice.is_asked_for() && reach.has_mobile),
    }
}

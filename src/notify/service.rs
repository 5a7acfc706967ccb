//! Telling people: the notice, its deliveries and their jobs, in the transaction of what caused it.

use super::jobs::{SendMail, SendSms};
use super::notice::{Channel, Notice};
use super::store::{self, Reach};
use crate::db::Tx;
use crate::error::Result;
use crate::outbox;
use crate::values::ids::{AccountId, FilingId, NoticeId};

/// Tells the owner of an account something, in the account's language, by every channel that fits. The filing's
/// reference and public name are frozen with it.
///
/// # Errors
/// When account or filing does not exist or the database refuses.
pub async fn tell(tx: &mut Tx<'_>, account: AccountId, filing: Option<FilingId>, notice: Notice) -> Result<NoticeId> {
    let reach = store::load_reach(tx, account).await?;
    let filing = match filing {
        Some(id) => Some((id, store::load_filing_facts(tx, id).await?)),
        None => None,
    };
    let channels: Vec<Channel> =
        notice.channels().iter().copied().filter(|channel| fits(*channel, &notice, &reach)).collect();
    let id = store::insert_notice(tx, account, filing, notice, reach.lang).await?;
    for channel in channels {
        let job = match channel {
            Channel::Mail => outbox::enqueue(tx, &SendMail { notice: id }).await?,
            Channel::Sms => outbox::enqueue(tx, &SendSms { notice: id }).await?,
        };
        store::insert_delivery(tx, id, channel, job).await?;
    }
    Ok(id)
}

/// Whether a notice goes by this channel: not to an address that was refused for good, unless it was asked for just
/// now or goes to another address than the account's.
fn fits(channel: Channel, notice: &Notice, reach: &Reach) -> bool {
    let secrets = notice.secrets();
    if reach.is_closed {
        return false;
    }
    match channel {
        Channel::Mail => secrets.mail_to.is_some() || notice.is_asked_for() || !reach.is_email_refused,
        Channel::Sms => secrets.sms_to.is_some() || reach.is_mobile_fit || (notice.is_asked_for() && reach.has_mobile),
    }
}

//! The owner tells how the paper file was sent. The state stays: that the paper arrived is the desk's to say.

use crate::audit;
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::filing::mailing::Mailing;
use crate::filing::state::State;
use crate::filing::store;
use crate::values::FilingRef;
use crate::values::ids::AccountId;

/// Keeps courier and number, and again when they were wrong.
///
/// # Errors
/// `NotFound` for another's filing, `Refused` where no paper is awaited.
pub async fn tell(tx: &mut Tx<'_>, owner: AccountId, reference: &FilingRef, mailing: &Mailing) -> Result<()> {
    let filing = store::load_owned(tx.conn, reference, owner).await?;
    let filing = store::load_for_update(tx.conn, filing.id).await?;
    if !matches!(filing.state, State::AwaitingMail { .. }) {
        return Err(Error::refused("after-mailing-refused"));
    }
    store::mailings::put(tx, filing.id, filing.round, mailing).await?;
    let told = audit::Event::new(audit::Action::MailingTold, audit::Subject::filing(filing.id));
    audit::record(tx, told.detail(format!("round {}", filing.round))).await
}

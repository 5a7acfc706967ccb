//! Records that change hands: claimed by their owner, or sent to another account by the code that account made.

use diesel_async::AsyncPgConnection;

use crate::audit;
use crate::clock::china_day;
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::filing::application::Application;
use crate::filing::application::operation::ReceivingCode;
use crate::filing::state::Filing;
use crate::filing::store;
use crate::reference;
use crate::registry::service::changes;
use crate::sealing::Sealer;
use crate::values::ids::{AccountId, EntityId};

fn code_hash(sealer: &Sealer, code: &ReceivingCode) -> Vec<u8> {
    sealer.search_hash("receiving code", code.reveal().as_bytes()).to_vec()
}

/// Makes the code by which an account receives a record; an earlier one is void. It is known only now.
///
/// # Errors
/// `Refused` when the account files for an entity already.
pub async fn make_code(tx: &mut Tx<'_>, account: AccountId) -> Result<ReceivingCode> {
    ensure_free(tx.conn, account).await?;
    let mut bytes = [0_u8; 12];
    getrandom::fill(&mut bytes).map_err(|error| anyhow::anyhow!("no random bytes: {error}"))?;
    let code = ReceivingCode::from_bytes(bytes);
    let days = reference::book().limits(china_day(tx.ctx.now)).transfer_code_days;
    let until = tx.ctx.now + chrono::TimeDelta::days(days);
    store::codes::put(tx.conn, account, &code_hash(tx.sealer, &code), until).await?;
    audit::record(tx, audit::Event::new(audit::Action::ReceivingCodeMade, audit::Subject::account(account))).await?;
    Ok(code)
}

/// The account that made a code, if it may still receive a record.
///
/// # Errors
/// `Refused` for a code that is unknown, void, of the sender itself, or of an account that files for an entity.
pub async fn receiver(tx: &mut Tx<'_>, sender: AccountId, code: &ReceivingCode) -> Result<AccountId> {
    let found = store::codes::find(tx.conn, &code_hash(tx.sealer, code), tx.ctx.now).await?;
    let account = found.filter(|account| *account != sender).ok_or(Error::refused("filing-operation-code-unknown"))?;
    ensure_free(tx.conn, account).await?;
    Ok(account)
}

async fn ensure_free(conn: &mut AsyncPgConnection, account: AccountId) -> Result<()> {
    let is_free = store::accounts::is_free(conn, account).await?;
    if is_free { Ok(()) } else { Err(Error::refused("filing-operation-code-taken")) }
}

/// The record goes to whoever claimed it, or to the account whose code was given.
pub(super) async fn move_account(
    tx: &mut Tx<'_>,
    filing: &Filing,
    application: &Application,
    entity: EntityId,
) -> Result<()> {
    let code = application.operation.as_ref().and_then(|operation| operation.receiving_code.as_ref());
    let Some(code) = code else {
        let before = changes::move_account(tx, entity, filing.owner).await?;
        // Somebody else was quicker: nothing is taken from them.
        return if before.is_none() { Ok(()) } else { Err(Error::refused("filing-refused-record-gone")) };
    };
    let to = receiver(tx, filing.owner, code).await?;
    store::codes::remove(tx.conn, to).await?;
    let before = changes::move_account(tx, entity, to).await?;
    if before != Some(filing.owner) {
        return Err(Error::refused("filing-refused-record-gone"));
    }
    store::accounts::free_entity(tx.conn, filing.owner, &filing.entity_hash).await?;
    store::accounts::bind_entity(tx.conn, to, &filing.entity_hash, &filing.entity_hash).await
}

//! Records that change hands: claimed by their owner, sent to another account, or a website to another entity, by the code
//! that account made.

use diesel::dsl::exists;
use diesel::prelude::*;
use diesel::select;
use diesel_async::{AsyncPgConnection, RunQueryDsl};

use crate::audit;
use crate::clock::china_day;
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::filing::application::Application;
use crate::filing::application::operation::ReceivingCode;
use crate::filing::kind::Kind;
use crate::filing::state::{Filing, Numbers};
use crate::filing::store;
use crate::notify::notice::Notice;
use crate::registry::entity::{Entity, EntityName};
use crate::registry::service::changes;
use crate::registry::store as registry;
use crate::schema::filings;
use crate::sealing::Sealer;
use crate::values::ids::{AccountId, EntityId, WebsiteId};
use crate::{notify, reference};

fn code_hash(sealer: &Sealer, code: &ReceivingCode) -> Vec<u8> {
    sealer.search_hash("receiving code", code.reveal().as_bytes()).to_vec()
}

/// Makes the code by which an account receives a record, or a website where it has an entity; an earlier one is void. It is
/// known only now.
///
/// # Errors
/// `Refused` when the account files for an entity that is not on record yet, or its code stands in a filing.
pub async fn make_code(tx: &mut Tx<'_>, account: AccountId) -> Result<ReceivingCode> {
    if current(tx, account).await?.is_none() {
        ensure_free(tx.conn, account).await?;
    }
    if store::codes::is_held(tx.conn, account).await? {
        return Err(Error::refused("filing-operation-code-held"));
    }
    let mut bytes = [0_u8; 12];
    getrandom::fill(&mut bytes).map_err(|error| anyhow::anyhow!("no random bytes: {error}"))?;
    let code = ReceivingCode::from_bytes(bytes);
    let days = reference::book().limits(china_day(tx.ctx.now)).transfer_code_days;
    let until = tx.ctx.now + chrono::TimeDelta::days(days);
    store::codes::put(tx.conn, account, &code_hash(tx.sealer, &code), until).await?;
    audit::record(tx, audit::Event::new(audit::Action::ReceivingCodeMade, audit::Subject::account(account))).await?;
    Ok(code)
}

/// The account that made a code, if it may still receive what a filing sends.
///
/// # Errors
/// `Refused` for a code that is unknown, void, of the sender itself, or held by another filing; of an account that files for an entity where it
/// receives a record; of one whose entity cannot take the website where it receives that.
pub async fn receiver(tx: &mut Tx<'_>, filing: &Filing, code: &ReceivingCode) -> Result<AccountId> {
    tx.reach_all(async |tx| {
        let found = store::codes::find(tx.conn, &code_hash(tx.sealer, code), tx.ctx.now).await?;
        let other = found.filter(|(account, _)| *account != filing.owner);
        let (account, held_by) = other.ok_or(Error::refused("filing-operation-code-unknown"))?;
        if held_by.is_some_and(|holder| holder != filing.id) {
            return Err(Error::refused("filing-operation-code-held"));
        }
        if filing.kind == Kind::MigrateSite {
            target(tx, filing, account).await?;
        } else {
            ensure_free(tx.conn, account).await?;
        }
        Ok(account)
    })
    .await
}

/// Holds the code of a filing that is handed in, until it ends.
pub(super) async fn hold(tx: &mut Tx<'_>, filing: &Filing, application: &Application) -> Result<()> {
    let code = application.operation.as_ref().and_then(|operation| operation.receiving_code.as_ref());
    let Some(code) = code else { return Ok(()) };
    receiver(tx, filing, code).await?;
    // Two who send at once are told apart here.
    let is_held = store::codes::hold(tx.conn, &code_hash(tx.sealer, code), filing.id).await?;
    if is_held { Ok(()) } else { Err(Error::refused("filing-operation-code-held")) }
}

/// What an account has on record.
async fn current(tx: &mut Tx<'_>, account: AccountId) -> Result<Option<Entity>> {
    let own = registry::list_entities(tx, account).await?;
    Ok(own.into_iter().find(|entity| entity.cancelled_on.is_none()))
}

/// The entity that a website moves to: an organisation of the same province, with no filing open.
async fn target(tx: &mut Tx<'_>, filing: &Filing, account: AccountId) -> Result<Entity> {
    let entity = current(tx, account).await?.ok_or(Error::refused("filing-operation-code-no-entity"))?;
    if matches!(entity.name, EntityName::Individual(_)) {
        return Err(Error::refused("filing-operation-code-individual"));
    }
    if entity.province != filing.province {
        return Err(Error::refused("filing-operation-code-province"));
    }
    let open = filings::table.filter(filings::entity_hash.eq(&entity.hash).and(filings::is_open));
    if select(exists(open)).get_result(tx.conn).await? {
        return Err(Error::refused("filing-operation-code-busy"));
    }
    Ok(entity)
}

/// The website goes to the entity whose account made the code, under the number the bureau gave.
pub(super) async fn move_website(
    tx: &mut Tx<'_>,
    application: &Application,
    website: WebsiteId,
    numbers: &Numbers,
) -> Result<()> {
    let code = application.operation.as_ref().and_then(|operation| operation.receiving_code.as_ref());
    let code = code.ok_or(Error::refused("filing-operation-code-unknown"))?;
    let found = store::codes::find(tx.conn, &code_hash(tx.sealer, code), tx.ctx.now).await?;
    let (to, _) = found.ok_or(Error::refused("filing-operation-code-unknown"))?;
    // The bureau has decided: what was opened at the target meanwhile is no hindrance any more.
    let entity = current(tx, to).await?.ok_or(Error::refused("filing-operation-code-no-entity"))?;
    let [number] = numbers.websites.as_slice() else { return Err(Error::refused("registry-refused-numbers")) };
    if entity.number != numbers.entity.as_str() {
        return Err(Error::refused("registry-refused-numbers"));
    }
    store::codes::remove(tx.conn, to).await?;
    changes::move_website(tx, website, entity.id, number.to_string()).await?;
    notify::service::tell(tx, to, None, Notice::RecordReceived { website: true }).await.map(|_| ())
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
    let to = receiver(tx, filing, code).await?;
    store::codes::remove(tx.conn, to).await?;
    let before = changes::move_account(tx, entity, to).await?;
    if before != Some(filing.owner) {
        return Err(Error::refused("filing-refused-record-gone"));
    }
    store::accounts::free_entity(tx.conn, filing.owner, &filing.entity_hash).await?;
    store::accounts::bind_entity(tx.conn, to, &filing.entity_hash, &filing.entity_hash).await?;
    notify::service::tell(tx, to, None, Notice::RecordReceived { website: false }).await.map(|_| ())
}

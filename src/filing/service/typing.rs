//! What is known of an entity and a domain when the type of a filing is decided.

use diesel::dsl::exists;
use diesel::prelude::*;
use diesel::select;
use diesel_async::RunQueryDsl;

use crate::db::Tx;
use crate::error::Result;
use crate::filing::application::TypeCheck;
use crate::filing::store;
use crate::filing::type_check::Known;
use crate::registry::entity::entity_hash;
use crate::registry::service::StatusLookup;
use crate::schema::{filing_domains, filings};
use crate::values::ids::AccountId;

/// Asks the registry, the open filings and the account.
///
/// # Errors
/// When the database refuses.
pub async fn known(
    tx: &mut Tx<'_>,
    account: AccountId,
    check: &TypeCheck,
    lookup: &impl StatusLookup,
) -> Result<Known> {
    let hash = entity_hash(tx.sealer, &check.entity_key());
    let domain = check.domain.as_str();
    let busy_entity = filings::table.filter(filings::entity_hash.eq(&hash).and(filings::is_open));
    let busy_domain = filing_domains::table.filter(filing_domains::domain.eq(domain).and(filing_domains::is_open));
    Ok(Known {
        entity: lookup.entity(tx, account, &hash).await?,
        domain: lookup.domain(tx, &hash, domain).await?,
        answer: check.already_filed,
        account_is_taken: store::accounts::ensure_entity(tx.conn, account, &hash).await.is_err(),
        entity_is_busy: select(exists(busy_entity)).get_result(tx.conn).await?,
        domain_is_busy: select(exists(busy_domain)).get_result(tx.conn).await?,
    })
}

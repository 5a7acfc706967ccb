//! What is known of an entity and a domain when the type of a filing is decided.

use diesel::dsl::exists;
use diesel::prelude::*;
use diesel::select;
use diesel_async::RunQueryDsl;

use super::lookups;
use crate::clock::china_day;
use crate::db::Tx;
use crate::error::Result;
use crate::filing::application::{AlreadyFiled, TypeCheck};
use crate::filing::lookup::{Answer, Lookup};
use crate::filing::store;
use crate::filing::type_check::{self, Difference, Known, Outcome};
use crate::reference::book;
use crate::registry::entity::{document_hash, entity_hash};
use crate::registry::lookup::{DomainStatus, EntityStatus, Question, Told};
use crate::registry::service::{StatusLookup, told};
use crate::registry::store::barred;
use crate::registry::store::lookup as registry;
use crate::registry::store::told as store_told;
use crate::registry::store::told::Key;
use crate::schema::{filing_domains, filings};
use crate::values::ids::AccountId;

/// Kinds of documents that the interface can ask for (6.5).
const ASKED_KINDS: std::ops::RangeInclusive<i64> = 1..=11;

/// Asks the registers, what a specialist answered, the open filings and the account.
///
/// # Errors
/// When the database refuses.
pub async fn known(
    tx: &mut Tx<'_>,
    account: AccountId,
    check: &TypeCheck,
    lookup: &impl StatusLookup,
) -> Result<Known> {
    tx.reach_all(async |tx| {
        let hash = entity_hash(tx.sealer, &check.entity_key());
        let domain = check.domain.as_str();
        let busy_entity = filings::table.filter(filings::entity_hash.eq(&hash).and(filings::is_open));
        let busy_domain = filing_domains::table.filter(filing_domains::domain.eq(domain).and(filing_domains::is_open));
        let mut known = on_record(tx, account, check, lookup).await?;
        known.account_is_taken = store::accounts::ensure_entity(tx.conn, account, &hash).await.is_err();
        let (entity, domain): (bool, bool) =
            select((exists(busy_entity), exists(busy_domain))).get_result(tx.conn).await?;
        known.entity_is_busy |= entity;
        known.domain_is_busy |= domain;
        Ok(known)
    })
    .await
}

/// The same without what other filings and the account say: that the database refuses by itself.
pub(super) async fn on_record(
    tx: &mut Tx<'_>,
    account: AccountId,
    check: &TypeCheck,
    lookup: &impl StatusLookup,
) -> Result<Known> {
    let hash = entity_hash(tx.sealer, &check.entity_key());
    let domain = check.domain.as_str();
    let owner = registry::find_entity_owner(tx.conn, &hash).await?;
    let province = registry::find_entity_province(tx.conn, &hash).await?;
    let is_renamed = match check.entity_name.organisation() {
        Some(name) => registry::has_other_certificate(tx.conn, name.as_str(), &check.province, &hash).await?,
        None => false,
    };
    let mut known = Known {
        entity: lookup.entity(tx, account, &hash).await?,
        domain: lookup.domain(tx, &hash, domain).await?,
        is_filed: lookup.is_on_record(tx, &hash).await?,
        answer: Some(check.already_filed),
        is_unclaimed: owner == Some(None),
        is_barred: !barred::list(tx.conn, &document_hash(tx.sealer, check.certificate.reveal()), &[domain])
            .await?
            .is_empty(),
        difference: match province {
            Some(own) if own != check.province => Some(Difference::Province),
            _ => is_renamed.then_some(Difference::Certificate),
        },
        ..Known::default()
    };
    if let Some(answer) = lookups::answered(tx, &hash, domain, tx.ctx.now).await? {
        answer.add_to(&mut known);
    }
    // Who has a website on record through others is on record through others.
    if known.is_filed && known.domain == Some(DomainStatus::Elsewhere) {
        known.entity = known.entity.or(Some(EntityStatus::Elsewhere));
    }
    Ok(known)
}

/// What can be asked outside because nothing here knows it.
///
/// # Errors
/// When the database refuses.
pub async fn questions(tx: &mut Tx<'_>, check: &TypeCheck) -> Result<Vec<Question>> {
    let hash = entity_hash(tx.sealer, &check.entity_key());
    let domain = check.domain.as_str();
    let mut questions = Vec::new();
    let is_known = registry::find_entity_owner(tx.conn, &hash).await?.is_some();
    if !is_known && !told::is_told(tx, Key::Document(&hash)).await? {
        // Kinds that came later cannot be asked for.
        let kind = check.certificate.kind().code().parse().ok().filter(|kind| ASKED_KINDS.contains(kind));
        let number = check.certificate.reveal().to_owned();
        questions.extend(kind.map(|kind| Question::Document { kind, number, is_personal: check.is_individual() }));
    }
    let is_known = registry::find_domain_entity(tx.conn, domain).await?.is_some();
    if !is_known && !told::is_told(tx, Key::Domain(domain)).await? {
        questions.push(Question::Domain(domain.to_owned()));
    }
    Ok(questions)
}

/// Keeps what was told about what was typed.
///
/// # Errors
/// When the database refuses.
pub async fn keep_told(tx: &mut Tx<'_>, check: &TypeCheck, answers: &[(Question, Told)]) -> Result<()> {
    let hash = entity_hash(tx.sealer, &check.entity_key());
    for (question, told) in answers {
        let key = match question {
            Question::Document { .. } => Key::Document(&hash),
            Question::Domain(domain) => Key::Domain(domain),
        };
        store_told::put(tx, key, told).await?;
    }
    Ok(())
}

/// Whether an answer leads to another type than the one that was begun on the applicant's word.
pub(super) fn contradicts(asked: &Lookup, answer: &Answer) -> bool {
    let said = match asked.hint {
        AlreadyFiled::None => (EntityStatus::NotFiled, DomainStatus::NotFiled),
        AlreadyFiled::Entity => (EntityStatus::Elsewhere, DomainStatus::NotFiled),
        AlreadyFiled::Domain => (EntityStatus::Elsewhere, DomainStatus::Elsewhere),
        AlreadyFiled::Unknown => return true,
    };
    (answer.entity, answer.domain) != said || !answer.troubles.is_empty()
}

/// What the type of a filing is by what is on record now.
///
/// # Errors
/// When the database refuses.
pub async fn outcome(
    tx: &mut Tx<'_>,
    account: AccountId,
    check: &TypeCheck,
    lookup: &impl StatusLookup,
) -> Result<Outcome> {
    let known = on_record(tx, account, check, lookup).await?;
    Ok(type_check::decide(&known, &check.province, book(), china_day(tx.ctx.now)))
}

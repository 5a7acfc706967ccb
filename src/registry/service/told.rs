//! What a system outside told, as a source of what is on record: after the own registry, and for some hours.

use std::pin::Pin;

use chrono::{DateTime, TimeDelta, Utc};

use super::{OwnRegistry, StatusLookup};
use crate::clock::china_day;
use crate::db::Tx;
use crate::error::Result;
use crate::reference::book;
use crate::registry::lookup::{DomainStatus, EntityStatus, Question, Told};
use crate::registry::store::lookup::find_entity_number;
use crate::registry::store::told::{self, Key};
use crate::values::EntityNumber;
use crate::values::ids::AccountId;

/// Answers to some questions, in their order.
pub type Telling<'a> = Pin<Box<dyn Future<Output = Vec<Option<Told>>> + 'a>>;

/// A system outside that can be asked at once.
pub trait Outside: Send + Sync {
    /// Asks. None is unknown: it was not asked, did not answer in time, or answered something else.
    fn ask<'a>(&'a self, questions: &'a [Question]) -> Telling<'a>;
}

/// The own registry, then what was told from outside.
#[derive(Debug, Clone, Copy, Default)]
pub struct Registers;

impl StatusLookup for Registers {
    async fn entity(&self, tx: &mut Tx<'_>, account: AccountId, hash: &[u8]) -> Result<Option<EntityStatus>> {
        if let Some(own) = OwnRegistry.entity(tx, account, hash).await? {
            return Ok(Some(own));
        }
        // Who is on record may be so through others, through nobody, or as an empty shell: that is not told.
        let told = find(tx, Key::Document(hash)).await?;
        Ok(told.filter(|told| !told.is_filed).map(|_| EntityStatus::NotFiled))
    }

    async fn domain(&self, tx: &mut Tx<'_>, entity: &[u8], domain: &str) -> Result<Option<DomainStatus>> {
        if let Some(own) = OwnRegistry.domain(tx, entity, domain).await? {
            return Ok(Some(own));
        }
        let Some(told) = find(tx, Key::Domain(domain)).await? else { return Ok(None) };
        let own = find_entity_number(tx.conn, entity).await?;
        let of_entity = find(tx, Key::Document(entity)).await?;
        Ok(status(&told, own.as_deref(), of_entity.as_ref()))
    }

    async fn is_on_record(&self, tx: &mut Tx<'_>, hash: &[u8]) -> Result<bool> {
        Ok(find(tx, Key::Document(hash)).await?.is_some_and(|told| told.is_filed))
    }
}

/// The status of a domain, seen from an entity: by its number on record here, or by what was told of it.
fn status(domain: &Told, own_number: Option<&str>, entity: Option<&Told>) -> Option<DomainStatus> {
    if !domain.is_filed {
        return Some(DomainStatus::NotFiled);
    }
    if own_number.is_none() && entity.is_some_and(|told| !told.is_filed) {
        return Some(DomainStatus::OtherEntity);
    }
    let number = own_number.or_else(|| entity?.entity_number.as_deref());
    let (own, other) =
        (EntityNumber::parse(number?).ok()?, EntityNumber::parse(domain.entity_number.as_deref()?).ok()?);
    Some(if own == other { DomainStatus::Elsewhere } else { DomainStatus::OtherEntity })
}

/// Since when what was told holds now.
fn since(tx: &Tx<'_>) -> DateTime<Utc> {
    tx.ctx.now - TimeDelta::hours(book().limits(china_day(tx.ctx.now)).bureau_status_hours)
}

async fn find(tx: &mut Tx<'_>, key: Key<'_>) -> Result<Option<Told>> {
    let since = since(tx);
    told::find(tx.conn, key, since).await
}

/// Whether a question has an answer still.
///
/// # Errors
/// When the database refuses.
pub async fn is_told(tx: &mut Tx<'_>, key: Key<'_>) -> Result<bool> {
    Ok(find(tx, key).await?.is_some())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_domain_is_of_the_entity_whose_number_it_has() {
        use DomainStatus as D;
        let filed = |number: &str| Told { is_filed: true, entity_number: Some(number.to_owned()) };
        let none = Told { is_filed: false, entity_number: None };
        let (ours, other) = ("京ICP备2026000001号", "沪ICP备2020000002号");
        let bare = Told { is_filed: true, entity_number: None };
        for (domain, own, entity, status) in [
            (&none, None, None, Some(D::NotFiled)),
            (&filed(other), None, Some(&none), Some(D::OtherEntity)),
            (&filed(ours), None, Some(&filed(ours)), Some(D::Elsewhere)),
            (&filed(other), None, Some(&filed(ours)), Some(D::OtherEntity)),
            (&filed(ours), Some(ours), None, Some(D::Elsewhere)),
            (&filed(other), Some(ours), Some(&none), Some(D::OtherEntity)),
            (&filed(ours), Some(ours), Some(&none), Some(D::Elsewhere)),
            (&filed(other), None, None, None),
            (&bare, None, Some(&filed(ours)), None),
            (&filed(other), None, Some(&bare), None),
        ] {
            assert_eq!(super::status(domain, own, entity), status, "{domain:?} {own:?} {entity:?}");
        }
    }
}

//! What a system outside told of documents and domains, for as long as that holds.

use chrono::{DateTime, Utc};
use diesel::insert_into;
use diesel::prelude::*;
use diesel::upsert::excluded;
use diesel_async::{AsyncPgConnection, RunQueryDsl};

use crate::db::Tx;
use crate::error::Result;
use crate::registry::lookup::Told;
use crate::schema::bureau_statuses as t;

/// What was asked for: the keyed hash of an entity, or a domain in ASCII form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Key<'a> {
    /// An entity.
    Document(&'a [u8]),
    /// A domain.
    Domain(&'a str),
}

impl<'a> Key<'a> {
    fn columns(self) -> (&'static str, &'a [u8]) {
        match self {
            Self::Document(hash) => ("document", hash),
            Self::Domain(domain) => ("domain", domain.as_bytes()),
        }
    }
}

/// What was told since a time.
///
/// # Errors
/// When the database refuses.
pub async fn find(conn: &mut AsyncPgConnection, key: Key<'_>, since: DateTime<Utc>) -> Result<Option<Told>> {
    let (sort, key) = key.columns();
    let own = t::table.find((sort, key)).filter(t::told_at.gt(since));
    let found: Option<(bool, Option<String>)> =
        own.select((t::is_filed, t::entity_number)).first(conn).await.optional()?;
    Ok(found.map(|(is_filed, entity_number)| Told { is_filed, entity_number }))
}

/// Keeps what was told now.
///
/// # Errors
/// When the database refuses.
pub async fn put(tx: &mut Tx<'_>, key: Key<'_>, told: &Told) -> Result<()> {
    let (sort, key) = key.columns();
    insert_into(t::table)
        .values((
            t::sort.eq(sort),
            t::key.eq(key),
            t::is_filed.eq(told.is_filed),
            t::entity_number.eq(told.entity_number.as_deref()),
            t::told_at.eq(tx.ctx.now),
        ))
        .on_conflict((t::sort, t::key))
        .do_update()
        .set((
            t::is_filed.eq(excluded(t::is_filed)),
            t::entity_number.eq(excluded(t::entity_number)),
            t::told_at.eq(excluded(t::told_at)),
        ))
        .execute(tx.conn)
        .await?;
    Ok(())
}

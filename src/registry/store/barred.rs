//! What the bureau's blacklists bar, with where that stands and since when.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::{insert_into, update};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use uuid::Uuid;

use crate::db::Tx;
use crate::error::Result;
use crate::schema::barred as t;

/// What is barred: a document by its keyed hash, or a domain.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum What {
    /// A document of an entity.
    Document(Vec<u8>),
    /// A domain in ASCII form.
    Domain(String),
}

/// An entry in force.
#[derive(Debug, Clone, PartialEq, Eq, Queryable)]
pub struct Entry {
    /// The domain; none where it is a document.
    pub domain: Option<String>,
    /// Which list, by the name of the interface.
    pub source: String,
    /// Since when.
    pub listed_at: DateTime<Utc>,
}

/// Adds an entry, unless it is in force already.
///
/// # Errors
/// When the database refuses.
pub async fn insert(tx: &mut Tx<'_>, what: &What, source: &str) -> Result<()> {
    let (document, domain) = match what {
        What::Document(hash) => (Some(hash), None),
        What::Domain(domain) => (None, Some(domain)),
    };
    insert_into(t::table)
        .values((
            t::id.eq(Uuid::now_v7()),
            t::document_hash.eq(document),
            t::domain.eq(domain),
            t::source.eq(source),
            t::listed_at.eq(tx.ctx.now),
        ))
        .on_conflict_do_nothing()
        .execute(tx.conn)
        .await?;
    Ok(())
}

/// Ends an entry.
///
/// # Errors
/// When the database refuses.
pub async fn remove(tx: &mut Tx<'_>, what: &What, source: &str) -> Result<()> {
    let current = t::table.filter(t::source.eq(source).and(t::removed_at.is_null()));
    match what {
        What::Document(hash) => {
            update(current.filter(t::document_hash.eq(hash))).set(t::removed_at.eq(tx.ctx.now)).execute(tx.conn).await?
        }
        What::Domain(domain) => {
            update(current.filter(t::domain.eq(domain))).set(t::removed_at.eq(tx.ctx.now)).execute(tx.conn).await?
        }
    };
    Ok(())
}

/// The entries in force that bar a document or one of some domains, the oldest first.
///
/// # Errors
/// When the database refuses.
pub async fn list(conn: &mut AsyncPgConnection, document: &[u8], domains: &[&str]) -> Result<Vec<Entry>> {
    let current = t::table.filter(t::removed_at.is_null());
    let query = current.filter(t::document_hash.eq(document).or(t::domain.eq_any(domains.to_vec())));
    Ok(query.select((t::domain, t::source, t::listed_at)).order((t::listed_at, t::id)).load(conn).await?)
}

/// The entries in force, the newest first, each with its row id; after one of them, where it is told.
///
/// # Errors
/// When the database refuses.
pub async fn list_current(
    conn: &mut AsyncPgConnection,
    after: Option<(DateTime<Utc>, Uuid)>,
    limit: i64,
) -> Result<Vec<(Uuid, Entry)>> {
    let mut current = t::table.filter(t::removed_at.is_null()).into_boxed();
    if let Some((at, id)) = after {
        current = current.filter(t::listed_at.lt(at).or(t::listed_at.eq(at).and(t::id.gt(id))));
    }
    let columns = (t::id, (t::domain, t::source, t::listed_at));
    Ok(current.select(columns).order((t::listed_at.desc(), t::id)).limit(limit).load(conn).await?)
}

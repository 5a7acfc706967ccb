//! What a filing is found by, and what it occupies: domains, pieces of the name, keyed hashes of numbers and names.

use diesel::prelude::*;
use diesel::result::{DatabaseErrorKind, Error as DieselError};
use diesel::{delete, insert_into};
use diesel_async::{AsyncPgConnection, RunQueryDsl};

use super::rows::to_i32;
use crate::db::{Tx, reach};
use crate::error::{Error, Result};
use crate::filing::application::Application;
use crate::filing::submission::{SearchMark, bigrams};
use crate::schema::{filing_domains, filing_marks, filing_names};
use crate::sealing::Sealer;
use crate::text::Message;
use crate::values::ids::FilingId;

/// The keyed hash the desk searches by.
pub fn mark_hash(sealer: &Sealer, mark: &SearchMark) -> Vec<u8> {
    let (sort, value) = mark.normal();
    sealer.search_hash(sort, value.as_bytes()).to_vec()
}

/// A violated index in words: another filing of the entity or of a domain is open.
pub(super) fn refuse_taken(error: DieselError) -> Error {
    if let DieselError::DatabaseError(DatabaseErrorKind::UniqueViolation, info) = &error {
        match info.constraint_name() {
            Some("filings_one_open_per_entity") => return Error::refused("filing-refused-entity-open"),
            Some("filing_domains_one_open") => return Error::refused("filing-refused-domains-open"),
            _ => {}
        }
    }
    error.into()
}

/// Writes the domains a filing occupies from now on.
///
/// # Errors
/// `Refused` with the domain when another open filing has it.
pub async fn put_domains(conn: &mut AsyncPgConnection, filing: FilingId, application: &Application) -> Result<()> {
    use filing_domains as t;
    let mut rows: Vec<(String, i32)> = Vec::new();
    for (ordinal, domain) in application.domains() {
        rows.push((domain.as_str().to_owned(), to_i32(ordinal)?));
    }
    let domains: Vec<&String> = rows.iter().map(|(domain, _)| domain).collect();
    let open = t::table
        .select(t::domain)
        .filter(t::domain.eq_any(&domains).and(t::is_open).and(t::filing_id.ne(filing.uuid())))
        .order(t::domain);
    let taken: Option<String> = reach::all(conn, async |conn| Ok(open.first(conn).await.optional()?)).await?;
    if let Some(domain) = taken {
        return Err(Error::Refused(Message::new("filing-refused-domain-open").with("domain", domain)));
    }
    delete(t::table.filter(t::filing_id.eq(filing.uuid()))).execute(conn).await?;
    let rows: Vec<_> = rows
        .iter()
        .map(|(domain, ordinal)| {
            (t::filing_id.eq(filing.uuid()), t::domain.eq(domain), t::website.eq(ordinal), t::is_open.eq(true))
        })
        .collect();
    insert_into(t::table).values(rows).execute(conn).await.map_err(refuse_taken)?;
    Ok(())
}

/// Writes what the desk finds a filing by: pieces of an organisation's name, hashes of what is personal.
///
/// # Errors
/// When the database refuses.
pub async fn put_search(tx: &mut Tx<'_>, filing: FilingId, name: Option<&str>, marks: &[SearchMark]) -> Result<()> {
    delete(filing_names::table.filter(filing_names::filing_id.eq(filing.uuid()))).execute(tx.conn).await?;
    if let Some(name) = name {
        let pieces: Vec<Option<String>> = bigrams(name).into_iter().map(Some).collect();
        insert_into(filing_names::table)
            .values((filing_names::filing_id.eq(filing.uuid()), filing_names::bigrams.eq(pieces)))
            .execute(tx.conn)
            .await?;
    }
    delete(filing_marks::table.filter(filing_marks::filing_id.eq(filing.uuid()))).execute(tx.conn).await?;
    let hashes: std::collections::BTreeSet<Vec<u8>> = marks.iter().map(|mark| mark_hash(tx.sealer, mark)).collect();
    let rows: Vec<_> = hashes
        .into_iter()
        .map(|hash| (filing_marks::filing_id.eq(filing.uuid()), filing_marks::value_hash.eq(hash)))
        .collect();
    insert_into(filing_marks::table).values(rows).execute(tx.conn).await?;
    Ok(())
}

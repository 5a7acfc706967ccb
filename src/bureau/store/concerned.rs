//! What here is concerned by an entry of a blacklist: filings that run, and what is on record.

use diesel::QueryableByName;
use diesel::sql_query;
use diesel::sql_types::{Array, Binary, Text};
use diesel_async::{AsyncPgConnection, RunQueryDsl};

use crate::db::kept::Kept;
use crate::error::Result;

#[derive(QueryableByName)]
struct Name {
    #[diesel(sql_type = Text)]
    name: String,
}

/// The references of filings that run and the numbers on record that an entity by any of its keyed hashes, or one of some
/// domains, stands in.
///
/// # Errors
/// When the database refuses.
pub async fn list(conn: &mut AsyncPgConnection, entities: &[Vec<u8>], domains: &[String]) -> Result<Vec<String>> {
    let names: Vec<Name> = Kept(
        sql_query(
            "select entity_number as name from entities where entity_hash = any ($1) and cancelled_on is null
         union select ref from filings where entity_hash = any ($1) and is_open
         union select w.website_number from website_domains d join websites w on w.id = d.website_id
             where d.domain = any ($2) and w.cancelled_on is null and w.access_ended_on is null
         union select f.ref from filing_domains d join filings f on f.id = d.filing_id
             where d.domain = any ($2) and d.is_open
         order by 1",
        )
        .bind::<Array<Binary>, _>(entities)
        .bind::<Array<Text>, _>(domains),
    )
    .load(conn)
    .await?;
    Ok(names.into_iter().map(|row| row.name).collect())
}

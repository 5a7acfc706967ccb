//! Looking cases up: by number, domain, pieces of a name, and keyed hashes of what is personal.

use diesel::prelude::*;
use diesel::sql_query;
use diesel::sql_types::{Array, Binary, Text, Uuid as SqlUuid};
use diesel_async::RunQueryDsl;
use uuid::Uuid;

use crate::db::Tx;
use crate::error::Result;
use crate::filing::state::Filing;
use crate::filing::store;
use crate::filing::store::search::mark_hash;
use crate::filing::submission::SearchMark;
use crate::review::search::Query;
use crate::values::ids::FilingId;

/// Cases a search shows at most.
pub const MOST_FOUND: i64 = 50;

#[derive(QueryableByName)]
struct Found {
    #[diesel(sql_type = SqlUuid)]
    id: Uuid,
}

/// Cases that fit, newest first, within the provinces given (none: all).
///
/// # Errors
/// When the database refuses.
pub async fn find(tx: &mut Tx<'_>, query: &Query, provinces: &[String]) -> Result<Vec<Filing>> {
    let ids = match query {
        Query::Empty => Vec::new(),
        Query::Reference(reference) => {
            let found = store::find_by_ref(tx.conn, reference).await?;
            found.into_iter().map(|filing| filing.id.uuid()).collect()
        }
        Query::IcpNumber(number) => by_number(tx, number).await?,
        Query::Domain(domain) => by_domain(tx, domain).await?,
        Query::Personal(marks) => by_marks(tx, marks).await?,
        Query::Name { pieces, text, person } => {
            let mut ids = by_name(tx, pieces, text).await?;
            ids.extend(by_marks(tx, std::slice::from_ref(person)).await?);
            ids
        }
    };
    let mut ids: Vec<FilingId> = ids.into_iter().map(FilingId::from_uuid).collect();
    ids.sort_by(|a, b| b.cmp(a));
    ids.dedup();
    let mut filings = store::list_by_ids(tx.conn, &ids).await?;
    filings.retain(|filing| filing.round > 0 && (provinces.is_empty() || provinces.contains(&filing.province)));
    Ok(filings)
}

async fn by_number(tx: &mut Tx<'_>, number: &str) -> Result<Vec<Uuid>> {
    let found: Vec<Found> = sql_query(
        "select filing_id as id from entities where entity_number = $1 and filing_id is not null
         union select filing_id from websites where website_number = $1 and filing_id is not null",
    )
    .bind::<Text, _>(number)
    .load(tx.conn)
    .await?;
    Ok(found.into_iter().map(|row| row.id).collect())
}

/// The domain itself and those above it: `www.example.cn` finds the filing of `example.cn`.
async fn by_domain(tx: &mut Tx<'_>, domain: &str) -> Result<Vec<Uuid>> {
    let labels: Vec<&str> = domain.split('.').collect();
    let above: Vec<String> = (0..labels.len().saturating_sub(1)).map(|from| labels[from..].join(".")).collect();
    let found: Vec<Found> = sql_query(
        "select d.filing_id as id from filing_domains d where d.domain = any($1)
         union select w.filing_id from website_domains wd join websites w on w.id = wd.website_id
               where wd.domain = any($1) and w.filing_id is not null
         limit 50",
    )
    .bind::<Array<Text>, _>(above)
    .load(tx.conn)
    .await?;
    Ok(found.into_iter().map(|row| row.id).collect())
}

/// Whole values only, by their keyed hashes.
async fn by_marks(tx: &mut Tx<'_>, marks: &[SearchMark]) -> Result<Vec<Uuid>> {
    let hashes: Vec<Vec<u8>> = marks.iter().map(|mark| mark_hash(tx.sealer, mark)).collect();
    let found: Vec<Found> = sql_query(
        "select filing_id as id from filing_marks where value_hash = any($1) order by filing_id desc limit 50",
    )
    .bind::<Array<Binary>, _>(hashes)
    .load(tx.conn)
    .await?;
    Ok(found.into_iter().map(|row| row.id).collect())
}

/// Fragments of an organisation's name: the pairs by index, the order of them by the name itself.
async fn by_name(tx: &mut Tx<'_>, pieces: &[String], text: &str) -> Result<Vec<Uuid>> {
    if pieces.is_empty() || text.chars().count() < 2 {
        return Ok(Vec::new());
    }
    let found: Vec<Found> = sql_query(
        "select n.filing_id as id from filing_names n join filings f on f.id = n.filing_id
         where n.bigrams @> $1 and position(lower($2) in lower(replace(f.entity_name, ' ', ''))) > 0
         order by n.filing_id desc limit 50",
    )
    .bind::<Array<Text>, _>(pieces.to_vec())
    .bind::<Text, _>(text)
    .load(tx.conn)
    .await?;
    Ok(found.into_iter().map(|row| row.id).collect())
}

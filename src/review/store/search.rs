//! Looking cases up: by number, domain, pieces of a name, and keyed hashes of what is personal. Pages by keyset, newest
//! first; who may see what stands in the query itself, so that no page hides a case that fits.

use diesel::pg::Pg;
use diesel::prelude::*;
use diesel::query_builder::BoxedSqlQuery;
use diesel::sql_query;
use diesel::sql_types::{Array, BigInt, Binary, Nullable, Text, Uuid as SqlUuid};
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

/// Which part of what fits.
#[derive(Debug, Clone)]
pub struct Slice {
    /// Within these provinces; none given: all.
    pub provinces: Vec<String>,
    /// Older than this case.
    pub before: Option<FilingId>,
    /// At most so many.
    pub limit: i64,
}

#[derive(QueryableByName)]
struct Found {
    #[diesel(sql_type = SqlUuid)]
    id: Uuid,
}

/// Names that are looked through one by one: of anything, and of pieces that very many names have.
const NEWEST: i64 = 10_000;
const FURTHER: i64 = 100_000;
/// Pieces that so many names have are no way to a case.
const COMMON: i64 = 10_000;
/// Names of filings older than the page before.
const OLDER: &str = "select filing_id, bigrams from filing_names
    where filing_id < coalesce($2::uuid, 'ffffffff-ffff-ffff-ffff-ffffffffffff')";
/// The pieces, in the order of the text.
const IN_ORDER: &str = "n.bigrams @> $4 and position(lower($5) in lower(replace(f.entity_name, ' ', ''))) > 0";
type Search = BoxedSqlQuery<'static, Pg, diesel::query_builder::SqlQuery>;

/// What is of somebody's provinces, found by their index, as much of it as [`FURTHER`], and what of it has the text.
fn own() -> String {
    format!(
        "(with own as materialized (select id, province, round, erased_at, entity_name from filings
        where province = any($1) and round > 0 and entity_name is not null and ($2::uuid is null or id < $2)
        order by id desc limit {FURTHER}) select * from own) f
    where position(lower($4) in lower(replace(f.entity_name, ' ', ''))) > 0 and"
    )
}

impl Slice {
    /// The slice of the filings that fit a condition, whose own values begin at `$4`.
    fn of(&self, fits: &str) -> Search {
        self.bound(format!("filings f where {fits} and"))
    }

    /// The same of the filings of some names.
    fn of_some(&self, names: &str, fits: &str) -> Search {
        self.bound(format!("{names} n join filings f on f.id = n.filing_id where {fits} and"))
    }

    fn bound(&self, from: String) -> Search {
        let query = sql_query(format!(
            "select f.id from {from} f.round > 0 and f.erased_at is null and (cardinality($1::text[]) = 0 or f.province = any($1))
               and ($2::uuid is null or f.id < $2)
             order by f.id desc limit $3"
        ));
        let query = query.into_boxed().bind::<Array<Text>, _>(self.provinces.clone());
        query.bind::<Nullable<SqlUuid>, _>(self.before.map(|id| id.uuid())).bind::<BigInt, _>(self.limit)
    }
}

/// Cases that fit, newest first.
///
/// # Errors
/// When the database refuses.
pub async fn find(tx: &mut Tx<'_>, query: &Query, slice: &Slice) -> Result<Vec<Filing>> {
    let searches: Vec<Search> = match query {
        Query::Empty => Vec::new(),
        Query::Reference(reference) => vec![slice.of("f.ref = $4").bind::<Text, _>(reference.as_str().to_owned())],
        Query::IcpNumber(number) => vec![by_number(slice, number)],
        Query::Domain(domain) => vec![by_domain(slice, domain)],
        Query::Personal(marks) => vec![by_marks(tx, slice, marks)],
        Query::Name { person, .. } => vec![by_marks(tx, slice, std::slice::from_ref(person))],
    };
    let mut ids: Vec<FilingId> = Vec::new();
    for search in searches {
        ids.extend(found(tx, search).await?);
    }
    if let Query::Name { pieces, text, .. } = query {
        ids.extend(named(tx, slice, pieces, text).await?);
    }
    ids.sort_by(|a, b| b.cmp(a));
    ids.dedup();
    ids.truncate(usize::try_from(slice.limit).unwrap_or(0));
    store::list_by_ids(tx.conn, &ids).await
}

fn by_number(slice: &Slice, number: &str) -> Search {
    let fits = "f.id in (select filing_id from entities where entity_number = $4
                         union all select filing_id from websites where website_number = $4)";
    slice.of(fits).bind::<Text, _>(number.to_owned())
}

/// The domain itself and those above it: `www.example.cn` finds the filing of `example.cn`.
fn by_domain(slice: &Slice, domain: &str) -> Search {
    let labels: Vec<&str> = domain.split('.').collect();
    let above: Vec<String> = (0..labels.len().saturating_sub(1)).map(|from| labels[from..].join(".")).collect();
    let fits = "f.id in (select filing_id from filing_domains where domain = any($4)
                         union all select w.filing_id from website_domains d join websites w on w.id = d.website_id
                                   where d.domain = any($4))";
    slice.of(fits).bind::<Array<Text>, _>(above)
}

/// Whole values only, by their keyed hashes.
fn by_marks(tx: &Tx<'_>, slice: &Slice, marks: &[SearchMark]) -> Search {
    let hashes: Vec<Vec<u8>> = marks.iter().map(|mark| mark_hash(tx.sealer, mark)).collect();
    let fits = "f.id in (select filing_id from filing_marks where value_hash = any($4))";
    slice.of(fits).bind::<Array<Binary>, _>(hashes)
}

async fn found(tx: &mut Tx<'_>, search: Search) -> Result<Vec<FilingId>> {
    let found: Vec<Found> = search.load(tx.conn).await?;
    Ok(found.into_iter().map(|row| FilingId::from_uuid(row.id)).collect())
}

#[derive(QueryableByName)]
struct Count {
    #[diesel(sql_type = BigInt)]
    count: i64,
}

/// Whether very many names have all the pieces.
async fn is_common(tx: &mut Tx<'_>, pieces: &[String]) -> Result<bool> {
    let some =
        format!("select count(*) as count from (select from filing_names where bigrams @> $1 limit {COMMON}) met");
    let some: Count = sql_query(some).bind::<Array<Text>, _>(pieces.to_vec()).get_result(tx.conn).await?;
    Ok(some.count >= COMMON)
}

/// Fragments of an organisation's name: the pairs first, the order of them by the name itself. Of a piece that many names have
/// a page is among the newest; what those do not fill is asked of the index where few have it. Where very many do, it is looked
/// for among all that is of few provinces, or among the newest of all.
async fn named(tx: &mut Tx<'_>, slice: &Slice, pieces: &[String], text: &str) -> Result<Vec<FilingId>> {
    if pieces.is_empty() || text.chars().count() < 2 {
        return Ok(Vec::new());
    }
    let bound = |names: String| {
        let query = slice.of_some(&names, IN_ORDER);
        query.bind::<Array<Text>, _>(pieces.to_vec()).bind::<Text, _>(text.to_owned())
    };
    let newest = found(tx, bound(format!("({OLDER} order by filing_id desc limit {NEWEST})"))).await?;
    if newest.len() >= usize::try_from(slice.limit).unwrap_or(0) {
        return Ok(newest);
    }
    if is_common(tx, pieces).await? {
        let search = if slice.provinces.is_empty() {
            bound(format!("({OLDER} order by filing_id desc limit {FURTHER})"))
        } else {
            slice.bound(own()).bind::<Text, _>(text.to_owned())
        };
        return found(tx, search).await;
    }
    found(tx, bound(format!("(with own as materialized ({OLDER} and bigrams @> $4) select * from own)"))).await
}

//! Other filings that share a person, a phone or a domain with one: found by keyed hashes, then opened and compared.

use std::collections::BTreeSet;

use diesel::prelude::*;
use diesel::sql_query;
use diesel::sql_types::{Array, BigInt, Binary, Bool, Text, Uuid as SqlUuid};
use diesel_async::RunQueryDsl;
use uuid::Uuid;

use super::search::mark_hash;
use super::submissions;
use crate::db::Tx;
use crate::db::kept::Kept;
use crate::error::Result;
use crate::filing::application::Application;
use crate::filing::elsewhere::{Other, Taken};
use crate::filing::state::Filing;
use crate::filing::submission::SearchMark;
use crate::values::DomainName;
use crate::values::ids::FilingId;

/// Others of one filing at most, the newest first: more would say nothing else.
const MOST: i64 = 30;
/// Others that are opened at most for many filings at once.
const MOST_AT_ONCE: i64 = 3000;

#[derive(QueryableByName)]
struct Found {
    #[diesel(sql_type = SqlUuid)]
    filing: Uuid,
    #[diesel(sql_type = Binary)]
    entity_hash: Vec<u8>,
    #[diesel(sql_type = SqlUuid)]
    submission: Uuid,
    #[diesel(sql_type = Binary)]
    content: Vec<u8>,
    /// Those of the marks it was found by.
    #[diesel(sql_type = Array<Binary>)]
    marks: Vec<Vec<u8>>,
}

/// A filing whose others are looked for.
pub struct Sought {
    /// Which.
    pub filing: FilingId,
    /// Keyed hash of the certificate of its entity.
    pub entity: Vec<u8>,
    /// What the others carry too.
    pub marks: Vec<SearchMark>,
}

/// For each of some filings the others, running or on record, that carry one of its marks, as they were handed in last, the
/// newest first. What was cancelled or changed since counts no more: a person who left is in nobody's way.
///
/// # Errors
/// When the database refuses.
pub async fn list(tx: &mut Tx<'_>, sought: &[Sought]) -> Result<Vec<Vec<Other>>> {
    tx.reach_all(async |tx| {
    let hashes: Vec<Vec<Vec<u8>>> =
        sought.iter().map(|own| own.marks.iter().map(|mark| mark_hash(tx.sealer, mark)).collect()).collect();
    let all: BTreeSet<&Vec<u8>> = hashes.iter().flatten().collect();
    // One of them may be the filing itself.
    let most = (MOST * i64::try_from(sought.len()).unwrap_or(1) + 1).min(MOST_AT_ONCE);
    let found: Vec<Found> = Kept(sql_query(
        "select f.id as filing, f.entity_hash, s.id as submission, s.content_sealed as content, m.marks
         from (select filing_id, array_agg(value_hash) as marks from filing_marks where value_hash = any ($1)
               group by filing_id) m
         join filings f on f.id = m.filing_id join submissions s on s.filing_id = f.id and s.round = f.round
         where (f.is_open or f.state = 'approved')
           and not (f.state = 'approved' and exists (select from filings g where g.entity_hash = f.entity_hash and g.id > f.id
                and g.state = 'approved' and g.kind in ('CHG_ENTITY', 'CHG_WEBSITE', 'CHG_FILING')))
           and not (f.state = 'approved' and exists (select from filings g where g.entity_hash = f.entity_hash
                and g.state = 'approved' and g.kind = 'CXL_ENTITY' and g.state_since >= f.state_since))
         order by f.id desc limit $2",
    )
    .bind::<Array<Binary>, _>(all.into_iter().cloned().collect::<Vec<_>>())
    .bind::<BigInt, _>(most))
    .load(tx.conn)
    .await?;
    let mut opened = Vec::with_capacity(found.len());
    for row in found {
        match submissions::open(tx, row.submission, &row.content) {
            Ok(frozen) => opened.push((row, frozen.application)),
            // Another's round that does not open is nothing to hold against this one.
            Err(error) => tracing::warn!(%error, submission = %row.submission, "round cannot be read"),
        }
    }
    let others = |own: &Sought, hashes: &Vec<Vec<u8>>| -> Vec<Other> {
        let shares = |row: &Found| row.marks.iter().any(|mark| hashes.contains(mark));
        let theirs = opened.iter().filter(|(row, _)| row.filing != own.filing.uuid() && shares(row));
        let other = |(row, application): &(Found, Application)| Other {
            is_same_entity: row.entity_hash == own.entity,
            entity: row.entity_hash.clone(),
            application: application.clone(),
        };
        theirs.take(usize::try_from(MOST).unwrap_or(usize::MAX)).map(other).collect()
    };
    Ok(sought.iter().zip(&hashes).map(|(own, hashes)| others(own, hashes)).collect())
})
    .await
}

#[derive(QueryableByName)]
struct Occupied {
    #[diesel(sql_type = Text)]
    domain: String,
    #[diesel(sql_type = Bool)]
    is_running: bool,
}

/// Those of some domains that are not free for an entity: in another filing that runs, or on record under another.
///
/// # Errors
/// When the database refuses.
pub async fn taken(
    tx: &mut Tx<'_>,
    filing: &Filing,
    entity: &[u8],
    domains: &[DomainName],
) -> Result<Vec<(DomainName, Taken)>> {
    tx.reach_all(async |tx| {
        let asked: Vec<&str> = domains.iter().map(DomainName::as_str).collect();
        let found: Vec<Occupied> = Kept(
            sql_query(
                "select domain, true as is_running from filing_domains
         where domain = any ($1) and is_open and filing_id <> $2
         union all
         select d.domain, false from website_domains d
         join websites w on w.id = d.website_id join entities e on e.id = w.entity_id
         where d.domain = any ($1) and w.cancelled_on is null and e.entity_hash <> $3",
            )
            .bind::<Array<Text>, _>(asked)
            .bind::<SqlUuid, _>(filing.id.uuid())
            .bind::<Binary, _>(entity),
        )
        .load(tx.conn)
        .await?;
        let of = |domain: &DomainName| found.iter().find(|row| row.domain == domain.as_str());
        let taken = |row: &Occupied| if row.is_running { Taken::InFiling } else { Taken::OnRecord };
        Ok(domains.iter().filter_map(|domain| Some((domain.clone(), taken(of(domain)?)))).collect())
    })
    .await
}

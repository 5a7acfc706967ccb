//! The tables of what was seen of domains, and of the domains registered with the provider.

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Text, Timestamptz};
use diesel::{delete, insert_into, sql_query, update};
use diesel_async::RunQueryDsl;

use super::fact::{Looked, Sort};
use super::import;
use super::jobs::LookUp;
use super::record::DomainRecord;
use crate::db::Tx;
use crate::error::Result;
use crate::schema::{domain_facts, domain_records};
use crate::values::DomainName;

/// Tables and columns, for the sealing.
const CONTENT: &str = "domain_facts.content";
const HOLDER: &str = "domain_records.holder";

fn seal_row(domain: &str, sort: Sort) -> Vec<u8> {
    format!("{domain}/{sort}").into_bytes()
}

fn texts(domains: &[DomainName]) -> Vec<&str> {
    domains.iter().map(DomainName::as_str).collect()
}

/// What was seen of domains, as long as it is good.
pub(super) async fn list(tx: &mut Tx<'_>, domains: &[DomainName]) -> Result<Vec<(String, Looked)>> {
    let rows: Vec<(String, String, Option<Vec<u8>>)> = domain_facts::table
        .filter(domain_facts::domain.eq_any(texts(domains)).and(domain_facts::good_until.gt(tx.ctx.now)))
        .select((domain_facts::domain, domain_facts::sort, domain_facts::content_sealed))
        .load(tx.conn)
        .await?;
    let mut found = Vec::with_capacity(rows.len());
    for (domain, sort, sealed) in rows {
        let (Some(sort), Some(sealed)) = (Sort::from_code(&sort), sealed) else { continue };
        // A content of another program is looked up anew, not an error. Told without it, which may quote a person.
        match tx.sealer.open_json(CONTENT, &sealed, &seal_row(&domain, sort)) {
            Ok(looked) => found.push((domain, looked)),
            Err(_) => tracing::warn!(%sort, "fact cannot be read"),
        }
    }
    Ok(found)
}

#[derive(QueryableByName)]
struct Asked {
    #[diesel(sql_type = Text)]
    domain: String,
    #[diesel(sql_type = Text)]
    sort: String,
}

impl Asked {
    fn job(self) -> Option<LookUp> {
        Some(LookUp { domain: DomainName::parse(&self.domain).ok()?, sort: Sort::from_code(&self.sort)? })
    }
}

/// Notes that domains are wanted. Returns what is to be looked up: all that was not asked for within `again`.
pub(super) async fn want(tx: &mut Tx<'_>, domains: &[DomainName], again: TimeDelta) -> Result<Vec<LookUp>> {
    let sorts: Vec<&str> = Sort::ALL.iter().map(|sort| sort.code()).collect();
    let (now, domains) = (tx.ctx.now, texts(domains));
    sql_query("update domain_facts set wanted_at = $2 where domain = any ($1) and wanted_at < $2")
        .bind::<Array<Text>, _>(&domains)
        .bind::<Timestamptz, _>(now)
        .execute(tx.conn)
        .await?;
    let asked: Vec<Asked> = sql_query(
        "insert into domain_facts (domain, sort, asked_at, wanted_at)
         select d, s, $3, $3 from unnest($1) d, unnest($2) s
         on conflict (domain, sort) do update set asked_at = excluded.asked_at where domain_facts.asked_at < $4
         returning domain, sort",
    )
    .bind::<Array<Text>, _>(&domains)
    .bind::<Array<Text>, _>(sorts)
    .bind::<Timestamptz, _>(now)
    .bind::<Timestamptz, _>(now - again)
    .load(tx.conn)
    .await?;
    Ok(asked.into_iter().filter_map(Asked::job).collect())
}

/// Takes what is no longer good and was wanted since; at most `most` of it.
pub(super) async fn ask_due(
    tx: &mut Tx<'_>,
    wanted_since: DateTime<Utc>,
    again: TimeDelta,
    most: i64,
) -> Result<Vec<LookUp>> {
    let asked: Vec<Asked> = sql_query(
        "update domain_facts set asked_at = $1
         where (domain, sort) in (
             select domain, sort from domain_facts
             where good_until < $1 and asked_at < $2 and wanted_at > $3
             order by good_until limit $4 for update skip locked)
         returning domain, sort",
    )
    .bind::<Timestamptz, _>(tx.ctx.now)
    .bind::<Timestamptz, _>(tx.ctx.now - again)
    .bind::<Timestamptz, _>(wanted_since)
    .bind::<BigInt, _>(most)
    .load(tx.conn)
    .await?;
    Ok(asked.into_iter().filter_map(Asked::job).collect())
}

/// How many look-ups in a row brought nothing.
pub(super) async fn failures(tx: &mut Tx<'_>, job: &LookUp) -> Result<i32> {
    let row = domain_facts::table.find((job.domain.as_str(), job.sort.code()));
    Ok(row.select(domain_facts::failures).first(tx.conn).await.optional()?.unwrap_or_default())
}

/// Keeps what was seen.
pub(super) async fn put(
    tx: &mut Tx<'_>,
    domain: &DomainName,
    looked: &Looked,
    good_until: DateTime<Utc>,
    failures: i32,
) -> Result<()> {
    let sort = looked.sort();
    let sealed = tx.sealer.seal_json(CONTENT, looked, &seal_row(domain.as_str(), sort))?;
    let now = tx.ctx.now;
    let values = (
        domain_facts::content_sealed.eq(Some(sealed)),
        domain_facts::looked_at.eq(Some(now)),
        domain_facts::good_until.eq(Some(good_until)),
        domain_facts::failures.eq(failures),
    );
    let key = (domain_facts::domain.eq(domain.as_str()), domain_facts::sort.eq(sort.code()));
    insert_into(domain_facts::table)
        .values((key, values.clone(), domain_facts::asked_at.eq(now), domain_facts::wanted_at.eq(now)))
        .on_conflict((domain_facts::domain, domain_facts::sort))
        .do_update()
        .set(values)
        .execute(tx.conn)
        .await?;
    Ok(())
}

/// Lets what is kept of one look-up be good until a time; nothing where nothing is kept. Returns whether something is.
pub(super) async fn keep_until(tx: &mut Tx<'_>, job: &LookUp, good_until: DateTime<Utc>) -> Result<bool> {
    let key = (job.domain.as_str(), job.sort.code());
    let kept = domain_facts::table.find(key).filter(domain_facts::content_sealed.is_not_null());
    Ok(update(kept).set(domain_facts::good_until.eq(Some(good_until))).execute(tx.conn).await? == 1)
}

type RecordRow = (String, Vec<u8>, String, Option<NaiveDate>, Option<NaiveDate>, NaiveDate, DateTime<Utc>);

/// The provider's own records of domains.
pub(super) async fn list_records(tx: &mut Tx<'_>, domains: &[DomainName]) -> Result<Vec<(String, DomainRecord)>> {
    use domain_records as t;
    let rows: Vec<RecordRow> = t::table
        .filter(t::domain.eq_any(texts(domains)))
        .select((
            t::domain,
            t::holder_sealed,
            t::registrar,
            t::registered_on,
            t::verified_on,
            t::expires_on,
            t::imported_at,
        ))
        .load(tx.conn)
        .await?;
    let mut found = Vec::with_capacity(rows.len());
    for (domain, sealed, registrar, registered_on, verified_on, expires_on, imported_at) in rows {
        // Without the error, which may quote the holder; the others' facts stand.
        let Ok(holder) = tx.sealer.open_json(HOLDER, &sealed, domain.as_bytes()) else {
            tracing::warn!(%imported_at, "record of a domain cannot be read");
            continue;
        };
        let record = DomainRecord { holder, registrar, registered_on, verified_on, expires_on, imported_at };
        found.push((domain, record));
    }
    Ok(found)
}

/// Adds a record or renews it.
pub(super) async fn upsert_record(tx: &mut Tx<'_>, row: &import::Row) -> Result<()> {
    use domain_records as t;
    let domain = row.domain.as_str();
    let values = (
        t::holder_sealed.eq(tx.sealer.seal_json(HOLDER, &row.holder, domain.as_bytes())?),
        t::registrar.eq(&row.registrar),
        t::registered_on.eq(row.registered_on),
        t::verified_on.eq(row.verified_on),
        t::expires_on.eq(row.expires_on),
        t::imported_at.eq(tx.ctx.now),
    );
    insert_into(t::table)
        .values((t::domain.eq(domain), values.clone()))
        .on_conflict(t::domain)
        .do_update()
        .set(values)
        .execute(tx.conn)
        .await?;
    Ok(())
}

/// Deletes the records of all other domains. Returns how many.
pub(super) async fn delete_records_but(tx: &mut Tx<'_>, rows: &[&import::Row]) -> Result<usize> {
    let kept: Vec<&str> = rows.iter().map(|row| row.domain.as_str()).collect();
    Ok(delete(domain_records::table.filter(domain_records::domain.ne_all(kept))).execute(tx.conn).await?)
}

/// How many records there are.
pub(super) async fn count_records(tx: &mut Tx<'_>) -> Result<usize> {
    let count: i64 = domain_records::table.count().get_result(tx.conn).await?;
    Ok(usize::try_from(count).unwrap_or_default())
}

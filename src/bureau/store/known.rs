//! What the bureau calls the things on record, by filing number.

use std::collections::BTreeMap;

use diesel::prelude::*;
use diesel::sql_query;
use diesel::sql_types::{Array, BigInt, Jsonb, Text, Timestamptz};
use diesel_async::{AsyncPgConnection, RunQueryDsl};

use crate::bureau::codes::CancelKind;
use crate::bureau::known::{Known, Parts};
use crate::db::Tx;
use crate::db::kept::Kept;
use crate::error::Result;
use crate::schema::bureau_known;

/// Rows of a copy of all records that are written at a time.
const PORTION: usize = 1000;

const PUT: &str = "insert into bureau_known (number, bureau_id, parts, noted_at)
    select k.number, k.id, k.parts, $4 from unnest($1, $2, $3) k (number, id, parts)
    on conflict (number) do update
    set bureau_id = excluded.bureau_id, parts = excluded.parts, noted_at = excluded.noted_at";

/// Notes what records told; what was known under a number before is no more, also where it was told of twice.
///
/// # Errors
/// When the database refuses.
pub async fn put(tx: &mut Tx<'_>, known: &[Known]) -> Result<()> {
    // In the order of the numbers, as by all who write them.
    let last: BTreeMap<&str, &Known> = known.iter().map(|own| (own.number.as_str(), own)).collect();
    let last: Vec<&Known> = last.into_values().collect();
    for portion in last.chunks(PORTION) {
        let numbers: Vec<&str> = portion.iter().map(|own| own.number.as_str()).collect();
        let ids: Vec<i64> = portion.iter().map(|own| own.id).collect();
        let parts = portion.iter().map(|own| serde_json::to_value(&own.parts)).collect::<Result<Vec<_>, _>>();
        let put = sql_query(PUT)
            .bind::<Array<Text>, _>(numbers)
            .bind::<Array<BigInt>, _>(ids)
            .bind::<Array<Jsonb>, _>(parts.map_err(anyhow::Error::from)?)
            .bind::<Timestamptz, _>(tx.ctx.now);
        Kept(put).execute(tx.conn).await?;
    }
    Ok(())
}

/// What the bureau calls a record.
///
/// # Errors
/// When the database refuses or the row cannot be read.
pub async fn find(conn: &mut AsyncPgConnection, number: &str) -> Result<Option<Known>> {
    type Row = (String, i64, serde_json::Value);
    let columns = (bureau_known::number, bureau_known::bureau_id, bureau_known::parts);
    let row: Option<Row> = bureau_known::table.find(number).select(columns).first(conn).await.optional()?;
    let known =
        row.map(|(number, id, parts)| serde_json::from_value::<Parts>(parts).map(|parts| Known { number, id, parts }));
    Ok(known.transpose().map_err(anyhow::Error::from)?)
}

#[derive(QueryableByName)]
struct Number {
    #[diesel(sql_type = Text)]
    number: String,
}

/// Which rows hold what the bureau calls `$1`. Ids of entities and of websites may be the same; that of a website alone has a
/// count at its end.
fn named(kind: CancelKind) -> &'static str {
    match kind {
        CancelKind::Entity => "bureau_id = $1 and number not like '%-%'",
        CancelKind::Website => "bureau_id = $1 and number like '%-%'",
        CancelKind::Access => "parts -> 'accesses' @> jsonb_build_array(jsonb_build_object('id', $1))",
    }
}

/// The number of the entity or the website that the bureau calls so, or whose access it does.
///
/// # Errors
/// When the database refuses.
pub async fn find_number(conn: &mut AsyncPgConnection, kind: CancelKind, id: i64) -> Result<Option<String>> {
    let sql = format!("select number from bureau_known where {}", named(kind));
    let found: Option<Number> = sql_query(sql).bind::<BigInt, _>(id).get_result(conn).await.optional()?;
    Ok(found.map(|row| row.number))
}

/// Forgets what was cancelled: a row, or an access within.
///
/// # Errors
/// When the database refuses.
pub async fn forget(conn: &mut AsyncPgConnection, kind: CancelKind, id: i64) -> Result<()> {
    let what = match kind {
        CancelKind::Entity | CancelKind::Website => "delete from bureau_known",
        CancelKind::Access => {
            "update bureau_known set parts = jsonb_set(parts, '{accesses}', coalesce((
                 select jsonb_agg(part) from jsonb_array_elements(parts -> 'accesses') own (part)
                 where part -> 'id' <> to_jsonb($1)), '[]'))"
        }
    };
    let sql = format!("{what} where {}", named(kind));
    sql_query(sql).bind::<BigInt, _>(id).execute(conn).await?;
    Ok(())
}

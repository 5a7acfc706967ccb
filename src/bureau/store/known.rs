//! What the bureau calls the things on record, by filing number.

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};
use diesel::{insert_into, sql_query};
use diesel_async::{AsyncPgConnection, RunQueryDsl};

use crate::bureau::codes::CancelKind;
use crate::bureau::known::{Known, Parts};
use crate::db::Tx;
use crate::error::Result;
use crate::schema::bureau_known;

/// Notes what a record told; what was known under its number before is no more.
///
/// # Errors
/// When the database refuses.
pub async fn put(tx: &mut Tx<'_>, known: &Known) -> Result<()> {
    let parts = serde_json::to_value(&known.parts).map_err(anyhow::Error::from)?;
    let values =
        (bureau_known::bureau_id.eq(known.id), bureau_known::parts.eq(parts), bureau_known::noted_at.eq(tx.ctx.now));
    insert_into(bureau_known::table)
        .values((bureau_known::number.eq(&known.number), values.clone()))
        .on_conflict(bureau_known::number)
        .do_update()
        .set(values)
        .execute(tx.conn)
        .await?;
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

//! What the bureau calls the things on record, by filing number.

use diesel::prelude::*;
use diesel::{delete, insert_into};
use diesel_async::{AsyncPgConnection, RunQueryDsl};

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

/// Forgets what was cancelled.
///
/// # Errors
/// When the database refuses.
pub async fn forget(conn: &mut AsyncPgConnection, id: i64) -> Result<()> {
    delete(bureau_known::table.filter(bureau_known::bureau_id.eq(id))).execute(conn).await?;
    Ok(())
}

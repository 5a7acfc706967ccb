//! Keeps the bureau's code tables with their days.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use crate::bureau::messages::{CodeRow, CodeTable, CodeTables};
use crate::bureau::store::codes::{self, Code};
use crate::bureau::tables;
use crate::clock::china_day;
use crate::db::Tx;
use crate::error::Result;
use crate::reference::book;

/// Keeps the tables of a download from today on. Returns the codes in force that we do not know.
///
/// # Errors
/// When the database refuses.
pub async fn keep(tx: &mut Tx<'_>, told: &CodeTables) -> Result<Vec<String>> {
    let all = tables::all(told);
    for table in &all {
        keep_table(tx, table).await?;
    }
    Ok(tables::strange(&all, book(), china_day(tx.ctx.now)))
}

/// A table comes whole: what it lacks is told no more.
async fn keep_table(tx: &mut Tx<'_>, table: &CodeTable) -> Result<()> {
    let today = china_day(tx.ctx.now);
    let told: BTreeMap<i64, Code> = table.rows.iter().filter_map(code).map(|own| (own.code, own)).collect();
    let known = codes::list_current(tx.conn, &table.name).await?;
    let over: Vec<i64> = known.iter().filter(|(id, own)| told.get(*id) != Some(*own)).map(|(id, _)| *id).collect();
    let fresh: Vec<Code> =
        told.into_iter().filter(|(id, own)| known.get(id) != Some(own)).map(|(_, own)| own).collect();
    // A code that changes on the day it came has no day before.
    let before = today.pred_opt().unwrap_or(today);
    codes::end(tx.conn, &table.name, &over, before).await?;
    codes::insert(tx.conn, &table.name, &fresh, today).await
}

fn code(row: &CodeRow) -> Option<Code> {
    let columns: Map<String, Value> =
        row.columns.iter().map(|(name, text)| (name.clone(), Value::from(text.trim()))).collect();
    Some(Code { code: row.id()?, name: row.name().unwrap_or_default().to_owned(), columns: Value::Object(columns) })
}

//! The bureau's code tables: each code with what it meant from when until when.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use diesel::prelude::*;
use diesel::upsert::excluded;
use diesel::{insert_into, update};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use serde_json::Value;

use crate::error::Result;
use crate::schema::bureau_codes as t;

/// A code as it is told now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Code {
    /// The code.
    pub code: i64,
    /// Its name.
    pub name: String,
    /// All its columns.
    pub columns: Value,
}

/// Rows of one statement.
const PORTION: usize = 1000;

/// The codes of a table that are told still, by their numbers.
///
/// # Errors
/// When the database refuses.
pub async fn list_current(conn: &mut AsyncPgConnection, table: &str) -> Result<BTreeMap<i64, Code>> {
    let current = t::table.filter(t::table_name.eq(table).and(t::until.is_null()));
    let rows: Vec<(i64, String, Value)> = current.select((t::code, t::name, t::cells)).load(conn).await?;
    Ok(rows.into_iter().map(|(code, name, columns)| (code, Code { code, name, columns })).collect())
}

/// Ends codes on a day, the last on which they were told.
///
/// # Errors
/// When the database refuses.
pub async fn end(conn: &mut AsyncPgConnection, table: &str, codes: &[i64], last: NaiveDate) -> Result<()> {
    let current = t::table.filter(t::table_name.eq(table).and(t::until.is_null()).and(t::code.eq_any(codes)));
    update(current).set(t::until.eq(last)).execute(conn).await?;
    Ok(())
}

/// Adds codes from a day on; what was told on that day before is replaced.
///
/// # Errors
/// When the database refuses.
pub async fn insert(conn: &mut AsyncPgConnection, table: &str, codes: &[Code], since: NaiveDate) -> Result<()> {
    for portion in codes.chunks(PORTION) {
        let rows: Vec<_> = portion
            .iter()
            .map(|own| {
                (
                    t::table_name.eq(table),
                    t::code.eq(own.code),
                    t::since.eq(since),
                    t::name.eq(&own.name),
                    t::cells.eq(&own.columns),
                )
            })
            .collect();
        insert_into(t::table)
            .values(rows)
            .on_conflict((t::table_name, t::code, t::since))
            .do_update()
            .set((t::name.eq(excluded(t::name)), t::cells.eq(excluded(t::cells)), t::until.eq(None::<NaiveDate>)))
            .execute(conn)
            .await?;
    }
    Ok(())
}

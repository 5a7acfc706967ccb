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

/// A table as it is kept.
#[derive(Debug, Clone, PartialEq, Eq, Queryable)]
pub struct Kept {
    /// Its element.
    pub name: String,
    /// How many codes are told now.
    pub current: i64,
    /// Since when the newest of its rows is told.
    pub since: Option<NaiveDate>,
}

/// The tables that came, by their names.
///
/// # Errors
/// When the database refuses.
pub async fn list_tables(conn: &mut AsyncPgConnection) -> Result<Vec<Kept>> {
    use diesel::dsl::{max, sql};
    use diesel::sql_types::BigInt;
    let current = sql::<BigInt>("count(*) filter (where until is null)");
    let query = t::table.group_by(t::table_name).select((t::table_name, current, max(t::since)));
    Ok(query.order(t::table_name).load(conn).await?)
}

/// A code with its days.
#[derive(Debug, Clone, PartialEq, Eq, Queryable)]
pub struct Dated {
    /// The code.
    pub code: i64,
    /// Its name.
    pub name: String,
    /// First day.
    pub since: NaiveDate,
    /// Last day; none while it is told still.
    pub until: Option<NaiveDate>,
    /// All its columns.
    pub columns: Value,
}

/// The codes of a table with what each meant when, by code and day; after one of them, where it is told.
///
/// # Errors
/// When the database refuses.
pub async fn list_dated(
    conn: &mut AsyncPgConnection,
    table: &str,
    after: Option<(i64, NaiveDate)>,
    limit: i64,
) -> Result<Vec<Dated>> {
    let mut query = t::table.filter(t::table_name.eq(table.to_owned())).into_boxed();
    if let Some((code, since)) = after {
        query = query.filter(t::code.gt(code).or(t::code.eq(code).and(t::since.gt(since))));
    }
    let columns = (t::code, t::name, t::since, t::until, t::cells);
    Ok(query.select(columns).order((t::code, t::since)).limit(limit).load(conn).await?)
}

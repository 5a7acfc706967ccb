//! Decisions on rules, in the order in which they were made. They are only added.

use anyhow::Context as _;
use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;
use diesel::{insert_into, sql_query};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use serde_json::Value;

use crate::auth::staff_name::{self, StoredName};
use crate::db::Tx;
use crate::error::Result;
use crate::reference::Amendment;
use crate::schema::{reference_rows, staff};
use crate::values::ids::StaffId;

/// The file whose rows are decided on.
const FILE: &str = "province-rules.csv";

/// A decision with who made it, when and why.
#[derive(Debug, Clone)]
pub struct Decided {
    /// What.
    pub amendment: Amendment,
    /// Why.
    pub reason: String,
    /// Who.
    pub by: String,
    /// When.
    pub at: DateTime<Utc>,
}

/// All decisions, the first one first. One that this version cannot read is left out, and said so: whoever is to decide
/// anew needs the program to run.
///
/// # Errors
/// When the database refuses.
pub async fn list(tx: &mut Tx<'_>) -> Result<Vec<Decided>> {
    use reference_rows as t;
    type Days = Option<Vec<Option<NaiveDate>>>;
    type Row = (String, NaiveDate, Option<Value>, Days, String, StoredName, DateTime<Utc>);
    let rows: Vec<Row> = t::table
        .inner_join(staff::table)
        .filter(t::file.eq(FILE))
        .select((t::key, t::from_on, t::cells, t::replaces, t::reason, staff_name::COLUMNS, t::added_at))
        .order(t::number)
        .load(tx.conn)
        .await?;
    let decided = |(id, from, row, replaces, reason, by, at): Row| match row.map(serde_json::from_value).transpose() {
        Ok(row) => {
            let replaces = replaces.map(|days| days.into_iter().flatten().collect());
            let by = by.shown(tx.sealer);
            Some(Decided { amendment: Amendment { id, from, row, replaces }, reason, by, at })
        }
        Err(error) => {
            tracing::error!(id, %from, %error, "a decided rule cannot be read");
            None
        }
    };
    Ok(rows.into_iter().filter_map(decided).collect())
}

/// How many there are.
///
/// # Errors
/// When the database refuses.
pub async fn count(conn: &mut AsyncPgConnection) -> Result<usize> {
    let count: i64 = reference_rows::table.count().get_result(conn).await?;
    Ok(usize::try_from(count).context("count of decisions")?)
}

/// One decision at a time: each is checked against all before it.
///
/// # Errors
/// When the database refuses.
pub async fn lock(conn: &mut AsyncPgConnection) -> Result<()> {
    sql_query("select pg_advisory_xact_lock(hashtext('reference_rows'))").execute(conn).await?;
    Ok(())
}

/// Adds one.
///
/// # Errors
/// When the database refuses.
pub async fn insert(tx: &mut Tx<'_>, by: StaffId, amendment: &Amendment, reason: &str) -> Result<()> {
    use reference_rows as t;
    let cells = amendment.row.as_ref().map(serde_json::to_value).transpose().context("a rule as JSON")?;
    insert_into(t::table)
        .values((
            t::file.eq(FILE),
            t::key.eq(&amendment.id),
            t::from_on.eq(amendment.from),
            t::cells.eq(cells),
            t::replaces.eq(&amendment.replaces),
            t::reason.eq(reason),
            t::staff_id.eq(by.uuid()),
            t::added_at.eq(tx.ctx.now),
        ))
        .execute(tx.conn)
        .await?;
    Ok(())
}

//! Decisions on days, in the order in which they were made. They are only added, beside those on rules.

use anyhow::Context as _;
use chrono::{DateTime, NaiveDate, Utc};
use diesel::insert_into;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use serde_json::Value;

use crate::auth::staff_name::{self, StoredName};
use crate::db::Tx;
use crate::error::Result;
use crate::reference::calendar::DayDecision;
use crate::schema::{reference_rows, staff};
use crate::values::ids::StaffId;

/// The file whose rows are decided on.
const FILE: &str = "calendar.csv";

/// A decision with who made it, when and why.
#[derive(Debug, Clone)]
pub struct Decided {
    /// What.
    pub decision: DayDecision,
    /// Why.
    pub reason: String,
    /// Who.
    pub by: String,
    /// When.
    pub at: DateTime<Utc>,
}

/// All decisions, the first one first. One that this version cannot read is left out, and said so.
///
/// # Errors
/// When the database refuses.
pub async fn list(tx: &mut Tx<'_>) -> Result<Vec<Decided>> {
    use reference_rows as t;
    type Row = (NaiveDate, Option<Value>, String, StoredName, DateTime<Utc>);
    let rows: Vec<Row> = t::table
        .inner_join(staff::table)
        .filter(t::file.eq(FILE))
        .select((t::from_on, t::cells, t::reason, staff_name::COLUMNS, t::added_at))
        .order(t::number)
        .load(tx.conn)
        .await?;
    let decided = |(date, day, reason, by, at): Row| match day.map(serde_json::from_value).transpose() {
        Ok(day) => {
            let by = by.shown(tx.sealer);
            Some(Decided { decision: DayDecision { date, day }, reason, by, at })
        }
        Err(error) => {
            tracing::error!(%date, %error, "a decided day cannot be read");
            None
        }
    };
    Ok(rows.into_iter().filter_map(decided).collect())
}

/// Adds some.
///
/// # Errors
/// When the database refuses.
pub async fn insert(tx: &mut Tx<'_>, by: StaffId, decisions: &[DayDecision], reason: &str) -> Result<()> {
    use reference_rows as t;
    let mut rows = Vec::with_capacity(decisions.len());
    for DayDecision { date, day } in decisions {
        let cells = day.as_ref().map(serde_json::to_value).transpose().context("a day as JSON")?;
        rows.push((
            t::file.eq(FILE),
            t::key.eq(date.to_string()),
            t::from_on.eq(date),
            t::cells.eq(cells),
            t::reason.eq(reason),
            t::staff_id.eq(by.uuid()),
            t::added_at.eq(tx.ctx.now),
        ));
    }
    insert_into(t::table).values(rows).execute(tx.conn).await?;
    Ok(())
}

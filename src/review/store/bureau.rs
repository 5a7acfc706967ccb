//! What the bureau did with a case, as recorded by hand or by its gateway.

use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use uuid::Uuid;

use crate::db::Tx;
use crate::error::Result;
use crate::schema::bureau_records;
use crate::values::ids::{FilingId, MaterialId, StaffId};

/// A record.
#[derive(Debug, Clone)]
pub struct Record {
    /// Stored code of the event.
    pub event: String,
    /// In which round.
    pub round: i32,
    /// The day it happened.
    pub happened_on: NaiveDate,
    /// Own words.
    pub detail: Option<String>,
    /// The paper that proves it.
    pub evidence: Option<MaterialId>,
    /// Who recorded it; none for the gateway.
    pub staff: Option<StaffId>,
    /// When it was recorded.
    pub at: DateTime<Utc>,
}

/// The records of a case, newest first.
///
/// # Errors
/// When the database refuses or a text does not open.
pub async fn list(tx: &mut Tx<'_>, filing: FilingId) -> Result<Vec<Record>> {
    type Row = (Uuid, String, i32, NaiveDate, Option<Vec<u8>>, Option<Uuid>, Option<Uuid>, DateTime<Utc>);
    use bureau_records as t;
    let rows: Vec<Row> = t::table
        .filter(t::filing_id.eq(filing.uuid()))
        .select((
            t::id,
            t::event,
            t::round,
            t::happened_on,
            t::detail_sealed,
            t::evidence_id,
            t::staff_id,
            t::recorded_at,
        ))
        .order((t::recorded_at.desc(), t::id.desc()))
        .load(tx.conn)
        .await?;
    let open = |(id, event, round, happened_on, detail, evidence, staff, at): Row| {
        let detail =
            detail.map(|sealed| tx.sealer.open_text("bureau_records.detail", &sealed, id.as_bytes())).transpose()?;
        let (evidence, staff) = (evidence.map(MaterialId::from_uuid), staff.map(StaffId::from_uuid));
        Ok(Record { event, round, happened_on, detail, evidence, staff, at })
    };
    rows.into_iter().map(open).collect()
}

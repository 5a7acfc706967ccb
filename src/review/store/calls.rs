//! Calls to the persons of a filing: who was called, when, with which result. Own words are sealed.

use chrono::{DateTime, Utc};
use diesel::insert_into;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use uuid::Uuid;

use crate::db::Tx;
use crate::error::Result;
use crate::review::call::{CallResult, Called};
use crate::schema::calls;
use crate::values::ids::{FilingId, StaffId};

const WORDS: &str = "calls.words";

/// A call on record.
#[derive(Debug, Clone)]
pub struct Call {
    /// Who was called, as a part of the filing.
    pub person: Called,
    /// What came of it.
    pub result: CallResult,
    /// Own words; empty for none.
    pub words: String,
    /// Who called.
    pub staff: StaffId,
    /// In which round.
    pub round: i32,
    /// When.
    pub at: DateTime<Utc>,
}

/// Records a call.
///
/// # Errors
/// When the database refuses.
pub async fn insert(tx: &mut Tx<'_>, filing: FilingId, call: &Call) -> Result<()> {
    let id = Uuid::now_v7();
    let words = (!call.words.is_empty()).then(|| tx.sealer.seal_text(WORDS, &call.words, id.as_bytes())).transpose()?;
    insert_into(calls::table)
        .values((
            calls::id.eq(id),
            calls::filing_id.eq(filing.uuid()),
            calls::round.eq(call.round),
            calls::person.eq(call.person.to_string()),
            calls::result.eq(call.result.code()),
            calls::words_sealed.eq(words),
            calls::staff_id.eq(call.staff.uuid()),
            calls::called_at.eq(call.at),
        ))
        .execute(tx.conn)
        .await?;
    Ok(())
}

/// The calls of a case, newest first.
///
/// # Errors
/// When the database refuses or a text does not open.
pub async fn list(tx: &mut Tx<'_>, filing: FilingId) -> Result<Vec<Call>> {
    type Row = (Uuid, String, String, Option<Vec<u8>>, Uuid, i32, DateTime<Utc>);
    let rows: Vec<Row> = calls::table
        .filter(calls::filing_id.eq(filing.uuid()))
        .select((
            calls::id,
            calls::person,
            calls::result,
            calls::words_sealed,
            calls::staff_id,
            calls::round,
            calls::called_at,
        ))
        .order((calls::called_at.desc(), calls::id.desc()))
        .limit(200)
        .load(tx.conn)
        .await?;
    let mut list = Vec::with_capacity(rows.len());
    for (id, person, result, words, staff, round, at) in rows {
        let (Ok(person), Some(result)) = (person.parse(), CallResult::from_code(&result)) else { continue };
        let words = words.map(|sealed| tx.sealer.open_text(WORDS, &sealed, id.as_bytes())).transpose()?;
        let words = words.unwrap_or_default();
        list.push(Call { person, result, words, staff: StaffId::from_uuid(staff), round, at });
    }
    Ok(list)
}
